/** A credit card's bill as clients see it. Rows of the card name theirs in `creditCardMetadata.billId`. */
import { Schema } from "effect"

import { Page } from "./Page.ts"
import { Amount, Decimal, Flag, Id, Instant, Moment, OneOf, Text } from "./Wire.ts"

/** What a bill charges for itself, beside purchases. */
export const BillFinanceCharge = Schema.Struct({
  id: Id,
  type: Schema.Literals([
    "LATE_PAYMENT_REMUNERATIVE_INTEREST",
    "LATE_PAYMENT_FEE",
    "LATE_PAYMENT_INTEREST",
    "IOF",
    "OTHER"
  ]),
  amount: Decimal,
  currencyCode: Schema.String,
  additionalInfo: Text
}).annotate({ identifier: "BillFinanceCharge" })
export type BillFinanceCharge = typeof BillFinanceCharge.Type

/** A payment of a bill; its amount is positive. */
export const BillPayment = Schema.Struct({
  id: Id,
  valueType: Schema.Literals(["INSTALLMENT_PAYMENT", "FULL_PAYMENT", "OTHER_PAYMENT"]),
  paymentDate: Instant,
  paymentMode: OneOf(["DEBIT_ACCOUNT", "BANK_SLIP", "PAYROLL_DEDUCTION", "PIX"]),
  amount: Decimal,
  currencyCode: Schema.String
}).annotate({ identifier: "BillPayment" })
export type BillPayment = typeof BillPayment.Type

/** A bill; `totalAmount` is what is owed, positive. */
export const Bill = Schema.Struct({
  id: Id,
  dueDate: Instant,
  billClosingDate: Moment,
  totalAmount: Decimal,
  totalAmountCurrencyCode: Schema.String,
  minimumPaymentAmount: Amount,
  allowsInstallments: Flag,
  financeCharges: Schema.Array(BillFinanceCharge),
  payments: Schema.Array(BillPayment),
  createdAt: Instant,
  updatedAt: Instant
}).annotate({ identifier: "Bill" })
export type Bill = typeof Bill.Type

/** All bills of a card, in one page, the one due last first. */
export const BillPage = Page(Bill).annotate({ identifier: "BillPage" })
export type BillPage = typeof BillPage.Type
