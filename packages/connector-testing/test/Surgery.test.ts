// Rows of bodies as institutions write them: found, taken out, repeated, put in another order, in JSON, HTML, CSV and OFX.
import { assert, describe, it } from "@effect/vitest"

import * as Facts from "../src/contract/rows/Facts.ts"
import * as Surgery from "../src/contract/Surgery.ts"

const answer = (type: string, text: string): Surgery.Answered => ({
  status: 200,
  headers: { "content-type": type },
  bytes: new TextEncoder().encode(text)
})

const said = (bent: Surgery.Answered | null): string =>
  bent === null ? assert.fail("nothing like rows") : new TextDecoder().decode(bent.bytes)

const json = answer(
  "application/json",
  JSON.stringify({
    total: 3,
    page: 1,
    transactions: [
      { id: "a1", date: "2026-03-20", amount: { value: "-5.00", currency: "BRL" }, kind: "PIX" },
      { id: "a2", date: "2026-03-20", amount: { value: "-9.00", currency: "BRL" }, kind: "PIX" },
      { id: "a3", date: "2026-03-19", amount: { value: "120.00", currency: "BRL" }, kind: "TED" }
    ]
  })
)

const html = answer(
  "text/html",
  `<main data-total-rows="2"><table id="nav"><tr><td>a</td><td>b</td></tr></table>
   <table id="statement"><thead><tr><td>Data</td><td>Valor</td></tr></thead><tbody>
   <tr data-row="r1"><td data-field="date">20/03/2026</td><td data-field="amount">-1.234,56</td></tr>
   <tr data-row="r2"><td data-field="date">19/03/2026</td><td data-field="amount">R$ 7,00</td></tr>
   </tbody></table></main>`
)

const csv = answer("text/csv", "Data;Historico;Valor\n20/03/2026;CAFE;-5,00\n19/03/2026;PAO;-9,00\n")

const ofx = answer(
  "application/x-ofx",
  `<OFX><BANKTRANLIST><STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260320120000[-3:BRT]<TRNAMT>-5.00<FITID>1</STMTTRN>
<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260319<TRNAMT>-9.00<FITID>2</STMTTRN></BANKTRANLIST></OFX>`
)

describe("rows of a body", () => {
  it("are found with their days and amounts, and no other table is taken for them", () => {
    for (const [each, first, days] of [
      [json, "5", 3],
      [html, "1234.56", 2],
      [csv, "5", 2],
      [ofx, "5", 2]
    ] as const) {
      const rows = Surgery.rows(each) ?? assert.fail("no rows")
      assert.strictEqual(rows.length, days)
      assert.isTrue(rows[0]?.days.some((day) => day === "2026-03-20"))
      assert.isTrue(rows[0]?.amounts.includes(first))
    }
  })

  it("are null where there are none, or only other ones", () => {
    assert.isNull(Surgery.rows(answer("text/html", "<main><p>20/03/2026 -5,00</p></main>")))
    assert.isNull(Surgery.withoutRows(answer("application/json", `{"accounts":[{"id":"1","name":"x"}]}`)))
    assert.isNull(Surgery.withoutRows(answer("image/png", said(json))))
    assert.lengthOf(
      Surgery.rows(answer("application/json", `{"accounts":[{"id":"1","name":"x"}]}`), { which: Surgery.any }) ?? [],
      1
    )
  })

  it("go, and what the body says of their number stays", () => {
    for (const each of [json, html, csv, ofx]) {
      const bent = Surgery.withoutRows(each) ?? assert.fail("nothing like rows")
      assert.isNull(Surgery.rows(bent))
      assert.deepStrictEqual(
        Surgery.counts(each).map(([, value]) => value),
        Surgery.counts(bent).map(([, value]) => value)
      )
    }
    assert.deepStrictEqual(Surgery.counts(json), [["total", 3]])
    assert.deepStrictEqual(Surgery.counts(html), [["data-total-rows", 2]])
  })

  it("are there twice under ids of their own, and counted", () => {
    const twice = Surgery.withRowRepeated(json, 0, ["a1"]) ?? assert.fail("nothing like rows")
    const ids = (Surgery.rows(twice) ?? []).map(({ values }) => values[0]?.[1])
    assert.strictEqual(new Set(ids).size, 4)
    assert.deepStrictEqual(Surgery.counts(twice), [["total", 4]])
    const marked = said(Surgery.withRowRepeated(html, 1, ["r2"]))
    assert.lengthOf(marked.match(/R\$ 7,00/g) ?? [], 2)
    assert.lengthOf(marked.match(/data-row="r2"/g) ?? [], 1)
    assert.include(marked, 'data-total-rows="3"')
    assert.lengthOf(said(Surgery.withRowRepeated(ofx, 1)).match(/<FITID>2/g) ?? [], 2)
  })

  it("change their places within their days", () => {
    const order = (bent: Surgery.Answered | null) =>
      (bent === null ? null : Surgery.rows(bent))?.map(({ amounts }) => amounts[0])
    assert.deepStrictEqual(order(Surgery.reordered(json, Surgery.withinDays)), ["9", "5", "120"])
    assert.deepStrictEqual(order(Surgery.reordered(csv, (rows) => rows.toReversed())), ["9", "5"])
  })

  it("say something else in one place", () => {
    const bent = Surgery.withValue(json, "kind", "NEVER-SEEN") ?? assert.fail("nothing like rows")
    assert.lengthOf(said(bent).match(/NEVER-SEEN/g) ?? [], 1)
    assert.include(said(Surgery.withValue(html, "row@data-row", "r9")), 'data-row="r9"')
    assert.include(said(Surgery.withValue(ofx, "TRNTYPE", "ODD")), "<TRNTYPE>ODD<DTPOSTED>20260320")
    assert.isNull(Surgery.withValue(json, "colour", "red"))
  })
})

const read = (text: string, zone: string): ReadonlyArray<string> => Facts.days(text, zone)

describe("a text", () => {
  it("is money in every notation that institutions use", () => {
    for (const text of ["-1.234,56", "1,234.56", "R$ 1.234,56", "(1234.56)", "− 1 234,56", "1234,56 D", "EUR 1234.56"])
      assert.include(Facts.amounts(text), "1234.56", text)
    assert.deepStrictEqual(Facts.amounts("1234"), ["1234", "12.34"])
    assert.deepStrictEqual(Facts.amounts("CAFE 5,00 AS"), [])
  })

  it("is a day of the zone where it is an instant", () => {
    assert.deepStrictEqual(read("2026-03-21T01:30:00Z", "America/Sao_Paulo"), ["2026-03-20", "2026-03-21"])
    assert.deepStrictEqual(read("20260320120000[-3:BRT]", "UTC"), ["2026-03-20"])
    assert.deepStrictEqual(read("12345678", "UTC"), [])
  })
})
