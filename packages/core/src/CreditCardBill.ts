// A credit card's bill as collected and as held. Charges and payments have ids of their own on the wire, which institutions
// seldom give: Tomada makes them and keeps them.
import { Schema } from "effect"

import { AccountId } from "./Account.ts"
import { CivilDate } from "./CivilDate.ts"
import { maybe } from "./Content.ts"
import { Currency, Decimal } from "./Money.ts"
import { lifeFields } from "./Upsert.ts"

/** Tomada's own id of a bill: a UUID, never reused. */
export const BillId = Schema.String.check(Schema.isUUID()).pipe(Schema.brand("BillId"))
export type BillId = typeof BillId.Type

/** What a bill charges for itself, beside purchases. `additionalInfo` says what an `OTHER` is. */
export const CollectedFinanceCharge = Schema.Struct({
  institutionId: maybe(Schema.String),
  type: Schema.Literals([
    "LATE_PAYMENT_REMUNERATIVE_INTEREST",
    "LATE_PAYMENT_FEE",
    "LATE_PAYMENT_INTEREST",
    "IOF",
    "OTHER"
  ]),
  amount: Decimal,
  currencyCode: Currency,
  additionalInfo: maybe(Schema.String)
})
export type CollectedFinanceCharge = typeof CollectedFinanceCharge.Type

/** A payment of a bill; `amount` is positive. */
export const CollectedBillPayment = Schema.Struct({
  institutionId: maybe(Schema.String),
  valueType: Schema.Literals(["INSTALLMENT_PAYMENT", "FULL_PAYMENT", "OTHER_PAYMENT"]),
  paymentDate: CivilDate,
  paymentMode: maybe(Schema.Literals(["DEBIT_ACCOUNT", "BANK_SLIP", "PAYROLL_DEDUCTION", "PIX"])),
  amount: Decimal,
  currencyCode: Currency
})
export type CollectedBillPayment = typeof CollectedBillPayment.Type

/**
 * A bill as an institution shows it.
 *
 * - `key`: names the bill for ever in its account: the institution's id, else the month that it bills.
 * - `totalAmount`: what is owed, positive; `minimumPaymentAmount` in the same currency.
 */
export const CollectedBill = Schema.Struct({
  key: Schema.NonEmptyString,
  dueDate: CivilDate,
  billClosingDate: maybe(CivilDate),
  totalAmount: Decimal,
  totalAmountCurrencyCode: Currency,
  minimumPaymentAmount: maybe(Decimal),
  allowsInstallments: maybe(Schema.Boolean),
  financeCharges: maybe(Schema.Array(CollectedFinanceCharge)),
  payments: maybe(Schema.Array(CollectedBillPayment))
})
export type CollectedBill = typeof CollectedBill.Type

const partId = Schema.String.check(Schema.isUUID())

/** A finance charge as held: with an id of its own, a UUID. */
export const FinanceCharge = Schema.Struct({ id: partId, ...CollectedFinanceCharge.fields })
export type FinanceCharge = typeof FinanceCharge.Type

/** A payment as held: with an id of its own, a UUID. */
export const BillPayment = Schema.Struct({ id: partId, ...CollectedBillPayment.fields })
export type BillPayment = typeof BillPayment.Type

/** A bill as held, of one account. */
export const Bill = Schema.Struct({
  id: BillId,
  accountId: AccountId,
  ...CollectedBill.fields,
  financeCharges: Schema.Array(FinanceCharge),
  payments: Schema.Array(BillPayment),
  ...lifeFields
})
export type Bill = typeof Bill.Type
