// The lists of accounts and cards, and what is on one right now. What a row says comes from the ledger alone.
import { Option } from "effect"

import * as Bills from "./Bills.ts"
import * as CivilDay from "./CivilDay.ts"
import { cell, markup, type Html, moneyCell } from "./Html.ts"
import * as Ledger from "./Ledger.ts"
import { json, money, type Sheet } from "./Sheet.ts"
import type * as Users from "./Users.ts"
import { shownOf, type Show } from "./View.ts"
import type { Visit } from "./Visit.ts"

/** The accounts and cards that the visitor may see: those of the chosen company, if there are companies. */
export const visible = (
  visit: Visit,
  user: Users.User,
  company: string | undefined,
  type: Ledger.Account["type"]
): ReadonlyArray<Ledger.Account> =>
  Ledger.accountsOf({ seed: visit.bank.seed, user: user.name }).filter(
    (account) => account.type === type && account.company === company
  )

/** The account or card that the second part of the path names. */
export const named = (
  visit: Visit,
  { company, user }: { readonly company: string | undefined; readonly user: Users.User },
  type: Ledger.Account["type"]
): Ledger.Account | undefined => visible(visit, user, company, type).find(({ id }) => id === visit.parts[1])

/** The rows of an account or card today. */
export const rowsOf = (visit: Visit, user: Users.User, account: Ledger.Account): ReadonlyArray<Ledger.Row> =>
  visit.bank.book(user.name, account.id)?.rowsAt(CivilDay.toIso(visit.today)) ?? []

const brazilian = (iso: string): string =>
  Option.match(CivilDay.fromIso(iso), { onNone: () => "", onSome: CivilDay.toBrazilian })

const head = (titles: ReadonlyArray<string>): Html =>
  markup`<thead>
    <tr>
      ${titles.map((title) => markup`<th scope="col">${title}</th>`)}
    </tr>
  </thead>`

const warning = markup`<p id="account-warning" role="status" data-warning-code="001">
  Some balances may be out of date today.
</p>`

const list = (id: string, titles: ReadonlyArray<string>, rows: ReadonlyArray<Html>): Html =>
  markup`<div class="panel">
    <table id="${id}">
      ${head(titles)}
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`

/** /accounts */
export const accounts: Show = (visit, { company, user }) => {
  const found = shownOf(visit, user, "accounts", visible(visit, user, company, "checking")).rows.map((account) => ({
    account,
    balance: Ledger.balanceOf(rowsOf(visit, user, account))
  }))
  const rows = found.map(
    ({ account, balance }) =>
      markup`<tr data-account="${account.id}" data-type="checking">
        ${cell("name", account.name)}${cell("bank", "999")}${cell("branch", account.number.slice(0, 4))}${cell("number", account.number)}${moneyCell("balance", balance)}${moneyCell("overdraft-limit", Ledger.overdraftLimit)}
        <td><a data-field="statement" href="/accounts/${account.id}/statement">Statement</a></td>
        <td><a data-field="statements" href="/accounts/${account.id}/statements">Documents</a></td>
        <td><a data-field="live-balance" href="/accounts/${account.id}/balance">Now</a></td>
      </tr>`
  )
  const titles = ["Account", "Bank", "Branch", "Number", "Balance", "Overdraft limit", "", "", ""]
  return {
    page: {
      name: "accounts",
      title: "Accounts",
      body: markup`${user.accountsPage === "warning" ? warning : undefined}${list("accounts", titles, rows)}`
    },
    json: {
      warnings:
        user.accountsPage === "warning" ? [{ code: "001", message: "Some balances may be out of date today." }] : [],
      accounts: found.map(({ account, balance }) => ({
        id: account.id,
        type: account.type,
        name: account.name,
        bank: "999",
        branch: account.number.slice(0, 4),
        number: account.number,
        ...json({ balance: money(balance), "overdraft-limit": money(Ledger.overdraftLimit) }),
        currency: "BRL"
      }))
    }
  }
}

/** /cards */
export const cards: Show = (visit, { company, user }) => {
  const today = CivilDay.toIso(visit.today)
  const found = shownOf(visit, user, "cards", visible(visit, user, company, "card")).rows.map((card) => ({
    card,
    summary: Ledger.cardSummary(rowsOf(visit, user, card), today, Bills.dueDayOf(user))
  }))
  const rows = found.map(
    ({ card, summary }) =>
      markup`<tr data-card="${card.id}">
        ${cell("name", card.name)}${cell("brand", "Mastercard")}${cell("level", "PLATINUM")}${cell("number", card.number)}${moneyCell("balance", summary.owed)}${moneyCell("limit", summary.limit)}${moneyCell("available", summary.available)}${moneyCell("minimum-payment", summary.minimumPayment)}${cell("closing-date", brazilian(summary.closing))}${cell("due-date", brazilian(summary.due))}
        <td><a data-field="statement" href="/cards/${card.id}">Statement</a></td>
        <td><a data-field="bills" href="/cards/${card.id}/bills">Bills</a></td>
      </tr>`
  )
  const titles = ["Card", "Brand", "Level", "Number", "Owed", "Limit", "Available", "Minimum", "Closes", "Due", "", ""]
  return {
    page: { name: "cards", title: "Cards", body: list("cards", titles, rows) },
    json: {
      cards: found.map(({ card, summary }) => ({
        id: card.id,
        name: card.name,
        brand: "Mastercard",
        level: "PLATINUM",
        number: card.number,
        ...json({
          balance: money(summary.owed),
          limit: money(summary.limit),
          available: money(summary.available),
          "minimum-payment": money(summary.minimumPayment)
        }),
        closingDate: summary.closing,
        dueDate: summary.due,
        currency: "BRL"
      }))
    }
  }
}

const live = (name: string, account: Ledger.Account, sheet: Sheet, day: string) => ({
  page: { name, title: "Right now" },
  json: { account: account.id, ...json(sheet), currency: "BRL", asOf: day }
})

const sumOf = (rows: ReadonlyArray<Ledger.Row>, status: Ledger.Row["status"]) =>
  rows.reduce((sum, row) => (row.status === status ? sum + row.amount : sum), 0)

/** /accounts/:id/balance: JSON only, as the bank's own page would ask for it. */
export const balance: Show = (visit, open) => {
  const account = named(visit, open, "checking")
  if (account === undefined) return undefined
  const rows = rowsOf(visit, open.user, account)
  const booked = Ledger.balanceOf(rows)
  const sheet = {
    balance: money(booked),
    pending: money(sumOf(rows, "pending")),
    available: money(booked + sumOf(rows, "pending") + Ledger.overdraftLimit),
    "overdraft-limit": money(Ledger.overdraftLimit)
  }
  return live("balance", account, sheet, CivilDay.toIso(visit.today))
}

/** /cards/:id/balance: JSON only. */
export const owed: Show = (visit, open) => {
  const card = named(visit, open, "card")
  if (card === undefined) return undefined
  const today = CivilDay.toIso(visit.today)
  const summary = Ledger.cardSummary(rowsOf(visit, open.user, card), today, Bills.dueDayOf(open.user))
  const sheet = { balance: money(summary.owed), limit: money(summary.limit), available: money(summary.available) }
  return live("balance", card, sheet, today)
}
