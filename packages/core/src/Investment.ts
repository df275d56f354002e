// An investment as collected and as held. What it is worth changes daily, so nothing of that is its identity.
import { Schema } from "effect"

import { CivilDate } from "./CivilDate.ts"
import { maybe } from "./Content.ts"
import { Currency, Decimal } from "./Money.ts"
import { lifeFields } from "./Upsert.ts"

/** Tomada's own id of an investment: a UUID, never reused. */
export const InvestmentId = Schema.String.check(Schema.isUUID()).pipe(Schema.brand("InvestmentId"))
export type InvestmentId = typeof InvestmentId.Type

/** Asset class; on the wire a `SECURITY` is a pension plan. */
export const InvestmentType = Schema.Literals([
  "COE",
  "EQUITY",
  "ETF",
  "FIXED_INCOME",
  "MUTUAL_FUND",
  "SECURITY",
  "OTHER"
])
export type InvestmentType = typeof InvestmentType.Type

/** The instrument within its class. */
export const InvestmentSubtype = Schema.Literals([
  "STRUCTURED_NOTE",
  "STOCK",
  "ETF",
  "REAL_ESTATE_FUND",
  "BDR",
  "DERIVATIVES",
  "OPTION",
  "TREASURY",
  "LCI",
  "LCA",
  "LF",
  "CDB",
  "CRI",
  "CRA",
  "CORPORATE_DEBT",
  "LC",
  "DEBENTURES",
  "INVESTMENT_FUND",
  "MULTIMARKET_FUND",
  "FIXED_INCOME_FUND",
  "STOCK_FUND",
  "ETF_FUND",
  "OFFSHORE_FUND",
  "FIP_FUND",
  "EXCHANGE_FUND",
  "FI_INFRA",
  "FI_AGRO",
  "RETIREMENT",
  "OTHER"
])
export type InvestmentSubtype = typeof InvestmentSubtype.Type

/** What only pension plans and funds have, in the words of the Brazilian market. */
export const InvestmentMetadata = Schema.Struct({
  taxRegime: maybe(Schema.String),
  proposalNumber: maybe(Schema.String),
  processNumber: maybe(Schema.String),
  fundName: maybe(Schema.String),
  insurer: maybe(Schema.Struct({ name: maybe(Schema.String), cnpj: maybe(Schema.String) })),
  anbimaClass: maybe(Schema.String),
  anbimaSubclass: maybe(Schema.String),
  anbimaCategory: maybe(Schema.String)
})
export type InvestmentMetadata = typeof InvestmentMetadata.Type

/**
 * An investment as an institution shows it. Amounts in `currencyCode`; rates in the wire's units, as the institution says
 * them (`rate` in percent of `rateType`, the performance rates in percent).
 *
 * - `key`: names the position for ever in its Item; `handle`: what the connector needs to ask for its movements, may change
 *   from visit to visit.
 * - `number`: the reference of this holder's asset; `code`, `isin`: of the paper, shared by all who hold it.
 * - `balance`: net; `amount`: gross; `amountOriginal`: invested; `amountProfit`: so far; `amountWithdrawal`: at disposal.
 * - `value`: of one quota on `date`; `quantity`: of quotas; `taxes`: on income, `taxes2`: financial.
 */
export const CollectedInvestment = Schema.Struct({
  key: Schema.NonEmptyString,
  handle: maybe(Schema.String),
  type: InvestmentType,
  subtype: maybe(InvestmentSubtype),
  number: maybe(Schema.String),
  balance: Decimal,
  name: Schema.NonEmptyString,
  lastMonthRate: maybe(Decimal),
  lastTwelveMonthsRate: maybe(Decimal),
  annualRate: maybe(Decimal),
  currencyCode: Currency,
  code: maybe(Schema.String),
  isin: maybe(Schema.String),
  value: maybe(Decimal),
  quantity: maybe(Decimal),
  amount: maybe(Decimal),
  taxes: maybe(Decimal),
  taxes2: maybe(Decimal),
  date: CivilDate,
  owner: maybe(Schema.String),
  amountProfit: maybe(Decimal),
  amountWithdrawal: maybe(Decimal),
  amountOriginal: maybe(Decimal),
  metadata: maybe(InvestmentMetadata),
  dueDate: maybe(CivilDate),
  issuer: maybe(Schema.String),
  issuerCNPJ: maybe(Schema.String),
  issueDate: maybe(CivilDate),
  purchaseDate: maybe(CivilDate),
  gracePeriodDate: maybe(CivilDate),
  rate: maybe(Decimal),
  rateType: maybe(Schema.String),
  fixedAnnualRate: maybe(Decimal),
  taxExempt: maybe(Schema.Boolean),
  ratePeriodicity: maybe(Schema.String),
  indexerAdditionalInfo: maybe(Schema.String),
  priceFactor: maybe(Decimal),
  debtor: maybe(Schema.Struct({ name: maybe(Schema.String) })),
  couponPayment: maybe(
    Schema.Struct({
      hasCoupon: maybe(Schema.Boolean),
      periodicity: maybe(Schema.String),
      additionalInfo: maybe(Schema.String)
    })
  ),
  status: maybe(Schema.Literals(["ACTIVE", "PENDING", "TOTAL_WITHDRAWAL"]))
})
export type CollectedInvestment = typeof CollectedInvestment.Type

/** An investment as held, of one Item. */
export const Investment = Schema.Struct({
  id: InvestmentId,
  itemId: Schema.String,
  ...CollectedInvestment.fields,
  ...lifeFields
})
export type Investment = typeof Investment.Type
