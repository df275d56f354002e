// Live visits from the command line: what is kept of a session, who may open it, and how often the institution is asked.
import { existsSync, statSync } from "node:fs"

import { assert, describe, it } from "@effect/vitest"
import { SandboxBank } from "@tomada/sandbox-bank"
import { Effect, Layer } from "effect"

import { assertWithout, bytesOf, filesBelow, room, run, type Room } from "./Cli.ts"

const user = "user-ok-short+5190338"
const form = JSON.stringify({ user, password: "password-ok+w8k2m5z" })
const code = "123456"

const atBank = <A, E, R>(test: Effect.Effect<A, E, R | SandboxBank>) =>
  Effect.provide(test, Layer.fresh(SandboxBank.layer()))

const visiting = Effect.fnUntraced(function* (
  at: Room,
  args: ReadonlyArray<string>,
  lines: ReadonlyArray<string> = []
) {
  const { url } = yield* SandboxBank
  return yield* run(at, [...args, "--connect-to", `bank.sandbox.test=${new URL(url).host}`], lines)
})

const dev = (at: Room, args: ReadonlyArray<string>, lines: ReadonlyArray<string> = []) =>
  visiting(at, ["dev", "sandbox-two-step", "--products", "ACCOUNTS", ...args], lines)

const logins = Effect.flatMap(SandboxBank, (bank) => Effect.all([bank.passwordPosts(user), bank.codesSent(user)]))

describe("dev", () => {
  it.live(
    "goes on with a sealed session that only its owner can read, sends no second code, and forgets it when it is over",
    () =>
      atBank(
        Effect.gen(function* () {
          const at = yield* room
          const first = yield* dev(at, ["--parameters-from-stdin"], [form, code])
          assert.strictEqual(first.code, 0, first.stderr)
          assert.match(first.stderr, /POST bank\.sandbox\.test\/challenge -> 303, \d+ ms/)
          assert.match(first.stderr, /GET bank\.sandbox\.test\/login\?channel=… -> 200/)

          const second = yield* dev(at, ["--from-session"])
          assert.strictEqual(second.code, 0, second.stderr)
          assert.deepStrictEqual(yield* logins, [1, 1])

          const kept = [...filesBelow(at.state), ...filesBelow(at.home)]
          for (const path of kept) {
            assert.strictEqual(statSync(path).mode & 0o077, 0)
            assertWithout(bytesOf(path), [user, "password-ok+w8k2m5z", code, "sandbox_session", "sandbox_device"])
          }

          yield* (yield* SandboxBank).expireSessions
          const over = yield* dev(at, ["--from-session"])
          assert.strictEqual(over.code, 3, "nobody logs in when it is over")
          assert.deepStrictEqual(yield* logins, [1, 1])
          assert.deepStrictEqual(filesBelow(at.state), [])

          const said = [first, second, over].map(({ stderr, stdout }) => stdout + stderr).join("\n")
          assertWithout(said, [user, "password-ok+w8k2m5z", code])
        })
      ),
    60_000
  )

  it.live(
    "waits before each step: the first line after the form lets the login go on, the second is the code",
    () =>
      atBank(
        Effect.gen(function* () {
          const at = yield* room
          const stepped = yield* dev(at, ["--parameters-from-stdin", "--step"], [form, "", code, "", ""])
          assert.strictEqual(stepped.code, 0, stepped.stderr)
        })
      ),
    60_000
  )
})

describe("doctor", () => {
  it.live(
    "logs in, reads one page of the first account, and says how many requests it made",
    () =>
      atBank(
        Effect.gen(function* () {
          const at = yield* room
          const well = yield* visiting(at, ["doctor", "sandbox", "--parameters-from-stdin"], [form])
          assert.strictEqual(well.code, 0, well.stderr)
          assert.match(well.stderr, /at most 30 requests\. Nothing is stored/)
          const { length } = yield* (yield* SandboxBank).log
          assert.include(well.stdout, `${length} requests made, of 30 at most`)
          assert.strictEqual(length, 4)
          assert.isFalse(existsSync(at.state))
        })
      ),
    60_000
  )

  it.live("confirms nothing of a connector that visits nobody", () =>
    Effect.gen(function* () {
      const at = yield* room
      const refused = yield* run(at, ["doctor", "statement-files", "--confirm", "somebody"])
      assert.strictEqual(refused.code, 2)
      assert.match(refused.stderr, /visits nobody: there is no institution to confirm it at/)
    })
  )

  it.live(
    "stops before the request that would be one too many",
    () =>
      atBank(
        Effect.gen(function* () {
          const at = yield* room
          const args = ["doctor", "sandbox", "--parameters-from-stdin", "--max-requests", "3"]
          const stopped = yield* visiting(at, args, [form])
          assert.strictEqual(stopped.code, 3)
          assert.match(stopped.stdout, /BAD +TRANSACTIONS .*more than 3 requests/)
          assert.lengthOf(yield* (yield* SandboxBank).log, 3)
        })
      ),
    60_000
  )
})
