// The list of credit cards. The bank shows what is owed as a positive amount, which is the wire's way too.
import { type Connector, Pages, type Records } from "@tomada/connector-kit"
import { Effect } from "effect"

import type { Facts } from "./facts.ts"
import * as View from "./view.ts"

/** A card as every door shows it. */
export const card = Effect.fnUntraced(function* (row: Facts) {
  const name = yield* row.text("name")
  const number = (yield* row.text("number")).replaceAll(/\D/g, "")
  const collected: Records.CollectedAccount = {
    key: `${name}/${number}`,
    handle: `/cards/${row.id}`,
    type: "CREDIT",
    subtype: "CREDIT_CARD",
    number,
    name,
    marketingName: null,
    balance: yield* row.decimal("balance"),
    currencyCode: "BRL",
    taxNumber: null,
    owner: null,
    bankData: null,
    creditData: {
      level: yield* row.text("level"),
      brand: (yield* row.text("brand")).toUpperCase(),
      balanceCloseDate: yield* row.day("closing-date"),
      balanceDueDate: yield* row.day("due-date"),
      availableCreditLimit: yield* row.decimal("available"),
      creditLimit: yield* row.decimal("limit"),
      minimumPayment: yield* row.decimal("minimum-payment"),
      isLimitFlexible: false,
      status: "ACTIVE",
      holderType: "MAIN"
    }
  }
  return collected
})

export const creditCards =
  <S>(door: View.Door<S>) =>
  (session: S): Connector.Rows<"CREDIT_CARDS"> =>
    Pages.single(
      Effect.gen(function* () {
        const view = yield* View.read(door, session, "/cards", "cards")
        return yield* Effect.forEach(yield* view.rows("cards"), card)
      })
    )
