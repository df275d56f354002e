/** An investment and its movements as clients see them. Rates are as the institution says them, amounts in `currencyCode`. */
import { Schema } from "effect"

import { Page } from "./Page.ts"
import { Amount, Decimal, Flag, Id, Instant, Moment, Nullable, OneOf, Text } from "./Wire.ts"

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

const subtypes = [
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
] as const

/** What only pension plans and funds have. */
export const InvestmentMetadata = Schema.Struct({
  taxRegime: Text,
  proposalNumber: Text,
  processNumber: Text,
  fundName: Text,
  insurer: Nullable(Schema.Struct({ name: Text, cnpj: Text })),
  anbimaClass: Text,
  anbimaSubclass: Text,
  anbimaCategory: Text
}).annotate({ identifier: "InvestmentMetadata" })
export type InvestmentMetadata = typeof InvestmentMetadata.Type

/** A position on `date`. `balance` is net, `amount` gross, `amountOriginal` what was invested; a `SECURITY` is a pension plan. */
export const Investment = Schema.Struct({
  id: Id,
  itemId: Id,
  type: InvestmentType,
  subtype: OneOf(subtypes),
  number: Text,
  balance: Decimal,
  name: Schema.String,
  lastMonthRate: Amount,
  lastTwelveMonthsRate: Amount,
  annualRate: Amount,
  currencyCode: Schema.String,
  code: Text,
  isin: Text,
  value: Amount,
  quantity: Amount,
  amount: Amount,
  taxes: Amount,
  taxes2: Amount,
  date: Instant,
  owner: Text,
  amountProfit: Amount,
  amountWithdrawal: Amount,
  amountOriginal: Amount,
  metadata: Nullable(InvestmentMetadata),
  dueDate: Moment,
  issuer: Text,
  issuerCNPJ: Text,
  issueDate: Moment,
  purchaseDate: Moment,
  gracePeriodDate: Moment,
  rate: Amount,
  rateType: Text,
  fixedAnnualRate: Amount,
  taxExempt: Flag,
  ratePeriodicity: Text,
  indexerAdditionalInfo: Text,
  priceFactor: Amount,
  debtor: Nullable(Schema.Struct({ name: Text })),
  couponPayment: Nullable(Schema.Struct({ hasCoupon: Flag, periodicity: Text, additionalInfo: Text })),
  status: OneOf(["ACTIVE", "PENDING", "TOTAL_WITHDRAWAL"]),
  /** Always null: the movements have an endpoint of their own. */
  transactions: Schema.Null,
  createdAt: Instant,
  updatedAt: Instant
}).annotate({ identifier: "Investment" })
export type Investment = typeof Investment.Type

export const InvestmentPage = Page(Investment).annotate({ identifier: "InvestmentPage" })
export type InvestmentPage = typeof InvestmentPage.Type

/** What a movement cost, each part positive. */
export const InvestmentExpenses = Schema.Struct({
  serviceTax: Amount,
  brokerageFee: Amount,
  incomeTax: Amount,
  tradingAssetsNoticeFee: Amount,
  maintenanceFee: Amount,
  settlementFee: Amount,
  clearingFee: Amount,
  stockExchangeFee: Amount,
  custodyFee: Amount,
  operatingFee: Amount,
  other: Amount,
  iof: Amount,
  iofProvision: Amount
}).annotate({ identifier: "InvestmentExpenses" })
export type InvestmentExpenses = typeof InvestmentExpenses.Type

/** A movement of an investment, from its holder's view. */
export const InvestmentTransaction = Schema.Struct({
  id: Id,
  type: Schema.Literals(["BUY", "SELL", "TAX", "TRANSFER", "INTEREST", "AMORTIZATION"]),
  movementType: OneOf(["CREDIT", "DEBIT"]),
  quantity: Amount,
  value: Amount,
  amount: Amount,
  agreedRate: Amount,
  indexerPercentage: Amount,
  priceFactor: Amount,
  date: Instant,
  tradeDate: Moment,
  expenses: Nullable(InvestmentExpenses)
}).annotate({ identifier: "InvestmentTransaction" })
export type InvestmentTransaction = typeof InvestmentTransaction.Type

export const InvestmentTransactionPage = Page(InvestmentTransaction).annotate({
  identifier: "InvestmentTransactionPage"
})
export type InvestmentTransactionPage = typeof InvestmentTransactionPage.Type
