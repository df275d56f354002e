// The rules of categories of applications, and the recasts by which a change of them reaches the rows that are held. A recast goes
// through the application's accounts in the order of their ids, so that it can be gone on from; and once more through those of
// Items that were running when it began, since their runs may have read the rules before the change. Whoever takes a recast has it
// until it is due again. A newer change makes a recast worthless: it begins anew.
import type { Account, CategoryRule, Item } from "@tomada/core"
import { Context, type DateTime, type Effect, type Option, Schema } from "effect"

export class CategoryRuleNotFound extends Schema.TaggedError<CategoryRuleNotFound>()("CategoryRuleNotFound", {}) {}

/** The application has as many rules as it may. */
export class TooManyCategoryRules extends Schema.TaggedError<TooManyCategoryRules>()("TooManyCategoryRules", {
  most: Schema.Int
}) {}

/** Rules that an application may have: each row is compared with them. */
export const mostRules = 1_000

/** A run that was under way. */
export interface Waiting {
  readonly executionId: Item.ExecutionId
  readonly itemId: Item.ItemId
}

/**
 * - `id`: a UUID, of the change that asked for it.
 * - `after`: the account that was done last, null before the first.
 * - `waiting`: runs under way when it began, of which the Items are to be done again.
 */
export interface Recast {
  readonly id: string
  readonly applicationId: Item.ApplicationId
  readonly after: Account.AccountId | null
  readonly waiting: ReadonlyArray<Waiting>
}

/** When a change was made, and the id of the recast that it asks for. */
export interface Change {
  readonly recastId: string
  readonly now: DateTime.Utc
}

export class CategoryRuleStore extends Context.Service<
  CategoryRuleStore,
  {
    /** The newest first. */
    list(applicationId: Item.ApplicationId): Effect.Effect<ReadonlyArray<CategoryRule.CategoryRule>>
    /** Keeps the rule and asks for a recast, in one transaction. */
    create(rule: CategoryRule.CategoryRule, change: Change): Effect.Effect<void, TooManyCategoryRules>
    /** The same for a rule that goes. */
    remove(
      applicationId: Item.ApplicationId,
      id: CategoryRule.CategoryRuleId,
      change: Change
    ): Effect.Effect<void, CategoryRuleNotFound>
    /** A recast that is due, which is nobody else's until `until`. */
    takeRecast(now: DateTime.Utc, until: DateTime.Utc): Effect.Effect<Option.Option<Recast>>
    /** The next accounts of a recast. */
    accounts(recast: Recast, limit: number): Effect.Effect<ReadonlyArray<Account.Account>>
    /** Of these runs those that have not ended. */
    running(waiting: ReadonlyArray<Waiting>): Effect.Effect<ReadonlyArray<Waiting>>
    /** Keeps how far it is, and when it is due again; false when another change has made it worthless. */
    keepRecast(recast: Recast, dueAt: DateTime.Utc): Effect.Effect<boolean>
    /** Ends it, unless another change has begun another. */
    endRecast(recast: Recast): Effect.Effect<void>
  }
>()("@tomada/store/CategoryRuleStore") {}
