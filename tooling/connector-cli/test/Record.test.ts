// A recording at the sandbox bank and what an author does with it, each as a command of its own; what was typed is nowhere afterwards.
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"

import { assert, describe, it } from "@effect/vitest"
import { PersonalData } from "@tomada/connector-testing"
import { SandboxBank } from "@tomada/sandbox-bank"
import { Effect, Layer } from "effect"

import * as Checkout from "../src/Checkout.ts"
import { assertWithout, room, run, start, type Room } from "./Cli.ts"

const canaries = { user: "user-ok-short+4082771", password: "password-ok+w8k2m5z" }
const form = JSON.stringify(canaries)

const atBank = <A, E, R>(test: Effect.Effect<A, E, R | SandboxBank>) =>
  Effect.provide(test, Layer.fresh(SandboxBank.layer()))

const recording = Effect.fnUntraced(function* (room: Room, args: ReadonlyArray<string>, lines: ReadonlyArray<string>) {
  const { url } = yield* SandboxBank
  const bank = `bank.sandbox.test=${new URL(url).host}`
  const given = ["record", ...args, "--parameters-from-stdin", "--connect-to", bank, "--cassettes", room.path]
  return yield* run(room, [...given, "--products", "ACCOUNTS,TRANSACTIONS"], lines)
})

describe("a cassette from the command line", () => {
  it.live(
    "is recorded with a code, replayed, explained and tested, and has nothing in it that was typed",
    () =>
      atBank(
        Effect.gen(function* () {
          const at = yield* room
          const code = "123456"
          const recorded = yield* recording(at, ["sandbox-two-step", "ok"], [form, code])
          assert.strictEqual(recorded.code, 0, recorded.stderr)
          const path = join(at.path, "ok.jsonl")
          const text = readFileSync(path, "utf8")
          assert.deepStrictEqual(PersonalData.find(text), [])

          const over = ["--cassettes", at.path]
          const [replayed, explained, tested] = yield* Effect.all(
            [
              run(at, ["replay", "sandbox-two-step", "ok", ...over]),
              run(at, ["explain", "3", "ok", ...over]),
              run(at, ["test", "3", "--json", ...over])
            ],
            { concurrency: 3 }
          )
          assert.strictEqual(replayed.code, 0, replayed.stderr)
          assert.match(replayed.stdout, /#\d+ GET \/accounts\/\S+ -> 200.*\n {4}page 1, from #\d+: 25 rows/)
          assert.match(replayed.stdout, /sync 2 ended as SUCCESS/)

          assert.strictEqual(explained.code, 0, explained.stderr)
          assert.match(explained.stdout, /sync 1: created[^\n]*\n +TRANSACTIONS page 1, from #\d+ GET \/accounts\//)
          assert.match(explained.stdout, /sync 2: unchanged[^\n]*\n +TRANSACTIONS page 1/)

          const { failed, passed } = JSON.parse(tested.stdout) as { readonly failed: number; readonly passed: number }
          assert.isAbove(passed, 0, "some promise was looked at")
          assert.strictEqual(tested.code, failed === 0 ? 0 : 1)

          const all = [recorded, replayed, explained, tested].map(({ stderr, stdout }) => stdout + stderr).join("\n")
          assertWithout(text + all, [...Object.values(canaries), code])
        })
      ),
    60_000
  )

  it.live(
    "is not written when the login is made of words that the connector needs",
    () =>
      atBank(
        Effect.gen(function* () {
          const at = yield* room
          const own = JSON.stringify({ user: "user-ok", password: "password-ok" })
          const refused = yield* recording(at, ["sandbox", "ok"], [own])
          assert.strictEqual(refused.code, 1)
          assert.match(refused.stderr, /nothing was written: the field user .*login of other words/)
          assert.isFalse(existsSync(join(at.path, "ok.jsonl")))
        })
      ),
    60_000
  )

  it.live(
    "is not called ok when the login was refused",
    () =>
      atBank(
        Effect.gen(function* () {
          const at = yield* room
          const wrong = JSON.stringify({ ...canaries, password: "wrong+w8k2m5z" })
          const refused = yield* recording(at, ["sandbox", "ok"], [wrong])
          assert.deepStrictEqual([refused.code, existsSync(join(at.path, "ok.jsonl"))], [1, false])
          assert.match(refused.stderr, /INVALID_CREDENTIALS.*name the scenario for what happened/)
        })
      ),
    60_000
  )

  it.live(
    "waits for Enter after each request when it is replayed step by step",
    () =>
      Effect.gen(function* () {
        const at = yield* room
        const seen = yield* Effect.callback<ReadonlyArray<number>>((resume) => {
          const child = start(at, ["replay", "sandbox", "wrong-password", "--step"])
          const requests: Array<number> = []
          let said = ""
          child.stdout.on("data", (text) => {
            said += String(text)
            const made = said.split(/#\d+ (?:GET|POST)/).length - 1
            if (made === 0 || made === requests.at(-1)) return
            requests.push(made)
            child.stdin.write("\n")
          })
          child.on("close", () => resume(Effect.succeed(requests)))
          return Effect.sync(() => child.kill("SIGKILL"))
        })
        assert.deepStrictEqual(seen, [1, 2])
      }),
    60_000
  )

  it.live(
    "says what there is when a name is nobody's",
    () =>
      Effect.gen(function* () {
        const at = yield* room
        const noConnector = yield* Effect.flip(Checkout.find("sandbok"))
        assert.match(noConnector.message, /no connector sandbok; there are: .*2 sandbox/)
        const [noScenario, noTerminal] = yield* Effect.all(
          [
            run(at, ["replay", "2", "okay"]),
            run(at, ["record", "2", "ok", "--connect-to", "bank.sandbox.test=127.0.0.1:9"])
          ],
          { concurrency: 2 }
        )
        assert.match(noScenario.stderr, /no recording okay; recorded are: .*wrong-password/)
        assert.match(noTerminal.stderr, /no terminal.*--parameters-from-stdin/)
        assert.deepStrictEqual([noScenario.code, noTerminal.code], [2, 2])
      }),
    60_000
  )
})
