// What applications are told of the steps of a run: core's events, as the outbox keeps them.
import { type Consent, type Execution, type Item, WebhookEvent } from "@tomada/core"
import type { ExecutionStore, WebhookStore } from "@tomada/store"
import { Context, type DateTime, Effect, Option } from "effect"

import { Ids } from "./Ids.ts"
import { WebhookDeliveries } from "./WebhookDeliveries.ts"

/** Where applications reach the API, without a slash at its end; links in events begin with it. */
export const PublicUrl = Context.Reference<string>("@tomada/engine/PublicUrl", { defaultValue: () => "" })

/** The events of a step at `now`, and of what it changed in each account. */
export type Telling = (
  now: DateTime.Utc,
  accounts?: ReadonlyArray<WebhookEvent.AccountChanges>
) => ExecutionStore.Events

const kept =
  (item: Item.Item, now: DateTime.Utc) =>
  (event: WebhookEvent.WebhookEvent): WebhookStore.NewEvent => ({
    id: event.eventId,
    applicationId: item.applicationId,
    itemId: item.id,
    event: event.event,
    body: JSON.stringify(event),
    itemUrl: item.webhookUrl,
    tokenUrl: item.connectTokenUrl,
    createdAt: now
  })

/** `zone`: the institution's. */
export const make = Effect.fnUntraced(function* (trigger: Execution.Trigger, zone: string) {
  const apiUrl = yield* PublicUrl
  const newEventId = yield* (yield* Ids).supply
  const telling: Telling =
    (now, accounts = []) =>
    (before, after) =>
      WebhookEvent.fromChanges({ before, after, trigger, accounts, apiUrl, zone, newEventId }).map(kept(after, now))
  return telling
})

/** That an Item is gone, at `now`. */
export const deletion = Effect.fnUntraced(function* (now: DateTime.Utc) {
  const newEventId = yield* (yield* Ids).supply
  return (item: Item.Item) => [kept(item, now)(WebhookEvent.itemDeleted(item, newEventId))]
})

/** That the consent of an Item will end; at no address but those of subscriptions that name the event. */
export const consentExpiring = Effect.fnUntraced(function* (now: DateTime.Utc) {
  const newEventId = yield* (yield* Ids).supply
  return ({ expiresAt }: Consent.Consent, item: Item.Item): ReadonlyArray<WebhookStore.NewEvent> =>
    expiresAt === null
      ? []
      : [
          {
            ...kept(item, now)(WebhookEvent.consentExpiring(item, expiresAt, newEventId)),
            itemUrl: null,
            tokenUrl: null
          }
        ]
})

/** Nudges after a step that told something; most steps of a run tell nothing, and a look for news costs the database two transactions. */
export const thenNudge = <A, E, R>(
  telling: ExecutionStore.Events,
  step: (events: ExecutionStore.Events) => Effect.Effect<A, E, R>
) =>
  Effect.suspend(() => {
    let told = false
    const events: ExecutionStore.Events = (before, after) => {
      const made = telling(before, after)
      if (made.length > 0) told = true
      return made
    }
    return Effect.tap(step(events), () => (told ? nudge : Effect.void))
  })

/** What is told goes out without waiting for the next look. */
export const nudge = Effect.flatMap(Effect.serviceOption(WebhookDeliveries), (deliveries) =>
  Option.isSome(deliveries) ? deliveries.value.nudge : Effect.void
)
