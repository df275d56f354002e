import { assert, describe, it } from "@effect/vitest"
import { BigDecimal, Effect, Schema } from "effect"

import * as Amount from "../src/Amount.ts"

const { apostrophe, comma, indian, point, space } = Amount
const letters = { D: "-", C: "+" } as const

const shown = (text: string, notation: Amount.Notation) =>
  Effect.map(
    Effect.result(Amount.read(text, "row/amount", notation)),
    (found): readonly [amount: string, currency: string | null] | string =>
      found._tag === "Failure"
        ? found.failure.expected
        : [BigDecimal.format(found.success.amount), found.success.currency]
  )

type Case = readonly [text: string, amount: string, currency?: string | null]

const understood: ReadonlyArray<readonly [string, Amount.Notation, ReadonlyArray<Case>]> = [
  [
    "with a comma",
    comma,
    [
      ["1.234.567,89", "1234567.89"],
      ["1.234", "1234"],
      [",50", "0.5"],
      ["R$ 1.234,56", "1234.56", "BRL"],
      ["1.234,56 BRL", "1234.56", "BRL"],
      ["-US$1,00", "-1", "USD"],
      ["12,00-", "-12"],
      ["12,00 −", "-12"],
      ["+ 12,00", "12"],
      ["(1.234,56)", "-1234.56"],
      ["R$ (12,00)", "-12", "BRL"],
      ["(R$ 12,00)", "-12", "BRL"],
      ["€ 9,90", "9.9", "EUR"],
      ["9,90 kr", "9.9", null],
      ["$ 9,90", "9.9", null],
      ["12,00 zł", "12", "PLN"],
      ["\u200f-\u200e12,00 ₪", "-12", "ILS"]
    ]
  ],
  [
    "with a point",
    point,
    [
      ["$1,234.56", "1234.56", null],
      ["1234.5", "1234.5"],
      ["-CA$ 1.00", "-1", "CAD"],
      ["$.50", "0.5", null],
      ["Rs. 12.00", "12", null]
    ]
  ],
  [
    "with apostrophes",
    apostrophe,
    [
      ["1'234'567.89", "1234567.89"],
      ["CHF 1’234.50", "1234.5", "CHF"],
      ["Fr. 12.00", "12", "CHF"]
    ]
  ],
  [
    "with spaces",
    space,
    [
      ["1 234,56", "1234.56"],
      ["1\u00a0234\u202f567,8 €", "1234567.8", "EUR"],
      ["1\u2009234", "1234"],
      ["- 12,00 Kč", "-12", "CZK"]
    ]
  ],
  [
    "in Indian groups",
    indian,
    [
      ["₹ 12,34,567.89", "1234567.89", "INR"],
      ["1,00,000", "100000"],
      ["999.00", "999"]
    ]
  ],
  [
    "with letters for the two ways",
    { ...comma, letters },
    [
      ["1.234,56 D", "-1234.56"],
      ["1.234,56C", "1234.56"],
      ["D 12,00", "-12"],
      ["R$ 12,00 d", "-12", "BRL"],
      ["12,00 D BRL", "-12", "BRL"],
      ["0,00", "0"]
    ]
  ],
  [
    "with a letter for debits alone",
    { ...point, letters: { DR: "-" } },
    [
      ["12.00 DR", "-12"],
      ["12.00", "12"]
    ]
  ],
  ["with three digits", { ...point, digits: 3 }, [["KWD 1,234.567", "1234.567", "KWD"]]],
  ["without cents", { ...comma, digits: 0 }, [["$ 1.234", "1234", null]]],
  ["with any digits", { ...comma, digits: "any" }, [["0,12345678", "0.12345678"]]],
  [
    "of a currency that is expected",
    { ...comma, currency: "BRL" },
    [
      ["$ 12,00", "12", "BRL"],
      ["R$ 12,00", "12", "BRL"],
      ["12,00", "12", null]
    ]
  ]
]

