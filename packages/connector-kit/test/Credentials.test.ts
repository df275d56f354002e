import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"

import * as Credentials from "../src/Credentials.ts"
import * as Field from "../src/Field.ts"

const form = {
  user: Field.text({ label: "User", validation: /^user-.+$/, validationMessage: "It starts with user-" }),
  password: Field.password({ label: "Password" }),
  branch: Field.number({ label: "Branch" }),
  kind: Field.select({
    label: "Kind",
    options: [
      { value: "person", label: "Person" },
      { value: "company", label: "Company" }
    ]
  }),
  token: Field.otp({ label: "Token", validation: /^\d{6}$/ }),
  file: Field.file({ label: "File", maxBytes: 10 }),
  note: Field.optional(Field.text({ label: "Note", validation: /^[a-z]+$/ }))
}

const good = { user: "user-a", password: "p", branch: "0001", kind: "person", token: "123456", file: "0123456789" }

const problems = (input: unknown) =>
  Effect.map(Effect.flip(Credentials.decode(form)(input)), (rejected) =>
    rejected.problems.map(({ code, parameter }) => `${code} ${parameter}`)
  )

describe("a credentials form", () => {
  it("is what the wire shows", () => {
    const wire = Credentials.wireFields(form)
    assert.deepStrictEqual(
      wire.map(({ mfa, name, optional, secret, type }) => [name, type, secret, mfa, optional]),
      [
        ["user", "text", false, false, false],
        ["password", "password", true, false, false],
        ["branch", "number", false, false, false],
        ["kind", "select", false, false, false],
        ["token", "number", true, true, false],
        ["file", "file", true, false, false],
        ["note", "text", false, false, true]
      ]
    )
    assert.strictEqual(wire[0]?.validation, "^user-.+$")
    assert.deepStrictEqual(wire[3]?.options, [
      { value: "person", label: "Person" },
      { value: "company", label: "Company" }
    ])
  })

  it.effect("takes what fits it, and leaves out names that it does not have", () =>
    Effect.gen(function* () {
      const values = yield* Credentials.decode(form)({ ...good, other: "x" })
      const { token, ...others } = Redacted.value(values)
      assert.deepStrictEqual({ ...others, token: Redacted.value(token) }, { ...good, note: undefined } as never)
    })
  )

  it.effect("tells every problem at once: 001 what is missing, 002 what breaks a rule", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* problems({}), [
        "001 user",
        "001 password",
        "001 branch",
        "001 kind",
        "001 token",
        "001 file"
      ])
      assert.deepStrictEqual(
        yield* problems({ user: "ana", password: "", branch: "x", kind: "dog", token: "12345", file: 7, note: "1" }),
        ["002 user", "001 password", "002 branch", "002 kind", "002 token", "002 file", "002 note"]
      )
    })
  )

  for (const input of [undefined, null, "text", 7, [], () => good]) {
    it.effect(`finds everything missing in ${typeof input} ${String(input).slice(0, 9)}`, () =>
      Effect.gen(function* () {
        assert.strictEqual((yield* problems(input)).length, 6)
      })
    )
  }

  it.effect("counts bytes, not characters", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* problems({ ...good, file: "0123456789a" }), ["002 file"])
      assert.deepStrictEqual(yield* problems({ ...good, file: "ééééé€" }), ["002 file"])
      yield* Credentials.decode(form)({ ...good, file: "ééééé" })
      assert.deepStrictEqual(yield* problems({ ...good, password: "x".repeat(1025) }), ["002 password"])
    })
  )

  it.effect("takes nothing from a prototype", () =>
    Effect.gen(function* () {
      const odd = { constructor: Field.text({ label: "Constructor" }), toString: Field.text({ label: "To" }) }
      const missing = yield* Effect.flip(Credentials.decode(odd)({}))
      assert.deepStrictEqual(
        missing.problems.map(({ code }) => code),
        ["001", "001"]
      )
      const polluting: unknown = JSON.parse('{"__proto__":{"user":"user-x","password":"p"},"constructor":"c"}')
      assert.strictEqual((yield* problems(polluting)).length, 6)
      assert.strictEqual((yield* problems(Object.create(good))).length, 6)
      assert.isFalse(Object.hasOwn(Object.prototype, "user"))
    })
  )

  it.effect("opens a code that serves once only where it is sent", () =>
    Effect.gen(function* () {
      const { token } = Redacted.value(yield* Credentials.decode(form)({ ...good, token: "987654" }))
      assert.strictEqual(Redacted.value(token), "987654")
      assert.notInclude(JSON.stringify(token) + String(token), "987654")
    })
  )

  it("keeps everything but the codes that serve once", () => {
    const wire = Credentials.wireFields(form)
    assert.deepStrictEqual(Credentials.once(wire), ["token"])
    const { token: _, ...rest } = good
    assert.deepStrictEqual(Redacted.value(Credentials.lasting(wire, Redacted.make(good))), rest)
    assert.deepStrictEqual(Redacted.value(Credentials.lasting(wire, Redacted.make(rest))), rest)
  })

  it.effect("never says a value", () =>
    Effect.gen(function* () {
      const canary = "canary-value"
      const all = Object.fromEntries(Object.keys(form).map((name) => [name, `${canary} 1`]))
      const rejected = yield* Effect.flip(Credentials.decode(form)(all))
      assert.isAtLeast(rejected.problems.length, 5)
      assert.notInclude(JSON.stringify(rejected) + rejected.message + String(rejected.stack), canary)
      assert.include(rejected.message, "It starts with user-")
    })
  )
})
