// The contracts of the person, each read in full on a page of its own. Rates are fractions at the bank as on the wire.
import type { Connector, Records } from "@tomada/connector-kit"
import { Effect, Option } from "effect"

import type { Facts } from "./facts.ts"
import * as View from "./view.ts"

const currencyCode = "BRL"
const units = ["DAY", "WEEK", "MONTH", "YEAR", "WITHOUT_TOTAL_PERIOD"] as const
const periodicities = [
  "WITHOUT_REGULAR_PERIODICITY",
  "WEEKLY",
  "FORTNIGHTLY",
  "MONTHLY",
  "BIMONTHLY",
  "QUARTERLY",
  "SEMESTERLY",
  "YEARLY",
  "OTHERS"
] as const

const interestRate = Effect.fnUntraced(function* ({ maybe }: Facts) {
  return {
    taxType: yield* maybe.one("tax-type", ["NOMINAL", "EFFECTIVE"]),
    interestRateType: yield* maybe.one("interest-rate-type", ["SIMPLE", "COMPOUND"]),
    taxPeriodicity: yield* maybe.one("tax-periodicity", ["MONTHLY", "YEARLY"]),
    calculation: yield* maybe.text("calculation"),
    referentialRateIndexerType: yield* maybe.text("indexer-type"),
    referentialRateIndexerSubType: yield* maybe.text("indexer-subtype"),
    preFixedRate: yield* maybe.decimal("pre-fixed-rate"),
    postFixedRate: yield* maybe.decimal("post-fixed-rate")
  }
})

const fee = Effect.fnUntraced(function* ({ maybe }: Facts) {
  return {
    name: yield* maybe.text("name"),
    code: yield* maybe.text("code"),
    chargeType: yield* maybe.one("charge-type", ["UNIQUE", "BY_INSTALLMENT"]),
    charge: yield* maybe.one("charge", ["MINIMUM", "MAXIMUM", "FIXED", "PERCENTAGE"]),
    amount: yield* maybe.decimal("amount"),
    rate: yield* maybe.decimal("rate")
  }
})

const financeCharge = Effect.fnUntraced(function* ({ maybe }: Facts) {
  return {
    type: yield* maybe.text("type"),
    additionalInfo: yield* maybe.text("additional-info"),
    rate: yield* maybe.decimal("rate")
  }
})

const warranty = Effect.fnUntraced(function* ({ maybe }: Facts) {
  return {
    type: yield* maybe.text("type"),
    subtype: yield* maybe.text("subtype"),
    amount: yield* maybe.decimal("amount"),
    currencyCode: yield* maybe.text("currency-code")
  }
})

const balloon = Effect.fnUntraced(function* ({ maybe }: Facts) {
  return {
    dueDate: yield* maybe.day("due-date"),
    amount: { value: yield* maybe.decimal("amount"), currencyCode: yield* maybe.text("currency-code") }
  }
})

const overParcel = Effect.fnUntraced(function* ({ maybe }: Facts) {
  const [fee, charge] = [
    yield* maybe.decimal("over-parcel-fee-amount"),
    yield* maybe.decimal("over-parcel-charge-amount")
  ]
  if (fee === null && charge === null) return null
  const [name, code] = [yield* maybe.text("over-parcel-fee-name"), yield* maybe.text("over-parcel-fee-code")]
  const type = yield* maybe.text("over-parcel-charge-type")
  return {
    fees: fee === null ? [] : [{ name, code, amount: fee }],
    charges: charge === null ? [] : [{ type, amount: charge }]
  }
})

const release = Effect.fnUntraced(function* (row: Facts) {
  const { day, decimal, flag, text } = row.maybe
  return {
    installmentId: yield* text("installment-id"),
    paidDate: yield* day("paid-date"),
    isOverParcelPayment: yield* flag("is-over-parcel-payment"),
    currencyCode,
    paidAmount: yield* decimal("paid-amount"),
    overParcel: yield* overParcel(row)
  }
})

const installments = Effect.fnUntraced(function* (view: View.View) {
  const { count, one } = (yield* view.sheet("installments")).maybe
  return {
    typeNumberOfInstallments: yield* one("type-number-of-installments", units),
    totalNumberOfInstallments: yield* count("total-number-of-installments"),
    typeContractRemaining: yield* one("type-contract-remaining", [...units, "WITHOUT_REMAINING_PERIOD"]),
    contractRemainingNumber: yield* count("contract-remaining-number"),
    paidInstallments: yield* count("paid-installments"),
    dueInstallments: yield* count("due-installments"),
    pastDueInstallments: yield* count("past-due-installments"),
    balloonPayments: yield* Effect.forEach(yield* view.rows("balloon-payments"), balloon)
  }
})

const loan = Effect.fnUntraced(function* (view: View.View) {
  const facts = yield* view.sheet("loan")
  const { day, decimal, one, text } = facts.maybe
  const contractNumber = yield* facts.text("contract-number")
  const disbursed = yield* day("disbursement-date")
  const collected: Records.CollectedLoan = {
    key: contractNumber,
    contractNumber,
    ipocCode: yield* text("ipoc-code"),
    productName: yield* facts.text("product-name"),
    type: yield* text("type"),
    kind: yield* facts.one("kind", ["LOAN", "FINANCING", "INVOICE_FINANCING", "UNARRANGED_ACCOUNT_OVERDRAFT"]),
    date: yield* facts.day("date"),
    contractDate: yield* day("contract-date"),
    disbursementDates: disbursed === null ? [] : [disbursed],
    settlementDate: yield* day("settlement-date"),
    contractAmount: yield* decimal("contract-amount"),
    currencyCode: yield* facts.text("currency-code"),
    dueDate: yield* day("due-date"),
    installmentPeriodicity: yield* one("installment-periodicity", periodicities),
    firstInstallmentDueDate: yield* day("first-installment-due-date"),
    CET: yield* decimal("cet"),
    amortizationScheduled: yield* one("amortization-scheduled", [
      "SAC",
      "PRICE",
      "SAM",
      "WITHOUT_AMORTIZATION_SYSTEM",
      "OTHERS"
    ]),
    cnpjConsignee: yield* text("cnpj-consignee"),
    interestRates: yield* Effect.forEach(yield* view.rows("interest-rates"), interestRate),
    contractedFees: yield* Effect.forEach(yield* view.rows("contracted-fees"), fee),
    contractedFinanceCharges: yield* Effect.forEach(yield* view.rows("finance-charges"), financeCharge),
    warranties: yield* Effect.forEach(yield* view.rows("warranties"), warranty),
    installments: yield* installments(view),
    payments: {
      contractOutstandingBalance: yield* decimal("outstanding-balance"),
      releases: yield* Effect.forEach(yield* view.rows("releases"), release)
    }
  }
  return collected
})

export const loans =
  <S>(door: View.Door<S>) =>
  (session: S): Connector.Rows<"LOANS"> =>
    View.list(door, session, { address: "/loans", name: "loans", table: "loans" }, ({ id }) =>
      Effect.gen(function* () {
        return Option.some(yield* loan(yield* View.read(door, session, `/loans/${id}`, "loan")))
      })
    )
