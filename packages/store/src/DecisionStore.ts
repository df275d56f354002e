// Why a merge did what it did, and what it left to the person. A row that was created without a rival has no decision: its own
// `createdAt` says all there is. A suggestion is kept for ever with what became of it, so that no merge suggests it anew.
import {
  Account,
  Item,
  type UpdateRefusal,
  MergeDecision,
  type Product,
  Suggestions,
  type Transaction
} from "@tomada/core"
import { Context, type DateTime, type Effect, type Option, Schema } from "effect"

import type { PageOf, PageRequest, Place, Slice } from "./Pagination.ts"

/** One decision of one execution's merge; `transactionId` is null for a collected row that became none. */
export const Decision = Schema.Struct({
  accountId: Account.AccountId,
  executionId: Item.ExecutionId,
  ...MergeDecision.Decision.fields,
  at: Schema.DateTimeUtcFromString
})
export type Decision = typeof Decision.Type

/** A UUID: of one suggestion. */
export const SuggestionId = Schema.String.check(Schema.isUUID()).pipe(Schema.brand("SuggestionId"))
export type SuggestionId = typeof SuggestionId.Type

/**
 * A suggestion and what became of it.
 *
 * - `state`: `open` until the person accepts it; `undone` when that was taken back, and it may be accepted again.
 * - `acceptance`: both rows as they were, while it is accepted.
 */
export const Suggested = Schema.Struct({
  id: SuggestionId,
  accountId: Account.AccountId,
  executionId: Item.ExecutionId,
  ...MergeDecision.Suggestion.fields,
  state: Schema.Literals(["open", "accepted", "undone"]),
  acceptance: Schema.NullOr(Suggestions.Acceptance),
  createdAt: Schema.DateTimeUtcFromString,
  updatedAt: Schema.DateTimeUtcFromString
})
export type Suggested = typeof Suggested.Type

export class SuggestionNotFound extends Schema.TaggedError<SuggestionNotFound>()("SuggestionNotFound", {}) {}

/** It is accepted already, or there is no acceptance to undo. */
export class SuggestionSettled extends Schema.TaggedError<SuggestionSettled>()("SuggestionSettled", {
  state: Suggested.fields.state
}) {}

/** Why a suggestion cannot be accepted or undone; a run of the Item may be about to change the rows. */
export type SuggestionRefused =
  | SuggestionNotFound
  | SuggestionSettled
  | Suggestions.SuggestionOutdated
  | UpdateRefusal.AlreadyUpdating

/** The suggestion after a step, and both rows as they are kept. */
export interface Settled {
  readonly suggestion: Suggested
  readonly held: Transaction.Transaction
  readonly created: Transaction.Transaction
}

export class DecisionStore extends Context.Service<
  DecisionStore,
  {
    /** Newest first. */
    ofTransaction(
      applicationId: Item.ApplicationId,
      id: Transaction.TransactionId
    ): Effect.Effect<ReadonlyArray<Decision>>
    /** Newest first. */
    ofAccount(accountId: Account.AccountId, page: PageRequest): Effect.Effect<PageOf<Decision>>
    /** Newest first; `state` shows only those. */
    suggestions(
      filter: { readonly accountId: Account.AccountId; readonly state?: Suggested["state"] },
      page: PageRequest
    ): Effect.Effect<PageOf<Suggested>>
    /** Newest first, behind a place. */
    suggestionsAfter(
      applicationId: Item.ApplicationId,
      filter: { readonly accountId: Account.AccountId; readonly state?: Suggested["state"] },
      place: Option.Option<Place>,
      limit: number
    ): Effect.Effect<Slice<Suggested>>
    suggestion(applicationId: Item.ApplicationId, id: SuggestionId): Effect.Effect<Suggested, SuggestionNotFound>
    /** One transaction: locks the Item, asks `Suggestions.accept` of the rows as they are, keeps what it answers. */
    accept(
      applicationId: Item.ApplicationId,
      id: SuggestionId,
      policy: Product.ProductPolicy,
      now: DateTime.Utc
    ): Effect.Effect<Settled, SuggestionRefused>
    /** The same with `Suggestions.undo`. */
    undo(
      applicationId: Item.ApplicationId,
      id: SuggestionId,
      now: DateTime.Utc
    ): Effect.Effect<Settled, SuggestionRefused>
  }
>()("@tomada/store/DecisionStore") {}
