// Four ways to read the rows of one page: the kit's, and what people would write instead with cheerio and with a tree. All answer rows by
// the same names, their texts with white space collapsed.
import { Html, Table } from "@tomada/connector-kit"
import { type CheerioAPI, load } from "cheerio"
import { Effect } from "effect"

export interface Row {
  readonly date: string
  readonly description: string
  readonly document: string
  readonly amount: string
  readonly balance: string
}

const names = ["date", "description", "document", "amount", "balance"] as const

const digits = (number: number, length: number): string => String(number).padStart(length, "0")

const money = (cents: number): string =>
  `${String(Math.floor(cents / 100)).replaceAll(/\B(?=(?:\d{3})+$)/g, ".")},${digits(cents % 100, 2)}`

/** A statement's page with so many rows, as banks write them: a menu, a table within another, classes, links, entities. */
export const page = (rows: number): string => {
  const lines = Array.from({ length: rows }, (_, row) => {
    const date = `${digits(1 + (row % 28), 2)}/${digits(1 + (row % 12), 2)}/2026`
    const sign = row % 3 === 0 ? "" : "-"
    return `
        <tr class="line ${row % 2 === 0 ? "even" : "odd"}" id="row-${row}">
          <td class="date">${date}</td>
          <td class="text"><a href="/receipt/${row}?from=list&amp;page=1">PIX ${row} <b>Caf&eacute; &amp; P&atilde;o</b> LTDA</a></td>
          <td class="doc">${digits(row * 7919, 8)}</td>
          <td class="amount ${sign === "" ? "in" : "out"}"><span>${sign}${money((row * 104_729) % 10_000_000)}</span></td>
          <td class="amount">&nbsp;${money((row * 15_485_863) % 1_000_000_000)}</td>
        </tr>`
  })
  return `<!doctype html><html><head><title>Extrato</title><script>var rows = "<table>"</script></head><body>
  <table class="layout"><tr><td><ul>${"<li><a href=/menu>Menu</a></li>".repeat(20)}</ul></td><td>
    <table id="statement"><caption>Extrato</caption>
      <thead><tr><th>Data</th><th>Hist&oacute;rico</th><th>Documento</th><th>Valor&nbsp;(R$)</th><th>Saldo</th></tr></thead>
      <tbody>${lines.join("")}
      </tbody>
      <tfoot><tr><td colspan="4">Total</td><td>0,00</td></tr></tfoot>
    </table></td></tr></table></body></html>`
}

const collapsed = (text: string): string => text.replaceAll(/\s+/g, " ").trim()

const byName = (texts: ReadonlyArray<string>): Row => {
  const [date = "", description = "", document = "", amount = "", balance = ""] = texts
  return { date, description, document, amount, balance }
}

const columns = {
  date: "Data",
  description: "Histórico",
  document: "Documento",
  amount: "Valor (R$)",
  balance: "Saldo"
} as const satisfies Record<(typeof names)[number], string>

/** The kit's: as text goes by, by the headers' texts. */
export const table = (html: string): ReadonlyArray<Row> => Effect.runSync(Table.read(html, "statement", { columns }))

/** The kit's tree, with a selector for the rows. */
export const tree = (html: string): ReadonlyArray<Row> =>
  Html.all(Html.parse(html), "table#statement > tbody > tr").map((row) => byName(Html.all(row, "td").map(Html.text)))

const through = ($: CheerioAPI): ReadonlyArray<Row> =>
  $("table#statement > tbody > tr")
    .toArray()
    .map((row) =>
      byName(
        $(row)
          .children("td")
          .toArray()
          .map((cell) => collapsed($(cell).text()))
      )
    )

/** cheerio as its documentation begins: with a browser's parser. */
export const cheerio = (html: string): ReadonlyArray<Row> => through(load(html))

/** cheerio on the parser that the kit uses. */
export const cheerioLight = (html: string): ReadonlyArray<Row> => through(load(html, { xml: { xmlMode: false } }))

export const readers = { table, tree, cheerioLight, cheerio } as const
export type Reader = keyof typeof readers
