import { assert, describe, it } from "@effect/vitest"

import { multiply, negate, parseDecimal } from "../src/Decimal.ts"

describe("an amount as banks write it", () => {
  it("is kept exactly, with its scale and without leading zeros or plus", () => {
    const written = ["-5.50", "+00000000000115.8331", "-00000000000000.9700", "120", "0", ".5", "7.", "-0.00"]
    assert.deepStrictEqual(written.map(parseDecimal), ["-5.50", "115.8331", "-0.9700", "120", "0", "0.5", "7", "0.00"])
  })

  it("may have a decimal comma, and groups of three when the decimal mark is another", () => {
    const written = ["-200,00", "1.234,56", "1,234.56", "1.234.567,8", "-1.234.567", "0,05", "12345678901234567890,12"]
    assert.deepStrictEqual(written.map(parseDecimal), [
      "-200.00",
      "1234.56",
      "1234.56",
      "1234567.8",
      "-1234567",
      "0.05",
      "12345678901234567890.12"
    ])
  })

  it("has one separator alone as its decimal mark, as the specification says", () =>
    assert.deepStrictEqual(["1,234", "1.234"].map(parseDecimal), ["1.234", "1.234"]))

  it("is refused when it is no decimal", () => {
    const written = [
      "",
      "$120",
      "12a",
      "1e3",
      "--1",
      "1-",
      "+",
      ".",
      ",",
      "1.2.3",
      "12,34,56",
      "1,2.3,4",
      "1.23,4.5",
      "NaN",
      "9".repeat(41)
    ]
    assert.deepStrictEqual(
      written.filter((text) => parseDecimal(text) !== null),
      []
    )
  })

  it("changes its sign exactly, and zero has none", () =>
    assert.deepStrictEqual(["-5.50", "5.50", "0.00", "0"].map(negate), ["5.50", "-5.50", "0.00", "0"]))

  it("is multiplied exactly", () =>
    assert.deepStrictEqual(
      [multiply("-3.65", "1.06"), multiply("0.1", "0.2"), multiply("12", "3"), multiply("-0.00", "5")],
      ["-3.8690", "0.02", "36", "0.00"]
    ))
})
