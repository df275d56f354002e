// Pages that a run has collected and not merged yet, sealed. They lie here and not in memory so that a long history does not
// bound how many visits a process can hold, and so that the merge needs no session any more. No run ever goes on from another
// one's pages: who takes an execution over begins anew and discards them, because a page proves nothing without its stream.
import type { Item } from "@tomada/core"
import { Context, type Effect, type Option } from "effect"

import type { Claim, Superseded } from "./ExecutionStore.ts"

/** A page of an execution that has ended, with what it was sealed under. */
export interface LeftPage {
  readonly applicationId: Item.ApplicationId
  readonly itemId: Item.ItemId
  readonly executionId: Item.ExecutionId
  readonly name: string
}

export class StagedPageStore extends Context.Service<
  StagedPageStore,
  {
    /** Only at the claim's fence; `name` is unique in the execution. */
    put(claim: Claim, page: { readonly name: string; readonly blob: Uint8Array }): Effect.Effect<void, Superseded>
    get(executionId: Item.ExecutionId, name: string): Effect.Effect<Option.Option<Uint8Array>>
    /** Removes all of the execution and answers their names. */
    discard(executionId: Item.ExecutionId): Effect.Effect<ReadonlyArray<string>>
    /** Pages whose execution has ended without having removed them. */
    left(limit: number): Effect.Effect<ReadonlyArray<LeftPage>>
  }
>()("@tomada/store/StagedPageStore") {}
