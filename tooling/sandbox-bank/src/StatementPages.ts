// Statements of accounts and cards: a range of days in pages of 25 rows, and the scripted faults of the account's statement. A request is checked
// before the fault, except that a held, broken or garbled statement is so whatever was asked.
import { Effect, Option } from "effect"
import { HttpServerResponse } from "effect/http"

import * as AccountPages from "./AccountPages.ts"
import * as CivilDay from "./CivilDay.ts"
import { cell, markup, type Html, moneyCell } from "./Html.ts"
import type * as Ledger from "./Ledger.ts"
import type * as Users from "./Users.ts"
import { type Answer, type Handler, internalError, notFound, page, reset, signedIn, type Visit } from "./Visit.ts"

export const rowsPerPage = 25
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
  readonly path: (account: Ledger.Account) => string
  readonly columns: ReadonlyArray<string>
  readonly cells: (row: Ledger.Row) => ReadonlyArray<Html>
}

const dateOf = (row: Ledger.Row) => row.date.split("-").toReversed().join("/")

const accountKind: Kind = {
  name: "statement",
  title: "Statement",
  path: ({ id }) => `/accounts/${id}/statement`,
  columns: ["Date", "Document", "Description", "Kind", "Counterpart", "CPF/CNPJ", "Amount", "Balance"],
  cells: (row) => [
    cell("date", dateOf(row)),
    cell("document", row.id),
    cell("description", row.description),
    cell("kind", row.kind),
    cell("counterpart", row.counterpart),
    cell("counterpart-document", row.counterpartDocument),
    moneyCell("amount", row.amount),
    moneyCell("balance", row.balance)
  ]
}

const cardKind: Kind = {
  name: "card-statement",
  title: "Card statement",
  path: ({ id }) => `/cards/${id}`,
  columns: ["Date", "Authorisation", "Description", "Instalment", "Kind", "Amount"],
  cells: (row) => [
    cell("date", dateOf(row)),
    cell("authorisation", row.id),
    cell("description", row.description),
    cell("instalment", row.instalment),
    cell("kind", row.kind),
    moneyCell("amount", row.amount)
  ]
}

const refuse = (visit: Visit, kind: Kind, user: Users.User, error: Refusal) =>
  page(
    visit,
    { name: kind.name, title: kind.title, error, message: messages[error], user: user.name },
    error === "no-such-page" ? 404 : 400
  )

const link = (kind: Kind, account: Ledger.Account, { from, to }: Range, number: number): string => {
  const query = new URLSearchParams({
    from: CivilDay.toBrazilian(from),
    to: CivilDay.toBrazilian(to),
    page: String(number)
  })
  return `${kind.path(account)}?${query.toString()}`
}

const rangeForm = (kind: Kind, account: Ledger.Account, { from, to }: Range): Html =>
  markup`<form class="row" method="get" action="${kind.path(account)}">
    <label>From <input name="from" value="${CivilDay.toBrazilian(from)}" /></label>
    <label>To <input name="to" value="${CivilDay.toBrazilian(to)}" /></label>
    <label><button type="submit">Show</button></label>
  </form>`

const statement = (visit: Visit, user: Users.User, account: Ledger.Account, kind: Kind) => {
  const range = rangeOf(visit.query, visit.today)
  if (typeof range === "string") return refuse(visit, kind, user, range)
  const [from, to] = [CivilDay.toIso(range.from), CivilDay.toIso(range.to)]
  const all = visit.bank.book(user.name, account.id)?.rowsAt(CivilDay.toIso(visit.today)) ?? []
  const rows = all.filter((row) => row.date >= from && row.date <= to)
  const pages = Math.max(1, Math.ceil(rows.length / rowsPerPage))
  const asked = visit.query.get("page") ?? "1"
  const number = /^[1-9]\d{0,5}$/.test(asked) ? Number(asked) : 0
  if (number < 1 || number > pages) return refuse(visit, kind, user, "no-such-page")
  const shown = rows.slice((number - 1) * rowsPerPage, number * rowsPerPage)
  return page(visit, {
    name: kind.name,
    title: `${account.name} ${account.number}`,
    user: user.name,
    data: {
      account: account.id,
      from,
      to,
      "page-number": String(number),
      "total-pages": String(pages),
      "total-rows": String(rows.length)
    },
    body: markup`${rangeForm(kind, account, range)}
      <div class="panel">
        <table id="statement">
          <thead>
            <tr>
              ${kind.columns.map((title) => markup`<th scope="col">${title}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${shown.map(
              (row) =>
                markup`<tr data-row="${row.id}" data-status="${row.status}">
                  ${kind.cells(row)}
                </tr>`
            )}
          </tbody>
        </table>
        ${rows.length === 0 ? markup`<p id="no-rows">Nothing happened in these days.</p>` : undefined}
      </div>
      <p>
        Page ${number} of ${pages}
        ${number > 1 ? markup` &nbsp; <a id="previous-page" rel="prev" href="${link(kind, account, range, number - 1)}">Previous page</a>` : undefined}${number < pages ? markup` &nbsp; <a id="next-page" rel="next" href="${link(kind, account, range, number + 1)}">Next page</a>` : undefined}
      </p>`
  })
}

const garbage = `<htm<body></table><<tr data-row=><td>${"\u0000\u0001%PDF \uFFFD ".repeat(40)}</td`

const faulty = (visit: Visit, user: Users.User): Answer | undefined => {
  switch (user.statementPage) {
    case "garbage":
      return Effect.succeed(HttpServerResponse.text(garbage, { contentType: "text/html; charset=utf-8" }))
    case "held":
      return Effect.never
    case "error":
      return Effect.succeed(internalError(visit))
    case "reset":
      return visit.query.get("page") === "2" ? reset(visit) : undefined
    case "ok":
      return undefined
  }
}

const idIn = (path: string): string => path.split("/")[2] ?? ""

/** GET /accounts/:id/statement */
export const ofAccount: Handler = signedIn((visit, { company, user }) => {
  const found = AccountPages.visible(visit, user, company, "checking").find(({ id }) => id === idIn(visit.path))
  if (found === undefined) return Effect.succeed(notFound(visit))
  return faulty(visit, user) ?? Effect.succeed(statement(visit, user, found, accountKind))
})

/** GET /cards/:id */
export const ofCard: Handler = signedIn((visit, { company, user }) => {
  const found = AccountPages.visible(visit, user, company, "card").find(({ id }) => id === idIn(visit.path))
  return Effect.succeed(found === undefined ? notFound(visit) : statement(visit, user, found, cardKind))
})
