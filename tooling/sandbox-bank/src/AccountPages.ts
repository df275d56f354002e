// The pages behind the login: accounts, cards, identity. What a row says comes from the ledger alone.
import { Effect, Option } from "effect"

import * as CivilDay from "./CivilDay.ts"
import { cell, markup, type Html, moneyCell } from "./Html.ts"
import * as Ledger from "./Ledger.ts"
import type * as Users from "./Users.ts"
import { internalError, page, signedIn, type Visit } from "./Visit.ts"

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

const rowsOf = (visit: Visit, user: Users.User, account: Ledger.Account): ReadonlyArray<Ledger.Row> =>
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

/** GET /accounts */
export const accounts = signedIn((visit, { company, user }) => {
  if (user.accountsPage === "error") return Effect.succeed(internalError(visit))
  const rows = visible(visit, user, company, "checking").map(
    (account) =>
      markup`<tr data-account="${account.id}" data-type="checking">
        ${cell("name", account.name)}${cell("bank", "999")}${cell("branch", account.number.slice(0, 4))}${cell("number", account.number)}${moneyCell("balance", Ledger.balanceOf(rowsOf(visit, user, account)))}${moneyCell("overdraft-limit", Ledger.overdraftLimit)}
        <td><a data-field="statement" href="/accounts/${account.id}/statement">Statement</a></td>
      </tr>`
  )
  return Effect.succeed(
    page(visit, {
      name: "accounts",
      title: "Accounts",
      user: user.name,
      body: markup`${user.accountsPage === "warning" ? warning : undefined}
        <div class="panel">
          <table id="accounts">
            ${head(["Account", "Bank", "Branch", "Number", "Balance", "Overdraft limit", ""])}
            <tbody>
              ${rows}
            </tbody>
          </table>
        </div>`
    })
  )
})

/** GET /cards */
export const cards = signedIn((visit, { company, user }) => {
  const today = CivilDay.toIso(visit.today)
  const rows = visible(visit, user, company, "card").map((card) => {
    const summary = Ledger.cardSummary(rowsOf(visit, user, card), today)
    return markup`<tr data-card="${card.id}">
      ${cell("name", card.name)}${cell("brand", "Mastercard")}${cell("level", "PLATINUM")}${cell("number", card.number)}${moneyCell("balance", summary.owed)}${moneyCell("limit", summary.limit)}${moneyCell("available", summary.available)}${moneyCell("minimum-payment", summary.minimumPayment)}${cell("closing-date", brazilian(summary.closing))}${cell("due-date", brazilian(summary.due))}
      <td><a data-field="statement" href="/cards/${card.id}">Statement</a></td>
    </tr>`
  })
  const titles = ["Card", "Brand", "Level", "Number", "Owed", "Limit", "Available", "Minimum", "Closes", "Due", ""]
  return Effect.succeed(
    page(visit, {
      name: "cards",
      title: "Cards",
      user: user.name,
      body: markup`<div class="panel">
        <table id="cards">
          ${head(titles)}
          <tbody>
            ${rows}
          </tbody>
        </table>
      </div>`
    })
  )
})

const identity: ReadonlyArray<readonly [label: string, field: string, value: string]> = [
  ["Full name", "full-name", "John Doe"],
  ["CPF", "cpf", "123.456.789-09"],
  ["Birth date", "birth-date", "17/05/1985"],
  ["E-mail", "email", "john.doe@example.com"],
  ["E-mail (work)", "email", "john@acme.example"],
  ["Phone", "phone", "+55 (11) 91234-1234"],
  ["Phone (home)", "phone", "+55 (11) 3456-7890"],
  ["Street", "street", "Rua das Laranjeiras, 123, apto 45"],
  ["District", "district", "Jardim Paulista"],
  ["City", "city", "São Paulo"],
  ["State", "state", "SP"],
  ["Postal code", "postal-code", "01401-001"],
  ["Country", "country", "Brasil"]
]

/** GET /profile */
export const profile = signedIn((visit, { company, user }) => {
  const chosen = Ledger.companies.find(({ id }) => id === company)
  const entries = [
    ...identity,
    ...(chosen === undefined
      ? []
      : ([
          ["Company", "company-name", chosen.name],
          ["CNPJ", "cnpj", chosen.cnpj]
        ] as const))
  ]
  return Effect.succeed(
    page(visit, {
      name: "profile",
      title: "Profile",
      user: user.name,
      body: markup`<dl id="profile" class="panel">
        ${entries.map(([label, field, value]) => markup`<dt>${label}</dt><dd data-field="${field}">${value}</dd>`)}
      </dl>`
    })
  )
})
