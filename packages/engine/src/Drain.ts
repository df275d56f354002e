// The stop of a runner in good order. The cluster gives the Items without a visit to others at once; a visit that is under way
// may go on, because a bank's session cannot be moved and a person may be typing the code that it waits for. What is left
// when the time is over moves, or ends typed where nobody else could take it up.
import { Context, Deferred, Duration, Effect, Fiber } from "effect"

export interface DrainShape {
  /** How long visits may go on once the stop has begun. */
  readonly limit: Duration.Duration
  /** Whether nobody else can take up what is left. */
  readonly isAlone: boolean
  /** Begins the stop; the second time it is over at once. */
  readonly begin: Effect.Effect<void>
  readonly hasBegun: () => boolean
  /** Completes when the time is over. */
  readonly over: Effect.Effect<void>
}

export const make = (limit: Duration.Duration, isAlone: boolean): DrainShape => {
  const over = Deferred.makeUnsafe<void>()
  let hasBegun = false
  const end = Deferred.succeed(over, undefined)
  return {
    limit,
    isAlone,
    hasBegun: () => hasBegun,
    over: Deferred.await(over),
    begin: Effect.suspend(() => {
      if (hasBegun || !Duration.isPositive(limit)) {
        hasBegun = true
        return Effect.asVoid(end)
      }
      hasBegun = true
      return Effect.asVoid(Effect.forkDetach(Effect.andThen(Effect.sleep(limit), end)))
    })
  }
}

/** Without one a stop is at once. */
export const Drain = Context.Reference<DrainShape>("@tomada/engine/Drain", {
  defaultValue: () => make(Duration.zero, false)
})

/** Interrupted during a drain it goes on until it ends by itself or the time is over, otherwise it stops at once. */
export const graceful = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      const drain = yield* Drain
      const fiber = yield* Effect.forkChild(Effect.interruptible(effect))
      return yield* restore(Fiber.join(fiber)).pipe(
        Effect.onInterrupt(() =>
          Effect.suspend(() =>
            drain.hasBegun()
              ? Effect.raceFirst(Effect.interruptible(Fiber.await(fiber)), Effect.interruptible(drain.over))
              : Effect.void
          )
        ),
        Effect.ensuring(Fiber.interrupt(fiber))
      )
    })
  )
