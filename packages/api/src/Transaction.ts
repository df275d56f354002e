/**
 * A Transaction as clients see it.
 *
 * The sign of `amount` follows the balance of its account: on a bank account a debit is negative; on a card, whose balance is a
 * debt, a purchase is a DEBIT with a positive amount and a payment a CREDIT with a negative one.
 */
import { Schema } from "effect"

import { CursorPage, Page } from "./Page.ts"
import { Amount, Decimal, Id, Instant, Moment, Nullable, OneOf, Text, Whole } from "./Wire.ts"

/** A tax number of a person (CPF) or a company (CNPJ). */
export const Document = Schema.Struct({ type: OneOf(["CPF", "CNPJ"]), value: Text }).annotate({
  identifier: "Document"
})
export type Document = typeof Document.Type

/** Who paid or was paid. */
export const Participant = Schema.Struct({
  documentNumber: Nullable(Document),
  name: Text,
  accountNumber: Text,
  branchNumber: Text,
  routingNumber: Text,
  routingNumberISPB: Text
}).annotate({ identifier: "Participant" })
export type Participant = typeof Participant.Type

/** A bank slip. */
export const Boleto = Schema.Struct({
  digitableLine: Text,
  barcode: Text,
  baseAmount: Amount,
  interestAmount: Amount,
  penaltyAmount: Amount,
  discountAmount: Amount
}).annotate({ identifier: "Boleto" })
export type Boleto = typeof Boleto.Type

/** How money moved. */
export const PaymentData = Schema.Struct({
  payer: Nullable(Participant),
  receiver: Nullable(Participant),
  reason: Text,
  referenceNumber: Text,
  receiverReferenceId: Text,
  paymentMethod: Text,
  boletoMetadata: Nullable(Boleto)
}).annotate({ identifier: "PaymentData" })
export type PaymentData = typeof PaymentData.Type

/** The shop. */
export const Merchant = Schema.Struct({
  name: Text,
  businessName: Text,
  cnpj: Text,
  cnae: Text,
  category: Text
}).annotate({ identifier: "Merchant" })
export type Merchant = typeof Merchant.Type

/** What only a card's row has. `payeeMCC` is text, because category codes start with zero; `billForecastDate` is `YYYY-MM`. */
export const CreditCardMetadata = Schema.Struct({
  installmentNumber: Whole,
  totalInstallments: Whole,
  totalAmount: Amount,
  feeType: OneOf([
    "ANNUAL_FEE",
    "ATM_WITHDRAWAL_DOMESTIC",
    "ATM_WITHDRAWAL_INTERNATIONAL",
    "EMERGENCY_CREDIT_EVALUATION",
    "CARD_REISSUE",
    "BILL_PAYMENT_FEE",
    "SMS",
    "OTHER"
  ]),
  feeTypeAdditionalInfo: Text,
  otherCreditsType: OneOf(["REVOLVING_CREDIT", "BILL_INSTALLMENT", "LOAN", "OTHER"]),
  otherCreditsAdditionalInfo: Text,
  purchaseDate: Moment,
  payeeMCC: Text,
  cardNumber: Text,
  billId: Text,
  billForecastDate: Text
}).annotate({ identifier: "CreditCardMetadata" })
export type CreditCardMetadata = typeof CreditCardMetadata.Type

/** A Transaction. `order` is its place within the day, `createdAt` when it was first collected, `balance` the one after it. */
export const Transaction = Schema.Struct({
  id: Id,
  description: Schema.String,
  descriptionRaw: Text,
  currencyCode: Schema.String,
  amount: Decimal,
  amountInAccountCurrency: Amount,
  date: Instant,
  category: Text,
  categoryId: Text,
  balance: Amount,
  accountId: Id,
  providerCode: Text,
  status: Schema.Literals(["POSTED", "PENDING"]),
  paymentData: Nullable(PaymentData),
  type: Schema.Literals(["DEBIT", "CREDIT"]),
  creditCardMetadata: Nullable(CreditCardMetadata),
  merchant: Nullable(Merchant),
  operationType: Text,
  operationTypeAdditionalInfo: Text,
  providerId: Text,
  order: Whole,
  createdAt: Instant,
  updatedAt: Instant
}).annotate({ identifier: "Transaction" })
export type Transaction = typeof Transaction.Type

/** A numbered page of Transactions. */
export const TransactionPage = Page(Transaction).annotate({ identifier: "TransactionPage" })
export type TransactionPage = typeof TransactionPage.Type

/** A slice of Transactions, newest first. */
export const TransactionCursorPage = CursorPage(Transaction).annotate({ identifier: "TransactionCursorPage" })
export type TransactionCursorPage = typeof TransactionCursorPage.Type

/** The category that a person gives a Transaction; null gives it back to the rules and the institution. */
export const UpdateTransaction = Schema.Struct({ categoryId: Schema.NullOr(Schema.String) }).annotate({
  identifier: "UpdateTransaction"
})
export type UpdateTransaction = typeof UpdateTransaction.Type
