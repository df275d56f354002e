// Statements of accounts and cards: a range of days in pages of 25 rows. A row of a card says which bill it stands on; a row of an account that moved
// money leads to how it did.
import { Option } from "effect"

import * as AccountPages from "./AccountPages.ts"
import * as Bills from "./Bills.ts"
import * as CivilDay from "./CivilDay.ts"
import type * as Faults from "./Faults.ts"
import { cell, markup, type Html, moneyCell } from "./Html.ts"
import type * as Ledger from "./Ledger.ts"
import * as Paging from "./Paging.ts"
import * as PaymentFacts from "./PaymentFacts.ts"
import { json, money } from "./Sheet.ts"
import { refusal, type Show, shownOf } from "./View.ts"
import type { Visit } from "./Visit.ts"

export const mostDays = 366

const messages = {
  "invalid-date": "Dates are written dd/mm/yyyy.",
  "invalid-range": "The first day comes after the last.",
  "range-too-long": "Please ask for at most 366 days at a time.",
  "no-such-page": "The statement has no such page."
} as const
type Refusal = keyof typeof messages

interface Range {
  readonly from: CivilDay.CivilDay
  readonly to: CivilDay.CivilDay
}

const rangeOf = (query: URLSearchParams, today: CivilDay.CivilDay): Range | Refusal => {
  const read = (name: string, fallback: CivilDay.CivilDay) => {
    const text = query.get(name)
    return text === null || text === "" ? Option.some(fallback) : CivilDay.fromBrazilian(text)
  }
  const to = read("to", today)
  if (Option.isNone(to)) return "invalid-date"
  const from = read("from", to.value - 29)
  if (Option.isNone(from)) return "invalid-date"
  if (from.value > to.value) return "invalid-range"
  return to.value - from.value + 1 > mostDays ? "range-too-long" : { from: from.value, to: to.value }
}

interface Kind {
  readonly name: string
  readonly title: string
  readonly place: Faults.Place
  readonly path: (account: Ledger.Account) => string
  readonly columns: ReadonlyArray<string>
  /** What names the row's bill, and what else it is marked with. */
  readonly marks: (row: Ledger.Row, today: CivilDay.CivilDay) => Readonly<Record<string, string>>
  readonly cells: (row: Ledger.Row, account: Ledger.Account) => ReadonlyArray<Html>
}

const dateOf = (row: Ledger.Row) => row.date.split("-").toReversed().join("/")

const details = (row: Ledger.Row, account: Ledger.Account): Html =>
  PaymentFacts.moves(row)
    ? markup`<td><a data-field="details" href="/accounts/${account.id}/payments/${row.id}">Details</a></td>`
    : markup`<td></td>`

const accountKind: Kind = {
  name: "statement",
  title: "Statement",
  place: "transactions",
  path: ({ id }) => `/accounts/${id}/statement`,
  columns: ["Date", "Document", "Description", "Kind", "Counterpart", "CPF/CNPJ", "Amount", "Balance", ""],
  marks: () => ({}),
  cells: (row, account) => [
    cell("date", dateOf(row)),
    cell("document", row.id),
    cell("description", row.description),
    cell("kind", row.kind),
    cell("counterpart", row.counterpart),
    cell("counterpart-document", row.counterpartDocument),
    moneyCell("amount", row.amount),
    moneyCell("balance", row.balance),
    details(row, account)
  ]
}

const billOf = (row: Ledger.Row, today: CivilDay.CivilDay): Readonly<Record<string, string>> => {
  const closing = Bills.closingFor(Option.getOrElse(CivilDay.fromIso(row.date), () => today))
  return closing < today ? { bill: Bills.idOf(closing) } : { "bill-forecast": CivilDay.toIso(closing).slice(0, 7) }
}

const cardKind: Kind = {
  name: "card-statement",
  title: "Card statement",
  place: "card-transactions",
  path: ({ id }) => `/cards/${id}`,
  columns: ["Date", "Authorisation", "Description", "Instalment", "Kind", "Amount"],
  marks: billOf,
  cells: (row) => [
    cell("date", dateOf(row)),
    cell("authorisation", row.id),
    cell("description", row.description),
    cell("instalment", row.instalment),
    cell("kind", row.kind),
    moneyCell("amount", row.amount)
  ]
}

