// Runs as they are looked back at: each with its steps and what it did, many at a time. What a visit writes is `ExecutionStore`'s.
import type { Execution, Item } from "@tomada/core"
import { Context, type Effect, type Option } from "effect"

import type { ExecutionNotFound, ProductCounts, Step } from "./ExecutionStore.ts"
import type { Place, Slice } from "./Pagination.ts"

/**
 * - `steps`: in the order in which they were taken; the first is the creation.
 * - `counts`: in the order of the products; none before its end, or when it ended without a merge.
 */
export interface Past extends Execution.Execution {
  readonly steps: ReadonlyArray<Step>
  readonly counts: ReadonlyArray<ProductCounts>
}

export class ExecutionHistory extends Context.Service<
  ExecutionHistory,
  {
    get(applicationId: Item.ApplicationId, id: Item.ExecutionId): Effect.Effect<Past, ExecutionNotFound>
    /** Newest first, behind a place. */
    ofItem(
      applicationId: Item.ApplicationId,
      itemId: Item.ItemId,
      place: Option.Option<Place>,
      limit: number
    ): Effect.Effect<Slice<Past>>
  }
>()("@tomada/store/ExecutionHistory") {}
