// What every layer of the ports answers of long lists, slice by slice, of runs that are looked back at, and of how busy the house is.
import { randomUUID } from "node:crypto"

import { assert, type Vitest } from "@effect/vitest"
import { Item } from "@tomada/core"
import { Effect, Option } from "effect"

import { DecisionStore, SuggestionId } from "../../src/DecisionStore.ts"
import { ExecutionHistory } from "../../src/ExecutionHistory.ts"
import { ExecutionStore } from "../../src/ExecutionStore.ts"
import { Gauges } from "../../src/Gauges.ts"
import { ItemStore, type OwnItemFilter } from "../../src/ItemStore.ts"
import type { Place, Slice } from "../../src/Pagination.ts"
import type { UpkeepStore } from "../../src/UpkeepStore.ts"
import type { WebhookStore } from "../../src/WebhookStore.ts"
import * as Outbox from "../Outbox.ts"
import * as World from "../World.ts"

const { assertSame, at, refusal } = World

/** All slices of a list, and how many there were. */
const whole = Effect.fnUntraced(function* <A>(read: (place: Option.Option<Place>) => Effect.Effect<Slice<A>>) {
  const rows: Array<A> = []
  let place = Option.none<Place>()
  for (let slices = 1; ; slices++) {
    const slice = yield* read(place)
    rows.push(...slice.rows)
    if (Option.isNone(slice.next)) return { rows, slices }
    place = slice.next
  }
})

const newestFirst = <A extends { readonly createdAt: { readonly epochMilliseconds: number }; readonly id: string }>(
  rows: ReadonlyArray<A>
) => rows.toSorted((a, b) => b.createdAt.epochMilliseconds - a.createdAt.epochMilliseconds || (a.id < b.id ? 1 : -1))

