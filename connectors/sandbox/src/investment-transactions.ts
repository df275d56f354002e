// The movements of a position, newest first and all of them: the bank takes no days, so reading ends with the page that shows
// one from before the window.
import { type Connector, Pages, Records } from "@tomada/connector-kit"
import { Effect, Option, Stream } from "effect"

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

/** A list that was cut proves the days after its oldest row; one that was read to before the window proves all of it. */
const proven = ({ from, to }: Connector.Window, rowCap: number | null, oldest: Records.CivilDate | null) => {
  if (rowCap === null || oldest === null || oldest < from) return [{ from, to, states }]
  const cut = { from, to: oldest < to ? oldest : to, states, rowCap }
  return oldest < to ? [cut, { from: Records.addDays(oldest, 1), to, states }] : [cut]
}

export const investmentTransactions =
  <S>(door: View.Door<S>) =>
  (
    session: S,
    { handle }: Records.CollectedInvestment,
    window: Connector.Window
  ): Connector.Rows<"INVESTMENTS_TRANSACTIONS"> => {
    const address = `${handle ?? ""}/movements`
    return Stream.paginate({ number: 1, seen: 0 }, ({ number, seen }) =>
      Effect.gen(function* () {
        const view = yield* View.read(door, session, `${address}?page=${number}`, "movements")
        const all = yield* Effect.forEach(yield* view.rows("movements"), movement)
        const oldest = all.at(-1)?.date ?? null
        const records = all.filter(({ date }) => date >= window.from && date <= window.to)
        const count = seen + all.length
        const isBefore = oldest !== null && oldest < window.from
        if (view.hasNext && !isBefore)
          return [[Pages.page(records)], Option.some({ number: number + 1, seen: count })] as const
        if (!isBefore) yield* View.counted(view, count)
        const cap = view.rowCap !== null && count >= view.rowCap ? view.rowCap : null
        return [[Pages.page(records, proven(window, cap, oldest))], Option.none()] as const
      })
    )
  }
