// Pages that wait for their merge: sealed while they wait, gone with the end of their run, never gone on from.
import { assert, describe, it } from "@effect/vitest"
import { Errors, Pages } from "@tomada/connector-kit"
import { AccountStore, type ExecutionStore, StagedPageStore, TransactionStore } from "@tomada/store"
import { BigDecimal, Deferred, Effect, Option, Stream } from "effect"

import * as Staging from "../src/Staging.ts"
import * as Sweeper from "../src/Sweeper.ts"
import * as Bank from "./Bank.ts"
import { create, ended, execution, get, inWorld, pass, reaches, until, World } from "./World.ts"

const products = ["TRANSACTIONS", "IDENTITY"] as const

/** A world in which every record is written as soon as it has come. */
const staging = (...[people, test]: Parameters<typeof inWorld>) =>
  Effect.provideService(inWorld(people, test), Staging.PageRows, 0)

const pagesOf = Effect.fnUntraced(function* (executionId: ExecutionStore.Claim["executionId"] | null) {
  const pages = yield* StagedPageStore.StagedPageStore
  if (executionId === null) return []
  const names = [1, 2, 3].flatMap((fence) => [0, 1, 2].map((n) => `${fence}/${n}`))
  const found = yield* Effect.forEach(names, (name) =>
    Effect.map(pages.get(executionId, name), (page) => [name, page] as const)
  )
  return found.flatMap(([name, page]) => (Option.isSome(page) ? [{ name, blob: page.value }] : []))
})

/** A person of whose identity the list is held back: the rows have been collected by then. */
const holding = Effect.gen(function* () {
  const gate = yield* Deferred.make<void>()
  const identity = Stream.fromEffect(Effect.as(Deferred.await(gate), Pages.page([{ fullName: "Ana" }])))
  return { gate, people: { ana: { identity, cards: Stream.empty } } }
})

describe("staged pages", () => {
  it.effect("are sealed, merged, and gone with their keys at the end", () =>
    Effect.gen(function* () {
      const { gate, people } = yield* holding
      yield* staging(
        people,
        Effect.gen(function* () {
          const { executionId, id } = yield* reaches((yield* create("ana", { products })).id, "IDENTITY_IN_PROGRESS")
          const waiting = yield* pagesOf(executionId)
          assert.strictEqual(waiting.length, 1)
          for (const { blob } of waiting) assert.notInclude(new TextDecoder().decode(blob), "row 1-1")
          const world = yield* World
          assert.include(world.sealed(id), "page")
          yield* Deferred.succeed(gate, undefined)
          const item = yield* ended(id)
          assert.strictEqual(item.executionStatus, "SUCCESS")
          yield* until("removal", pagesOf(executionId), (left) => left.length === 0)
          assert.notInclude(world.sealed(id), "page")
          const [account] = yield* (yield* AccountStore.AccountStore).ofItem(id)
          assert(account !== undefined)
          const store = yield* TransactionStore.TransactionStore
          const { rows } = yield* store.page({ accountId: account.id }, { number: 1, size: 9 })
          const [row] = rows
          assert(row !== undefined)
          assert.strictEqual(row.institutionId, "1-1")
          assert.isTrue(BigDecimal.equals(row.amount, Bank.row("1-1", row.date).amount))
        })
      )
    })
  )

  it.effect("of a small run are never written at all", () =>
    Effect.gen(function* () {
      const { gate, people } = yield* holding
      yield* inWorld(
        people,
        Effect.gen(function* () {
          const item = yield* reaches((yield* create("ana", { products })).id, "IDENTITY_IN_PROGRESS")
          assert.deepStrictEqual(yield* pagesOf(item.executionId), [])
          yield* Deferred.succeed(gate, undefined)
          yield* ended(item.id)
        })
      )
    })
  )

  it.effect("go when the run fails", () => {
    const locked = new Errors.ConsentExpired()
    return staging(
      { ana: { cards: Stream.empty, identity: Stream.fail(locked) } },
      Effect.gen(function* () {
        const item = yield* ended((yield* create("ana", { products })).id)
        assert.strictEqual(item.executionStatus, "USER_AUTHORIZATION_REVOKED")
        yield* until("removal", pagesOf(item.executionId), (left) => left.length === 0)
        assert.notInclude((yield* World).sealed(item.id), "page")
      })
    )
  })

  it.effect("of a run that died before its merge are discarded by the one that takes it over, which begins anew", () =>
    staging(
      { ana: { cards: Stream.empty } },
      Effect.gen(function* () {
        const world = yield* World
        let dies = true
        world.store.before = (method) =>
          dies && (method === "commit" || method === "record") && world.calls.includes("ana IDENTITY")
            ? Effect.die(new Error("connection refused"))
            : Effect.void
        const { id } = yield* create("ana", { products })
        yield* until(
          "the rows were read",
          Effect.sync(() => world.calls),
          (calls) => calls.includes("ana IDENTITY")
        )
        yield* pass("5 seconds")
        const item = yield* get(id)
        assert.deepStrictEqual(
          (yield* pagesOf(item.executionId)).map(({ name }) => name),
          ["1/0"]
        )
        dies = false
        const done = yield* ended(id)
        assert.strictEqual(done.executionStatus, "SUCCESS")
        assert.strictEqual((yield* execution(done)).fence, 2)
        assert.strictEqual(world.calls.filter((call) => call === "ana TRANSACTIONS").length, 2)
        yield* until("removal", pagesOf(item.executionId), (left) => left.length === 0)
        assert.notInclude(world.sealed(id), "page")
      })
    )
  )

  it.effect("that an end left behind are swept", () =>
    Effect.gen(function* () {
      const { gate, people } = yield* holding
      yield* inWorld(
        people,
        Effect.gen(function* () {
          const { executionId, id } = yield* reaches((yield* create("ana", { products })).id, "IDENTITY_IN_PROGRESS")
          assert(executionId !== null)
          const pages = yield* StagedPageStore.StagedPageStore
          yield* pages.put({ executionId, itemId: id, fence: 1 }, { name: "1/2", blob: new Uint8Array([1]) })
          yield* Deferred.succeed(gate, undefined)
          assert.strictEqual((yield* ended(id)).executionStatus, "SUCCESS")
          assert.strictEqual((yield* pagesOf(executionId)).length, 1)
          yield* Sweeper.sweep()
          assert.strictEqual((yield* pagesOf(executionId)).length, 0)
        })
      )
    })
  )
})
