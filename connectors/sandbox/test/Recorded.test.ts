// The sandbox bank, recorded: what is in the cassette is nobody's, and a visit to the cassette goes as the one to the bank did.
import { readFileSync, readdirSync } from "node:fs"
import { fileURLToPath } from "node:url"

import { assert, describe, it, layer } from "@effect/vitest"
import { Browsers } from "@tomada/connector-kit"
import { Cassette, DisguiseYears, Faithful, Record, Replay } from "@tomada/connector-testing"
import { Encodings } from "@tomada/core"
import { SandboxBank } from "@tomada/sandbox-bank"
import { BigDecimal, DateTime, Effect, Layer, Redacted } from "effect"

import { connectors, host } from "../src/index.ts"
import { browsers } from "./Chromium.ts"

const folder = fileURLToPath(new URL("../src", import.meta.url))
const source = readdirSync(folder)
  .map((name) => readFileSync(`${folder}/${name}`, "utf8"))
  .join("\n")

const of = (id: number) => connectors.find(({ manifest }) => manifest.id === id) ?? assert.fail(`no connector ${id}`)

const canaries = { user: "user-ok-short+7731905", password: "password-ok+q7f3z9x" }

const record = (connectorId: number, more: Partial<Record.Options> = {}) =>
  Effect.gen(function* () {
    const { url } = yield* SandboxBank
    const connector = of(connectorId)
    const [years = 0] = DisguiseYears.kept(connector.manifest.institution.zone, yield* DateTime.now)
    return yield* Record.record({
      connector,
      scenario: "ok",
      parameters: Redacted.make(canaries),
      source,
      disguise: { key: new Uint8Array(32).fill(7), factor: 3n, years },
      connectTo: { [host]: new URL(url).host },
      ...more
    })
  })

const atBank = <A, E, R>(test: Effect.Effect<A, E, R | SandboxBank>) =>
  Effect.provide(test, Layer.fresh(SandboxBank.layer()))

describe("a recording of the sandbox bank", () => {
  it.live(
    "has no canary in any writing, and says of both syncs what they found",
    () =>
      atBank(
        Effect.gen(function* () {
          const cassette = yield* record(2)
          const text = Cassette.write(cassette)
          for (const canary of Object.values(canaries))
            for (const form of Encodings.of(canary)) assert.notInclude(text, form)
          const [first, update] = Cassette.parts(yield* Cassette.read(text))
          assert.isAbove(first?.sync.expects.records["TRANSACTIONS"] ?? 0, 100)
          assert.isBelow(update?.sync.expects.records["TRANSACTIONS"] ?? 0, 100)
          assert.isTrue(
            update?.exchanges.every(({ body }) => !(body ?? "").includes("password")),
            "an update goes on with the session"
          )
        })
      ),
    60_000
  )

  it.live(
    "asks what the bank asked, and takes the answer that was made up",
    () =>
      atBank(
        Effect.gen(function* () {
          const code = "123456"
          const cassette = yield* record(3, {
            scenario: "two-step",
            parameters: Redacted.make({ ...canaries, user: "user-ok-short+7731905" }),
            answers: () => Effect.succeed(Redacted.make(code))
          })
          const text = Cassette.write(cassette)
          for (const form of Encodings.of(code)) assert.notInclude(text, form)
          const [first, update] = Cassette.parts(cassette)
          assert.deepStrictEqual(
            first?.asked.map(({ asked }) => asked._tag),
            ["Otp"]
          )
          assert.deepStrictEqual(update?.asked, [], "a known device is asked nothing")
          const replayed = yield* Replay.run(of(3), cassette)
          assert.deepStrictEqual(
            replayed.map(({ item }) => item.executionStatus),
            ["SUCCESS", "SUCCESS"]
          )
        })
      ),
    60_000
  )

  it.live(
    "is refused when its amounts no longer add up",
    () =>
      atBank(
        Effect.gen(function* () {
          const cassette = yield* record(2)
          const [good] = yield* Replay.run(of(2), cassette)
          if (good === undefined) return assert.fail("no sync")
          const forged = good.held.map(({ account, rows }) => ({
            account,
            rows: rows.map((row, index) =>
              index === 3 ? { ...row, amount: BigDecimal.sum(row.amount, BigDecimal.make(1n, 2)) } : row
            )
          }))
          assert.deepStrictEqual(Faithful.problems(good, good, 1n), [])
          const problems = Faithful.problems(good, { ...good, held: forged }, 1n)
          assert.isTrue(problems.some((problem) => problem.includes("do not add up")))
          assert.isTrue(problems.some((problem) => problem.includes("no longer follow")))
        })
      ),
    60_000
  )
})

layer(browsers, { excludeTestServices: true })("a recording of a browser", (it) => {
  it.effect(
    "is visited in a browser that reaches nothing",
    () =>
      atBank(
        Effect.gen(function* () {
          const cassette = yield* record(702, {
            scenario: "browser",
            products: ["ACCOUNTS", "TRANSACTIONS"],
            answers: () => Effect.succeed(Redacted.make("123456")),
            browsers: yield* Browsers.Browsers
          })
          const text = Cassette.write(cassette)
          for (const canary of [...Object.values(canaries), "123456"])
            for (const form of Encodings.of(canary)) assert.notInclude(text, form)
          const [first] = Cassette.parts(cassette)
          assert.isTrue(first?.exchanges.some(({ tap, url }) => tap === "browser" && url.endsWith(".js")))
        })
      ),
    90_000
  )
})
