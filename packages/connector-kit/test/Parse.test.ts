import { assert, describe, it } from "@effect/vitest"
import { BigDecimal, Effect } from "effect"
import { z } from "zod"

import * as Html from "../src/Html.ts"
import * as Parse from "../src/Parse.ts"

const amounts: ReadonlyArray<readonly [typeof Parse.decimalComma, ReadonlyArray<readonly [string, string | null]>]> = [
  [
    Parse.decimalComma,
    [
      ["R$ 1.234,56", "1234.56"],
      ["R$\u00a01.234,56", "1234.56"],
      ["-R$ 45,90", "-45.9"],
      ["R$ -45,90", "-45.9"],
      ["− 12,00", "-12"],
      ["– 12,00", "-12"],
      ["1.234.567,8", "1234567.8"],
      ["1234", "1234"],
      ["0,00", "0"],
      [" 12,00 € ", "12"],
      ["12,00 EUR", "12"],
      ["US$ 3,10", "3.1"],
      ["EUR -3,10", "-3.1"],
      ["99999999999999999999,99", "99999999999999999999.99"],
      ["", null],
      ["-", null],
      ["R$", null],
      ["--5", null],
      ["-R$ -5,00", null],
      ["5-", "-5"],
      ["(12,00)", "-12"],
      ["12,00 D", null],
      ["1,234.56", null],
      ["1.23,4", null],
      ["1.2345,00", null],
      ["1,2,3", null],
      ["12 de 34", null],
      ["12 34", null],
      ["abc12def34", null],
      ["1e5", null],
      ["NaN", null],
      ["٣,٥", null],
      ["12,00\n13,00", null]
    ]
  ],
  [
    Parse.decimalPoint,
    [
      ["$1,234.56", "1234.56"],
      ["1234.56", "1234.56"],
      ["-$45.90", "-45.9"],
      ["1,234,567", "1234567"],
      ["USD 7.5", "7.5"],
      ["1.234,56", null],
      ["1,23", null],
      ["12.34.56", null],
      ["(1.00)", "-1"],
      ["", null]
    ]
  ]
]

describe("an amount", () => {
  for (const [parse, rows] of amounts) {
    for (const [text, expected] of rows) {
      it.effect(`${JSON.stringify(text)} is ${expected ?? "not understood"}`, () =>
        Effect.gen(function* () {
          const found = yield* Effect.result(parse(text, "place"))
          if (expected === null) {
            assert.strictEqual(found._tag, "Failure")
            if (found._tag === "Failure") {
              assert.strictEqual(found.failure.at, "place")
              assert.match(found.failure.expected, /^an amount such as [\d.,]+$/)
            }
          } else {
            assert.strictEqual(found._tag, "Success")
            if (found._tag === "Success") assert.strictEqual(BigDecimal.format(found.success), expected)
          }
        })
      )
    }
  }
})

describe("a day", () => {
  for (const [text, expected] of [
    ["31/12/2026", "2026-12-31"],
    [" 01/02/2026 ", "2026-02-01"],
    ["29/02/2024", "2024-02-29"],
    ["29/02/2026", null],
    ["31/04/2026", null],
    ["1/2/2026", null],
    ["2026-02-01", null],
    ["01/13/2026", null],
    ["00/01/2026", null],
    ["01/02/26", null],
    ["01/02/2026 10:00", null],
    ["", null]
  ] as const) {
    it.effect(`${JSON.stringify(text)} is ${expected ?? "not understood"}`, () =>
      Effect.gen(function* () {
        const found = yield* Effect.result(Parse.dayMonthYear(text, "place"))
        const said: unknown = found._tag === "Success" ? found.success : found.failure
        if (expected === null) assert.deepInclude(said, { _tag: "SiteChanged", at: "place" })
        else assert.strictEqual(said, expected)
      })
    )
  }
})

describe("a payload", () => {
  const schema = z.object({ rows: z.array(z.object({ id: z.string() })) })
  it.effect("that does not fit is told by its place, never by its content", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* Parse.payload(schema, { rows: [{ id: "1" }] }, "api"), { rows: [{ id: "1" }] })
      const found = yield* Effect.flip(Parse.payload(schema, { rows: [{ id: "1" }, { id: { canary: 1 } }] }, "api"))
      assert.strictEqual(found.at, "api/rows/1/id")
      assert.notInclude(JSON.stringify(found), "canary")
    })
  )
})

describe("a body of JSON", () => {
  it.effect("is read by its schema, and what is none is SiteChanged without its content", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* Parse.json(z.array(z.int()), "[1,2]", "api"), [1, 2])
      for (const text of ["<p>canary</p>", '["canary"]', "", "[1,"]) {
        const found = yield* Effect.flip(Parse.json(z.array(z.int()), text, "api"))
        assert.strictEqual(found._tag, "SiteChanged")
        assert.notInclude(JSON.stringify(found), "canary")
      }
    })
  )
})

describe("a page of an institution", () => {
  const document = Html.parse(`<form>
    <input type="hidden" name="_csrf" value="a&amp;b"><input name="user"><input type="submit" name="go" value="Go">
    <input type="radio" name="who" value="1"><input type="radio" name="who" value="2" checked>
    <input type="checkbox" name="keep"><input type="checkbox" name="terms" checked><input name="off" value="x" disabled>
    <select name="kind"><option value="p">P</option><option value="c" selected>C</option></select>
    <select name="first"><option>One</option><option>Two</option></select><textarea name="note">hello</textarea>
  </form><p id="t">  a
   b </p>`)

  it("has its elements by the value of an attribute: of each value the first in the page, wherever it stands", () => {
    const row = Html.parse(
      `<p><b data-f="a">1 <i data-f="b">2</i></b><i data-f="a">3</i><i data-f="">4</i><i>5</i></p>`
    )
    const found = [...Html.byAttribute(row, "data-f")].map(([value, element]) => [value, Html.text(element)])
    assert.deepStrictEqual(found, [
      ["a", "1 2"],
      ["b", "2"],
      ["", "4"]
    ])
  })

  it("has the form values that a browser would send", () => {
    assert.deepStrictEqual(Html.formValues(document), {
      _csrf: "a&b",
      user: "",
      who: "2",
      terms: "on",
      kind: "c",
      first: "One",
      note: "hello"
    })
  })

  it.effect("without what is looked for has changed", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* Html.textOf(document, "#t", "home"), "a b")
      assert.deepInclude(yield* Effect.flip(Html.textOf(document, "#u", "home")), { at: "home", expected: "#u" })
      assert.deepInclude(yield* Effect.flip(Html.attributeOf(document, "#t", "href", "home")), {
        at: "home",
        expected: "#t[href]"
      })
    })
  )
})
