// How a run gets its execution: patiently, as long as the store is gone; not before this process has settled after it stood
// still; and not while another runner shows that it is alive with the execution.
import type { Item } from "@tomada/core"
import { ExecutionStore } from "@tomada/store"
import { Cause, DateTime, Duration, Effect, Exit, Option } from "effect"

import type { Presence } from "./Lease.ts"

interface Settings {
  readonly lease: Duration.Duration
  readonly presence: Presence
}

/** How long a store that is gone is left alone. */
const pause = Duration.seconds(5)

/** For what must happen before anything else can: goes on trying while the store is gone. */
const patiently = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.flatMap(Effect.exit(effect), (exit) =>
    Exit.isSuccess(exit) || !Cause.hasDies(exit.cause)
      ? exit
      : Effect.logWarning("the store does not answer", exit.cause).pipe(
          Effect.andThen(Effect.sleep(pause)),
          Effect.andThen(patiently(effect))
        )
  )

/** The claim of a person's cancel: it waits for no lease. */
export const claimOf = Effect.fnUntraced(function* (executionId: Item.ExecutionId) {
  const executions = yield* ExecutionStore.ExecutionStore
  return yield* Effect.option(executions.claim(executionId, yield* DateTime.now))
}, patiently)

/** How often one looks whether the lease of another runner has lapsed. */
const leaseAgain = Duration.millis(250)

/** The claim of a run: not before this process has settled, nor while another runner is alive with the execution. */
export const runClaim = (executionId: Item.ExecutionId, settings: Settings): ReturnType<typeof claimOf> =>
  Effect.gen(function* () {
    yield* settings.presence.settled
    if (!Duration.isPositive(settings.lease)) return yield* claimOf(executionId)
    const executions = yield* ExecutionStore.ExecutionStore
    const claim = Effect.flatMap(DateTime.now, (now) => executions.claim(executionId, now, settings.lease))
    const found = yield* patiently(Effect.result(claim))
    if (found._tag === "Success") return Option.some(found.success)
    if (found.failure._tag !== "Leased") return Option.none()
    yield* Effect.sleep(leaseAgain)
    return yield* runClaim(executionId, settings)
  })
