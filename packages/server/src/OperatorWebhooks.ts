// The operator's view of webhooks: what an application listens to, what signs it, what became of each delivery.
import { BesideRefusal, type Operator, OperatorApi, OperatorRefusal, Refusal } from "@tomada/api"
import { Item } from "@tomada/core"
import { Webhooks } from "@tomada/engine"
import { ApplicationStore, WebhookStore } from "@tomada/store"
import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"

import * as DeliveryView from "./DeliveryView.ts"
import { refuse } from "./Refusals.ts"
import * as WebhookSecrets from "./WebhookSecrets.ts"

const limitUnlessAsked = 50

const webhook = (held: WebhookStore.Subscription): Operator.Webhook => ({
  id: held.id,
  event: held.event,
  url: held.url,
  disabledAt: held.disabledAt,
  disabledBecause: held.disabledBecause,
  failingSince: held.failingSince,
  createdAt: held.createdAt
})

const byTag = {
  ApplicationNotFound: () => refuse(OperatorRefusal.applicationNotFound),
  SubscriptionNotFound: () => refuse(Refusal.webhookNotFound),
  DeliveryNotFound: () => refuse(BesideRefusal.deliveryNotFound)
} as const
const { ApplicationNotFound, DeliveryNotFound, SubscriptionNotFound } = byTag

export const operatorWebhooksHandlers = HttpApiBuilder.group(
  OperatorApi.OperatorApi,
  "operatorWebhooks",
  Effect.fnUntraced(function* (handlers) {
    const applications = yield* ApplicationStore.ApplicationStore
    const store = yield* WebhookStore.WebhookStore
    const webhooks = yield* Webhooks.Webhooks
    const owner = (id: string) => Effect.map(applications.get(Item.ApplicationId.make(id)), (found) => found.id)
    const secretOf = yield* WebhookSecrets.make

    return handlers.handleAll({
      list: Effect.fn("operator.webhooks.list")(function* ({ params }) {
        return { results: (yield* store.list(yield* owner(params.id))).map(webhook) }
      }, Effect.catchTags({ ApplicationNotFound })),
      secret: Effect.fn("operator.webhooks.secret")(function* ({ params, payload }) {
        const id = yield* owner(params.id)
        const of = payload.webhookId === undefined ? id : WebhookStore.SubscriptionId.make(payload.webhookId)
        return yield* secretOf(id, of, payload.rotate === true ? "renew" : "show")
      }, Effect.catchTags({ ApplicationNotFound, SubscriptionNotFound })),
      deliveries: Effect.fn("operator.webhooks.deliveries")(function* ({ params, query }) {
        const { before, limit = limitUnlessAsked, state, webhookId } = query
        const found = yield* store.deliveries(yield* owner(params.id), {
          limit: limit + 1,
          ...(before === undefined ? {} : { before }),
          ...(state === undefined ? {} : { state }),
          ...(webhookId === undefined ? {} : { subscriptionId: WebhookStore.SubscriptionId.make(webhookId) })
        })
        const results = found.slice(0, limit).map(DeliveryView.view)
        return { results, next: found.length > limit ? (results.at(-1)?.id ?? null) : null }
      }, Effect.catchTags({ ApplicationNotFound })),
      attempts: Effect.fn("operator.webhooks.attempts")(function* ({ params }) {
        const attempts = yield* store.attempts(yield* owner(params.id), params.deliveryId)
        return { results: attempts.map(DeliveryView.attempt) }
      }, Effect.catchTags({ ApplicationNotFound, DeliveryNotFound })),
      resend: Effect.fn("operator.webhooks.resend")(function* ({ params }) {
        yield* webhooks.resend(yield* owner(params.id), params.deliveryId)
        return { count: 1 }
      }, Effect.catchTags({ ApplicationNotFound, DeliveryNotFound }))
    })
  })
)
