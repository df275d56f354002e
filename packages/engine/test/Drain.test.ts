// A stop in good order: what may go on, for how long, and what becomes of the rest.
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Duration, Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"

import * as Drain from "../src/Drain.ts"
import { Visits } from "../src/Visits.ts"
import { forgotten, held, idOf } from "./Cases.ts"
import { execution, get, inWorld, pass, until, World } from "./World.ts"

const limit = Duration.minutes(1)

/** Work that waits for its gate, interrupted after the drain has begun or before. */
const interrupted = Effect.fnUntraced(function* (drain: Drain.DrainShape) {
  const gate = yield* Deferred.make<void>()
  let done = 0
  const work = Effect.andThen(
    Deferred.await(gate),
    Effect.sync(() => void done++)
  )
  const fiber = yield* Effect.forkChild(Effect.provideService(Drain.graceful(work), Drain.Drain, drain))
  yield* Effect.yieldNow
  const stop = yield* Effect.forkChild(Fiber.interrupt(fiber))
  yield* Effect.yieldNow
  return { gate, stop, done: () => done }
})

describe("a stop", () => {
  it.effect("without a drain is at once", () =>
    Effect.gen(function* () {
      const { done, stop } = yield* interrupted(Drain.make(limit, false))
      yield* Fiber.join(stop)
      assert.strictEqual(done(), 0)
    })
  )

  it.effect("lets what is under way end", () =>
    Effect.gen(function* () {
      const drain = Drain.make(limit, false)
      yield* drain.begin
      const { done, gate, stop } = yield* interrupted(drain)
      yield* TestClock.adjust("59 seconds")
      assert.isUndefined(stop.pollUnsafe())
      yield* Deferred.succeed(gate, undefined)
      yield* Fiber.join(stop)
      assert.strictEqual(done(), 1)
    })
  )

  it.effect("lets it go on for no longer than the limit", () =>
    Effect.gen(function* () {
      const drain = Drain.make(limit, false)
      yield* drain.begin
      const { done, stop } = yield* interrupted(drain)
      yield* TestClock.adjust("60 seconds")
      yield* Fiber.join(stop)
      assert.strictEqual(done(), 0)
    })
  )

  it.effect("asked for again is at once", () =>
    Effect.gen(function* () {
      const drain = Drain.make(limit, false)
      yield* drain.begin
      const { stop } = yield* interrupted(drain)
      assert.isUndefined(stop.pollUnsafe())
      yield* drain.begin
      yield* Fiber.join(stop)
    })
  )

  for (const [whose, isAlone, status] of [
    ["the only process ends what is left typed, so that it may be tried again", true, "UNEXPECTED_ERROR"],
    ["one of many leaves it to the others as it is", false, "ACCOUNTS_IN_PROGRESS"]
  ] as const) {
    it.effect(`of ${whose}`, () =>
      Effect.gen(function* () {
        const drain = Drain.make(limit, isAlone)
        const { people } = yield* held
        const { accounts } = people.ana
        let isHeld = false
        yield* inWorld(
          {
            get ana() {
              return isHeld ? { accounts } : {}
            }
          },
          Effect.gen(function* () {
            const item = yield* forgotten
            isHeld = true
            const visits = yield* Visits
            const run = yield* Effect.forkChild(Drain.graceful(visits.run(idOf(item))))
            yield* until("the visit", get(item.id), ({ executionStatus }) => executionStatus === "ACCOUNTS_IN_PROGRESS")
            yield* drain.begin
            const stop = yield* Effect.forkChild(Fiber.interrupt(run))
            yield* pass("50 seconds")
            assert.strictEqual((yield* get(item.id)).executionStatus, "ACCOUNTS_IN_PROGRESS")
            yield* pass("11 seconds")
            yield* Fiber.join(stop)
            const after = yield* get(item.id)
            assert.strictEqual(after.executionStatus, status)
            assert.strictEqual((yield* execution(after)).endedAt === null, !isAlone)
            assert.isNotEmpty((yield* World).calls)
          }).pipe(Effect.provide(Visits.layer), Effect.provideService(Drain.Drain, drain))
        )
      })
    )
  }
})
