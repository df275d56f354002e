import { randomUUID } from "node:crypto"

import { assert, layer } from "@effect/vitest"
import { DateTime, Effect, Exit, Layer } from "effect"
import { SqlClient } from "effect/sql"

import * as WebhookOutbox from "../src/internal/WebhookOutbox.ts"
import { ItemStore } from "../src/ItemStore.ts"
import * as MemoryStore from "../src/MemoryStore.ts"
import { SubscriptionId, WebhookStore } from "../src/WebhookStore.ts"
import * as Webhooks from "./conformance/Webhooks.ts"
import * as WebhookSubscriptions from "./conformance/WebhookSubscriptions.ts"
import * as TestDatabase from "./TestDatabase.ts"
import * as World from "./World.ts"

const { application, at, bytes } = World

layer(MemoryStore.layer)("the outbox in memory", (it) => {
  Webhooks.suite(it)
  WebhookSubscriptions.suite(it)
})

layer(TestDatabase.stores, { excludeTestServices: true })("the outbox on PostgreSQL", (it) => {
  Webhooks.suite(it)
  WebhookSubscriptions.suite(it)
})

const event = (applicationId: Effect.Success<typeof application>) => ({
  id: randomUUID(),
  applicationId,
  itemId: null,
  event: "item/updated",
  body: "{}",
  itemUrl: null,
  tokenUrl: null,
  createdAt: at(0)
})

const many = { holder: randomUUID(), limit: 10_000, failing: 10_000, each: 10_000, eachFailing: 10_000 }

layer(Layer.fresh(MemoryStore.layer))("in memory", (it) => {
  it.effect("a secret of a webhook is something sealed", () =>
    Effect.gen(function* () {
      const { holdsSealed } = yield* ItemStore
      const mine = yield* application
      assert.isFalse(yield* holdsSealed)
      yield* (yield* WebhookStore).rotate({ applicationId: mine, owner: mine }, bytes("secret"), at(9))
      assert.isTrue(yield* holdsSealed)
    })
  )
})

layer(TestDatabase.stores, { excludeTestServices: true })("on PostgreSQL", (it) => {
  it.effect("events go with the transaction that they are written in", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const store = yield* WebhookStore
      const mine = yield* application
      const kept = event(mine)
      yield* sql.withTransaction(WebhookOutbox.append(sql, [kept]))
      const lost = WebhookOutbox.append(sql, [event(mine)]).pipe(Effect.andThen(Effect.fail("rolled back")))
      assert.isTrue(Exit.isFailure(yield* Effect.exit(sql.withTransaction(lost))))
      yield* store.sequence(at(1), 10)
      assert.deepStrictEqual(
        (yield* store.events(mine, 0, 10)).map(({ id }) => id),
        [kept.id]
      )
    })
  )

  it.effect("a reader since n misses nothing, although transactions commit in another order than they began", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const store = yield* WebhookStore
      const mine = yield* application
      const writers = Array.from({ length: 24 }, (_, n) =>
        sql.withTransaction(
          WebhookOutbox.append(sql, [event(mine), event(mine)]).pipe(
            Effect.andThen(sql`select pg_sleep(${((n * 7) % 12) / 400})`)
          )
        )
      )
      const seen: Array<string> = []
      let last = 0
      const read = Effect.gen(function* () {
        yield* store.sequence(at(1), 5)
        for (const { id, sequence } of yield* store.events(mine, last, 100)) {
          assert.isAbove(sequence, last)
          seen.push(id)
          last = sequence
        }
      })
      const writing = { on: true }
      const reader = Effect.gen(function* () {
        while (writing.on) yield* Effect.all([read, store.sequence(at(1), 3)], { concurrency: "unbounded" })
      })
      yield* Effect.all(
        [
          Effect.all(writers, { concurrency: 6 }).pipe(Effect.ensuring(Effect.sync(() => (writing.on = false)))),
          reader
        ],
        { concurrency: "unbounded" }
      )
      while ((yield* store.sequence(at(1), 100)) > 0);
      yield* read
      assert.strictEqual(seen.length, 48)
      assert.strictEqual(new Set(seen).size, 48)
    })
  )

  it.effect("claims that race share what is due: every delivery once, none forgotten", () =>
    Effect.gen(function* () {
      const store = yield* WebhookStore
      const mine = yield* application
      for (const n of [1, 2, 3, 4, 5]) {
        yield* store.create(
          {
            id: SubscriptionId.make(randomUUID()),
            applicationId: mine,
            url: `https://${n}.example.com/`,
            event: "all",
            headers: null,
            secret: bytes("secret")
          },
          at(0)
        )
      }
      const ended: Array<number> = []
      const worker = Effect.gen(function* () {
        let idle = 0
        while (idle < 40 && ended.length < 500) {
          yield* store.sequence(at(1), 10)
          const claimed = yield* store.claim({ ...many, limit: 7, each: 4, now: at(1), leaseEndsAt: at(9) })
          if (claimed.length === 0) {
            idle += 1
            yield* Effect.sleep("5 millis")
            continue
          }
          idle = 0
          yield* store.record(
            claimed.map(({ fence, id }) => ({
              id,
              fence,
              at: at(1),
              duration: 1,
              status: 200,
              error: null,
              answer: null,
              verdict: { _tag: "Delivered" as const }
            }))
          )
          ended.push(...claimed.map(({ id }) => id))
        }
      })
      const writer = Effect.forEach(Array.from({ length: 20 }), () =>
        store.append(Array.from({ length: 5 }, () => event(mine))).pipe(Effect.andThen(Effect.sleep("3 millis")))
      )
      yield* Effect.all([writer, worker, worker, worker, worker], { concurrency: "unbounded" })
      assert.strictEqual(ended.length, 500)
      assert.strictEqual(new Set(ended).size, 500)
      const held = yield* store.deliveries(mine, { limit: 1_000 })
      assert.isTrue(held.every(({ attempts, state }) => state === "delivered" && attempts === 1))
    })
  )

  it.effect("an idle claim reads no delivery: what waits for later or is under way costs nothing", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const store = yield* WebhookStore
      const mine = yield* application
      const later = DateTime.add(at(1), { hours: 9 })
      yield* store.append(
        Array.from({ length: 300 }, (_, n) => ({ ...event(mine), itemUrl: `https://h${n}.example.com/` }))
      )
      yield* store.sequence(at(1), 1_000)
      const claimed = yield* store.claim({ ...many, now: at(1), leaseEndsAt: at(9) })
      yield* store.record(
        claimed.map(({ fence, id }) => ({
          id,
          fence,
          at: at(1),
          duration: 1,
          status: 500,
          error: null,
          answer: null,
          verdict: { _tag: "Retry" as const, at: later }
        }))
      )
      assert.deepStrictEqual(yield* store.claim({ ...many, now: at(2), leaseEndsAt: at(9) }), [])
      const [due] = yield* sql<{ queues: number }>`
        select count(*)::integer as queues from webhook_queues
        where application_id = ${mine} and next_at <= ${DateTime.toDateUtc(at(3))}`
      assert.strictEqual(due?.queues, 0)
      assert.strictEqual((yield* store.claim({ ...many, now: later, leaseEndsAt: later })).length, 300)
    })
  )
})
