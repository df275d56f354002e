// An account as collected and as held. Its identity must outlive consents and sessions, so it is made of what the bank
// prints on a statement, never of an id that the institution mints anew at each consent.
import { Schema } from "effect"

import { CivilDate } from "./CivilDate.ts"
import { maybe } from "./Content.ts"
import { Currency, Decimal } from "./Money.ts"

/** Tomada's own id of an account: a UUID, never reused. */
export const AccountId = Schema.String.check(Schema.isUUID()).pipe(Schema.brand("AccountId"))
export type AccountId = typeof AccountId.Type

/** What reserved money earns, in the wire's words. Rates are fractions: `0.3` is 30 %, `1.1` is 110 % of the indexer. */
export const Remuneration = Schema.Struct({
  preFixedRate: maybe(Decimal),
  postFixedIndexerPercentage: maybe(Decimal),
  rateType: maybe(Schema.String),
  indexer: maybe(Schema.String),
  calculation: maybe(Schema.String),
  ratePeriodicity: maybe(Schema.String),
  indexerAdditionalInfo: maybe(Schema.String)
})
export type Remuneration = typeof Remuneration.Type

/** Money set aside inside an account under the person's own name for it, one amount a band of remuneration. */
export const ReservedBalance = Schema.Struct({
  name: maybe(Schema.String),
  identification: Schema.String,
  availableAmounts: Schema.Array(
    Schema.Struct({ amount: Decimal, currencyCode: Currency, remuneration: maybe(Remuneration) })
  )
})
export type ReservedBalance = typeof ReservedBalance.Type

/**
 * What only a bank account has; amounts in the account's currency.
 *
 * - `transferNumber`: `<bank code>/<branch>/<account>`, as on the wire.
 * - `closingBalance`: with rows that are not posted.
 * - `reservedBalances`: only where `hasReservedBalance` is true and the institution shows them.
 */
export const BankData = Schema.Struct({
  transferNumber: maybe(Schema.String),
  closingBalance: maybe(Decimal),
  automaticallyInvestedBalance: maybe(Decimal),
  overdraftContractedLimit: maybe(Decimal),
  overdraftUsedLimit: maybe(Decimal),
  unarrangedOverdraftAmount: maybe(Decimal),
  hasReservedBalance: maybe(Schema.Boolean),
  reservedBalances: maybe(Schema.Array(ReservedBalance))
})
export type BankData = typeof BankData.Type

/** One line of a card's limit, or the whole of it, in the words of Open Finance Brazil. */
export const CreditLimit = Schema.Struct({
  creditLineLimitType: Schema.String,
  consolidationType: Schema.String,
  identificationNumber: Schema.String,
  isLimitFlexible: Schema.Boolean,
  usedAmount: Decimal,
  usedAmountCurrencyCode: Currency,
  lineName: maybe(
    Schema.Literals([
      "CREDITO_A_VISTA",
      "CREDITO_PARCELADO",
      "SAQUE_CREDITO_BRASIL",
      "SAQUE_CREDITO_EXTERIOR",
      "EMPRESTIMO_CARTAO_CONSIGNADO",
      "OUTROS"
    ])
  ),
  lineNameAdditionalInfo: maybe(Schema.String),
  limitAmount: maybe(Decimal),
  limitAmountCurrencyCode: maybe(Currency),
  limitAmountReason: maybe(Schema.String),
  customizedLimitAmount: maybe(Decimal),
  customizedLimitAmountCurrencyCode: maybe(Currency),
  availableAmount: maybe(Decimal),
  availableAmountCurrencyCode: maybe(Currency)
})
export type CreditLimit = typeof CreditLimit.Type

/** What only a card has; amounts in the account's currency, but `balanceForeignCurrency` in USD. */
export const CreditData = Schema.Struct({
  level: maybe(Schema.String),
  brand: maybe(Schema.String),
  brandAdditionalInfo: maybe(Schema.String),
  balanceCloseDate: maybe(CivilDate),
  balanceDueDate: maybe(CivilDate),
  availableCreditLimit: maybe(Decimal),
  balanceForeignCurrency: maybe(Decimal),
  minimumPayment: maybe(Decimal),
  creditLimit: maybe(Decimal),
  isLimitFlexible: maybe(Schema.Boolean),
  status: maybe(Schema.Literals(["ACTIVE", "BLOCKED", "CANCELLED"])),
  holderType: maybe(Schema.Literals(["MAIN", "ADDITIONAL"])),
  disaggregatedCreditLimits: maybe(Schema.Array(CreditLimit)),
  additionalCards: maybe(Schema.Array(Schema.Struct({ number: Schema.String })))
})
export type CreditData = typeof CreditData.Type

/**
 * An account as an institution shows it.
 *
 * - `key`: durable, printed identity such as `001/12345-0` or a card's last digits with its product; unique in the Item.
 * - `handle`: what the connector needs to ask for this account's rows; may change from visit to visit.
 * - `balance`: of a BANK account what is on it; of a CREDIT account what is owed, positive.
 * - `number`: as printed; of a card its last four digits.
 * - `accountSubtype`: the institution's own finer word, such as a joint account.
 */
export const CollectedAccount = Schema.Struct({
  key: Schema.NonEmptyString,
  handle: Schema.String,
  type: Schema.Literals(["BANK", "CREDIT"]),
  subtype: Schema.Literals(["SAVINGS_ACCOUNT", "CHECKING_ACCOUNT", "CREDIT_CARD"]),
  number: Schema.String,
  name: Schema.NonEmptyString,
  marketingName: maybe(Schema.String),
  balance: Decimal,
  currencyCode: Currency,
  taxNumber: maybe(Schema.String),
  owner: maybe(Schema.String),
  accountSubtype: maybe(Schema.String),
  bankData: maybe(BankData),
  creditData: maybe(CreditData)
})
export type CollectedAccount = typeof CollectedAccount.Type

/** An account as held. `previousKeys`: keys that it had before, oldest first; each still finds it. */
export const Account = Schema.Struct({
  id: AccountId,
  itemId: Schema.String,
  ...CollectedAccount.fields,
  previousKeys: Schema.optionalKey(Schema.Array(Schema.String)),
  createdAt: Schema.DateTimeUtcFromString,
  updatedAt: Schema.DateTimeUtcFromString
})
export type Account = typeof Account.Type
