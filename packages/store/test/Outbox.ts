// The outbox as its tests need it. Numbering and claims know no application, so each test first takes away what others have left.
import { randomUUID } from "node:crypto"

import { assert } from "@effect/vitest"
import { Item } from "@tomada/core"
import { DateTime, Effect } from "effect"

import { type Claimed, type NewEvent, type Outcome, SubscriptionId, WebhookStore } from "../src/WebhookStore.ts"
import * as World from "./World.ts"

const { at, bytes } = World

const always = DateTime.makeUnsafe("2099-01-01T00:00:00Z")
export const holder = randomUUID()
export const unlimited = { limit: 10_000, failing: 10_000, each: 10_000, eachFailing: 10_000 }

/** Nothing of other tests is left to number or to claim. */
export const drained = Effect.gen(function* () {
  const store = yield* WebhookStore
  yield* store.sequence(at(-1), 100_000)
  yield* store.claim({ ...unlimited, holder: randomUUID(), now: at(100_000), leaseEndsAt: always })
  return store
})

export const event = (applicationId: Item.ApplicationId, fields: Partial<NewEvent> = {}): NewEvent => {
  const id = fields.id ?? randomUUID()
  const name = fields.event ?? "item/updated"
  return {
    id,
    applicationId,
    itemId: Item.ItemId.make(randomUUID()),
    event: name,
    body: JSON.stringify({ event: name, eventId: id }),
    itemUrl: null,
    tokenUrl: null,
    createdAt: at(0),
    ...fields
  }
}

export const subscribe = Effect.fn("subscribe")(function* (
  applicationId: Item.ApplicationId,
  fields: { readonly url?: string; readonly event?: string; readonly headers?: Uint8Array | null } = {}
) {
  const id = SubscriptionId.make(randomUUID())
  return yield* (yield* WebhookStore).create(
    {
      id,
      applicationId,
      url: fields.url ?? `https://${id}.example.com/hook`,
      event: fields.event ?? "all",
      headers: fields.headers ?? null,
      secret: bytes("secret 1")
    },
    at(0)
  )
})

export const claim = Effect.fn("claim")(function* (minutes: number, options: Partial<typeof unlimited> = {}) {
  const lease = { holder, now: at(minutes), leaseEndsAt: at(minutes + 1) }
  return yield* (yield* WebhookStore).claim({ ...unlimited, ...options, ...lease })
})

/** Appends, numbers and claims. */
export const sent = Effect.fn("sent")(function* (events: ReadonlyArray<NewEvent>, minutes: number) {
  const store = yield* WebhookStore
  yield* store.append(events)
  yield* store.sequence(at(minutes), 1_000)
  return yield* claim(minutes)
})

export const outcome = (claimed: Claimed, minutes: number, verdict: Outcome["verdict"]): Outcome => ({
  id: claimed.id,
  fence: claimed.fence,
  at: at(minutes),
  duration: 12,
  status: verdict._tag === "Delivered" ? 200 : 500,
  error: null,
  answer: verdict._tag === "Delivered" ? null : "no",
  verdict
})

export const delivered = { _tag: "Delivered" } as const
export const givenUp = { _tag: "GivenUp", disable: null } as const
export const retryAt = (minutes: number) => ({ _tag: "Retry", at: at(minutes) }) as const

export const one = <A>(all: ReadonlyArray<A>): A => {
  assert.strictEqual(all.length, 1)
  return all[0] as A // just counted
}

/** Every event of the application, numbered or not until now. */
export const eventsOf = Effect.fn("eventsOf")(function* (applicationId: Item.ApplicationId) {
  const store = yield* WebhookStore
  yield* store.sequence(at(1), 100_000)
  return yield* store.events(applicationId, 0, 1_000)
})
