// Cassettes as files: what is written is read, what is broken says where.
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Duration, Effect } from "effect"

import * as Cassette from "../src/Cassette.ts"

const at = DateTime.makeUnsafe("2018-03-20T12:00:00Z")

const sync = (number: number): Cassette.Sync => ({
  sync: number,
  clock: at,
  trigger: number === 1 ? "first" : "update",
  expects: { status: "SUCCESS", error: null, records: { ACCOUNTS: 1 } }
})

const exchanged: Cassette.Exchanged = {
  tap: "http",
  step: "login",
  after: 12,
  method: "POST",
  url: "https://bank.test/login",
  body: "user=u",
  status: 302,
  headers: { location: ["/accounts"], "set-cookie": ["a=1; Path=/", "b=2"] },
  text: "línea\n\u2028"
}

const asked: Cassette.Asked = {
  asked: { _tag: "Otp", name: "token", label: "Token", channel: "sms", hint: null, length: 6, expiresAt: null },
  answer: "123456"
}

const cassette: Cassette.Cassette = {
  header: {
    cassette: 1,
    connector: { id: 900, slug: "sample", version: "1.0.0" },
    scenario: "two-step",
    redactor: 1,
    recordedAt: DateTime.makeUnsafe("2026-03-20T12:00:00Z"),
    zone: "America/Sao_Paulo",
    hosts: ["bank.test"],
    parameters: { user: "u" },
    products: null,
    volatile: ["nonce"],
    keep: []
  },
  lines: [sync(1), asked, exchanged, sync(2), exchanged]
}

describe("a cassette", () => {
  it.effect("is read as it was written, each line by itself", () =>
    Effect.gen(function* () {
      const text = Cassette.write(cassette)
      assert.deepStrictEqual(yield* Cassette.read(text), cassette)
      assert.strictEqual(text.trimEnd().split("\n").length, 6)
    })
  )

  it("has the exchanges and questions of each sync", () => {
    const [first, update, ...others] = Cassette.parts(cassette)
    assert.deepStrictEqual(first, { sync: sync(1), asked: [asked], exchanges: [exchanged] })
    assert.deepStrictEqual(update, { sync: sync(2), asked: [], exchanges: [exchanged] })
    assert.deepStrictEqual(others, [])
  })

  it.effect("that is broken says at which line", () =>
    Effect.gen(function* () {
      const lines = Cassette.write(cassette).split("\n")
      const broken = lines.map((line, index) => (index === 2 ? line.slice(0, 20) : line)).join("\n")
      assert.strictEqual((yield* Effect.flip(Cassette.read(broken))).line, 3)
      assert.strictEqual((yield* Effect.flip(Cassette.read("{}"))).line, 1)
    })
  )

  it("grows old by the recorder's clock, not by that of the recording", () => {
    const age = Cassette.age(cassette, DateTime.makeUnsafe("2026-04-19T12:00:00Z"))
    assert.strictEqual(Duration.toDays(age), 30)
  })
})
