// What every layer of the outbox keeps of subscriptions, of their secrets and of what is told of them.
import { assert, type Vitest } from "@effect/vitest"
import { Effect } from "effect"

import type { ApplicationStore } from "../../src/ApplicationStore.ts"
import { WebhookStore } from "../../src/WebhookStore.ts"
import { claim, delivered, drained, event, givenUp, one, outcome, sent, subscribe } from "../Outbox.ts"
import * as World from "../World.ts"

const { application, at, bytes, refusal, text } = World

export const suite = (it: Vitest.MethodsNonLive<WebhookStore | ApplicationStore>): void => {
  it.effect("an address is subscribed once for an event, and five times at most", () =>
    Effect.gen(function* () {
      const store = yield* WebhookStore
      const mine = yield* application
      const url = "https://one.example.com/"
      const refused = (fields: Parameters<typeof subscribe>[1]) =>
        refusal(Effect.provideService(subscribe(mine, fields), WebhookStore, store))
      const first = yield* subscribe(mine, { url, event: "item/error" })
      assert.strictEqual(yield* refused({ url, event: "item/error" }), "SubscriptionExists")
      yield* subscribe(mine, { url, event: "item/updated" })
      for (const _ of [2, 3, 4, 5]) yield* subscribe(mine, { event: "item/error" })
      assert.strictEqual(yield* refused({ event: "item/error" }), "TooManySubscriptions")
      const sixth = yield* subscribe(mine, { event: "item/deleted" })
      const become = (change: { readonly event?: string; readonly url?: string }) =>
        store.change(mine, sixth.id, change, at(1))
      assert.strictEqual(yield* refusal(become({ event: "item/error" })), "TooManySubscriptions")
      yield* store.remove(mine, first.id)
      yield* become({ event: "item/error" })
      const other = (yield* store.list(mine)).find(({ event, id }) => event === "item/error" && id !== sixth.id)
      assert.strictEqual(yield* refusal(become({ url: other?.url ?? "" })), "SubscriptionExists")
      assert.strictEqual((yield* store.change(mine, sixth.id, { event: "item/error" }, at(2))).event, "item/error")
    })
  )

  it.effect("what the wire does not have goes to subscriptions that name it, and to no others", () =>
    Effect.gen(function* () {
      const store = yield* drained
      const mine = yield* application
      yield* subscribe(mine, { event: "all" })
      yield* subscribe(mine, { event: "item/all" })
      const named = yield* subscribe(mine, { event: "item/consent_expiring" })
      yield* sent([event(mine, { event: "item/consent_expiring" }), event(mine, { event: "item/updated" })], 2)
      const told = yield* store.deliveries(mine, { limit: 9 })
      assert.sameDeepMembers(
        told.filter(({ event }) => event === "item/consent_expiring").map(({ subscriptionId }) => subscriptionId),
        [named.id]
      )
      assert.lengthOf(told, 3)
      const others = (yield* store.list(mine)).filter(({ id }) => id !== named.id)
      for (const { id } of others) {
        const range = { subscriptionId: id, from: at(-1_000), to: at(1_000) }
        assert.strictEqual(yield* store.resendRange(mine, range, at(2)), 0)
      }
    })
  )

  it.effect("a subscription is its application's alone, and is gone when it is removed", () =>
    Effect.gen(function* () {
      const store = yield* drained
      const mine = yield* application
      const other = yield* application
      const { id, url } = yield* subscribe(mine)
      for (const attempt of [
        store.get(other, id),
        store.change(other, id, { enabled: false }, at(1)),
        store.remove(other, id),
        store.rotate({ applicationId: other, owner: id }, bytes("x"), at(9))
      ]) {
        assert.strictEqual(yield* refusal(attempt), "SubscriptionNotFound")
      }
      assert.strictEqual((yield* store.get(mine, id)).url, url)
      assert.deepStrictEqual(yield* store.list(other), [])
      yield* sent([event(mine)], 1)
      yield* store.remove(mine, id)
      assert.deepStrictEqual(yield* store.list(mine), [])
      assert.deepStrictEqual(yield* store.deliveries(mine, { limit: 9 }), [])
      assert.deepStrictEqual(yield* store.sealed([id]), [])
      assert.deepStrictEqual(yield* claim(10_000), [])
    })
  )

  it.effect(
    "a new secret leaves the one before for a while, and every change of what is sealed shows in the revision",
    () =>
      Effect.gen(function* () {
        const store = yield* drained
        const mine = yield* application
        const { id } = yield* subscribe(mine, { headers: bytes("headers 1") })
        const first = one(yield* store.sealed([id]))
        assert.strictEqual(text(first.headers ?? undefined), "headers 1")
        assert.strictEqual(text(first.secret ?? undefined), "secret 1")
        assert.isNull(first.previous)
        yield* store.rotate({ applicationId: mine, owner: id }, bytes("secret 2"), at(60))
        const second = one(yield* store.sealed([id]))
        assert.strictEqual(text(second.secret ?? undefined), "secret 2")
        assert.strictEqual(text(second.previous ?? undefined), "secret 1")
        assert.deepStrictEqual(second.previousEndsAt, at(60))
        yield* store.change(mine, id, { headers: null }, at(2))
        const third = one(yield* store.sealed([id]))
        assert.isNull(third.headers)
        assert.strictEqual(new Set([first, second, third].map(({ revision }) => revision)).size, 3)
        const claimed = one(yield* sent([event(mine)], 1))
        assert.strictEqual(claimed.revision, third.revision)
      })
  )

  it.effect("an application has a secret of its own for the addresses of Items and tokens", () =>
    Effect.gen(function* () {
      const store = yield* drained
      const mine = yield* application
      assert.deepStrictEqual(yield* store.sealed([mine]), [])
      const itemUrl = "https://item.example.com/"
      assert.strictEqual(one(yield* sent([event(mine, { itemUrl })], 1)).revision, 0)
      yield* store.rotate({ applicationId: mine, owner: mine }, bytes("of the application"), at(60))
      const sealed = one(yield* store.sealed([mine]))
      assert.strictEqual(text(sealed.secret ?? undefined), "of the application")
      assert.isNull(sealed.previousEndsAt)
      const claimed = (yield* sent([event(mine, { itemUrl })], 2)).find(({ revision }) => revision > 0)
      assert.strictEqual(claimed?.revision, sealed.revision)
    })
  )

  it.effect("deliveries are listed newest first, by subscription, event and state, a page at a time", () =>
    Effect.gen(function* () {
      const store = yield* drained
      const mine = yield* application
      const [a, b] = [yield* subscribe(mine), yield* subscribe(mine)]
      const told = [event(mine), event(mine)]
      const claimed = yield* sent(told, 1)
      yield* store.record(claimed.slice(0, 1).map((each) => outcome(each, 1, delivered)))
      const page = yield* store.deliveries(mine, { limit: 3 })
      assert.strictEqual(page.length, 3)
      assert.isTrue(page.every(({ id }, index) => index === 0 || id < (page[index - 1]?.id ?? 0)))
      const rest = yield* store.deliveries(mine, { limit: 3, before: page[2]?.id ?? 0 })
      assert.strictEqual(rest.length, 1)
      assert.strictEqual((yield* store.deliveries(mine, { limit: 9, subscriptionId: a.id })).length, 2)
      assert.strictEqual((yield* store.deliveries(mine, { limit: 9, eventId: told[0]?.id ?? "" })).length, 2)
      assert.strictEqual((yield* store.deliveries(mine, { limit: 9, state: "delivered" })).length, 1)
      const both = { limit: 9, subscriptionId: b.id, state: "failed" as const }
      assert.deepStrictEqual(yield* store.deliveries(mine, both), [])
    })
  )

  it.effect("old events are forgotten once nothing waits for them, and their numbers never come again", () =>
    Effect.gen(function* () {
      const store = yield* drained
      const mine = yield* application
      yield* subscribe(mine)
      const told = [0, 1].map((minutes) => event(mine, { createdAt: at(-10_000 + minutes) }))
      const claimed = yield* sent(told, 1)
      const last = (yield* store.events(mine, 0, 9)).at(-1)?.sequence ?? 0
      yield* store.record(claimed.slice(0, 1).map((each) => outcome(each, 1, delivered)))
      assert.strictEqual(yield* store.forget(at(-9_000), 100), 1)
      yield* store.record(claimed.slice(1).map((each) => outcome(each, 1, givenUp)))
      assert.strictEqual(yield* store.forget(at(-20_000), 100), 0)
      assert.strictEqual(yield* store.forget(at(-9_000), 100), 1)
      assert.deepStrictEqual(yield* store.events(mine, 0, 9), [])
      assert.deepStrictEqual(yield* store.deliveries(mine, { limit: 9 }), [])
      yield* store.append([event(mine)])
      yield* store.sequence(at(2), 10)
      assert.strictEqual(one(yield* store.events(mine, 0, 9)).sequence, last + 1)
    })
  )
}
