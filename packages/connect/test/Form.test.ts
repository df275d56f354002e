// The rules of a connector's form.
import { assert, describe, it } from "vitest"

import { asked, kindOf, masked, parametersOf, prefilled, problemOf, sent } from "../src/page/flow/Form.ts"
import { field, withToken } from "./Scene.ts"

const cpf = field({ name: "cpf", label: "CPF", validation: String.raw`^\d{3}\.?\d{3}\.?\d{3}-?\d{2}$` })
const bareCpf = field({ name: "document", label: "Seu CPF", validation: String.raw`^\d{11}$` })

describe("a field", () => {
  it("that is needed has to be filled in", () => {
    assert.strictEqual(problemOf(field(), "  "), "missing")
    assert.isNull(problemOf(field({ optional: true }), ""))
  })

  it("has to match its connector's rule", () => {
    const user = field({ validation: "^user-.{2,50}$" })
    assert.strictEqual(problemOf(user, "ana"), "invalid")
    assert.isNull(problemOf(user, " user-ana "))
  })

  it("with a rule that no browser can read is the server's to check", () => {
    assert.isNull(problemOf(field({ validation: "(?<" }), "anything"))
  })

  it("that is a password keeps the spaces that were typed", () => {
    assert.strictEqual(sent(field({ type: "password" }), " a b "), " a b ")
  })
})

describe("a Brazilian number", () => {
  it("gets its signs while it is typed", () => {
    assert.strictEqual(masked("cpf", "52998224725"), "529.982.247-25")
    assert.strictEqual(masked("cpf", "5299"), "529.9")
    assert.strictEqual(masked("cnpj", "11222333000181"), "11.222.333/0001-81")
    assert.strictEqual(masked("cnpj", "12abc34501de35"), "12.ABC.345/01DE-35")
  })

  it("never gets longer than it is", () => {
    assert.strictEqual(masked("cpf", "529982247259999"), "529.982.247-25")
  })

  it("is sent without its signs where the rule knows only digits", () => {
    assert.strictEqual(sent(bareCpf, "529.982.247-25"), "52998224725")
    assert.isNull(problemOf(bareCpf, "529.982.247-25"))
    assert.strictEqual(sent(cpf, "529.982.247-25"), "529.982.247-25")
  })

  it("is known by the field's own words, and not where a field takes either", () => {
    assert.strictEqual(kindOf(cpf), "cpf")
    assert.strictEqual(kindOf(field({ label: "CNPJ da empresa" })), "cnpj")
    assert.isNull(kindOf(field({ label: "CPF ou CNPJ" })))
    assert.isNull(kindOf(field({ label: "Recpfile" })))
  })

  it("that the application knows stands in the form already", () => {
    assert.deepStrictEqual(prefilled([cpf, field()], { cpf: "52998224725", cnpj: null }), { cpf: "529.982.247-25" })
  })
})

describe("what is sent", () => {
  it("leaves out what was left empty, so that what the server holds stays", () => {
    const fields = [field(), field({ name: "password", type: "password", optional: true })]
    assert.deepStrictEqual(parametersOf(fields, { user: "ana", password: "" }), { user: "ana" })
  })

  it("is only what was asked for", () => {
    const fields = asked(withToken.credentials, true)
    assert.deepStrictEqual(parametersOf(fields, { user: "ana", token: "123456" }), { token: "123456" })
  })
})
