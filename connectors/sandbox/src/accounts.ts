// The list of bank accounts.
import { Html, Pages as Paging, Parse, type Records } from "@tomada/connector-kit"
import { Effect, Option, Stream } from "effect"

import { bank } from "./manifest.ts"
import * as Pages from "./pages.ts"

const at = "accounts"

const account = Effect.fnUntraced(function* (row: Html.Element) {
  const cell = (name: string) => Html.textOf(row, `[data-field='${name}']`, `${at}/${name}`)
  const amount = (name: string) => Effect.flatMap(cell(name), (text) => Parse.decimalComma(text, `${at}/${name}`))
  const number = yield* cell("number")
  const branch = yield* cell("branch")
  const institution = yield* cell("bank")
  const transferNumber = `${institution}/${number.includes("/") ? number : `${branch}/${number}`}`
  const collected: Records.CollectedAccount = {
    key: transferNumber,
    handle: yield* Html.attributeOf(row, "a[data-field='statement']", "href", at),
    type: "BANK",
    subtype: "CHECKING_ACCOUNT",
    number,
    name: yield* cell("name"),
    marketingName: null,
    balance: yield* amount("balance"),
    currencyCode: "BRL",
    taxNumber: null,
    owner: null,
    bankData: { transferNumber, overdraftContractedLimit: yield* amount("overdraft-limit") },
    creditData: null
  }
  return collected
})

const warnings = (page: Pages.BankPage): ReadonlyArray<Paging.Warning> =>
  Html.all(page.main, "#account-warning").map((element) => ({
    code: Option.getOrElse(Html.attribute(element, "data-warning-code"), () => "001"),
    message: Html.text(element),
    providerMessage: Html.text(element)
  }))

export const accounts = () =>
  Stream.fromEffect(
    Effect.gen(function* () {
      const page = yield* Pages.behindLogin(`${bank}/accounts`, "accounts")
      yield* Html.one(page.main, "table#accounts", at)
      const rows = yield* Effect.forEach(Html.all(page.main, "table#accounts tr[data-account]"), account)
      return Paging.page(rows, [], warnings(page))
    })
  )
