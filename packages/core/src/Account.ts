// An account as collected and as held. Its identity must outlive consents and sessions, so it is made of what the bank
// prints on a statement, never of an id that the institution mints anew at each consent.
import { Schema } from "effect"

import { CivilDate } from "./CivilDate.ts"
import { Currency, Decimal } from "./Money.ts"

export const AccountId = Schema.String.check(Schema.isUUID()).pipe(Schema.brand("AccountId"))
export type AccountId = typeof AccountId.Type

const maybe = <S extends Schema.Constraint>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

/** `pluggy-wire.md` A.6. */
export const BankData = Schema.Struct({
  transferNumber: maybe(Schema.String),
  closingBalance: maybe(Decimal),
  automaticallyInvestedBalance: maybe(Decimal),
  overdraftContractedLimit: maybe(Decimal),
  overdraftUsedLimit: maybe(Decimal),
  unarrangedOverdraftAmount: maybe(Decimal)
})
export type BankData = typeof BankData.Type

export const CreditData = Schema.Struct({
  level: maybe(Schema.String),
  brand: maybe(Schema.String),
  balanceCloseDate: maybe(CivilDate),
  balanceDueDate: maybe(CivilDate),
  availableCreditLimit: maybe(Decimal),
  balanceForeignCurrency: maybe(Decimal),
  minimumPayment: maybe(Decimal),
  creditLimit: maybe(Decimal),
  isLimitFlexible: maybe(Schema.Boolean),
  status: maybe(Schema.Literals(["ACTIVE", "BLOCKED", "CANCELLED"])),
  holderType: maybe(Schema.Literals(["MAIN", "ADDITIONAL"]))
})
export type CreditData = typeof CreditData.Type

/**
 * An account as an institution shows it.
 *
 * - `key`: durable, printed identity such as `001/12345-0` or a card's last digits with its product; unique in the Item.
 * - `handle`: what the connector needs to ask for this account's rows; may change from visit to visit.
 * - `balance`: of a BANK account what is on it; of a CREDIT account what is owed, positive.
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
  bankData: maybe(BankData),
  creditData: maybe(CreditData)
})
export type CollectedAccount = typeof CollectedAccount.Type

export const Account = Schema.Struct({
  id: AccountId,
  itemId: Schema.String,
  ...CollectedAccount.fields,
  createdAt: Schema.DateTimeUtcFromString,
  updatedAt: Schema.DateTimeUtcFromString
})
export type Account = typeof Account.Type
