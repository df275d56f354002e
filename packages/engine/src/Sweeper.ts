// Wakes executions that show no sign of life: a crash between the commit that made one and the message that starts it, or
// a runner that died. A visit that is alive has a fresh heartbeat and is left alone; a woken one raises the fence, and
// `Visits.maxClaims` ends those that are cut off again and again.
import { ExecutionStore } from "@tomada/store"
import { DateTime, Duration, Effect, Layer, Schedule } from "effect"

import { Runs } from "./Runs.ts"
import * as Staging from "./Staging.ts"

export const silence = Duration.seconds(30)

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
    Effect.repeat(Schedule.spaced(Duration.seconds(10))),
    Effect.forkScoped
  )
)
