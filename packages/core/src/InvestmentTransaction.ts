// A movement of an investment as collected and as held.
import { Schema } from "effect"

import { CivilDate } from "./CivilDate.ts"
import { maybe } from "./Content.ts"
import { InvestmentId } from "./Investment.ts"
import { Decimal } from "./Money.ts"
import { lifeFields } from "./Upsert.ts"

/** Tomada's own id of a movement: a UUID, never reused. */
export const InvestmentTransactionId = Schema.String.check(Schema.isUUID()).pipe(
  Schema.brand("InvestmentTransactionId")
)
export type InvestmentTransactionId = typeof InvestmentTransactionId.Type

/** What a movement cost, each part in the investment's currency, positive. */
export const InvestmentExpenses = Schema.Struct({
  serviceTax: maybe(Decimal),
  brokerageFee: maybe(Decimal),
  incomeTax: maybe(Decimal),
  tradingAssetsNoticeFee: maybe(Decimal),
  maintenanceFee: maybe(Decimal),
  settlementFee: maybe(Decimal),
  clearingFee: maybe(Decimal),
  stockExchangeFee: maybe(Decimal),
  custodyFee: maybe(Decimal),
  operatingFee: maybe(Decimal),
  other: maybe(Decimal),
  iof: maybe(Decimal),
  iofProvision: maybe(Decimal)
})
export type InvestmentExpenses = typeof InvestmentExpenses.Type

/**
 * A movement as an institution shows it; amounts in the investment's currency.
 *
 * - `institutionId`: the institution's own id of the movement, where it has one.
 * - `date`: of the movement; `tradeDate`: of its confirmation.
 * - `amount`: gross; on the wire only a `TRANSFER` may lack it. `value`: of one quota that day.
 * - `movementType`: from the holder's view.
 */
export const CollectedInvestmentTransaction = Schema.Struct({
  institutionId: maybe(Schema.String),
  type: Schema.Literals(["BUY", "SELL", "TAX", "TRANSFER", "INTEREST", "AMORTIZATION"]),
  movementType: maybe(Schema.Literals(["CREDIT", "DEBIT"])),
  quantity: maybe(Decimal),
  value: maybe(Decimal),
  amount: maybe(Decimal),
  agreedRate: maybe(Decimal),
  indexerPercentage: maybe(Decimal),
  priceFactor: maybe(Decimal),
  date: CivilDate,
  tradeDate: maybe(CivilDate),
  expenses: maybe(InvestmentExpenses)
})
export type CollectedInvestmentTransaction = typeof CollectedInvestmentTransaction.Type

/** A movement as held, of one investment. */
export const InvestmentTransaction = Schema.Struct({
  id: InvestmentTransactionId,
  investmentId: InvestmentId,
  ...CollectedInvestmentTransaction.fields,
  ...lifeFields
})
export type InvestmentTransaction = typeof InvestmentTransaction.Type
