// What every layer of the outbox keeps of events and of deliveries.
import { randomUUID } from "node:crypto"

import { assert, type Vitest } from "@effect/vitest"
import { Effect } from "effect"

import type { ApplicationStore } from "../../src/ApplicationStore.ts"
import type { Claimed, WebhookStore } from "../../src/WebhookStore.ts"
import {
  claim,
  delivered,
  drained,
  event,
  givenUp,
  holder,
  one,
  outcome,
  retryAt,
  sent,
  subscribe,
  unlimited
} from "../Outbox.ts"
import * as World from "../World.ts"

const { application, at, refusal } = World

export const suite = (it: Vitest.MethodsNonLive<WebhookStore | ApplicationStore>): void => {
  it.effect("an event goes to those who listen to it, to its Item's address and to its token's, under one id", () =>
    Effect.gen(function* () {
      yield* drained
      const mine = yield* application
      const all = yield* subscribe(mine)
      const items = yield* subscribe(mine, { event: "item/all" })
      const exactly = yield* subscribe(mine, { event: "item/updated" })
      yield* subscribe(mine, { event: "transactions/created" })
      yield* subscribe(yield* application)
      const told = event(mine, { itemUrl: "https://item.example.com/a", tokenUrl: "https://token.example.com/b" })
      const claimed = yield* sent([told], 1)
      assert.sameDeepMembers(
        claimed.map(({ subscriptionId, target, url }) => ({ subscriptionId, target, url })),
        [
          ...[all, items, exactly].map(({ id, url }) => ({ subscriptionId: id, target: "subscription" as const, url })),
          { subscriptionId: null, target: "item" as const, url: "https://item.example.com/a" },
          { subscriptionId: null, target: "token" as const, url: "https://token.example.com/b" }
        ]
      )
      for (const delivery of claimed) {
        assert.strictEqual(delivery.eventId, told.id)
        assert.strictEqual(delivery.body, told.body)
        assert.strictEqual(delivery.event, "item/updated")
        assert.strictEqual(delivery.attempts, 0)
      }
    })
  )

  it.effect("an address that stands on the Item and on its token is told once", () =>
    Effect.gen(function* () {
      yield* drained
      const url = "https://both.example.com/"
      const claimed = yield* sent([event(yield* application, { itemUrl: url, tokenUrl: url })], 1)
      assert.strictEqual(one(claimed).target, "item")
    })
  )

  it.effect("a body is kept to the byte", () =>
    Effect.gen(function* () {
      yield* drained
      const body = '{"z":1,  "a":1.50,"a":2,"text":"\\u0000 \\ud800 é"}'
      const claimed = yield* sent([event(yield* application, { body, itemUrl: "https://a.example.com" })], 1)
      assert.strictEqual(one(claimed).body, body)
    })
  )

  it.effect("an event has no number until it is given one, and numbers grow without a hole", () =>
    Effect.gen(function* () {
      const store = yield* drained
      const mine = yield* application
      const told = Array.from({ length: 5 }, () => event(mine))
      yield* store.append(told.slice(0, 3))
      assert.deepStrictEqual(yield* store.events(mine, 0, 10), [])
      assert.strictEqual(yield* store.sequence(at(1), 2), 2)
      assert.strictEqual(yield* store.sequence(at(1), 2), 1)
      assert.strictEqual(yield* store.sequence(at(1), 2), 0)
      yield* store.append(told.slice(3))
      yield* store.sequence(at(1), 10)
      const events = yield* store.events(mine, 0, 10)
      assert.deepStrictEqual(
        events.map(({ id }) => id),
        told.map(({ id }) => id)
      )
      const first = events[0]?.sequence ?? 0
      assert.deepStrictEqual(
        events.map(({ sequence }) => sequence),
        told.map((_, index) => first + index)
      )
      const since = yield* store.events(mine, first + 1, 2)
      assert.deepStrictEqual(
        since.map(({ sequence }) => sequence),
        [first + 2, first + 3]
      )
      assert.deepStrictEqual(yield* store.events(yield* application, 0, 10), [])
    })
  )

  it.effect("a claim is a lease: nobody else gets the delivery until it ends, then somebody does", () =>
    Effect.gen(function* () {
      yield* drained
      const mine = yield* application
      yield* subscribe(mine)
      const first = one(yield* sent([event(mine)], 1))
      assert.deepStrictEqual(yield* claim(1), [])
      const second = one(yield* claim(2))
      assert.strictEqual(second.id, first.id)
      assert.strictEqual(second.fence, first.fence + 1)
      assert.strictEqual(second.attempts, 0)
    })
  )

  it.effect("what a claim that was overtaken says is kept as an attempt and decides nothing", () =>
    Effect.gen(function* () {
      const store = yield* drained
      const mine = yield* application
      yield* subscribe(mine)
      const first = one(yield* sent([event(mine)], 1))
      const second = one(yield* claim(2))
      yield* store.record([outcome(first, 2, givenUp)])
      assert.strictEqual(one(yield* store.deliveries(mine, { limit: 9 })).state, "waiting")
      yield* store.record([outcome(second, 3, delivered)])
      const ended = one(yield* store.deliveries(mine, { limit: 9 }))
      assert.strictEqual(ended.state, "delivered")
      assert.strictEqual(ended.attempts, 1)
      assert.isNull(ended.nextAttemptAt)
      const attempts = yield* store.attempts(mine, first.id)
      assert.deepStrictEqual(
        attempts.map(({ answer, duration, status }) => ({ answer, duration, status })),
        [
          { answer: "no", duration: 12, status: 500 },
          { answer: null, duration: 12, status: 200 }
        ]
      )
      assert.strictEqual(yield* refusal(store.attempts(yield* application, first.id)), "DeliveryNotFound")
    })
  )

  it.effect("a retry is due at its time and not before; what has ended is not due again", () =>
    Effect.gen(function* () {
      const store = yield* drained
      const mine = yield* application
      yield* subscribe(mine)
      const first = one(yield* sent([event(mine)], 1))
      yield* store.record([outcome(first, 1, retryAt(30))])
      assert.deepStrictEqual(yield* claim(29), [])
      const again = one(yield* claim(30))
      assert.strictEqual(again.attempts, 1)
      yield* store.record([outcome(again, 30, givenUp)])
      assert.deepStrictEqual(yield* claim(10_000), [])
      assert.strictEqual(one(yield* store.deliveries(mine, { limit: 9 })).state, "failed")
    })
  )

  it.effect("a retry that is due before the lease would have ended is due at its time", () =>
    Effect.gen(function* () {
      const store = yield* drained
      const mine = yield* application
      yield* subscribe(mine)
      yield* store.append([event(mine)])
      yield* store.sequence(at(1), 10)
      const long = one(yield* store.claim({ ...unlimited, holder, now: at(1), leaseEndsAt: at(1_000) }))
      yield* store.record([outcome(long, 2, retryAt(5))])
      assert.deepStrictEqual(yield* claim(4), [])
      assert.strictEqual(one(yield* claim(5)).id, long.id)
    })
  )

  it.effect("one receiver gets no more at a time than its share in a process, and room again when one has ended", () =>
    Effect.gen(function* () {
      const store = yield* drained
      const mine = yield* application
      yield* subscribe(mine, { url: "https://busy.example.com/" })
      yield* subscribe(mine, { url: "https://calm.example.com/", event: "item/deleted" })
      yield* store.append(Array.from({ length: 10 }, () => event(mine)))
      yield* store.append([event(mine, { event: "item/deleted" })])
      yield* store.sequence(at(1), 100)
      const first = yield* claim(1, { each: 3 })
      const busy = first.filter(({ url }) => url.includes("busy"))
      assert.strictEqual(busy.length, 3)
      assert.strictEqual(first.length, 4)
      assert.deepStrictEqual(yield* claim(1, { each: 3 }), [])
      yield* store.record(busy.slice(0, 2).map((claimed) => outcome(claimed, 1, delivered)))
      assert.strictEqual((yield* claim(1, { each: 3 })).length, 2)
      const lease = { now: at(1), leaseEndsAt: at(2), holder: randomUUID() }
      assert.strictEqual((yield* store.claim({ ...unlimited, ...lease, each: 3 })).length, 3)
    })
  )

  it.effect(
    "the oldest of each receiver comes first, and every receiver has its turn before anybody has a second",
    () =>
      Effect.gen(function* () {
        const store = yield* drained
        const mine = yield* application
        for (const name of ["a", "b", "c"]) yield* subscribe(mine, { url: `https://${name}.example.com/` })
        const told = Array.from({ length: 4 }, () => event(mine))
        yield* store.append(told)
        yield* store.sequence(at(1), 100)
        const ids = (claimed: ReadonlyArray<Claimed>) => claimed.map(({ eventId }) => eventId)
        const [first, second] = told.map(({ id }) => id)
        const turn = yield* claim(1, { limit: 3 })
        assert.strictEqual(new Set(turn.map(({ url }) => url)).size, 3)
        assert.deepStrictEqual(ids(turn), [first, first, first])
        assert.deepStrictEqual(ids(yield* claim(1, { limit: 3 })), [second, second, second])
        assert.strictEqual((yield* claim(1)).length, 6)
      })
  )

  it.effect(
    "a receiver that failed last has a smaller share, the failing ones together a limit, until one answers well",
    () =>
      Effect.gen(function* () {
        const store = yield* drained
        const mine = yield* application
        for (const name of ["a", "b"]) yield* subscribe(mine, { url: `https://${name}.bad.example.com/` })
        const probes = yield* sent([event(mine)], 1)
        yield* store.record(probes.map((claimed) => outcome(claimed, 1, retryAt(10_000))))
        yield* store.append(Array.from({ length: 9 }, () => event(mine)))
        yield* store.sequence(at(2), 100)
        const few = yield* claim(2, { each: 5, eachFailing: 1 })
        assert.strictEqual(few.length, 2)
        assert.isTrue(few.every(({ failing }) => failing))
        yield* store.record(few.map((claimed) => outcome(claimed, 2, delivered)))
        const many = yield* claim(2, { each: 4, eachFailing: 1 })
        assert.strictEqual(many.length, 8)
        assert.isFalse(many.some(({ failing }) => failing))
        yield* store.record(many.map((claimed) => outcome(claimed, 2, retryAt(10_000))))
        assert.strictEqual((yield* claim(2, { failing: 3 })).length, 3)
      })
  )

  it.effect("a receiver fails since its first bad answer and is well with one good one", () =>
    Effect.gen(function* () {
      const store = yield* drained
      const mine = yield* application
      const { id } = yield* subscribe(mine)
      const since = () => Effect.map(store.get(mine, id), ({ failingSince }) => failingSince)
      const first = one(yield* sent([event(mine)], 1))
      yield* store.record([outcome(first, 2, retryAt(5))])
      assert.deepStrictEqual(yield* since(), at(2))
      const second = one(yield* claim(5))
      assert.deepStrictEqual(second.failingSince, at(2))
      yield* store.record([outcome(second, 6, retryAt(9))])
      assert.deepStrictEqual(yield* since(), at(2))
      yield* store.record([outcome(one(yield* claim(9)), 9, delivered)])
      assert.isNull(yield* since())
    })
  )

  it.effect(
    "a disabled subscription is told nothing more; what waited for it is given up, and enabling it forgets",
    () =>
      Effect.gen(function* () {
        const store = yield* drained
        const mine = yield* application
        const { id } = yield* subscribe(mine)
        const first = one(yield* sent([event(mine)], 1))
        yield* store.record([outcome(first, 1, retryAt(5))])
        yield* store.disable(id, "gone", at(2))
        yield* store.disable(id, "failing", at(3))
        const held = yield* store.get(mine, id)
        assert.deepStrictEqual(held.disabledAt, at(2))
        assert.strictEqual(held.disabledBecause, "gone")
        assert.deepStrictEqual(yield* sent([event(mine)], 10), [])
        assert.strictEqual(one(yield* store.deliveries(mine, { limit: 9 })).state, "failed")
        assert.strictEqual(yield* refusal(store.resend(mine, first.id, at(10))), "DeliveryNotFound")
        const enabled = yield* store.change(mine, id, { enabled: true }, at(11))
        assert.isNull(enabled.disabledAt)
        assert.isNull(enabled.disabledBecause)
        assert.isNull(enabled.failingSince)
        assert.strictEqual((yield* sent([event(mine)], 12)).length, 1)
        const off = yield* store.change(mine, id, { enabled: false }, at(13))
        assert.strictEqual(off.disabledBecause, "by-hand")
        assert.deepStrictEqual(yield* claim(10_000), [])
      })
  )

  it.effect("an ended delivery can be sent again, one of another application cannot", () =>
    Effect.gen(function* () {
      const store = yield* drained
      const mine = yield* application
      yield* subscribe(mine)
      const first = one(yield* sent([event(mine)], 1))
      yield* store.record([outcome(first, 1, givenUp)])
      assert.strictEqual(yield* refusal(store.resend(yield* application, first.id, at(2))), "DeliveryNotFound")
      yield* store.resend(mine, first.id, at(2))
      const again = one(yield* claim(2))
      assert.strictEqual(again.id, first.id)
      assert.strictEqual(again.attempts, 0)
      yield* store.resend(mine, first.id, at(2))
      yield* store.record([outcome(again, 2, delivered)])
      assert.strictEqual(one(yield* store.deliveries(mine, { limit: 9 })).state, "delivered")
    })
  )

  it.effect(
    "of a range the failed ones are sent again, on wish the delivered ones, and what a subscription never heard",
    () =>
      Effect.gen(function* () {
        const store = yield* drained
        const mine = yield* application
        const first = yield* subscribe(mine)
        const told = [0, 10, 20].map((minutes) => event(mine, { createdAt: at(minutes) }))
        const claimed = yield* sent(told, 30)
        assert.strictEqual(claimed.length, 3)
        yield* store.record(claimed.map((each, index) => outcome(each, 30, index === 1 ? delivered : givenUp)))
        const range = { from: at(0), to: at(20) }
        assert.strictEqual(yield* store.resendRange(yield* application, range, at(31)), 0)
        assert.strictEqual(yield* store.resendRange(mine, range, at(31)), 1)
        assert.strictEqual(one(yield* claim(31)).eventId, told[0]?.id)
        assert.strictEqual(yield* store.resendRange(mine, { ...range, delivered: true }, at(32)), 1)
        assert.include(
          (yield* claim(32)).map(({ eventId }) => eventId),
          told[1]?.id
        )
        const late = yield* subscribe(mine)
        const since = { from: at(10), to: at(1_000), subscriptionId: late.id }
        assert.strictEqual(yield* store.resendRange(mine, since, at(40)), 2)
        assert.strictEqual(yield* store.resendRange(mine, since, at(40)), 0)
        const heard = (yield* claim(40)).filter(({ subscriptionId }) => subscriptionId === late.id)
        assert.deepStrictEqual(
          heard.map(({ eventId }) => eventId),
          told.slice(1).map(({ id }) => id)
        )
        const other = { ...since, subscriptionId: first.id, delivered: true }
        assert.strictEqual(yield* store.resendRange(yield* application, other, at(41)), 0)
      })
  )

  it.effect("an event for one subscription is heard by that one alone, whatever it listens to", () =>
    Effect.gen(function* () {
      yield* drained
      const mine = yield* application
      yield* subscribe(mine)
      const { id } = yield* subscribe(mine, { event: "item/deleted" })
      const claimed = yield* sent([event(mine, { only: id, itemUrl: "https://no.example.com" })], 1)
      assert.strictEqual(one(claimed).subscriptionId, id)
    })
  )
}
