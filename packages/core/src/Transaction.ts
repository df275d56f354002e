// A transaction as collected and as held. The id of a held row is Tomada's own and never reused: institutions restate
// ids, texts and days, and a consumer's notes must survive all three.
import { DateTime, Schema } from "effect"

import { AccountId } from "./Account.ts"
import { CivilDate } from "./CivilDate.ts"
import { maybe } from "./Content.ts"
import { RowState } from "./Coverage.ts"
import { Currency, Decimal } from "./Money.ts"
import * as Owned from "./Owned.ts"

/** Tomada's own id of a row: a UUID, never reused. */
export const TransactionId = Schema.String.check(Schema.isUUID()).pipe(Schema.brand("TransactionId"))
export type TransactionId = typeof TransactionId.Type

/** Who paid or was paid. `routingNumber`: the bank's clearing code; `routingNumberISPB`: its number at the central bank. */
export const Participant = Schema.Struct({
  documentNumber: maybe(Schema.Struct({ type: maybe(Schema.Literals(["CPF", "CNPJ"])), value: maybe(Schema.String) })),
  name: maybe(Schema.String),
  accountNumber: maybe(Schema.String),
  branchNumber: maybe(Schema.String),
  routingNumber: maybe(Schema.String),
  routingNumberISPB: maybe(Schema.String)
})
export type Participant = typeof Participant.Type

/** A bank slip that was paid: its original amount and what was added or taken off, in the row's currency. */
export const BoletoMetadata = Schema.Struct({
  digitableLine: maybe(Schema.String),
  barcode: maybe(Schema.String),
  baseAmount: maybe(Decimal),
  interestAmount: maybe(Decimal),
  penaltyAmount: maybe(Decimal),
  discountAmount: maybe(Decimal)
})
export type BoletoMetadata = typeof BoletoMetadata.Type

/** How money moved. */
export const PaymentData = Schema.Struct({
  payer: maybe(Participant),
  receiver: maybe(Participant),
  reason: maybe(Schema.String),
  referenceNumber: maybe(Schema.String),
  receiverReferenceId: maybe(Schema.String),
  paymentMethod: maybe(Schema.String),
  boletoMetadata: maybe(BoletoMetadata)
})
export type PaymentData = typeof PaymentData.Type

/**
 * What only a card's row has.
 *
 * - `totalAmount`: of the whole purchase; `purchaseDate`: its day, where the row's is the instalment's.
 * - `payeeMCC`: text, because category codes start with zero.
 * - `billId`: the `key` of the bill that charges it; `billForecastDate`: `YYYY-MM`, while no bill does.
 */
export const CreditCardMetadata = Schema.Struct({
  installmentNumber: maybe(Schema.Int),
  totalInstallments: maybe(Schema.Int),
  totalAmount: maybe(Decimal),
  feeType: maybe(
    Schema.Literals([
      "ANNUAL_FEE",
      "ATM_WITHDRAWAL_DOMESTIC",
      "ATM_WITHDRAWAL_INTERNATIONAL",
      "EMERGENCY_CREDIT_EVALUATION",
      "CARD_REISSUE",
      "BILL_PAYMENT_FEE",
      "SMS",
      "OTHER"
    ])
  ),
  feeTypeAdditionalInfo: maybe(Schema.String),
  otherCreditsType: maybe(Schema.Literals(["REVOLVING_CREDIT", "BILL_INSTALLMENT", "LOAN", "OTHER"])),
  otherCreditsAdditionalInfo: maybe(Schema.String),
  purchaseDate: maybe(CivilDate),
  payeeMCC: maybe(Schema.String),
  cardNumber: maybe(Schema.String),
  billId: maybe(Schema.String),
  billForecastDate: maybe(Schema.String)
})
export type CreditCardMetadata = typeof CreditCardMetadata.Type

/** The shop, as far as the institution names it. */
export const Merchant = Schema.Struct({
  name: maybe(Schema.String),
  businessName: maybe(Schema.String),
  cnpj: maybe(Schema.String),
  cnae: maybe(Schema.String),
  category: maybe(Schema.String)
})
export type Merchant = typeof Merchant.Type

/**
 * A row as an institution shows it.
 *
 * - `amount`: BANK accounts: negative is money out. CREDIT accounts: positive is a purchase, as on a bill.
 * - `type`: always from the holder's view.
 * - `institutionId`: the institution's own id of the row; `pendingId`: the id of the pending row that this one posts.
 * - `providerCode`: printed on the statement, such as an NSU; not unique. `providerId`: an id of the institution that is
 *   the same in every Item of the account, as Open Finance has it.
 */
export const CollectedTransaction = Schema.Struct({
  institutionId: maybe(Schema.String),
  pendingId: maybe(Schema.String),
  date: CivilDate,
  time: maybe(Schema.DateTimeUtcFromString),
  status: RowState,
  type: Schema.Literals(["DEBIT", "CREDIT"]),
  amount: Decimal,
  currencyCode: Currency,
  amountInAccountCurrency: maybe(Decimal),
  description: Schema.String,
  descriptionRaw: maybe(Schema.String),
  balance: maybe(Decimal),
  providerCode: maybe(Schema.String),
  providerId: maybe(Schema.String),
  category: maybe(Schema.String),
  operationType: maybe(Schema.String),
  operationTypeAdditionalInfo: maybe(Schema.String),
  paymentData: maybe(PaymentData),
  creditCardMetadata: maybe(CreditCardMetadata),
  merchant: maybe(Merchant)
})
export type CollectedTransaction = typeof CollectedTransaction.Type

/**
 * A row as held.
 *
 * - `state`: `live`; `removed` by a merge; `deleted` by the person, who is never shown it again.
 * - `absences`: complete coverages in a row that did not show it; `absentIn`: the execution that counted last.
 * - `previousIds`: institution ids that it had before.
 * - `recipe`: version of the identity rule that made it.
 * - `position`: place among the rows of its day.
 * - `owned`: what the person says of it; no merge writes it. Absent: nothing yet.
 * - `updatedAt`: when a merge last changed it. What the person changes is no evidence of what the institution does.
 */
export const Transaction = Schema.Struct({
  id: TransactionId,
  accountId: AccountId,
  ...CollectedTransaction.fields,
  state: Schema.Literals(["live", "removed", "deleted"]),
  absences: Schema.Int,
  absentIn: Schema.NullOr(Schema.String),
  unconfirmed: Schema.Boolean,
  previousIds: Schema.Array(Schema.String),
  recipe: Schema.Int,
  position: Schema.Int,
  owned: maybe(Owned.Owned),
  createdAt: Schema.DateTimeUtcFromString,
  updatedAt: Schema.DateTimeUtcFromString
})
export type Transaction = typeof Transaction.Type

/** The category to show: the person's, else that of a rule of theirs, else the institution's; null where none speaks. */
export const category = (row: Transaction): string | null => Owned.get(row, "category")?.value ?? row.category ?? null

/** The notes to show: institutions give none. Null where nobody wrote any. */
export const notes = (row: Transaction): string | null => Owned.get(row, "notes")?.value ?? null

/** When it last changed for whoever reads it: by a merge, or by what is owned of it. */
export const lastChangedAt = (row: Transaction): DateTime.Utc =>
  row.owned == null ? row.updatedAt : DateTime.max(row.updatedAt, row.owned.changedAt)
