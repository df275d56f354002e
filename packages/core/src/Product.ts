// What can be collected from an institution, in the wire's words, and the policy by which a sync reads each.
import { Schema } from "effect"

/** In the order in which a visit collects them. */
export const Product = Schema.Literals([
  "ACCOUNTS",
  "CREDIT_CARDS",
  "TRANSACTIONS",
  "PAYMENT_DATA",
  "INVESTMENTS",
  "INVESTMENTS_TRANSACTIONS",
  "IDENTITY",
  "BROKERAGE_NOTE",
  "MOVE_SECURITY",
  "LOANS",
  "ACCOUNT_STATEMENTS"
])
export type Product = typeof Product.Type

/**
 * How a product's history is read. Days are civil days in the institution's zone.
 *
 * - `initialDays`: how far back the first read goes.
 * - `overlapDays`: days read again before the last successful collection.
 * - `deepRescan`: every `everyDays` the last `days` are read again; null needs `deepRescanOffBecause`.
 * - `elasticMaxDays`: a pending row older than this no longer widens the window.
 * - `suspectDays`: a posted row absent once is read again for so long.
 * - `institutionIds`: whether an institution's id names one transaction for ever within its account.
 */
export const ProductPolicy = Schema.Struct({
  initialDays: Schema.Int.check(Schema.isGreaterThan(0)),
  overlapDays: Schema.Int.check(Schema.isGreaterThanOrEqualTo(0)),
  deepRescan: Schema.NullOr(Schema.Struct({ everyDays: Schema.Int, days: Schema.Int })),
  deepRescanOffBecause: Schema.optionalKey(Schema.String),
  elasticMaxDays: Schema.Int,
  suspectDays: Schema.Int,
  institutionIds: Schema.Literals(["unique", "not-unique"]),
  recipe: Schema.Int
})
export type ProductPolicy = typeof ProductPolicy.Type

/** ARCHITECTURE.md section 3. */
export const defaultPolicy: ProductPolicy = {
  initialDays: 365,
  overlapDays: 4,
  deepRescan: { everyDays: 7, days: 60 },
  elasticMaxDays: 60,
  suspectDays: 30,
  institutionIds: "unique",
  recipe: 1
}
