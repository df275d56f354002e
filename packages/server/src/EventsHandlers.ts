// Events of the application that asks, and their deliveries. A reader who asks again since the last number misses nothing, because numbers
// become visible in order: `WebhookStore`.
import { BesideRefusal, type Delivery, Refusal } from "@tomada/api"
import { Webhooks } from "@tomada/engine"
import { WebhookStore } from "@tomada/store"
import { Effect, Option } from "effect"

import { caller } from "./Authorized.ts"
import * as DeliveryView from "./DeliveryView.ts"
import { group } from "./Group.ts"
import * as Places from "./Places.ts"
import { refuse } from "./Refusals.ts"

const eventsUnlessAsked = 100
const deliveriesUnlessAsked = 50

const event = ({ body, createdAt, event, id, itemId, sequence }: WebhookStore.Event): Delivery.Event => ({
  sequence,
  id,
  event,
  itemId,
  createdAt,
  body: JSON.parse(body) as Delivery.Event["body"] // ours, as it was written
})

const refusals = {
  SubscriptionNotFound: () => refuse(Refusal.webhookNotFound),
  DeliveryNotFound: () => refuse(BesideRefusal.deliveryNotFound)
} as const
const { DeliveryNotFound, SubscriptionNotFound } = refusals

export const eventsHandlers = group(
  "events",
  Effect.fnUntraced(function* (handlers) {
    const store = yield* WebhookStore.WebhookStore
    const webhooks = yield* Webhooks.Webhooks

    const subscription = Effect.fnUntraced(function* (id: string) {
      return (yield* store.get(yield* caller, WebhookStore.SubscriptionId.make(id))).id
    })

    return handlers.handleAll({
      list: Effect.fn("events.list")(function* ({ query }) {
        const { limit = eventsUnlessAsked, since = 0 } = query
        const results = (yield* store.events(yield* caller, since, limit)).map(event)
        return { results, lastSequence: results.at(-1)?.sequence ?? since }
      }),
      deliveries: Effect.fn("events.deliveries")(function* ({ params, query }) {
        const { after, pageSize = deliveriesUnlessAsked, state } = query
        const before = yield* Places.asked(after, Places.decodeNumber)
        const found = yield* store.deliveries(yield* caller, {
          subscriptionId: yield* subscription(params.id),
          limit: pageSize + 1,
          ...(state === undefined ? {} : { state }),
          ...(Option.isNone(before) ? {} : { before: before.value })
        })
        const results = found.slice(0, pageSize).map(DeliveryView.view)
        const last = results.at(-1)
        const more = found.length > pageSize && last !== undefined ? Option.some(last.id) : Option.none()
        return { results, next: Places.next(query, Option.map(more, Places.encodeNumber)) }
      }, Effect.catchTags({ SubscriptionNotFound })),
      resendRange: Effect.fn("events.resendRange")(function* ({ params, payload }) {
        const { delivered = false, from, to } = payload
        const range = { from, to, delivered, subscriptionId: yield* subscription(params.id) }
        return { count: yield* webhooks.resendRange(yield* caller, range) }
      }, Effect.catchTags({ SubscriptionNotFound })),
      test: Effect.fn("events.test")(function* ({ params }) {
        return { eventId: yield* webhooks.test(yield* caller, WebhookStore.SubscriptionId.make(params.id)) }
      }, Effect.catchTags({ SubscriptionNotFound })),
      delivery: Effect.fn("events.delivery")(function* ({ params }) {
        const [found] = yield* store.deliveries(yield* caller, { before: params.id + 1, limit: 1 })
        if (found?.id !== params.id) return yield* new WebhookStore.DeliveryNotFound()
        const tried = yield* store.attempts(yield* caller, params.id)
        return { ...DeliveryView.view(found), tried: tried.map(DeliveryView.attempt) }
      }, Effect.catchTags({ DeliveryNotFound })),
      resend: Effect.fn("events.resend")(function* ({ params }) {
        yield* webhooks.resend(yield* caller, params.id)
        return { count: 1 }
      }, Effect.catchTags({ DeliveryNotFound }))
    })
  })
)