const refused: ReadonlyArray<readonly [why: string, Amount.Notation, ReadonlyArray<string>]> = [
  ["that may be a thousand times as much", comma, ["1,234", "1.234,567", "12,345"]],
  ["that may be a thousandth", point, ["1.234", "1,234.567"]],
  ["of another notation", comma, ["1,234.56", "1'234,56", "1 234,56", "12,34,567", "1.23", "1.2345,00"]],
  ["of another notation still", space, ["1.234,56", "1 23 456", "1  23,4"]],
  ["in other groups", indian, ["1,234,567", "123,45,678"]],
  ["with two signs", comma, ["-12,00-", "(-12,00)", "--5", "-R$ -5", "+-5", "((5,00))"]],
  ["with half a sign", comma, ["(12,00", "12,00)"]],
  ["with two currencies", comma, ["R$ 12,00 BRL", "US$ 12,00 €"]],
  ["with a letter that nothing explains", comma, ["12,00 D", "C 12,00", "12,00 DB"]],
  ["without the letter that says its way", { ...comma, letters }, ["12,00", "R$ 12,00"]],
  ["with a letter and a sign", { ...comma, letters }, ["-12,00 D", "D 12,00 C"]],
  ["with letters that run into each other", { ...comma, letters }, ["krD 12,00", "12,00 Dkr"]],
  ["beside a word", comma, ["SDO 12,00", "12,00 de 34", "abc12", "12,00 XYZ", "aR$ 12,00", "saldo"]],
  ["that is none", comma, ["", " ", "-", "R$", "—", ",", ".", "12,", "1e5", "NaN", "Infinity", "٣,٥", "12,00\n13,00"]],
  ["with too many digits for its currency", { ...comma, digits: 0 }, ["12,00"]],
  ["with too few", { ...point, digits: 3 }, ["1.23", "12"]],
  ["in another currency than expected", { ...comma, currency: "BRL" }, ["€ 12,00", "US$ 12,00", "12,00 USD"]]
]

describe("an amount", () => {
  for (const [name, notation, cases] of understood) {
    for (const [text, amount, currency = null] of cases) {
      it.effect(`${name}, ${JSON.stringify(text)}, is ${amount}`, () =>
        Effect.gen(function* () {
          assert.deepStrictEqual(yield* shown(text, notation), [amount, currency])
        })
      )
    }
  }

  for (const [why, notation, texts] of refused) {
    it.effect(`${why} is not understood`, () =>
      Effect.gen(function* () {
        for (const text of texts) assert.isString(yield* shown(text, notation), text)
      })
    )
  }

  it.effect("that is not understood says where it stood and what was expected, and not what stood there", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Amount.decimal("canary", "row/amount", { ...comma, letters, currency: "BRL" }))
      assert.deepInclude(error, { at: "row/amount", expected: "an amount such as 1.234,56 D in BRL" })
      assert.strictEqual(yield* shown("x", indian), "an amount such as 12,34,567.56")
      assert.strictEqual(yield* shown("x", { ...comma, digits: 0 }), "an amount such as 1.234")
    })
  )
})

const written = (cents: bigint, { group, grouping, point }: Amount.Notation): string => {
  const text = String(cents).padStart(3, "0")
  const [whole, rest] = [text.slice(0, -2), text.slice(-2)]
  const groups = grouping === "indian" ? /\B(?=(?:\d{2})*\d{3}$)/g : /\B(?=(?:\d{3})+$)/g
  return `${whole.replaceAll(groups, group)}${point}${rest}`
}

const around: ReadonlyArray<(text: string) => string> = [
  (text) => `-${text}`,
  (text) => `${text}-`,
  (text) => `(${text})`,
  (text) => `\u2212 R$ ${text}`,
  (text) => `BRL -${text}`,
  (text) => `-${text} R$`
]

describe("an amount of money", () => {
  it.effect.prop(
    "comes back from every notation and every way to write a minus",
    { cents: Schema.BigInt.check(Schema.isBetweenBigInt({ minimum: 0n, maximum: 10n ** 22n })) },
    ({ cents }) =>
      Effect.gen(function* () {
        const expected = BigDecimal.make(cents, 2)
        for (const notation of [comma, point, apostrophe, space, indian]) {
          const text = written(cents, notation)
          const plain = yield* Amount.decimal(text, "at", notation)
          assert.isTrue(BigDecimal.equals(plain, expected), text)
          for (const mark of around) {
            const { amount } = yield* Amount.read(mark(text), "at", notation)
            assert.isTrue(BigDecimal.equals(amount, BigDecimal.negate(expected)), mark(text))
          }
          const credit = yield* Amount.decimal(`${text} C`, "at", { ...notation, letters })
          assert.isTrue(BigDecimal.equals(credit, expected))
        }
      })
  )

  it.effect.prop(
    "is never read with another value in another notation",
    { cents: Schema.BigInt.check(Schema.isBetweenBigInt({ minimum: 0n, maximum: 10n ** 12n })) },
    ({ cents }) =>
      Effect.gen(function* () {
        const expected = BigDecimal.make(cents, 2)
        for (const by of [comma, point, apostrophe, space, indian]) {
          for (const as of [comma, point, apostrophe, space, indian]) {
            const found = yield* Effect.result(Amount.decimal(written(cents, by), "at", as))
            if (found._tag === "Success") assert.isTrue(BigDecimal.equals(found.success, expected))
          }
        }
      })
  )
})
