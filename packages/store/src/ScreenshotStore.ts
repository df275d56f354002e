// Masked screenshots of visits that failed in a browser, for an operator who looks for what changed on a page. They say nothing
// of the person, and still they do not stay: each has an end, and goes with its Item and with the Item's consent.
import type { Item } from "@tomada/core"
import { Context, type DateTime, type Effect, type Option } from "effect"

import type { Claim, Superseded } from "./ExecutionStore.ts"

export interface Taken {
  readonly takenAt: DateTime.Utc
  /** The first instant at which nobody sees it any more. */
  readonly expiresAt: DateTime.Utc
}

/** - `image`: a PNG. */
export interface Screenshot extends Taken {
  readonly itemId: Item.ItemId
  readonly image: Uint8Array
}

export class ScreenshotStore extends Context.Service<
  ScreenshotStore,
  {
    /** Only at the claim's fence and before the execution's end; a later one takes the place of the one before. */
    put(claim: Claim, screenshot: Taken & { readonly image: Uint8Array }): Effect.Effect<void, Superseded>
    get(executionId: Item.ExecutionId, now: DateTime.Utc): Effect.Effect<Option.Option<Screenshot>>
    /** Of which executions of the Item there is one. */
    ofItem(
      itemId: Item.ItemId,
      now: DateTime.Utc
    ): Effect.Effect<ReadonlyArray<Taken & { readonly executionId: Item.ExecutionId }>>
    /** Deletes those that have ended and answers how many. */
    expire(now: DateTime.Utc): Effect.Effect<number>
  }
>()("@tomada/store/ScreenshotStore") {}
