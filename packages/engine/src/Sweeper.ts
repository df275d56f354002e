// Wakes executions that show no sign of life: a crash between the commit that made one and the message that starts it, or
// a runner that died. A visit that is alive has a fresh heartbeat and is left alone; a woken one raises the fence, and
// `Visits.maxClaims` ends those that are cut off again and again. To wake one that is only slow costs a message: it goes to
// whoever has the Item, queues behind the visit there, and finds that the execution has ended.
import { ExecutionStore } from "@tomada/store"
import { DateTime, Duration, Effect, Layer, Schedule } from "effect"

import { Runs } from "./Runs.ts"
import * as Staging from "./Staging.ts"

/**
 * Two heartbeats that did not come, and longer than the lease after which a runner that stood still stops by itself. With the
 * round it bounds what a visit waits that was lost with its store: 14 s.
 */
export const silence = Duration.seconds(12)

/** The time between two rounds. */
export const every = Duration.seconds(2)

const batch = 100

/** One round: wakes the silent, and removes pages that executions left behind; answers how many were woken. */
export const sweep = Effect.fn("Sweeper.sweep")(function* () {
  const executions = yield* ExecutionStore.ExecutionStore
  const runs = yield* Runs
  const since = DateTime.subtractDuration(yield* DateTime.now, silence)
  const silent = yield* executions.silent(since, batch)
  yield* Effect.forEach(silent, ({ executionId, fence, itemId }) => runs.start(itemId, executionId, fence))
  yield* Staging.sweep(batch)
  return silent.length
})

export const layer = Layer.effectDiscard(
  sweep().pipe(
    Effect.catchCause((cause) => Effect.logError("a sweep failed", cause)),
    Effect.repeat(Schedule.spaced(every)),
    Effect.forkScoped
  )
)
