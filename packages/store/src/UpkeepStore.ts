// What keeps Items up to date unasked: the record that the rules for updates judge by, the state of auto-sync, and the claim of
// what is due. Each write that ends a run plans the next one in its transaction; a claim asks the same rules again, so a plan
// that has grown old starts nothing that may not start.
import { AutoSync, Item, Manifest, UpdateRecord } from "@tomada/core"
import { Context, type DateTime, type Effect, type Option, Schema } from "effect"

import type { ItemNotFound } from "./ItemStore.ts"

/** - `autoSyncAt`: when auto-sync takes the Item: `nextAutoSyncAt`, spread; null while a run is active or none is to come. */
export const Upkeep = Schema.Struct({
  itemId: Item.ItemId,
  applicationId: Item.ApplicationId,
  connectorId: Manifest.ConnectorId,
  ...UpdateRecord.UpdateRecord.fields,
  autoSync: AutoSync.State,
  autoSyncAt: Schema.NullOr(Schema.DateTimeUtcFromString)
})
export type Upkeep = typeof Upkeep.Type

/** Of an Item that was just made. */
export const fresh = ({
  applicationId,
  connectorId,
  id
}: Pick<Item.Item, "applicationId" | "connectorId" | "id">): Upkeep => ({
  itemId: id,
  applicationId,
  connectorId,
  ...UpdateRecord.fresh,
  autoSync: AutoSync.fresh,
  autoSyncAt: null
})

/**
 * - `connectors`: which may run, and how many unasked runs of each at most at once; others are left as they are. `ownBudgets`: whether
 *   their Items have budgets of their own; an Item that has used one up is put off until it is full again.
 * - `atOnce`: how many unasked runs at most at once, of all connectors.
 * - `newId`: a supply of ids for executions.
 */
export interface DueRequest {
  readonly connectors: ReadonlyArray<{
    readonly id: Manifest.ConnectorId
    readonly atOnce: number
    readonly ownBudgets?: boolean
  }>
  readonly atOnce: number
  readonly newId: () => string
}

/** `postponed`: Items that were due and may not run now; they have another time, or none. */
export interface Due {
  readonly started: ReadonlyArray<{ readonly itemId: Item.ItemId; readonly executionId: Item.ExecutionId }>
  readonly postponed: number
}

export class UpkeepStore extends Context.Service<
  UpkeepStore,
  {
    get(applicationId: Item.ApplicationId, id: Item.ItemId): Effect.Effect<Upkeep, ItemNotFound>
    /** When the next of all Items is due; it may be in the past. */
    readonly nextDue: Effect.Effect<Option.Option<DateTime.Utc>>
    /**
     * Starts an execution for each of the Items that are due at `now`, oldest first, in one transaction; one claim at a time
     * in the whole house, Items that somebody holds locked are left for the next.
     */
    due(request: DueRequest, now: DateTime.Utc): Effect.Effect<Due>
    /** Plans anew for all Items of the application, in batches: after its settings have changed. Answers how many. */
    replan(applicationId: Item.ApplicationId, now: DateTime.Utc): Effect.Effect<number>
    /** Until a client or a person asks for an update. */
    disableAutoSync(
      applicationId: Item.ApplicationId,
      id: Item.ItemId,
      now: DateTime.Utc
    ): Effect.Effect<Item.Item, ItemNotFound>
    /** An operator's pass for the next run. */
    unblock(
      applicationId: Item.ApplicationId,
      id: Item.ItemId,
      now: DateTime.Utc
    ): Effect.Effect<Item.Item, ItemNotFound>
  }
>()("@tomada/store/UpkeepStore") {}
