// The list of credit cards. The bank shows what is owed as a positive amount, which is the wire's way too.
import { Html, Pages as Paging, Parse, type Records } from "@tomada/connector-kit"
import { Effect } from "effect"

import { bank } from "./manifest.ts"
import * as Pages from "./pages.ts"

const at = "cards"

const card = Effect.fnUntraced(function* (row: Html.Element) {
  const cell = (name: string) => Html.textOf(row, `[data-field='${name}']`, `${at}/${name}`)
  const amount = (name: string) => Effect.flatMap(cell(name), (text) => Parse.decimalComma(text, `${at}/${name}`))
  const day = (name: string) => Effect.flatMap(cell(name), (text) => Parse.dayMonthYear(text, `${at}/${name}`))
  const name = yield* cell("name")
  const number = (yield* cell("number")).replaceAll(/\D/g, "")
  const collected: Records.CollectedAccount = {
    key: `${name}/${number}`,
    handle: yield* Html.attributeOf(row, "a[data-field='statement']", "href", at),
    type: "CREDIT",
    subtype: "CREDIT_CARD",
    number,
    name,
    marketingName: null,
    balance: yield* amount("balance"),
    currencyCode: "BRL",
    taxNumber: null,
    owner: null,
    bankData: null,
    creditData: {
      level: yield* cell("level"),
      brand: (yield* cell("brand")).toUpperCase(),
      balanceCloseDate: yield* day("closing-date"),
      balanceDueDate: yield* day("due-date"),
      availableCreditLimit: yield* amount("available"),
      creditLimit: yield* amount("limit"),
      minimumPayment: yield* amount("minimum-payment"),
      isLimitFlexible: false,
      status: "ACTIVE",
      holderType: "MAIN"
    }
  }
  return collected
})

export const creditCards = () =>
  Paging.single(
    Effect.gen(function* () {
      const page = yield* Pages.behindLogin(`${bank}/cards`, "cards")
      yield* Html.one(page.main, "table#cards", at)
      return yield* Effect.forEach(Html.all(page.main, "table#cards tr[data-card]"), card)
    })
  )
