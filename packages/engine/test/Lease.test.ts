// Several runners on one database: who may take an execution, and what one does that stood still meanwhile.
import { assert, describe, it } from "@effect/vitest"
import { ExecutionStore } from "@tomada/store"
import { Clock, DateTime, Deferred, Duration, Effect, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"

import * as Lease from "../src/Lease.ts"
import { Visits } from "../src/Visits.ts"
import { forgotten, held, idOf } from "./Cases.ts"
import { execution, get, inWorld, pass, until, World } from "./World.ts"

const lease = Duration.seconds(8)

/** A clock that a frozen process sees: its monotonic time jumps while none of its timers ran. */
const freezing = Effect.gen(function* () {
  const clock = yield* Clock.Clock
  let gap = 0n
  const seen: Clock.Clock = { ...clock, monotonicTimeNanosUnsafe: () => clock.monotonicTimeNanosUnsafe() + gap }
  const freeze = (seconds: number) => Effect.sync(() => void (gap += BigInt(seconds) * 1_000_000_000n))
  return { freeze, seen: Layer.succeed(Clock.Clock, seen) }
})

describe("a process", () => {
  it.effect(
    "that stood still for longer than the lease stops its visits first, and settles before it takes another",
    () =>
      Effect.gen(function* () {
        const { freeze, seen } = yield* freezing
        yield* Effect.gen(function* () {
          const stops: Array<number> = []
          const presence = yield* Lease.watch(lease, (away) => Effect.sync(() => stops.push(Duration.toSeconds(away))))
          yield* TestClock.adjust("20 seconds")
          yield* presence.settled
          assert.deepStrictEqual(stops, [])
          yield* freeze(9)
          const settled = yield* Effect.forkChild(presence.settled)
          yield* TestClock.adjust("500 millis")
          assert.deepStrictEqual(stops, [9.5])
          yield* TestClock.adjust("4 seconds")
          assert.isUndefined(settled.pollUnsafe())
          yield* TestClock.adjust("2 seconds")
          assert.isDefined(settled.pollUnsafe())
          assert.strictEqual(stops.length, 1)
        }).pipe(Effect.scoped, Effect.provide(seen))
      })
  )

  it.effect("that stood still for less goes on", () =>
    Effect.gen(function* () {
      const { freeze, seen } = yield* freezing
      yield* Effect.gen(function* () {
        let stops = 0
        const presence = yield* Lease.watch(lease, () => Effect.sync(() => void stops++))
        yield* freeze(7)
        yield* presence.settled
        yield* TestClock.adjust("30 seconds")
        assert.strictEqual(stops, 0)
      }).pipe(Effect.scoped, Effect.provide(seen))
    })
  )
})

/** Visits of a process that is one of many, and may freeze. */
const amongMany = (seen: Layer.Layer<never>) =>
  Visits.layer.pipe(Layer.provide(Layer.merge(Layer.succeed(Lease.Lease, lease), seen)))

describe("one of many runners", () => {
  it.effect("that was frozen stops the visit that another has taken meanwhile, and writes nothing more", () =>
    Effect.gen(function* () {
      const { freeze, seen } = yield* freezing
      const { freed, gate, people } = yield* held
      const { ana } = people
      let isHeld = false
      const accounts = ana.accounts
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
          const run = yield* Effect.forkChild(visits.run(idOf(item)))
          yield* until("the visit", get(item.id), ({ executionStatus }) => executionStatus === "ACCOUNTS_IN_PROGRESS")
          const executions = yield* ExecutionStore.ExecutionStore
          yield* freeze(60)
          yield* executions.claim(idOf(item), DateTime.addDuration(yield* DateTime.now, "1 minute"))
          yield* pass("1 second")
          assert.strictEqual(freed.times, 1, "it does not wait for a heartbeat")
          yield* Deferred.succeed(gate, undefined)
          yield* Fiber.join(run)
          const after = yield* get(item.id)
          assert.strictEqual(after.executionStatus, "ACCOUNTS_IN_PROGRESS")
          assert.strictEqual((yield* execution(after)).fence, 2)
        }).pipe(Effect.provide(amongMany(seen)))
      )
    })
  )

  it.effect("that was frozen makes the visit anew where nobody else took it", () =>
    Effect.gen(function* () {
      const { freeze, seen } = yield* freezing
      const { gate, people } = yield* held
      let isHeld = false
      const accounts = people.ana.accounts
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
          const run = yield* Effect.forkChild(visits.run(idOf(item)))
          yield* until("the visit", get(item.id), ({ executionStatus }) => executionStatus === "ACCOUNTS_IN_PROGRESS")
          yield* freeze(60)
          yield* pass("1 second")
          yield* Deferred.succeed(gate, undefined)
          yield* pass("8 seconds")
          yield* Fiber.join(run)
          const after = yield* get(item.id)
          assert.strictEqual(after.executionStatus, "SUCCESS")
          assert.strictEqual((yield* execution(after)).fence, 2)
        }).pipe(Effect.provide(amongMany(seen)))
      )
    })
  )

  it.effect("waits for the lease of another, and not a moment longer once it is taken back", () =>
    Effect.gen(function* () {
      const { seen } = yield* freezing
      yield* inWorld(
        {},
        Effect.gen(function* () {
          const item = yield* forgotten
          const executions = yield* ExecutionStore.ExecutionStore
          const { claim } = yield* executions.claim(idOf(item), yield* DateTime.now)
          const calls = (yield* World).calls.length
          const visits = yield* Visits
          const run = yield* Effect.forkChild(visits.run(idOf(item)))
          yield* pass("7 seconds")
          assert.strictEqual((yield* World).calls.length, calls)
          yield* executions.release(claim)
          yield* pass("1 second")
          yield* Fiber.join(run)
          assert.strictEqual((yield* get(item.id)).executionStatus, "SUCCESS")
        }).pipe(Effect.provide(amongMany(seen)))
      )
    })
  )

  it.effect("that is told to stop takes its sign of life back", () =>
    Effect.gen(function* () {
      const { seen } = yield* freezing
      const { people } = yield* held
      let isHeld = false
      const accounts = people.ana.accounts
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
          const run = yield* Effect.forkChild(visits.run(idOf(item)))
          yield* until("the visit", get(item.id), ({ executionStatus }) => executionStatus === "ACCOUNTS_IN_PROGRESS")
          yield* Fiber.interrupt(run)
          const left = yield* execution(yield* get(item.id))
          assert.isNull(left.heartbeatAt)
          assert.isNull(left.endedAt)
        }).pipe(Effect.provide(amongMany(seen)))
      )
    })
  )
})
