/** A loan as clients see it, in the words of Open Finance Brazil. Rates are fractions: `0.29` is 29 %. */
import { Schema } from "effect"

import { Page } from "./Page.ts"
import { Amount, Flag, Id, Instant, Moment, Nullable, OneOf, Text, Whole } from "./Wire.ts"

const list = <S extends Schema.Constraint>(row: S) => Nullable(Schema.Array(row))

export const LoanInterestRate = Schema.Struct({
  taxType: OneOf(["NOMINAL", "EFFECTIVE"]),
  interestRateType: OneOf(["SIMPLE", "COMPOUND"]),
  taxPeriodicity: OneOf(["MONTHLY", "YEARLY"]),
  calculation: Text,
  referentialRateIndexerType: Text,
  referentialRateIndexerSubType: Text,
  referentialRateIndexerAdditionalInfo: Text,
  preFixedRate: Amount,
  postFixedRate: Amount,
  additionalInfo: Text
}).annotate({ identifier: "LoanInterestRate" })
export type LoanInterestRate = typeof LoanInterestRate.Type

export const LoanContractedFee = Schema.Struct({
  name: Text,
  code: Text,
  chargeType: OneOf(["UNIQUE", "BY_INSTALLMENT"]),
  charge: OneOf(["MINIMUM", "MAXIMUM", "FIXED", "PERCENTAGE"]),
  amount: Amount,
  rate: Amount
}).annotate({ identifier: "LoanContractedFee" })
export type LoanContractedFee = typeof LoanContractedFee.Type

export const LoanContractedFinanceCharge = Schema.Struct({ type: Text, additionalInfo: Text, rate: Amount }).annotate({
  identifier: "LoanContractedFinanceCharge"
})
export type LoanContractedFinanceCharge = typeof LoanContractedFinanceCharge.Type

export const LoanWarranty = Schema.Struct({ currencyCode: Text, type: Text, subtype: Text, amount: Amount }).annotate({
  identifier: "LoanWarranty"
})
export type LoanWarranty = typeof LoanWarranty.Type

export const LoanBalloonPayment = Schema.Struct({
  dueDate: Moment,
  amount: Nullable(Schema.Struct({ value: Amount, currencyCode: Text }))
}).annotate({ identifier: "LoanBalloonPayment" })
export type LoanBalloonPayment = typeof LoanBalloonPayment.Type

export const LoanInstallments = Schema.Struct({
  typeNumberOfInstallments: OneOf(["DAY", "WEEK", "MONTH", "YEAR", "WITHOUT_TOTAL_PERIOD"]),
  totalNumberOfInstallments: Whole,
  typeContractRemaining: OneOf(["DAY", "WEEK", "MONTH", "YEAR", "WITHOUT_TOTAL_PERIOD", "WITHOUT_REMAINING_PERIOD"]),
  contractRemainingNumber: Whole,
  paidInstallments: Whole,
  dueInstallments: Whole,
  pastDueInstallments: Whole,
  balloonPayments: list(LoanBalloonPayment)
}).annotate({ identifier: "LoanInstallments" })
export type LoanInstallments = typeof LoanInstallments.Type

/** What a payment paid beyond its instalment. */
export const LoanOverParcel = Schema.Struct({
  fees: list(Schema.Struct({ name: Text, code: Text, amount: Amount })),
  charges: list(Schema.Struct({ type: Text, additionalInfo: Text, amount: Amount }))
}).annotate({ identifier: "LoanOverParcel" })
export type LoanOverParcel = typeof LoanOverParcel.Type

export const LoanPaymentRelease = Schema.Struct({
  isOverParcelPayment: Flag,
  installmentId: Text,
  paidDate: Moment,
  currencyCode: Text,
  paidAmount: Amount,
  overParcel: Nullable(LoanOverParcel)
}).annotate({ identifier: "LoanPaymentRelease" })
export type LoanPaymentRelease = typeof LoanPaymentRelease.Type

export const LoanPayments = Schema.Struct({
  contractOutstandingBalance: Amount,
  releases: list(LoanPaymentRelease)
}).annotate({ identifier: "LoanPayments" })
export type LoanPayments = typeof LoanPayments.Type

/** A contract on `date`. `CET` is its total effective cost; `disbursementDates` are days, not moments. */
export const Loan = Schema.Struct({
  id: Id,
  itemId: Id,
  contractNumber: Text,
  ipocCode: Text,
  productName: Schema.String,
  type: Text,
  kind: Schema.Literals(["LOAN", "FINANCING", "INVOICE_FINANCING", "UNARRANGED_ACCOUNT_OVERDRAFT"]),
  date: Instant,
  contractDate: Moment,
  disbursementDates: list(Schema.String.annotate({ format: "date" })),
  settlementDate: Moment,
  contractAmount: Amount,
  currencyCode: Schema.String,
  dueDate: Moment,
  installmentPeriodicity: OneOf([
    "WITHOUT_REGULAR_PERIODICITY",
    "WEEKLY",
    "FORTNIGHTLY",
    "MONTHLY",
    "BIMONTHLY",
    "QUARTERLY",
    "SEMESTERLY",
    "YEARLY",
    "OTHERS"
  ]),
  installmentPeriodicityAdditionalInfo: Text,
  firstInstallmentDueDate: Moment,
  CET: Amount,
  amortizationScheduled: OneOf(["SAC", "PRICE", "SAM", "WITHOUT_AMORTIZATION_SYSTEM", "OTHERS"]),
  amortizationScheduledAdditionalInfo: Text,
  cnpjConsignee: Text,
  interestRates: list(LoanInterestRate),
  contractedFees: list(LoanContractedFee),
  contractedFinanceCharges: list(LoanContractedFinanceCharge),
  warranties: list(LoanWarranty),
  installments: Nullable(LoanInstallments),
  payments: Nullable(LoanPayments),
  createdAt: Instant,
  updatedAt: Instant
}).annotate({ identifier: "Loan" })
export type Loan = typeof Loan.Type

/** All loans of an Item, in one page. */
export const LoanPage = Page(Loan).annotate({ identifier: "LoanPage" })
export type LoanPage = typeof LoanPage.Type
