// The register of an account. The application shows the rows of any days, newest first, with a running total that begins at nothing before
// them: by it a row that is missing is found. The number of a row counts entries and is another one when an earlier entry is added, so a row
// has no id. A description is cut off in its cell and whole in the row's title, before the postings of the entry.
import { Amount, type Connector, Day, Errors, Html, Paging, Records, Table } from "@tomada/connector-kit"
import { BigDecimal, Effect, Option } from "effect"

import * as Pages from "./pages.ts"
import type { Session } from "./session.ts"

const columns = {
  entry: Table.ofRow("title"),
  date: "Date",
  description: "Description",
  amount: "Amount Out/In",
  total: "Period Total"
} as const

const at = "register"

/** The first line of an entry: a day and perhaps a second one, a mark, a code, the description, a comment. */
const firstLine = /^\d{4}-\d{2}-\d{2}\S*(?: (?<mark>[!*]))?(?: \([^)]*\))?(?: (?<description>[^;\n]*[^;\s]))?/

interface Row {
  readonly row: Records.CollectedTransaction
  readonly change: BigDecimal.BigDecimal
  readonly total: BigDecimal.BigDecimal
}

const row = (type: Records.CollectedAccount["type"]) =>
  Effect.fnUntraced(function* (shown: Table.Row<typeof columns>) {
    const entry = firstLine.exec(shown.entry ?? "")
    if (entry === null) return yield* new Errors.SiteChanged({ at, expected: "a row with its entry" })
    const { description = "", mark } = entry.groups ?? {}
    const change = yield* Amount.decimal(shown.amount, `${at}/amount`, Amount.comma)
    const collected: Records.CollectedTransaction = {
      date: yield* Day.read(shown.date, `${at}/date`, "yyyy-mm-dd"),
      status: mark === "!" ? "PENDING" : "POSTED",
      type: BigDecimal.isNegative(change) ? "DEBIT" : "CREDIT",
      amount: type === "CREDIT" ? BigDecimal.negate(change) : change,
      currencyCode: "BRL",
      description,
      descriptionRaw: description
    }
    const found: Row = {
      row: collected,
      change,
      total: yield* Amount.decimal(shown.total, `${at}/total`, Amount.comma)
    }
    return found
  })

/** Each total is the one before it and the row's own amount; newest first. */
const addsUp = (rows: ReadonlyArray<Row>): boolean =>
  rows.every(({ change, total }, index) =>
    BigDecimal.equals(total, BigDecimal.sum(rows[index + 1]?.total ?? BigDecimal.fromBigInt(0n), change))
  )

/** An account whose name has a blank is quoted. */
const quoted = (name: string) => (/\s/.test(name) ? `"${name}"` : name)

/** Whether the page's list of accounts says that something was booked on this one in these days. */
const hasMoved = (document: Html.Document, name: string): boolean =>
  Html.all(document, "#sidebar-menu tr").some((line) => {
    const href = Option.flatMap(Html.find(line, "a.acct-name"), (link) => Html.attribute(link, "href"))
    const query = URL.parse(Option.getOrElse(href, () => ""))?.searchParams.get("q") ?? ""
    const sums = Html.all(line, "span.amount").map(Html.text)
    return query.startsWith(`inacct:${quoted(name)} `) && sums.some((sum) => sum !== "0")
  })

/** The rows of a page, newest first. */
export const parse = Effect.fnUntraced(function* (
  html: string,
  account: Pick<Records.CollectedAccount, "handle" | "type">
) {
  const document = Html.parse(html)
  const title = yield* Html.textOf(document, "#main-content h2", at)
  yield* Html.one(document, "#helpmodal", at)
  const rows = yield* Effect.flatMap(Table.read(html, at, { columns }), Effect.forEach(row(account.type)))
  if (!title.startsWith(`${account.handle} `))
    return yield* new Errors.SiteChanged({ at, expected: "the register of this account" })
  if (!addsUp(rows)) return yield* new Errors.SiteChanged({ at, expected: "totals that add up" })
  if (rows.length === 0 && hasMoved(document, account.handle))
    return yield* new Errors.SiteChanged({ at, expected: "rows of an account on which something was booked" })
  return rows.map((each) => each.row)
})

/** So many days a page at most: of a busy account a few hundred rows. */
const most = 92

/** The end is no part of what is shown. */
const addressOf = (name: string, { from, to }: Connector.Window) =>
  `/register?q=${encodeURIComponent(`inacctonly:${quoted(name)} date:${from}-${Records.addDays(to, 1)}`)}`

export const transactions = (
  _session: Session,
  account: Records.CollectedAccount,
  window: Connector.Window
): Connector.Rows<"TRANSACTIONS"> =>
  Paging.inPieces(window, most, (piece) => {
    const read = Effect.fnUntraced(function* (path: string) {
      const { text } = yield* Pages.inside(path)
      return { records: yield* parse(text, account), next: Option.none<string>() }
    })
    return Paging.ofDays(
      { at, first: addressOf(account.handle, piece), read },
      {
        window: piece,
        states: ["POSTED", "PENDING"],
        dayOf: ({ date }) => date,
        asked: "days",
        order: "newest-first"
      }
    )
  })
