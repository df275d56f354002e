import { randomUUID } from "node:crypto"

import { assert, describe, it } from "@effect/vitest"
import { Item } from "@tomada/core"
import { MemoryStore, WebhookStore } from "@tomada/store"
import { DateTime, Duration, Effect, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"

import * as WebhookForgetting from "../src/WebhookForgetting.ts"

const applicationId = Item.ApplicationId.make(randomUUID())

const told = Effect.fnUntraced(function* (count: number) {
  const store = yield* WebhookStore.WebhookStore
  const createdAt = yield* DateTime.now
  const event = { applicationId, itemId: null, event: "item/updated", body: "{}", itemUrl: null, tokenUrl: null }
  yield* store.append(Array.from({ length: count }, () => ({ ...event, id: randomUUID(), createdAt })))
  yield* store.sequence(createdAt, count)
})

const left = Effect.flatMap(WebhookStore.WebhookStore, (store) =>
  Effect.map(store.events(applicationId, 0, 10_000), ({ length }) => length)
)

describe("events", () => {
  it.effect("are forgotten after thirty days, however many they are, and not before", () =>
    Effect.gen(function* () {
      yield* told(2_500)
      yield* TestClock.adjust(WebhookForgetting.kept)
      yield* told(3)
      assert.strictEqual(yield* WebhookForgetting.round(), 0)
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* WebhookForgetting.round(), 2_500)
      assert.strictEqual(yield* left, 3)
    }).pipe(Effect.provide(Layer.fresh(MemoryStore.layer)))
  )

  it.effect("are looked at each day", () =>
    Effect.gen(function* () {
      yield* told(1)
      const loop = yield* Effect.forkChild(Layer.launch(WebhookForgetting.layer))
      yield* TestClock.adjust(Duration.sum(WebhookForgetting.kept, Duration.hours(1)))
      assert.strictEqual(yield* left, 1)
      yield* TestClock.adjust("1 day")
      assert.strictEqual(yield* left, 0)
      yield* Fiber.interrupt(loop)
    }).pipe(Effect.provide(Layer.fresh(MemoryStore.layer)))
  )
})
