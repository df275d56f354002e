// Webhooks of an application. The headers that it gives are sealed by the engine and are in no answer.
import { Page, Refusal, type Webhook } from "@tomada/api"
import { WebhookFilter } from "@tomada/core"
import { Webhooks } from "@tomada/engine"
import { WebhookStore } from "@tomada/store"
import { Effect, Redacted } from "effect"

import { caller } from "./Authorized.ts"
import { group } from "./Group.ts"
import { byTag, refuse } from "./Refusals.ts"

const view = (held: WebhookStore.Subscription): Webhook.Webhook => ({
  id: held.id,
  url: held.url,
  event: held.event,
  createdAt: held.createdAt,
  updatedAt: held.updatedAt,
  disabledAt: held.disabledAt
})

const opened = (headers: Webhook.WebhookHeaders): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Redacted.value(value)]))

const known = (event: string) =>
  WebhookFilter.isOne(event) ? Effect.void : refuse((id) => Refusal.webhookEventUnknown(id, event))

/** What the store refuses, in words that name the webhook. */
const taken = ({ event, url }: Pick<WebhookStore.Subscription, "event" | "url">) => ({
  SubscriptionExists: () => refuse((id) => Refusal.webhookExists(id, event, url)),
  TooManySubscriptions: ({ most }: WebhookStore.TooManySubscriptions) =>
    refuse((id) => Refusal.tooManyWebhooks(id, most, event))
})

export const webhooksHandlers = group(
  "webhooks",
  Effect.fnUntraced(function* (handlers) {
    const webhooks = yield* Webhooks.Webhooks
    const store = yield* WebhookStore.WebhookStore
    return handlers.handleAll({
      list: Effect.fn("webhooks.list")(function* () {
        return Page.single((yield* store.list(yield* caller)).map(view))
      }),
      create: Effect.fn("webhooks.create")(
        function* ({ payload: { event, headers, url } }) {
          yield* known(event)
          const made = webhooks.create(yield* caller, {
            event,
            url,
            ...(headers == null ? {} : { headers: opened(headers) })
          })
          return view(yield* Effect.catchTags(made, taken({ event, url })))
        },
        Effect.catchTags({ EgressRefused: byTag.EgressRefused, HeadersInvalid: byTag.HeadersInvalid })
      ),
      get: Effect.fn("webhooks.get")(
        function* ({ params }) {
          return view(yield* store.get(yield* caller, WebhookStore.SubscriptionId.make(params.id)))
        },
        Effect.catchTags({ SubscriptionNotFound: byTag.SubscriptionNotFound })
      ),
      update: Effect.fn("webhooks.update")(
        function* ({ params, payload }) {
          const applicationId = yield* caller
          const id = WebhookStore.SubscriptionId.make(params.id)
          const held = yield* store.get(applicationId, id)
          const { enabled, event, headers, url } = payload
          if (event != null) yield* known(event)
          const changed = webhooks.change(applicationId, id, {
            ...(url == null ? {} : { url }),
            ...(event == null ? {} : { event }),
            ...(headers === undefined ? {} : { headers: headers === null ? null : opened(headers) }),
            ...(enabled == null ? {} : { enabled })
          })
          return view(yield* Effect.catchTags(changed, taken({ event: event ?? held.event, url: url ?? held.url })))
        },
        Effect.catchTags({
          EgressRefused: byTag.EgressRefused,
          HeadersInvalid: byTag.HeadersInvalid,
          SubscriptionNotFound: byTag.SubscriptionNotFound
        })
      ),
      delete: Effect.fn("webhooks.delete")(
        function* ({ params }) {
          yield* webhooks.remove(yield* caller, WebhookStore.SubscriptionId.make(params.id))
          return { count: 1 }
        },
        Effect.catchTags({ SubscriptionNotFound: byTag.SubscriptionNotFound })
      )
    })
  })
)
