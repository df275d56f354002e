// Who sleeps, and until when: the clock of a trial. With it a trial goes straight to the next thing that is due, so that a deadline falls
// where it belongs however long it is, and what still sleeps when all is over has been left behind.
import { Clock, Duration, Effect, Layer } from "effect"
import { TestClock } from "effect/testing"

import * as LeapingClock from "../LeapingClock.ts"

export class Sleeps {
  readonly #due = new Map<symbol, number>()

  /** How many sleep. */
  get count(): number {
    return this.#due.size
  }

  /** When the next of them is due. */
  get next(): number | undefined {
    return this.#due.size === 0 ? undefined : Math.min(...this.#due.values())
  }

  /** Who sleeps goes on sleeping for as long as before. */
  leapt(millis: number): void {
    for (const [key, due] of this.#due) this.#due.set(key, due + millis)
  }

  readonly #watched = (clock: Clock.Clock): Clock.Clock => ({
    ...clock,
    sleep: (duration: Duration.Duration) =>
      Effect.suspend(() => {
        const key = Symbol("a sleep")
        this.#due.set(key, clock.currentTimeMillisUnsafe() + Duration.toMillis(duration))
        return Effect.ensuring(
          clock.sleep(duration),
          Effect.sync(() => this.#due.delete(key))
        )
      })
  })

  /** A test clock whose sleepers are known. */
  readonly layer = Layer.effect(Clock.Clock, Effect.map(Clock.Clock, this.#watched)).pipe(
    Layer.provideMerge(LeapingClock.layer)
  )
}

/** How often the event loop turns without anything happening before time passes. */
const idleTurns = 5

/** Lets the event loop turn; when nothing has happened for some turns, the next sleeper wakes. */
export const pause = (sleeps: Sleeps, observed: () => number): Effect.Effect<void> => {
  let last = -1
  let idle = 0
  return Effect.gen(function* () {
    yield* TestClock.withLive(Effect.sleep(0))
    const now = observed()
    idle = now === last ? idle + 1 : 0
    last = now
    const { next } = sleeps
    if (idle > idleTurns && next !== undefined) yield* TestClock.setTime(next)
  })
}
