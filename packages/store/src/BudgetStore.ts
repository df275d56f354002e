// How much of the budgets of institutions was used, counted where all processes see it. What is taken stays taken, also when the request
// that it was taken for never left: a budget is never exceeded, and at worst not used up.
import type { Item, Manifest } from "@tomada/core"
import { Context, type DateTime, type Effect, Schema } from "effect"

/**
 * A budget in one of its windows.
 *
 * - `itemId`: whose it is; null: the connector's, for all its Items together.
 * - `from`, `resetsAt`: the window; from `resetsAt` on there is another one.
 */
export interface Share {
  readonly connectorId: Manifest.ConnectorId
  readonly itemId: Item.ItemId | null
  readonly budget: string
  readonly max: number
  readonly from: DateTime.Utc
  readonly resetsAt: DateTime.Utc
}

/** - `resetsAt`: when there is some of it again. */
export class BudgetEmpty extends Schema.TaggedError<BudgetEmpty>()("BudgetEmpty", {
  budget: Schema.String,
  resetsAt: Schema.DateTimeUtcFromString
}) {}

/** The refusal of these; the one that lasts longest. Undefined where none is refused. */
export const refusal = (refused: ReadonlyArray<Share>): BudgetEmpty | undefined => {
  const last = refused.toSorted((a, b) => b.resetsAt.epochMilliseconds - a.resetsAt.epochMilliseconds)[0]
  return last === undefined ? undefined : new BudgetEmpty({ budget: last.budget, resetsAt: last.resetsAt })
}

export class BudgetStore extends Context.Service<
  BudgetStore,
  {
    /** Takes so many from each, or nothing from any. The names of what one connector shares differ, and those of what one Item has. */
    take(shares: ReadonlyArray<Share>, count: number): Effect.Effect<void, BudgetEmpty>
    /** Those of which nothing is left. */
    spent(shares: ReadonlyArray<Share>): Effect.Effect<ReadonlyArray<Share>>
    /** Forgets windows that have ended; answers how many. */
    prune(now: DateTime.Utc): Effect.Effect<number>
  }
>()("@tomada/store/BudgetStore") {}
