// Transactions as held. Only live rows are shown; a merge sees all states of its window, so that a removed row can come
// back under its id and one that the person deleted never does.
import type { Account, CivilDate, Item, Owned, Transaction } from "@tomada/core"
import { Context, type DateTime, type Effect, type Option, Schema } from "effect"

export class TransactionNotFound extends Schema.TaggedError<TransactionNotFound>()("TransactionNotFound", {}) {}

/**
 * Which rows of an account to show; days are inclusive. `ids` overrides the days; what is no id finds nothing. `billKey`: only those that
 * the bill with this key charges.
 */
export interface TransactionFilter {
  readonly accountId: Account.AccountId
  readonly from?: CivilDate.CivilDate
  readonly to?: CivilDate.CivilDate
  readonly createdAtFrom?: DateTime.Utc
  readonly ids?: ReadonlyArray<string>
  readonly billKey?: string
}

/** What a rule says of a row that is held; null takes back what one said. */
export interface Ruled {
  readonly id: Transaction.TransactionId
  readonly category: Owned.OwnedValue | null
}

/** A place in the list, newest first: after this day, this position of the day, this id; no id ends the position. */
export interface TransactionCursor {
  readonly date: CivilDate.CivilDate
  readonly position: number
  readonly id: string
}

/** The place of a row. */
export const cursorOf = ({ date, position, id }: Transaction.Transaction): TransactionCursor => ({ date, position, id })

export class TransactionStore extends Context.Service<
  TransactionStore,
  {
    get(
      applicationId: Item.ApplicationId,
      id: Transaction.TransactionId
    ): Effect.Effect<Transaction.Transaction, TransactionNotFound>
    /** Newest first (day, then position, then id, all descending). Pages count from 1. */
    page(
      filter: TransactionFilter,
      page: { readonly number: number; readonly size: number }
    ): Effect.Effect<{ readonly rows: ReadonlyArray<Transaction.Transaction>; readonly total: number }>
    /** The same order, by keyset: rows after the cursor, and where to go on. */
    after(
      filter: TransactionFilter,
      cursor: Option.Option<TransactionCursor>,
      limit: number
    ): Effect.Effect<{
      readonly rows: ReadonlyArray<Transaction.Transaction>
      readonly next: Option.Option<TransactionCursor>
    }>
    /** Every state: rows of the days, and rows of any day that bear one of the institution ids. */
    forMerge(
      accountId: Account.AccountId,
      days: { readonly from: CivilDate.CivilDate; readonly to: CivilDate.CivilDate },
      institutionIds: ReadonlyArray<string>
    ): Effect.Effect<ReadonlyArray<Transaction.Transaction>>
    /** Live rows that a sync must look at again: pending ones, and posted ones that were absent and are not given up. */
    unsettled(accountId: Account.AccountId): Effect.Effect<ReadonlyArray<Transaction.Transaction>>
    /** Sets a field that the person owns, or takes it back (null), by the rules of core's `Owned`; answers the row as it is then. */
    own(
      applicationId: Item.ApplicationId,
      id: Transaction.TransactionId,
      field: Owned.Field,
      value: string | null,
      now: DateTime.Utc
    ): Effect.Effect<Transaction.Transaction, TransactionNotFound>
    /** What rules say of categories. A category that the person set stays; answers how many rows changed. */
    rule(applicationId: Item.ApplicationId, ruled: ReadonlyArray<Ruled>, now: DateTime.Utc): Effect.Effect<number>
  }
>()("@tomada/store/TransactionStore") {}
