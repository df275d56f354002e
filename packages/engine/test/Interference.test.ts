// What happens to a visit that is not left alone: another claim, a cancel, the removal of its Item.
import { assert, describe, it } from "@effect/vitest"
import { CredentialVault } from "@tomada/core"
import { AccountStore, ExecutionStore, ItemStore } from "@tomada/store"
import { DateTime, Deferred, Effect } from "effect"

import { Items } from "../src/Items.ts"
import { Runs } from "../src/Runs.ts"
import { maxClaims } from "../src/Visits.ts"
import { gone, held, idOf, products } from "./Cases.ts"
import { applicationId, create, ended, execution, get, inWorld, pass, reaches, until, update, World } from "./World.ts"

describe("a visit", () => {
  it.effect("that was claimed by another runner writes nothing more", () =>
    Effect.gen(function* () {
      const { gate, people } = yield* held
      yield* inWorld(
        people,
        Effect.gen(function* () {
          const item = yield* reaches((yield* create("ana", { products })).id, "ACCOUNTS_IN_PROGRESS")
          const executions = yield* ExecutionStore.ExecutionStore
          yield* executions.claim(idOf(item), yield* DateTime.now)
          yield* Deferred.succeed(gate, undefined)
          yield* pass("10 seconds")
          assert.strictEqual((yield* get(item.id)).executionStatus, "ACCOUNTS_IN_PROGRESS")
          assert.deepStrictEqual(yield* (yield* AccountStore.AccountStore).ofItem(item.id), [])
        })
      )
    })
  )

  it.effect("that was superseded is stopped by its next heartbeat, and frees what it took", () =>
    Effect.gen(function* () {
      const { freed, people } = yield* held
      yield* inWorld(
        people,
        Effect.gen(function* () {
          const item = yield* reaches((yield* create("ana", { products })).id, "ACCOUNTS_IN_PROGRESS")
          const executions = yield* ExecutionStore.ExecutionStore
          yield* executions.claim(idOf(item), yield* DateTime.now)
          yield* pass("6 seconds")
          assert.strictEqual(freed.times, 1)
        })
      )
    })
  )

  it.effect("that is cancelled ends typed, at once, and its Item may be updated again", () =>
    Effect.gen(function* () {
      const { freed, gate, people } = yield* held
      yield* inWorld(
        people,
        Effect.gen(function* () {
          const item = yield* reaches((yield* create("ana", { products })).id, "ACCOUNTS_IN_PROGRESS")
          yield* (yield* Runs).cancel(item.id, idOf(item))
          yield* pass("1 second")
          assert.strictEqual(freed.times, 1, "it does not wait for a heartbeat")
          const after = yield* get(item.id)
          assert.strictEqual(after.executionStatus, "USER_INPUT_TIMEOUT")
          assert.isBelow(after.updatedAt.epochMilliseconds - item.updatedAt.epochMilliseconds, 1000)
          yield* Deferred.succeed(gate, undefined)
          yield* update(item.id)
          assert.strictEqual((yield* ended(item.id)).executionStatus, "SUCCESS")
        })
      )
    })
  )

  it.effect("whose Item is removed stops at once and leaves nothing, not even a key", () =>
    Effect.gen(function* () {
      const { freed, people } = yield* held
      yield* inWorld(
        people,
        Effect.gen(function* () {
          const item = yield* reaches((yield* create("ana", { products })).id, "ACCOUNTS_IN_PROGRESS")
          yield* (yield* Items).remove(applicationId, item.id, "a test")
          yield* pass("1 second")
          assert.strictEqual(freed.times, 1, "it does not wait for a heartbeat")
          assert.strictEqual((yield* Effect.flip(get(item.id)))._tag, "ItemNotFound")
          assert.isFalse(yield* (yield* ItemStore.ItemStore).holdsSealed)
          assert.deepStrictEqual((yield* World).sealed(item.id), [])
        })
      )
    })
  )

  it.effect("shreds what it sealed after its Item was removed and its keys destroyed", () => {
    const during = { login: Effect.void as Effect.Effect<void> }
    return inWorld(
      { ana: { login: Effect.suspend(() => during.login) } },
      Effect.gen(function* () {
        const items = yield* ItemStore.ItemStore
        const vault = yield* CredentialVault.CredentialVault
        const { id } = yield* create("ana", { products })
        let removed = false
        const removing = Effect.flatMap(DateTime.now, (at) => items.remove(applicationId, id, { at, by: "a test" }))
        during.login = Effect.andThen(Effect.orDie(removing), vault.destroyItem(id)).pipe(
          Effect.tap(() => Effect.sync(() => (removed = true)))
        )
        yield* until(
          "the removal",
          Effect.sync(() => removed),
          (is) => is
        )
        yield* pass("2 seconds")
        assert.deepStrictEqual((yield* World).sealed(id), [])
      })
    )
  })

  it.effect("refuses a second one for the same Item while it goes on", () =>
    Effect.gen(function* () {
      const { gate, people } = yield* held
      yield* inWorld(
        people,
        Effect.gen(function* () {
          const { id } = yield* reaches((yield* create("ana", { products })).id, "ACCOUNTS_IN_PROGRESS")
          assert.strictEqual((yield* Effect.flip(update(id)))._tag, "AlreadyUpdating")
          assert.strictEqual((yield* Effect.flip(update(id, { user: "ana" })))._tag, "AlreadyUpdating")
          yield* Deferred.succeed(gate, undefined)
          assert.strictEqual((yield* ended(id)).executionStatus, "SUCCESS")
          yield* update(id)
          assert.strictEqual((yield* ended(id)).executionStatus, "SUCCESS", "and its credentials still open")
        })
      )
    })
  )

  it.effect("runs once although it was asked for twice", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const item = yield* create("ana", { products })
        const runs = yield* Runs
        yield* runs.start(item.id, idOf(item), 0)
        yield* ended(item.id)
        yield* runs.start(item.id, idOf(item), 0)
        yield* runs.start(item.id, idOf(item), 1)
        yield* pass("5 seconds")
        assert.deepStrictEqual((yield* World).calls, ["ana login", "ana ACCOUNTS"])
        assert.strictEqual((yield* execution(item)).fence, 1)
      })
    )
  )

  it.effect("is not disturbed by a further wake-up, which waits behind it", () =>
    Effect.gen(function* () {
      const { gate, people } = yield* held
      yield* inWorld(
        people,
        Effect.gen(function* () {
          const item = yield* reaches((yield* create("ana", { products })).id, "ACCOUNTS_IN_PROGRESS")
          yield* (yield* Runs).start(item.id, idOf(item), 1)
          yield* pass("20 seconds")
          yield* Deferred.succeed(gate, undefined)
          assert.strictEqual((yield* ended(item.id)).executionStatus, "SUCCESS")
          yield* pass("5 seconds")
          assert.strictEqual((yield* execution(item)).fence, 1)
        })
      )
    })
  )

  it.effect("that was cut off too often ends typed", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const world = yield* World
        world.store.before = (method) => (method === "record" ? gone : Effect.void)
        const { id } = yield* create("ana", { products })
        yield* until("all claims", Effect.flatMap(get(id), execution), ({ fence }) => fence > maxClaims, "1 second")
        world.store.before = () => Effect.void
        const item = yield* ended(id)
        assert.deepStrictEqual(item.error?.message, "The update was interrupted too often.")
        assert.deepStrictEqual(world.calls, [], "the institution was never bothered")
      })
    )
  )
})
