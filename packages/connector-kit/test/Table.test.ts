import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import * as Table from "../src/Table.ts"

const columns = { date: "Data", what: ["Histórico", "Descrição"], amount: "Valor" } as const

const page = (rows: string, more = "") => `<html><body><table class="menu"><tr><td>Início<td>Sair</table>${more}
  <table id="t" class="x statement"><caption>Março de&nbsp;2026</caption>
    <thead><tr><th>Data<th> DESCRICAO <th>Valor&nbsp;</thead><tbody>${rows}</tbody>
    <tfoot><tr><td colspan=2>Total<td>9,00</tfoot></table></body></html>`

const two = `<tr id=r1><td>20/03/2026<td>PIX<br>Ana &amp; Bia<td>-1,00<tr><td>19/03<td>  Café
  da   manhã <td><b>2</b>,00</tr>`

const read = (html: string) => Table.read(html, "statement", { columns })

const refusal = <A>(rows: Effect.Effect<A, { readonly at: string; readonly expected: string }>) =>
  Effect.map(Effect.flip(rows), ({ at, expected }) => `${at}: ${expected}`)

describe("a table of a page", () => {
  it.effect(
    "is found by its headers, whatever their case, accents and white space, and read by the author's names",
    () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* read(page(two)), [
          { date: "20/03/2026", what: "PIX Ana & Bia", amount: "-1,00" },
          { date: "19/03", what: "Café da manhã", amount: "2,00" }
        ])
      })
  )

  it.effect("is found by its id, class or caption where several have the columns", () =>
    Effect.gen(function* () {
      const other = `<table id=u><tr><th>Data<th>Histórico<th>Valor<tr><td>a<td>b<td>c</table>`
      const both = page(two, other)
      assert.strictEqual(
        yield* refusal(read(both)),
        "statement: one table with columns Data, Histórico or Descrição, Valor"
      )
      for (const table of [{ id: "t" }, { class: "statement" }, { caption: "março de 2026" }]) {
        assert.lengthOf(yield* Table.read(both, "statement", { table, columns }), 2)
      }
      assert.deepStrictEqual(yield* Table.read(both, "statement", { table: { id: "u" }, columns }), [
        { date: "a", what: "b", amount: "c" }
      ])
      const all = yield* Table.every(both, "statement", { columns })
      assert.deepStrictEqual(
        all.map(({ caption, rows }) => [caption, rows.length]),
        [
          ["", 1],
          ["Março de 2026", 2]
        ]
      )
    })
  )

  it.effect("has the rows of its foot apart", () =>
    Effect.gen(function* () {
      const [table] = yield* Table.every(page(two), "statement", { columns })
      assert.deepStrictEqual(table?.footer, [["Total", "Total", "9,00"]])
    })
  )

  it.effect("without a column that it must have has changed, and so has a page without the table", () =>
    Effect.gen(function* () {
      const lacking = { columns: { ...columns, balance: "Saldo" } }
      assert.strictEqual(
        yield* refusal(Table.read(page(two), "statement", { ...lacking, table: { id: "t" } })),
        "statement: a column Saldo"
      )
      assert.strictEqual(
        yield* refusal(Table.read(page(two), "statement", lacking)),
        "statement: a table with columns Data, Histórico or Descrição, Valor, Saldo"
      )
      assert.strictEqual(
        yield* refusal(Table.read(page(two), "statement", { columns, table: { class: "state" } })),
        "statement: a table with class state with columns Data, Histórico or Descrição, Valor"
      )
      assert.strictEqual(
        yield* refusal(Table.read("", "statement", { columns: { a: "A" } })),
        "statement: a table with columns A"
      )
    })
  )

  it.effect("that bears a name twice is not guessed at", () =>
    Effect.gen(function* () {
      const html = `<table id=t><tr><th>Data<th>Valor<th>Valor<tr><td>1<td>2<td>3</table>`
      const options = { columns: { date: "Data", amount: "Valor" }, table: { id: "t" } }
      assert.strictEqual(yield* refusal(Table.read(html, "home", options)), "home: one column Valor")
    })
  )

  it.effect("with a row of another width has changed, and the row's text is not told", () =>
    Effect.gen(function* () {
      for (const row of ["<tr><td>canary<td>2", "<tr><td>1<td>2<td>3<td>canary", "<tr><td colspan=2>canary"]) {
        assert.strictEqual(yield* refusal(read(page(two + row))), "statement/row 3: 3 cells")
      }
    })
  )

  it.effect("that is empty says so in words that the author knows", () =>
    Effect.gen(function* () {
      const nothing = page(`<tr><td colspan="3"> Nenhum  lancamento no período</tr>`)
      assert.strictEqual(yield* refusal(read(nothing)), "statement/row 1: 3 cells")
      const empty = ["Não há", "Nenhum lançamento"]
      assert.deepStrictEqual(yield* Table.read(nothing, "statement", { columns, empty }), [])
      assert.deepStrictEqual(yield* read(page("")), [])
    })
  )

  it.effect("has cells that span: beside each other and below", () =>
    Effect.gen(function* () {
      const rows = `<tr><td rowspan=2>20/03<td>a<td>1<tr><td>b<td>2<tr><td>19/03<td colspan=2>3`
      assert.deepStrictEqual(yield* read(page(rows)), [
        { date: "20/03", what: "a", amount: "1" },
        { date: "20/03", what: "b", amount: "2" },
        { date: "19/03", what: "3", amount: "3" }
      ])
    })
  )

  it.effect("has a row even where all of its cells reach down from above", () =>
    Effect.gen(function* () {
      const rows = `<tr><td rowspan=2>20/03<td rowspan=2>a<td rowspan=2>1<tr></tr>`
      assert.lengthOf(yield* read(page(rows)), 2)
    })
  )

  it.effect("has headers in several rows, each part of which names its columns", () =>
    Effect.gen(function* () {
      const html = `<table><thead><tr><th rowspan=2>Data<th colspan=2>Valor<tr><th>Débito<th>Crédito</thead>
        <tr><td>1<td>2<td>3</table>`
      const split = { date: "data", out: "Débito", in: "valor credito" }
      assert.deepStrictEqual(yield* Table.read(html, "home", { columns: split }), [{ date: "1", out: "2", in: "3" }])
    })
  )

  it.effect("has its headers in plain cells below its title, and again in the middle", () =>
    Effect.gen(function* () {
      const html = `<table><tr><td colspan=3>Extrato<tr><td>Data<td>Histórico<td>Valor<tr><td>1<td>2<td>3
        <tr><th>Data<th>Histórico<th>Valor<tr><td>4<td>5<td>6</table>`
      assert.deepStrictEqual(yield* read(html), [
        { date: "1", what: "2", amount: "3" },
        { date: "4", what: "5", amount: "6" }
      ])
    })
  )

  it.effect("that stands within another, or has one in a cell, is read alone", () =>
    Effect.gen(function* () {
      const inner = `<table><tr><td>no<td>no</table>`
      const rows = `<tr><td>1<td>2 ${inner} end<td>3</tr>`
      const html = `<table><tr><td>Layout<td>${page(rows)}</td></tr></table>`
      assert.deepStrictEqual(yield* read(html), [{ date: "1", what: "2 end", amount: "3" }])
    })
  )

  it.effect("gives links and attributes where the author asks for them, and null where there are none", () =>
    Effect.gen(function* () {
      const rows = `<tr data-Id="7"><td>1<td><i></i><a class=l href="/r?a=1&amp;b=2">2</a><a href=no></a><td data-cents="300">3
        <tr><td>1<td>2<td>3`
      const asked = {
        ...columns,
        id: Table.ofRow("data-id"),
        receipt: Table.link("Descrição"),
        cents: Table.attribute("Valor", "data-cents"),
        balance: Table.optional("Saldo")
      }
      assert.deepStrictEqual(yield* Table.read(page(rows), "statement", { columns: asked }), [
        { date: "1", what: "2", amount: "3", id: "7", receipt: "/r?a=1&b=2", cents: "300", balance: null },
        { date: "1", what: "2", amount: "3", id: null, receipt: null, cents: null, balance: null }
      ])
    })
  )

  it.effect("gives each row the heading above it where the author asks for it", () =>
    Effect.gen(function* () {
      const rows = `<tr><th colspan=3>20 de março<tr><td>1<td>2<td>3<tr><td colspan=3>19 de março<tr><td>4<td>5<td>6`
      const headed = { day: Table.heading, amount: "Valor" }
      assert.deepStrictEqual(yield* Table.read(page(rows), "statement", { columns: headed }), [
        { day: "20 de março", amount: "3" },
        { day: "19 de março", amount: "6" }
      ])
      const above = Table.read(page(`<tr><td>0<td>0<td>0${rows}`), "statement", { columns: headed })
      assert.strictEqual(yield* refusal(above), "statement/row 1: a heading above it")
    })
  )

  it.effect("shows neither its scripts nor what comes before it", () =>
    Effect.gen(function* () {
      const html = `<script>"<table>"</script>text${page(`<tr><td>1<script>var canary = "<td>"</script><td>2<style>td{}</style><td>3`)}`
      assert.deepStrictEqual(yield* read(html), [{ date: "1", what: "2", amount: "3" }])
    })
  )

  it.effect("that is cut off in the middle of a row has changed", () =>
    Effect.gen(function* () {
      const whole = page(two)
      assert.match(yield* refusal(read(whole.slice(0, whole.indexOf("da   manhã")))), /^statement\/row 2: 3 cells$/)
    })
  )

  it.effect("cannot make a row longer than any page has", () =>
    Effect.gen(function* () {
      const wide = page(`<tr><td colspan=999999999>1<td>2`)
      assert.strictEqual(yield* refusal(read(wide)), "statement/row 1: 3 cells")
    })
  )
})
