// A statement document of an account as collected and as held. Held is where to get it, never the document: its address is
// signed for half an hour when somebody asks.
import { Schema } from "effect"

import { AccountId } from "./Account.ts"
import { lifeFields } from "./Upsert.ts"

/** Tomada's own id of a statement: a UUID, never reused. */
export const AccountStatementId = Schema.String.check(Schema.isUUID()).pipe(Schema.brand("AccountStatementId"))
export type AccountStatementId = typeof AccountStatementId.Type

/** A month as the wire writes it: `MM-YYYY`. */
export const MonthYear = Schema.String.check(Schema.isPattern(/^(0[1-9]|1[0-2])-\d{4}$/))
export type MonthYear = typeof MonthYear.Type

/**
 * A statement as an institution lists it.
 *
 * - `key`: names the document for ever in its account; `handle`: what the connector needs to fetch it, may change.
 * - `monthYear`: the month that it is of.
 */
export const CollectedAccountStatement = Schema.Struct({
  key: Schema.NonEmptyString,
  handle: Schema.String,
  monthYear: MonthYear
})
export type CollectedAccountStatement = typeof CollectedAccountStatement.Type

/** A statement as held, of one account. */
export const AccountStatement = Schema.Struct({
  id: AccountStatementId,
  accountId: AccountId,
  ...CollectedAccountStatement.fields,
  ...lifeFields
})
export type AccountStatement = typeof AccountStatement.Type
