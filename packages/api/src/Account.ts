/** An Account as clients see it: a bank account carries `bankData`, a card `creditData`; the other one is `null`. */
import { Schema } from "effect"

import { Page } from "./Page.ts"
import { Amount, Decimal, Flag, Id, Instant, Moment, Nullable, OneOf, Text } from "./Wire.ts"

/** What the money in a reservation earns. */
export const Remuneration = Schema.Struct({
  preFixedRate: Amount,
  postFixedIndexerPercentage: Amount,
  rateType: Text,
  indexer: Text,
  calculation: Text,
  ratePeriodicity: Text,
  indexerAdditionalInfo: Text
}).annotate({ identifier: "Remuneration" })
export type Remuneration = typeof Remuneration.Type

/** One band of a reservation. */
export const ReservedAmount = Schema.Struct({
  amount: Decimal,
  currencyCode: Schema.String,
  remuneration: Nullable(Remuneration)
}).annotate({ identifier: "ReservedAmount" })
export type ReservedAmount = typeof ReservedAmount.Type

/** Money set aside inside an account. */
export const ReservedBalance = Schema.Struct({
  name: Text,
  identification: Schema.String,
  availableAmounts: Schema.Array(ReservedAmount)
}).annotate({ identifier: "ReservedBalance" })
export type ReservedBalance = typeof ReservedBalance.Type

/** Details of a bank account; `transferNumber` is `<bank code>/<branch>/<account>`. */
export const BankData = Schema.Struct({
  transferNumber: Text,
  closingBalance: Amount,
  automaticallyInvestedBalance: Amount,
  overdraftContractedLimit: Amount,
  overdraftUsedLimit: Amount,
  unarrangedOverdraftAmount: Amount,
  hasReservedBalance: Flag,
  reservedBalances: Nullable(Schema.Array(ReservedBalance))
}).annotate({ identifier: "BankData" })
export type BankData = typeof BankData.Type

/** One line of a card's limit. */
export const CreditLimit = Schema.Struct({
  creditLineLimitType: Schema.String,
  consolidationType: Schema.String,
  identificationNumber: Schema.String,
  isLimitFlexible: Schema.Boolean,
  usedAmount: Decimal,
  usedAmountCurrencyCode: Schema.String,
  lineName: OneOf([
    "CREDITO_A_VISTA",
    "CREDITO_PARCELADO",
    "SAQUE_CREDITO_BRASIL",
    "SAQUE_CREDITO_EXTERIOR",
    "EMPRESTIMO_CARTAO_CONSIGNADO",
    "OUTROS"
  ]),
  lineNameAdditionalInfo: Text,
  limitAmount: Amount,
  limitAmountCurrencyCode: Text,
  limitAmountReason: Text,
  customizedLimitAmount: Amount,
  customizedLimitAmountCurrencyCode: Text,
  availableAmount: Amount,
  availableAmountCurrencyCode: Text
}).annotate({ identifier: "CreditLimit" })
export type CreditLimit = typeof CreditLimit.Type

/** Another card on the same account. */
export const AdditionalCard = Schema.Struct({ number: Schema.String }).annotate({ identifier: "AdditionalCard" })
export type AdditionalCard = typeof AdditionalCard.Type

/** Details of a card. */
export const CreditData = Schema.Struct({
  level: Text,
  brand: Text,
  brandAdditionalInfo: Text,
  balanceCloseDate: Moment,
  balanceDueDate: Moment,
  availableCreditLimit: Amount,
  balanceForeignCurrency: Amount,
  minimumPayment: Amount,
  creditLimit: Amount,
  isLimitFlexible: Flag,
  status: OneOf(["ACTIVE", "BLOCKED", "CANCELLED"]),
  holderType: OneOf(["MAIN", "ADDITIONAL"]),
  disaggregatedCreditLimits: Nullable(Schema.Array(CreditLimit)),
  additionalCards: Nullable(Schema.Array(AdditionalCard))
}).annotate({ identifier: "CreditData" })
export type CreditData = typeof CreditData.Type

export const AccountType = Schema.Literals(["BANK", "CREDIT"])
export type AccountType = typeof AccountType.Type

export const AccountSubtype = Schema.Literals(["SAVINGS_ACCOUNT", "CHECKING_ACCOUNT", "CREDIT_CARD"])
export type AccountSubtype = typeof AccountSubtype.Type

/** An Account. The balance of a card is the amount owed, positive; its `number` is the last four digits. */
export const Account = Schema.Struct({
  id: Id,
  type: AccountType,
  subtype: AccountSubtype,
  name: Schema.String,
  marketingName: Text,
  number: Schema.String,
  balance: Decimal,
  currencyCode: Schema.String,
  itemId: Id,
  taxNumber: Text,
  owner: Text,
  bankData: Nullable(BankData),
  creditData: Nullable(CreditData),
  accountSubtype: Text,
  createdAt: Instant,
  updatedAt: Instant
}).annotate({ identifier: "Account" })
export type Account = typeof Account.Type

/** All Accounts of an Item, in one page. */
export const AccountPage = Page(Account).annotate({ identifier: "AccountPage" })
export type AccountPage = typeof AccountPage.Type

/**
 * What a connect token is told of an Account: enough for a person to recognise it in a list. No amounts and nobody's name or document;
 * `number` is its last four letters and digits. The keys are those of an Account.
 */
export const ReducedAccount = Schema.Struct({
  ...Account.fields,
  balance: Schema.Null,
  taxNumber: Schema.Null,
  owner: Schema.Null,
  bankData: Schema.Null,
  creditData: Schema.Null
}).annotate({ identifier: "ReducedAccount" })
export type ReducedAccount = typeof ReducedAccount.Type

/** All Accounts of an Item as a connect token is told of them, in one page. */
export const ReducedAccountPage = Page(ReducedAccount).annotate({ identifier: "ReducedAccountPage" })
export type ReducedAccountPage = typeof ReducedAccountPage.Type

/** What is on an Account right now, asked of the institution. Of a card it is the amount owed, as in the Account. */
export const AccountBalance = Schema.Struct({
  balance: Decimal,
  blockedBalance: Amount,
  automaticallyInvestedBalance: Amount,
  currencyCode: Schema.String,
  updateDateTime: Instant
}).annotate({ identifier: "AccountBalance" })
export type AccountBalance = typeof AccountBalance.Type
