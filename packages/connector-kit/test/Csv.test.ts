import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"

import * as Csv from "../src/Csv.ts"

const columns = { date: "Data", what: ["Histórico", "Descrição"], amount: "Valor (R$)" } as const
const text = `Banco Exemplo "S.A."
Período: 01/03/2026 a 20/03/2026

data;DESCRICAO;Docto;Valor (R$);
20/03/2026;"PIX; ""Ana""
São Paulo";1;-1.234,56;
19/03/2026;  Café  da manhã ;2;2,00
;;;
Total;;;3,00
`

const rows = [
  { date: "20/03/2026", what: `PIX; "Ana" São Paulo`, amount: "-1.234,56" },
  { date: "19/03/2026", what: "Café da manhã", amount: "2,00" }
]

const utf8 = (text: string) => new TextEncoder().encode(text)
const latin1 = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0))
const utf16 = (text: string, isLittle: boolean) =>
  Uint8Array.from(text, (letter) => letter.charCodeAt(0)).reduce(
    (bytes, low, index) => {
      bytes[index * 2 + (isLittle ? 0 : 1)] = low
      return bytes
    },
    new Uint8Array(text.length * 2)
  )
const marked = (mark: ReadonlyArray<number>, bytes: Uint8Array) => Uint8Array.from([...mark, ...bytes])

const read = (bytes: Uint8Array, encoding?: Csv.Encoding) =>
  Csv.read(bytes, "file", { columns, until: "total", ...(encoding !== undefined && { encoding }) })

const refusal = <A>(rows: Effect.Effect<A, { readonly at: string; readonly expected: string }>) =>
  Effect.map(Effect.flip(rows), ({ at, expected }) => `${at}: ${expected}`)

describe("a CSV file", () => {
  it.effect("has its headers below other lines, cells with line ends, lines without any, and totals at its end", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* read(utf8(text)), rows)
    })
  )

  for (const [name, bytes] of [
    ["UTF-8 with a mark", marked([0xef, 0xbb, 0xbf], utf8(text))],
    ["Latin-1", latin1(text)],
    ["UTF-16, little end first, with a mark", marked([0xff, 0xfe], utf16(text, true))],
    ["UTF-16, big end first, with a mark", marked([0xfe, 0xff], utf16(text, false))],
    ["UTF-16, little end first", utf16(text, true)],
    ["UTF-16, big end first", utf16(text, false)]
  ] as const) {
    it.effect(`is read in ${name}`, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* read(bytes), rows)
      })
    )
  }

  it.effect("is read in Windows-1252, which has more than Latin-1", () =>
    Effect.gen(function* () {
      const bytes = latin1("a;b\n\u0080 1,00;caf\u00e9")
      assert.deepStrictEqual(yield* Csv.read(bytes, "file", { columns: { a: "A", b: "B" } }), [
        { a: "€ 1,00", b: "café" }
      ])
    })
  )

  it.effect("that is not in the encoding that the author knows has changed", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* refusal(read(latin1(text), "utf-8")), "file: text in utf-8")
    })
  )

  for (const delimiter of [";", ",", "\t", "|"]) {
    it.effect(`is parted by ${JSON.stringify(delimiter)}, which its headers tell`, () =>
      Effect.gen(function* () {
        const file = ["A", "B; C", "D, E"]
          .map((cell) => (cell.includes(delimiter) ? `"${cell}"` : cell))
          .join(delimiter)
        const found = Csv.read(utf8(`${file}\n1${delimiter}2${delimiter}3\n`), "file", {
          columns: { a: "a", b: "b; c", d: "d, e" }
        })
        assert.deepStrictEqual(yield* found, [{ a: "1", b: "2", d: "3" }])
      })
    )
  }

  it.effect("of one column needs no delimiter", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* Csv.read(utf8("A\n1\n2"), "file", { columns: { a: "a" } }), [
        { a: "1" },
        { a: "2" }
      ])
    })
  )

  it.effect("may lack a column that is not always there", () =>
    Effect.gen(function* () {
      const asked = { a: "A", b: Csv.optional("B") }
      assert.deepStrictEqual(yield* Csv.read(utf8("A;C\n1;2"), "file", { columns: asked }), [{ a: "1", b: null }])
      assert.deepStrictEqual(yield* Csv.read(utf8("A;B\n1;2"), "file", { columns: asked }), [{ a: "1", b: "2" }])
    })
  )

  it.effect(
    "that lacks a column, has a row of another width or a quote without an end has changed, and tells no text",
    () =>
      Effect.gen(function* () {
        const asked = { columns: { a: "A", b: "B" } }
        const of = (text: string) => refusal(Csv.read(utf8(text), "file", asked))
        assert.strictEqual(yield* of("A;C\ncanary;1"), "file: a line with the columns A, B")
        assert.strictEqual(yield* of("A;B;B\ncanary;1;2"), "file: a line with the columns A, B")
        assert.strictEqual(yield* of("A;B\n1;2\ncanary"), "file/row 2: 2 cells")
        assert.strictEqual(yield* of("A;B\n1;2;canary"), "file/row 1: 2 cells")
        assert.strictEqual(yield* of(`A;B\n1;2${"\n1;2".repeat(200)}\n1;"canary`), "file: quotes that end")
        assert.strictEqual(
          yield* refusal(Csv.read(utf8("A;canary,A\n1;2,3"), "file", { columns: { a: "A" } })),
          "file: one delimiter"
        )
        assert.strictEqual(yield* of(""), "file: a line with the columns A, B")
        assert.strictEqual(yield* refusal(read(new Uint8Array(16 * 1024 * 1024 + 1))), "file: at most 16777216 bytes")
      })
  )

  it.effect.prop(
    "gives back every text that was written into it",
    { cells: Schema.Array(Schema.Tuple([Schema.String, Schema.String])) },
    ({ cells }) =>
      Effect.gen(function* () {
        const plain = (text: string) => text.replaceAll("\0", "").replaceAll(/\s+/g, " ").trim()
        const quoted = (text: string) => `"${text.replaceAll("\0", "").replaceAll('"', '""')}"`
        const written = cells.filter(([a]) => plain(a) !== "")
        const file = ["A;B", ...written.map(([a, b]) => `${quoted(a)};${quoted(b)}`)].join("\r\n")
        const found = yield* Csv.read(utf8(file), "file", { columns: { a: "A", b: "B" }, encoding: "utf-8" })
        assert.deepStrictEqual(
          found,
          written.map(([a, b]) => ({ a: plain(a.toWellFormed()), b: plain(b.toWellFormed()) }))
        )
      })
  )
})
