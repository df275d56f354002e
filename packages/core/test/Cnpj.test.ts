import { assert, describe, it } from "@effect/vitest"

import * as Cnpj from "../src/Cnpj.ts"

describe("A CNPJ", () => {
  it("is known by its check digits, with its punctuation or without", () => {
    for (const text of ["00.000.000/0001-91", "00000000000191", " 60701190000104 "]) {
      assert.strictEqual(Cnpj.parse(text), text.replaceAll(/\D/g, ""), text)
    }
  })

  it("may have letters, in the form of 2026", () => {
    assert.strictEqual(Cnpj.parse("12.ABC.345/01DE-35"), "12ABC34501DE35")
    assert.strictEqual(Cnpj.parse("12abc34501de35"), "12ABC34501DE35")
  })

  it("is none with another digit, letter or length, nor of one digit fourteen times", () => {
    for (const text of [
      "00000000000192",
      "00000000000181",
      "12ABC34501DE36",
      "12ABC34501DF35",
      "12ABC34501DEA5",
      "0000000000019",
      "000000000001910",
      "00000000000000",
      "11111111111111",
      "000.00000000191",
      "not a number",
      ""
    ]) {
      assert.isUndefined(Cnpj.parse(text), text)
    }
  })
})
