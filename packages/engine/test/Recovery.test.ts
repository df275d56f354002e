// A runner that stops, a store that is gone for a moment, and the sweeper that takes up what they leave.
import { assert, describe, it } from "@effect/vitest"
import { Pages } from "@tomada/connector-kit"
import type { Item } from "@tomada/core"
import { ExecutionStore, StorageFailure } from "@tomada/store"
import { DateTime, Deferred, Effect, Exit, Fiber, Stream } from "effect"
import { SqlError } from "effect/sql"

import * as Sweeper from "../src/Sweeper.ts"
import { Visits } from "../src/Visits.ts"
import * as Bank from "./Bank.ts"
import { forgotten, gone, held, idOf, products } from "./Cases.ts"
import { create, ended, execution, get, inWorld, pass, reaches, steps, until, World } from "./World.ts"

/** The next visit has to log in, and has a session to keep then. */
const loseSession = Effect.fnUntraced(function* (item: Item.Item) {
  const executions = yield* ExecutionStore.ExecutionStore
  const { claim } = yield* executions.claim(idOf(item), yield* DateTime.now)
  yield* executions.reseal(claim, [{ purpose: "session", name: "session", blob: null }])
})

describe("a runner that stops", () => {
  it.effect("leaves its visit as it is, and another one takes it up from the saved session", () =>
    Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      const freed = { times: 0 }
      let waits = false
      const accounts = Stream.suspend(() =>
        Stream.fromEffect(
          Effect.as(waits ? Deferred.await(gate) : Effect.void, Pages.page([Bank.account("1")])).pipe(
            Effect.onInterrupt(() => Effect.sync(() => (freed.times += 1)))
          )
        )
      )
      yield* inWorld(
        { ana: { accounts } },
        Effect.gen(function* () {
          const item = yield* forgotten
          waits = true
          const visits = yield* Visits
          const fiber = yield* Effect.forkChild(visits.run(idOf(item)))
          yield* reaches(item.id, "ACCOUNTS_IN_PROGRESS")
          yield* Fiber.interrupt(fiber)
          assert.strictEqual(freed.times, 1)
          const left = yield* get(item.id)
          assert.strictEqual(left.executionStatus, "ACCOUNTS_IN_PROGRESS")
          assert.isNull(left.error)
          yield* Deferred.succeed(gate, undefined)
          const last = yield* ended(item.id)
          assert.strictEqual(last.executionStatus, "SUCCESS")
          assert.strictEqual((yield* execution(last)).fence, 2)
          assert.strictEqual((yield* World).calls.filter((call) => call === "ana login").length, 1)
        }).pipe(Effect.provide(Visits.layer))
      )
    })
  )

  for (const method of ["commit", "record", "reseal"] as const) {
    it.effect(`while it writes (${method}) finishes that first`, () =>
      inWorld(
        {},
        Effect.gen(function* () {
          const item = yield* forgotten
          if (method === "reseal") yield* loseSession(item)
          const world = yield* World
          let begun = 0
          let done = 0
          world.store.before = (called) =>
            called === method && begun === 0
              ? Effect.andThen(
                  Effect.sync(() => (begun += 1)),
                  Effect.andThen(
                    Effect.sleep("2 seconds"),
                    Effect.sync(() => (done += 1))
                  )
                )
              : Effect.void
          const visits = yield* Visits
          const fiber = yield* Effect.forkChild(visits.run(idOf(item)))
          yield* until(
            "the write",
            Effect.sync(() => begun),
            (times) => times === 1
          )
          const stopped = yield* Effect.forkChild(Fiber.interrupt(fiber))
          yield* pass("3 seconds")
          yield* Fiber.join(stopped)
          assert.strictEqual(done, 1)
          const after = yield* get(item.id)
          assert.isNull(after.error)
          const written = { commit: "SUCCESS", record: "LOGIN_IN_PROGRESS", reseal: "LOGIN_IN_PROGRESS" }[method]
          assert.strictEqual(after.executionStatus, written)
        }).pipe(Effect.provide(Visits.layer))
      )
    )
  }
})

