// Starts, nudges and cancels runs. Beside the entity only this module and `LiveReads` know that there is a
// cluster: whoever replaces it replaces these.
import type { Item } from "@tomada/core"
import { Context, Effect, Fiber, Latch, Layer, type Scope } from "effect"
import type { Sharding } from "effect/cluster"

import { ItemEntity } from "./ItemEntity.ts"

/** How long whoever sends waits: the message is kept within moments, but its runner, which is told too, may stand still. */
const patience = "1 second"

/**
 * Sends in the background of the scope and waits for it as long as `patience` allows, interruptible or not.
 * A message that could not be kept is no failure of what it tells of: the sweeper starts a run that was not started, a
 * visit looks for its answer by itself, and one whose execution is gone finds that out at its next heartbeat.
 */
export const sending =
  (scope: Scope.Scope) =>
  <E>(message: Effect.Effect<void, E>): Effect.Effect<void> =>
    Effect.gen(function* () {
      const over = Latch.makeUnsafe()
      yield* Effect.catchCause(message, (cause) => Effect.logWarning("a message was not kept", cause)).pipe(
        Effect.ensuring(over.open),
        Effect.forkIn(scope)
      )
      // The sender may be one that cannot be interrupted, and then neither can a wait that is raced with the time.
      const timer = yield* Effect.forkIn(Effect.interruptible(Effect.andThen(Effect.sleep(patience), over.open)), scope)
      yield* over.await
      yield* Fiber.interrupt(timer)
    })

export class Runs extends Context.Service<
  Runs,
  {
    /** Returns once the request is kept and its runner told, at most after a second; `attempt` tells a repeated wake-up from the first. */
    start(itemId: Item.ItemId, executionId: Item.ExecutionId, attempt: number): Effect.Effect<void>
    nudge(itemId: Item.ItemId, challengeId: string): Effect.Effect<void>
    cancel(itemId: Item.ItemId, executionId: Item.ExecutionId): Effect.Effect<void>
  }
>()("@tomada/engine/Runs") {
  static readonly layer: Layer.Layer<Runs, never, Sharding.Sharding> = Layer.effect(
    this,
    Effect.gen(function* () {
      const items = yield* ItemEntity.client
      const sent = sending(yield* Effect.scope)
      return Runs.of({
        start: (itemId, executionId, attempt) => sent(items(itemId).Run({ executionId, attempt }, { discard: true })),
        nudge: (itemId, challengeId) => sent(items(itemId).Nudge({ challengeId }, { discard: true })),
        cancel: (itemId, executionId) => sent(items(itemId).Cancel({ executionId }, { discard: true }))
      })
    })
  )
}
