// What keeps two runners from one execution. The fence makes what a frozen runner writes harmless; the lease keeps it from taking
// the execution back when it thaws, because the runner that has it meanwhile shows every few seconds that it is alive. And
// whoever was away for longer than a lease finds that out by the monotonic clock, and stops before it does anything else.
import { Clock, Context, Duration, Effect, Schedule } from "effect"

/** How long a sign of life keeps an execution from others. Zero: this process has the database to itself. */
export const Lease = Context.Reference<Duration.Duration>("@tomada/engine/Lease", {
  defaultValue: () => Duration.zero
})

/** Below the time after which the cluster gives the shards of a silent runner to others, so that it adds no delay. */
export const ofMany = Duration.seconds(6)

/** How often one looks whether it was away. */
const tick = Duration.millis(500)

/** How long one that was away lets the cluster find out what is no longer its own. */
export const settling = Duration.seconds(5)

export interface Presence {
  /** Completes at once, unless this process was away and has not settled yet. */
  readonly settled: Effect.Effect<void>
}

/** Notices that this process stood still for longer than the lease, and runs `stop` then; for as long as the scope is open. */
export const watch = Effect.fnUntraced(function* (
  lease: Duration.Duration,
  stop: (away: Duration.Duration) => Effect.Effect<void>
) {
  if (!Duration.isPositive(lease)) return { settled: Effect.void }
  const clock = yield* Clock.Clock
  let last = clock.monotonicTimeNanosUnsafe()
  const away = () => Duration.nanos(clock.monotonicTimeNanosUnsafe() - last)
  const isAway = () => Duration.isGreaterThan(away(), lease)
  const look = Effect.suspend(() => {
    const gap = away()
    const noticed = isAway() ? Effect.andThen(stop(gap), Effect.sleep(settling)) : Effect.void
    return Effect.ensuring(
      noticed,
      Effect.sync(() => {
        last = clock.monotonicTimeNanosUnsafe()
      })
    )
  })
  yield* Effect.forkScoped(Effect.repeat(look, Schedule.spaced(tick)))
  const settled: Effect.Effect<void> = Effect.suspend(() =>
    isAway() ? Effect.andThen(Effect.sleep(tick), settled) : Effect.void
  )
  const presence: Presence = { settled }
  return presence
})