describe("a store that is gone for a moment", () => {
  it.effect("before the claim delays the visit and does not lose it", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const world = yield* World
        world.store.before = (method) => (method === "claim" ? gone : Effect.void)
        const { id } = yield* create("ana", { products })
        yield* pass("2 minutes")
        assert.strictEqual((yield* get(id)).executionStatus, "CREATED")
        world.store.before = () => Effect.void
        yield* pass("15 seconds")
        const item = yield* get(id)
        assert.strictEqual(item.executionStatus, "SUCCESS")
        assert.strictEqual((yield* execution(item)).fence, 1)
      })
    )
  )

  it.effect("at a heartbeat does not end a visit that needs nothing of it", () =>
    Effect.gen(function* () {
      const { gate, people } = yield* held
      yield* inWorld(
        people,
        Effect.gen(function* () {
          const world = yield* World
          const item = yield* reaches((yield* create("ana", { products })).id, "ACCOUNTS_IN_PROGRESS")
          world.store.before = (method) => (method === "beat" ? gone : Effect.void)
          yield* pass("20 seconds")
          world.store.before = () => Effect.void
          yield* Deferred.succeed(gate, undefined)
          assert.strictEqual((yield* ended(item.id)).executionStatus, "SUCCESS")
          assert.strictEqual((yield* execution(item)).fence, 1)
        })
      )
    })
  )

  for (const method of ["record", "reseal", "commit"] as const) {
    it.effect(`in the middle (${method}) ends the visit typed`, () =>
      inWorld(
        {},
        Effect.gen(function* () {
          const world = yield* World
          let times = 0
          world.store.before = (called) => (called === method && ++times === 1 ? gone : Effect.void)
          const item = yield* ended((yield* create("ana", { products })).id)
          assert.include(["UNEXPECTED_ERROR", "MERGE_ERROR"], item.executionStatus)
          assert.strictEqual((yield* execution(item)).fence, 1)
        })
      )
    )
  }

  it.effect("for longer leaves the execution to the sweeper, and the visit is made again", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const world = yield* World
        const { id } = yield* create("ana", { products })
        let isGone = false
        world.store.before = (called) => {
          if (called === "reseal") isGone = true
          return isGone ? gone : Effect.void
        }
        yield* until(
          "the loss",
          Effect.sync(() => isGone),
          (is) => is
        )
        yield* pass("20 seconds")
        assert.strictEqual((yield* get(id)).executionStatus, "LOGIN_IN_PROGRESS")
        world.store.before = () => Effect.void
        const item = yield* ended(id)
        assert.strictEqual(item.executionStatus, "SUCCESS")
        assert.strictEqual((yield* execution(item)).fence, 2)
        assert.deepStrictEqual(yield* steps(item), [
          "CREATED",
          "LOGIN_IN_PROGRESS",
          "LOGIN_IN_PROGRESS",
          "ACCOUNTS_IN_PROGRESS",
          "MERGING",
          "SUCCESS"
        ])
      })
    )
  )
})

const disconnected = new StorageFailure.StorageFailure(
  new SqlError.SqlError({ reason: new SqlError.ConnectionError({ cause: new Error("connection refused") }) })
)

describe("a database that is lost under a visit", () => {
  for (const method of ["record", "reseal", "commit"] as const) {
    it.effect(`(${method}) has the visit begun again within seconds of its return, without a word of failure`, () =>
      inWorld(
        {},
        Effect.gen(function* () {
          const world = yield* World
          const { id } = yield* create("ana", { products })
          let isGone = false
          world.store.before = (called) => {
            if (called === method) isGone = true
            return isGone ? Effect.die(disconnected) : Effect.void
          }
          yield* until(
            "the loss",
            Effect.sync(() => isGone),
            (is) => is
          )
          yield* pass("8 seconds")
          world.store.before = () => Effect.void
          yield* pass("8 seconds")
          const item = yield* get(id)
          assert.strictEqual(item.executionStatus, "SUCCESS")
          assert.strictEqual((yield* execution(item)).fence, 2)
        })
      )
    )
  }
})

describe("the sweeper", () => {
  it.effect("starts a run whose message was never sent", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const { id } = yield* forgotten
        yield* pass("11 seconds")
        assert.strictEqual((yield* get(id)).executionStatus, "CREATED", "not before it has been silent for long")
        yield* pass("4 seconds")
        assert.strictEqual((yield* get(id)).executionStatus, "SUCCESS")
      })
    )
  )

  it.effect("leaves a visit alone that is alive", () =>
    Effect.gen(function* () {
      const { gate, people } = yield* held
      yield* inWorld(
        people,
        Effect.gen(function* () {
          const item = yield* reaches((yield* create("ana", { products })).id, "ACCOUNTS_IN_PROGRESS")
          for (const _ of Array.from({ length: 12 })) {
            yield* pass("10 seconds")
            assert.strictEqual(yield* Sweeper.sweep(), 0)
            const beat = (yield* execution(item)).heartbeatAt?.epochMilliseconds ?? 0
            assert.isAtMost((yield* DateTime.now).epochMilliseconds - beat, 5_000)
          }
          yield* Deferred.succeed(gate, undefined)
          yield* ended(item.id)
          assert.strictEqual((yield* execution(item)).fence, 1)
        })
      )
    })
  )

  it.effect("goes on after a round that failed", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const world = yield* World
        world.store.before = (method) => (method === "silent" ? gone : Effect.void)
        assert.isTrue(Exit.isFailure(yield* Effect.exit(Sweeper.sweep())))
        yield* pass("1 minute")
        let rounds = 0
        world.store.before = (method) => Effect.sync(() => void (method === "silent" && rounds++))
        yield* pass("30 seconds")
        assert.isAtLeast(rounds, 2)
      })
    )
  )
})
