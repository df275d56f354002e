// Two spellings of one login are one, two logins never are, and no password is ever looked at.
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"

import * as Fingerprint from "../src/Fingerprint.ts"

const field = (name: string, options: { login?: boolean; secret?: boolean; mfa?: boolean } = {}) => ({
  name,
  login: options.login ?? true,
  secret: options.secret ?? false,
  mfa: options.mfa ?? false
})

const fields = [
  field("cpf"),
  field("agency"),
  field("password", { secret: true, login: false }),
  field("pin", { secret: true }),
  field("token", { mfa: true })
]

const request = (parameters: Readonly<Record<string, string>>): Fingerprint.FingerprintRequest => ({
  applicationId: "app",
  connectorId: 1,
  fields,
  parameters: Redacted.make(parameters)
})

const text = (from: Fingerprint.FingerprintRequest): string | null => {
  const bytes = Fingerprint.bytes(from)
  return bytes === null ? null : new TextDecoder().decode(Redacted.value(bytes))
}

const login = { cpf: "123.456.789-09", agency: "0001" }

describe("The fingerprint of a login", () => {
  it.effect("has the bytes of its recipe, for ever", () =>
    Effect.sync(() => {
      assert.strictEqual(Fingerprint.recipe, 1)
      assert.strictEqual(text(request(login)), '["fingerprint",1,"app",1,[["agency","0001"],["cpf","12345678909"]]]')
    })
  )

  it.effect("is one for all spellings", () =>
    Effect.sync(() => {
      for (const [a, b] of [
        ["123.456.789-09", " 12345678909 "],
        ["１２３.456.789-09", "12345678909"],
        ["+55 (11) 91234-5678", "5511912345678"],
        ["(11) 91234-5678", "11912345678"],
        ["12345-X", "12345x"],
        ["12.345.678/0001-90", "12345678000190"],
        ["Ana@Example.com", "ana@example.com\t"],
        ["ﬁlipa", "FILIPA"],
        ["acme™", "ACMETM"],
        ["é", "E\u0301"]
      ] as const) {
        assert.strictEqual(Fingerprint.normalise(a), Fingerprint.normalise(b), a)
      }
    })
  )

  it.effect("is another for another login", () =>
    Effect.sync(() => {
      for (const [a, b] of [
        ["0001", "1"],
        ["ana.1", "ana1"],
        ["user-ok", "userok"],
        ["12345-X", "12345"],
        ["12a-34", "12a34"]
      ] as const) {
        assert.notStrictEqual(Fingerprint.normalise(a), Fingerprint.normalise(b), a)
      }
      const two = request({ cpf: '1","2', agency: "3" })
      assert.notStrictEqual(text(two), text(request({ cpf: "1", agency: '2","3' })))
    })
  )

  it.effect("is bound to the application and the connector", () =>
    Effect.sync(() => {
      const texts = [
        request(login),
        { ...request(login), applicationId: "other" },
        { ...request(login), connectorId: 2 }
      ].map(text)
      assert.strictEqual(new Set(texts).size, texts.length)
    })
  )

  it.effect("does not depend on secrets, tokens, foreign parameters, or the order of the form", () =>
    Effect.sync(() => {
      const full = request({ ...login, password: "hunter2", pin: "1234", token: "999", other: "x" })
      assert.strictEqual(text(full), text(request(login)))
      assert.strictEqual(text({ ...full, fields: fields.toReversed() }), text(full))
      assert.notInclude(String(Fingerprint.bytes(full)), "12345678909")
    })
  )

  it.effect("takes an empty field for one that is absent, and is none without any", () =>
    Effect.sync(() => {
      assert.strictEqual(text(request({ cpf: login.cpf, agency: "  " })), text(request({ cpf: login.cpf })))
      assert.isNull(text(request({ cpf: "", password: "hunter2" })))
      assert.isNull(text({ ...request(login), fields: [] }))
      assert.isNull(text({ ...request(login), fields: [field("constructor")] }))
    })
  )
})
