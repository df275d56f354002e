// A loan as collected and as held, in the wire's words, which are those of Open Finance Brazil.
import { Schema } from "effect"

import { CivilDate } from "./CivilDate.ts"
import { maybe } from "./Content.ts"
import { Currency, Decimal } from "./Money.ts"
import { lifeFields } from "./Upsert.ts"

/** Tomada's own id of a loan: a UUID, never reused. */
export const LoanId = Schema.String.check(Schema.isUUID()).pipe(Schema.brand("LoanId"))
export type LoanId = typeof LoanId.Type

const list = <S extends Schema.Constraint>(schema: S) => maybe(Schema.Array(schema))

/** What the loan costs in time. Rates are fractions: `0.29` is 29 %. */
export const LoanInterestRate = Schema.Struct({
  taxType: maybe(Schema.Literals(["NOMINAL", "EFFECTIVE"])),
  interestRateType: maybe(Schema.Literals(["SIMPLE", "COMPOUND"])),
  taxPeriodicity: maybe(Schema.Literals(["MONTHLY", "YEARLY"])),
  calculation: maybe(Schema.String),
  referentialRateIndexerType: maybe(Schema.String),
  referentialRateIndexerSubType: maybe(Schema.String),
  referentialRateIndexerAdditionalInfo: maybe(Schema.String),
  preFixedRate: maybe(Decimal),
  postFixedRate: maybe(Decimal),
  additionalInfo: maybe(Schema.String)
})
export type LoanInterestRate = typeof LoanInterestRate.Type

/** A fee of the contract: an `amount` in the loan's currency or a `rate` as a fraction, as `charge` says. */
export const LoanContractedFee = Schema.Struct({
  name: maybe(Schema.String),
  code: maybe(Schema.String),
  chargeType: maybe(Schema.Literals(["UNIQUE", "BY_INSTALLMENT"])),
  charge: maybe(Schema.Literals(["MINIMUM", "MAXIMUM", "FIXED", "PERCENTAGE"])),
  amount: maybe(Decimal),
  rate: maybe(Decimal)
})
export type LoanContractedFee = typeof LoanContractedFee.Type

/** A charge of the contract; `rate` is a fraction. */
export const LoanContractedFinanceCharge = Schema.Struct({
  type: maybe(Schema.String),
  additionalInfo: maybe(Schema.String),
  rate: maybe(Decimal)
})
export type LoanContractedFinanceCharge = typeof LoanContractedFinanceCharge.Type

/** What secures the loan. */
export const LoanWarranty = Schema.Struct({
  currencyCode: maybe(Currency),
  type: maybe(Schema.String),
  subtype: maybe(Schema.String),
  amount: maybe(Decimal)
})
export type LoanWarranty = typeof LoanWarranty.Type

/** A larger payment that is due beside the instalments. */
export const LoanBalloonPayment = Schema.Struct({
  dueDate: maybe(CivilDate),
  amount: maybe(Schema.Struct({ value: maybe(Decimal), currencyCode: maybe(Currency) }))
})
export type LoanBalloonPayment = typeof LoanBalloonPayment.Type

/** How many instalments there are, in the units that the two `type` fields name, and how many are paid, due and late. */
export const LoanInstallments = Schema.Struct({
  typeNumberOfInstallments: maybe(Schema.Literals(["DAY", "WEEK", "MONTH", "YEAR", "WITHOUT_TOTAL_PERIOD"])),
  totalNumberOfInstallments: maybe(Schema.Int),
  typeContractRemaining: maybe(
    Schema.Literals(["DAY", "WEEK", "MONTH", "YEAR", "WITHOUT_TOTAL_PERIOD", "WITHOUT_REMAINING_PERIOD"])
  ),
  contractRemainingNumber: maybe(Schema.Int),
  paidInstallments: maybe(Schema.Int),
  dueInstallments: maybe(Schema.Int),
  pastDueInstallments: maybe(Schema.Int),
  balloonPayments: list(LoanBalloonPayment)
})
export type LoanInstallments = typeof LoanInstallments.Type

/** What a payment paid beyond its instalment, in the loan's currency. */
export const LoanOverParcel = Schema.Struct({
  fees: list(Schema.Struct({ name: maybe(Schema.String), code: maybe(Schema.String), amount: maybe(Decimal) })),
  charges: list(
    Schema.Struct({ type: maybe(Schema.String), additionalInfo: maybe(Schema.String), amount: maybe(Decimal) })
  )
})
export type LoanOverParcel = typeof LoanOverParcel.Type

/** One payment of the loan. */
export const LoanPaymentRelease = Schema.Struct({
  isOverParcelPayment: maybe(Schema.Boolean),
  installmentId: maybe(Schema.String),
  paidDate: maybe(CivilDate),
  currencyCode: maybe(Currency),
  paidAmount: maybe(Decimal),
  overParcel: maybe(LoanOverParcel)
})
export type LoanPaymentRelease = typeof LoanPaymentRelease.Type

/** What was paid, and what is still owed in the loan's currency. */
export const LoanPayments = Schema.Struct({
  contractOutstandingBalance: maybe(Decimal),
  releases: list(LoanPaymentRelease)
})
export type LoanPayments = typeof LoanPayments.Type

/**
 * A loan as an institution shows it; amounts in `currencyCode`.
 *
 * - `key`: names the contract for ever in its Item.
 * - `ipocCode`: the contract's number at the central bank; `contractNumber`: at the institution.
 * - `date`: the day of what is shown; `CET`: the total effective cost, a fraction.
 */
export const CollectedLoan = Schema.Struct({
  key: Schema.NonEmptyString,
  contractNumber: maybe(Schema.String),
  ipocCode: maybe(Schema.String),
  productName: Schema.NonEmptyString,
  type: maybe(Schema.String),
  kind: Schema.Literals(["LOAN", "FINANCING", "INVOICE_FINANCING", "UNARRANGED_ACCOUNT_OVERDRAFT"]),
  date: CivilDate,
  contractDate: maybe(CivilDate),
  disbursementDates: list(CivilDate),
  settlementDate: maybe(CivilDate),
  contractAmount: maybe(Decimal),
  currencyCode: Currency,
  dueDate: maybe(CivilDate),
  installmentPeriodicity: maybe(
    Schema.Literals([
      "WITHOUT_REGULAR_PERIODICITY",
      "WEEKLY",
      "FORTNIGHTLY",
      "MONTHLY",
      "BIMONTHLY",
      "QUARTERLY",
      "SEMESTERLY",
      "YEARLY",
      "OTHERS"
    ])
  ),
  installmentPeriodicityAdditionalInfo: maybe(Schema.String),
  firstInstallmentDueDate: maybe(CivilDate),
  CET: maybe(Decimal),
  amortizationScheduled: maybe(Schema.Literals(["SAC", "PRICE", "SAM", "WITHOUT_AMORTIZATION_SYSTEM", "OTHERS"])),
  amortizationScheduledAdditionalInfo: maybe(Schema.String),
  cnpjConsignee: maybe(Schema.String),
  interestRates: list(LoanInterestRate),
  contractedFees: list(LoanContractedFee),
  contractedFinanceCharges: list(LoanContractedFinanceCharge),
  warranties: list(LoanWarranty),
  installments: maybe(LoanInstallments),
  payments: maybe(LoanPayments)
})
export type CollectedLoan = typeof CollectedLoan.Type

/** A loan as held, of one Item. */
export const Loan = Schema.Struct({ id: LoanId, itemId: Schema.String, ...CollectedLoan.fields, ...lifeFields })
export type Loan = typeof Loan.Type