export const suite = (
  it: Vitest.MethodsNonLive<World.Stores | WebhookStore | UpkeepStore | ExecutionHistory | Gauges>
): void => {
  it.effect("Items of an application come the newest first, each once, however many are shown at a time", () =>
    Effect.gen(function* () {
      const items = yield* ItemStore
      const applicationId = yield* World.application
      const made = [3, 1, 1, 1, 2].map((minute) => World.newItem(applicationId, at(minute)))
      for (const one of made) yield* items.create(one)
      yield* World.created
      const expected = newestFirst(made.map(({ item }) => item)).map(({ id }) => id)
      for (const [limit, slices] of [
        [1, 5],
        [2, 3],
        [5, 1],
        [9, 1]
      ] as const) {
        const all = yield* whole((place) => items.after(applicationId, {}, place, limit))
        assert.deepStrictEqual([all.rows.map(({ id }) => id), all.slices], [expected, slices])
      }
      const nobody = yield* World.application
      assertSame(yield* items.after(nobody, {}, Option.none(), 9), { rows: [], next: Option.none() })
    })
  )

  it.effect("Items are found by status, connector, the client's own user and their last change", () =>
    Effect.gen(function* () {
      const items = yield* ItemStore
      const applicationId = yield* World.application
      const make = (fields: Partial<Item.Item>, minute: number) => {
        const one = World.newItem(applicationId, at(minute))
        return { ...one, item: { ...one.item, ...fields } }
      }
      const refused = make({ executionStatus: "INVALID_CREDENTIALS", updatedAt: at(9) }, 1)
      const elsewhere = make({ connectorId: Item.Item.fields.connectorId.make(7), clientUserId: "ü\0?" }, 2)
      const other = make({ clientUserId: null, updatedAt: at(8) }, 3)
      for (const one of [refused, elsewhere, other]) yield* items.create(one)
      const found = (filter: OwnItemFilter) =>
        Effect.map(items.after(applicationId, filter, Option.none(), 9), ({ rows }) => rows.map(({ id }) => id))
      assert.deepStrictEqual(yield* found({ executionStatuses: ["INVALID_CREDENTIALS", "SUCCESS"] }), [refused.item.id])
      assert.deepStrictEqual(yield* found({ executionStatuses: [] }), [])
      assert.deepStrictEqual(yield* found({ connectorId: 7 }), [elsewhere.item.id])
      assert.deepStrictEqual(yield* found({ clientUserId: "user-1" }), [refused.item.id])
      assert.deepStrictEqual(yield* found({ updatedAtFrom: at(8) }), [other.item.id, refused.item.id])
      assert.deepStrictEqual(yield* found({ updatedAtFrom: at(8), clientUserId: "user-1" }), [refused.item.id])
    })
  )

  it.effect("runs are looked back at with their steps and counts, by their own application alone", () =>
    Effect.gen(function* () {
      const history = yield* ExecutionHistory
      const executions = yield* ExecutionStore
      const { execution, item, claim } = yield* World.visited
      const counts = [
        { product: "TRANSACTIONS" as const, collected: 5, created: 4, updated: 1, removed: 0 },
        { product: "ACCOUNTS" as const, collected: 1, created: 1, updated: 0, removed: 0 }
      ]
      yield* World.collect(claim, { counts }, at(10))
      const again = yield* World.visitAgain(item, at(20))
      const first = yield* history.get(item.applicationId, execution.id)
      assertSame(first, {
        ...(yield* executions.get(item.applicationId, execution.id)),
        steps: yield* executions.steps(execution.id),
        counts: counts.toReversed()
      })
      assert.deepStrictEqual(
        first.steps.map(({ status }) => status),
        ["CREATED", "LOGIN_IN_PROGRESS", "MERGING", "SUCCESS"]
      )
      const all = yield* whole((place) => history.ofItem(item.applicationId, item.id, place, 1))
      assert.deepStrictEqual(
        all.rows.map(({ id, steps }) => [id, steps.length]),
        [
          [again.executionId, 1],
          [execution.id, 4]
        ]
      )
      assertSame(all.rows[1], first)
      const stranger = yield* World.application
      assert.strictEqual(yield* refusal(history.get(stranger, execution.id)), "ExecutionNotFound")
      assert.strictEqual((yield* history.ofItem(stranger, item.id, Option.none(), 9)).rows.length, 0)
    })
  )

  it.effect("suggestions of an account come slice by slice, by their own application alone", () =>
    Effect.gen(function* () {
      const store = yield* DecisionStore
      const world = yield* World.holding((id) => Array.from({ length: 6 }, () => World.transaction(id)))
      const claim = yield* World.visitAgain(world.item, at(20))
      const [a, b, ...others] = world.transactions
      assert(a !== undefined && b !== undefined)
      const given = others.map((created) => World.suggestion(claim.executionId, a, created))
      yield* World.collect(claim, { suggestions: given }, at(30))
      const accountId = world.account.id
      const { applicationId } = world.item
      const all = yield* whole((place) => store.suggestionsAfter(applicationId, { accountId }, place, 3))
      assert.deepStrictEqual(
        [all.rows.map(({ id }) => id), all.slices],
        [newestFirst(given).map(({ id }) => SuggestionId.make(id)), 2]
      )
      const of = (owner: Item.ApplicationId, state: "open" | "undone") =>
        Effect.map(store.suggestionsAfter(owner, { accountId, state }, Option.none(), 9), ({ rows }) => rows.length)
      assert.strictEqual(yield* of(applicationId, "open"), 4)
      assert.strictEqual(yield* of(applicationId, "undone"), 0)
      assert.strictEqual(yield* of(yield* World.application, "open"), 0)
    })
  )

  it.effect("how busy the house is: what runs, what is due and since when, what waits to be delivered", () =>
    Effect.gen(function* () {
      const gauges = yield* Gauges
      const webhooks = yield* Outbox.drained
      const before = yield* gauges.read(at(200_000))
      const { claim, item } = yield* World.visited
      const running = yield* gauges.read(at(200_000))
      assert.strictEqual(running.executionsRunning, before.executionsRunning + 1)
      assert.strictEqual(running.executionsWaiting, before.executionsWaiting)

      yield* World.collect(claim, {}, at(10))
      const { nextAutoSyncAt } = yield* (yield* ItemStore).get(item.applicationId, item.id)
      const due = yield* gauges.read(at(200_000))
      assert.strictEqual(due.executionsRunning, before.executionsRunning)
      const isPlanned = nextAutoSyncAt !== null
      assert.strictEqual(due.itemsDue, before.itemsDue + (isPlanned ? 1 : 0))
      if (isPlanned) assert.isAbove(due.schedulerLag, 60)
      assert.strictEqual((yield* gauges.read(at(-10_000))).schedulerLag, 0)

      const { applicationId } = item
      yield* Outbox.subscribe(applicationId)
      yield* webhooks.append([Outbox.event(applicationId, { id: randomUUID() })])
      assert.strictEqual((yield* gauges.read(at(100_000))).eventsUnnumbered, before.eventsUnnumbered + 1)
      yield* webhooks.sequence(at(100_000), 100)
      const told = yield* gauges.read(at(100_001))
      assert.strictEqual(told.eventsUnnumbered, before.eventsUnnumbered)
      assert.strictEqual(told.deliveriesWaiting, before.deliveriesWaiting + 1)
      assert.strictEqual(told.deliveryLag, 60)
      yield* Outbox.claim(100_001)
      const leased = yield* gauges.read(at(100_001))
      assert.deepStrictEqual([leased.deliveryLag, leased.deliveriesWaiting], [0, told.deliveriesWaiting])
      const lapsed = yield* gauges.read(at(100_003))
      assert.strictEqual(lapsed.deliveryLag, 60, "whoever had it died")
    })
  )
}
