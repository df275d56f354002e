// Starts, nudges and cancels runs. The only module beside the entity that knows there is a cluster: whoever replaces it
// replaces these two.
import type { Item } from "@tomada/core"
import { Context, Effect, Layer } from "effect"
import type { Sharding } from "effect/cluster"

import { ItemEntity } from "./ItemEntity.ts"

export class Runs extends Context.Service<
  Runs,
  {
    /** Returns as soon as the request is kept; `attempt` tells a repeated wake-up from the first. */
    start(itemId: Item.ItemId, executionId: Item.ExecutionId, attempt: number): Effect.Effect<void>
    nudge(itemId: Item.ItemId, challengeId: string): Effect.Effect<void>
    cancel(itemId: Item.ItemId, executionId: Item.ExecutionId): Effect.Effect<void>
  }
>()("@tomada/engine/Runs") {
  static readonly layer: Layer.Layer<Runs, never, Sharding.Sharding> = Layer.effect(
    this,
    Effect.gen(function* () {
      const items = yield* ItemEntity.client
      return Runs.of({
        start: (itemId, executionId, attempt) =>
          Effect.orDie(items(itemId).Run({ executionId, attempt }, { discard: true })),
        nudge: (itemId, challengeId) => Effect.orDie(items(itemId).Nudge({ challengeId }, { discard: true })),
        cancel: (itemId, executionId) => Effect.orDie(items(itemId).Cancel({ executionId }, { discard: true }))
      })
    })
  )
}