const refuse = (kind: Kind, error: Refusal) =>
  refusal(kind.name, kind.title, error, messages[error], error === "no-such-page" ? 404 : 400)

const rangeForm = (kind: Kind, account: Ledger.Account, { from, to }: Range): Html =>
  markup`<form id="range-form" class="row" method="get" action="${kind.path(account)}">
    <label>From <input name="from" value="${CivilDay.toBrazilian(from)}" /></label>
    <label>To <input name="to" value="${CivilDay.toBrazilian(to)}" /></label>
    <label><button type="submit">Show</button></label>
  </form>`

const marksOf = (marks: Readonly<Record<string, string>>): ReadonlyArray<Html> =>
  Object.entries(marks).map(([name, value]) => markup` data-${name}="${value}"`)

/** A row as programs read it; amounts as texts with a point, what is not there as null. */
export const rowJson = (row: Ledger.Row, today: CivilDay.CivilDay, card: boolean) => ({
  id: row.id,
  date: row.date,
  status: row.status,
  description: row.description,
  kind: row.kind,
  ...json({ amount: money(row.amount), balance: row.balance === undefined ? undefined : money(row.balance) }),
  counterpart: row.counterpart === "" ? null : row.counterpart,
  counterpartDocument: row.counterpartDocument === "" ? null : row.counterpartDocument,
  instalment: row.instalment === "" ? null : row.instalment,
  bill: card ? (billOf(row, today)["bill"] ?? null) : null,
  billForecast: card ? (billOf(row, today)["bill-forecast"] ?? null) : null
})

const statement = (visit: Visit, kind: Kind, account: Ledger.Account, open: Parameters<Show>[1]) => {
  const range = rangeOf(visit.query, visit.today)
  if (typeof range === "string") return refuse(kind, range)
  const [from, to] = [CivilDay.toIso(range.from), CivilDay.toIso(range.to)]
  const all = AccountPages.rowsOf(visit, open.user, account).filter(({ date }) => date >= from && date <= to)
  const { cap, rows } = shownOf(visit, open.user, kind.place, all, "last")
  const paged = Paging.cut(rows, visit.query, open.user.rowsPerPage)
  if (paged === undefined) return refuse(kind, "no-such-page")
  const days = new URLSearchParams({ from: CivilDay.toBrazilian(range.from), to: CivilDay.toBrazilian(range.to) })
  return {
    page: {
      name: kind.name,
      title: `${account.name} ${account.number}`,
      data: {
        account: account.id,
        from,
        to,
        ...Paging.data(paged),
        ...(cap === undefined ? {} : { "row-cap": String(cap) })
      },
      body: markup`${rangeForm(kind, account, range)}
        ${cap === undefined ? undefined : markup`<p id="row-cap">Only the latest ${cap} rows are shown.</p>`}
        <div class="panel">
          <table id="statement">
            <thead>
              <tr>
                ${kind.columns.map((title) => markup`<th scope="col">${title}</th>`)}
              </tr>
            </thead>
            <tbody>
              ${paged.rows.map(
                (row) =>
                  markup`<tr data-row="${row.id}" data-status="${row.status}"${marksOf(kind.marks(row, visit.today))}>
                    ${kind.cells(row, account)}
                  </tr>`
              )}
            </tbody>
          </table>
          ${rows.length === 0 ? markup`<p id="no-rows">Nothing happened in these days.</p>` : undefined}
        </div>
        ${Paging.links(paged, `${kind.path(account)}?${days}`)}`
    },
    json: {
      account: account.id,
      from,
      to,
      ...Paging.json(paged),
      rowCap: cap ?? null,
      rows: paged.rows.map((row) => rowJson(row, visit.today, kind === cardKind))
    }
  }
}

/** /accounts/:id/statement */
export const ofAccount: Show = (visit, open) => {
  const found = AccountPages.named(visit, open, "checking")
  return found === undefined ? undefined : statement(visit, accountKind, found, open)
}

/** /cards/:id */
export const ofCard: Show = (visit, open) => {
  const found = AccountPages.named(visit, open, "card")
  return found === undefined ? undefined : statement(visit, cardKind, found, open)
}
