// Starts, nudges and cancels runs. Beside the entity only this module and `LiveReads` know that there is a
// cluster: whoever replaces it replaces these.
import type { Item } from "@tomada/core"
import { Context, Effect, Layer } from "effect"
import type { Sharding } from "effect/cluster"

import { ItemEntity } from "./ItemEntity.ts"

/**
 * A message that could not be kept is no failure of what it tells of: the sweeper starts a run that was not started, a
 * visit looks for its answer by itself, and one whose execution is gone finds that out at its next heartbeat.
 */
const sent = <E>(message: Effect.Effect<void, E>): Effect.Effect<void> =>
  Effect.catchCause(message, (cause) => Effect.logWarning("a message was not kept", cause))

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
        start: (itemId, executionId, attempt) => sent(items(itemId).Run({ executionId, attempt }, { discard: true })),
        nudge: (itemId, challengeId) => sent(items(itemId).Nudge({ challengeId }, { discard: true })),
        cancel: (itemId, executionId) => sent(items(itemId).Cancel({ executionId }, { discard: true }))
      })
    })
  )
}
