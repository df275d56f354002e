// The stop of a process in two steps: the first signal begins the drain, in which visits may end; another one ends it. What is
// interrupted must hear of the drain before the layers close, or the visits would stop at once.
import { Drain } from "@tomada/engine"
import { Context, Duration, Effect } from "effect"

/** Where the other processes reach this runner. */
export class Reached extends Context.Service<Reached, string>()("@tomada/server/Reached") {}

const signals = ["SIGINT", "SIGTERM"] as const

/** Completes or fails as the effect does; interrupted, it begins the drain. */
export const untilStopped = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.onInterrupt(effect, () =>
    Effect.gen(function* () {
      const drain = yield* Drain.Drain
      yield* drain.begin
      if (!Duration.isPositive(drain.limit)) return
      yield* Effect.annotateLogs(
        Effect.logInfo("told to stop; visits under way may end, asked again they stop at once"),
        {
          seconds: Duration.toSeconds(drain.limit)
        }
      )
      const runFork = Effect.runForkWith(yield* Effect.context())
      const again = () => void runFork(drain.begin)
      for (const signal of signals) process.once(signal, again)
    })
  )
