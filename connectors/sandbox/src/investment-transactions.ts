// The movements of a position, newest first and all of them: the bank takes no days, so reading ends with the page that shows
// one from before the window.
import { type Connector, Paging, type Records } from "@tomada/connector-kit"
import { Effect } from "effect"

import type { Facts } from "./facts.ts"
import * as View from "./view.ts"

const movement = Effect.fnUntraced(function* (row: Facts) {
  const { day, decimal } = row.maybe
  const [incomeTax, brokerageFee] = [yield* decimal("income-tax"), yield* decimal("brokerage-fee")]
  const collected: Records.CollectedInvestmentTransaction = {
    institutionId: yield* row.text("id"),
    type: yield* row.one("type", ["BUY", "SELL", "TAX", "TRANSFER", "INTEREST", "AMORTIZATION"]),
    movementType: yield* row.one("movement-type", ["CREDIT", "DEBIT"]),
    date: yield* row.day("date"),
    tradeDate: yield* day("trade-date"),
    quantity: yield* decimal("quantity"),
    value: yield* decimal("value"),
    amount: yield* decimal("amount"),
    expenses:
      incomeTax === null && brokerageFee === null
        ? null
        : { ...(incomeTax !== null && { incomeTax }), ...(brokerageFee !== null && { brokerageFee }) }
  }
  return collected
})

const states = ["POSTED"] as const

export const investmentTransactions =
  <S>(door: View.Door<S>) =>
  (
    session: S,
    { handle }: Records.CollectedInvestment,
    window: Connector.Window
  ): Connector.Rows<"INVESTMENTS_TRANSACTIONS"> => {
    const read = Effect.fnUntraced(function* (number: number) {
      const view = yield* View.read(door, session, `${handle ?? ""}/movements?page=${number}`, "movements")
      return View.paged(view, yield* Effect.forEach(yield* view.rows("movements"), movement), number)
    })
    return Paging.ofDays(
      { at: "movements", first: 1, read },
      { window, states, dayOf: ({ date }) => date, asked: "all" }
    )
  }
