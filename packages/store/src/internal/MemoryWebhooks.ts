// The outbox of webhooks in memory.
import { Delivery as Rules, type Item } from "@tomada/core"
import { DateTime, Effect } from "effect"

import {
  type Claimed,
  DeliveryNotFound,
  type Event,
  mostOfAnEvent,
  type NewEvent,
  type Owner,
  type Subscription,
  SubscriptionExists,
  type SubscriptionId,
  SubscriptionNotFound,
  type Target,
  TooManySubscriptions,
  WebhookStore
} from "../WebhookStore.ts"
import type { State } from "./MemoryState.ts"
import {
  append,
  dueFirst,
  type HeldDelivery,
  isDue,
  isWithin,
  originOf,
  outboxOf,
  told
} from "./MemoryWebhooksState.ts"

export const make = (state: State) => {
  const outbox = outboxOf(state)
  const { attempts, deliveries, events, failing, secrets, subscriptions } = outbox

  const find = Effect.fnUntraced(function* (applicationId: Item.ApplicationId, id: SubscriptionId) {
    const held = subscriptions.get(id)
    return held?.applicationId === applicationId ? held : yield* new SubscriptionNotFound()
  })

  const admit = Effect.fnUntraced(function* (wanted: Pick<Subscription, "applicationId" | "event" | "id" | "url">) {
    const others = [...subscriptions.values()].filter(
      ({ applicationId, event, id }) =>
        applicationId === wanted.applicationId && event === wanted.event && id !== wanted.id
    )
    if (others.some(({ url }) => url === wanted.url)) return yield* new SubscriptionExists()
    if (others.length >= mostOfAnEvent) return yield* new TooManySubscriptions({ most: mostOfAnEvent })
  })

  const urlOf = ({ subscriptionId, url }: HeldDelivery): string =>
    url ?? (subscriptionId === null ? undefined : subscriptions.get(subscriptionId)?.url) ?? ""

  const change = (delivery: HeldDelivery, fields: Partial<HeldDelivery>): void =>
    void deliveries.set(delivery.id, { ...delivery, ...fields })

  const disable = (id: SubscriptionId, because: Rules.Disabled, now: DateTime.Utc): void => {
    const held = subscriptions.get(id)
    if (held === undefined || held.disabledAt !== null) return
    subscriptions.set(id, { ...held, disabledAt: now, disabledBecause: because, updatedAt: now })
    for (const delivery of deliveries.values()) {
      if (delivery.subscriptionId !== id || delivery.state !== "waiting") continue
      change(delivery, { state: "failed", leased: false, fence: delivery.fence + 1, nextAttemptAt: null })
    }
  }

  const isDisabled = ({ subscriptionId }: HeldDelivery): boolean =>
    subscriptionId !== null && subscriptions.get(subscriptionId)?.disabledAt !== null

  const makeDelivery = (
    { applicationId, event, id: eventId }: NewEvent,
    target: Target,
    to: { readonly subscriptionId: SubscriptionId | null; readonly url: string },
    now: DateTime.Utc
  ): void => {
    const id = ++outbox.lastDelivery
    deliveries.set(id, {
      id,
      applicationId,
      eventId,
      event,
      target,
      subscriptionId: to.subscriptionId,
      url: to.subscriptionId === null ? to.url : null,
      state: "waiting",
      attempts: 0,
      nextAttemptAt: now,
      createdAt: now,
      queue: `${applicationId} ${originOf(to.url)}`,
      leased: false,
      holder: null,
      fence: 0
    })
  }

  const hearing = (event: NewEvent): ReadonlyArray<Subscription> =>
    [...subscriptions.values()].filter(
      (subscription) =>
        subscription.applicationId === event.applicationId &&
        subscription.disabledAt === null &&
        (event.only === undefined ? Rules.hears(subscription.event, event.event) : event.only === subscription.id)
    )

  const again = (which: (delivery: HeldDelivery) => boolean, now: DateTime.Utc): number => {
    const chosen = [...deliveries.values()].filter((delivery) => which(delivery) && !isDisabled(delivery))
    for (const delivery of chosen) {
      const fence = delivery.fence + 1
      change(delivery, { state: "waiting", attempts: 0, leased: false, fence, nextAttemptAt: now })
    }
    return chosen.length
  }

  const drop = (which: (delivery: HeldDelivery) => boolean): void => {
    for (const delivery of deliveries.values()) {
      if (!which(delivery)) continue
      deliveries.delete(delivery.id)
      attempts.delete(delivery.id)
    }
  }

  const revisionOf = (owner: Owner | null): number =>
    owner === null
      ? 0
      : (secrets.get(owner)?.revision ?? 0) + (subscriptions.get(owner as SubscriptionId)?.revision ?? 0) // absent for an application

  return WebhookStore.of({
    create: Effect.fn("WebhookStore.create")(function* ({ secret, ...wanted }, now) {
      if (!state.applications.has(wanted.applicationId)) return yield* Effect.die(new Error("no such application"))
      yield* admit(wanted)
      const { applicationId, id: owner } = wanted
      const fresh = { disabledAt: null, disabledBecause: null, failingSince: null, createdAt: now, updatedAt: now }
      const made = { ...wanted, ...fresh, revision: 1 }
      subscriptions.set(owner, made)
      secrets.set(owner, { owner, applicationId, revision: 1, secret, previous: null, previousEndsAt: null })
      return told(made)
    }),
    get: (applicationId, id) => Effect.map(find(applicationId, id), told),
    list: (applicationId) =>
      Effect.sync(() =>
        [...subscriptions.values()]
          .filter((subscription) => subscription.applicationId === applicationId)
          .toSorted((a, b) => a.createdAt.epochMilliseconds - b.createdAt.epochMilliseconds || (a.id < b.id ? -1 : 1))
          .map(told)
      ),
    change: Effect.fn("WebhookStore.change")(function* (applicationId, id, { enabled, event, headers, url }, now) {
      const held = yield* find(applicationId, id)
      const next = { url: url ?? held.url, event: event ?? held.event }
      yield* admit({ applicationId, id, ...next })
      subscriptions.set(id, {
        ...held,
        ...next,
        ...(headers === undefined ? {} : { headers }),
        ...(enabled === true ? { disabledAt: null, disabledBecause: null, failingSince: null } : {}),
        revision: held.revision + 1,
        updatedAt: now
      })
      if (enabled === false) disable(id, "by-hand", now)
      return told(yield* find(applicationId, id))
    }, Effect.uninterruptible),
    remove: Effect.fn("WebhookStore.remove")(function* (applicationId, id) {
      yield* find(applicationId, id)
      subscriptions.delete(id)
      secrets.delete(id)
      drop(({ subscriptionId }) => subscriptionId === id)
    }),
    disable: (id, because, now) => Effect.sync(() => disable(id, because, now)),

    sealed: (owners) =>
      Effect.sync(() =>
        owners.flatMap((owner) => {
          const held = secrets.get(owner)
          const headers = subscriptions.get(owner as SubscriptionId)?.headers ?? null // absent for an application
          return held === undefined ? [] : [{ ...held, headers, revision: revisionOf(owner) }]
        })
      ),
    rotate: Effect.fn("WebhookStore.rotate")(function* ({ applicationId, owner }, secret, previousEndsAt) {
      if (owner !== applicationId) yield* find(applicationId, owner as SubscriptionId) // what is left of the two
      const held = secrets.get(owner)
      secrets.set(owner, {
        owner,
        applicationId,
        revision: (held?.revision ?? 0) + 1,
        secret,
        previous: held?.secret ?? null,
        previousEndsAt: held === undefined ? null : previousEndsAt
      })
    }),

    append: (added) => Effect.sync(() => append(state, added)),
    sequence: (now, limit) =>
      Effect.sync(() => {
        const fresh = [...events.values()].filter(({ sequence }) => sequence === null).slice(0, limit)
        for (const event of fresh) {
          events.set(event.id, { ...event, sequence: ++outbox.lastSequence })
          for (const { id, url } of hearing(event)) {
            makeDelivery(event, "subscription", { subscriptionId: id, url }, now)
          }
          if (event.only !== undefined) continue
          const { itemUrl, tokenUrl } = event
          if (itemUrl !== null) makeDelivery(event, "item", { subscriptionId: null, url: itemUrl }, now)
          if (tokenUrl !== null && tokenUrl !== itemUrl) {
            makeDelivery(event, "token", { subscriptionId: null, url: tokenUrl }, now)
          }
        }
        return fresh.length
      }),
    events: (applicationId, since, limit) =>
      Effect.sync(() =>
        [...events.values()]
          .flatMap(({ body, createdAt, event, id, itemId, sequence, ...held }): ReadonlyArray<Event> =>
            held.applicationId === applicationId && sequence !== null && sequence > since
              ? [{ sequence, id, applicationId, itemId, event, body, createdAt }]
              : []
          )
          .toSorted((a, b) => a.sequence - b.sequence)
          .slice(0, limit)
      ),

    claim: ({ each, eachFailing, holder, failing: mostFailing, leaseEndsAt, limit, now }) =>
      Effect.sync(() => {
        const waiting = [...deliveries.values()].filter(({ state }) => state === "waiting")
        const queues = Map.groupBy(waiting, ({ queue }) => queue)
        const ranked = [...queues].flatMap(([queue, all]) => {
          const busy = all.filter(
            (delivery) => delivery.leased && delivery.holder === holder && !isDue(delivery.nextAttemptAt, now)
          ).length
          const room = Math.max(0, (failing.has(queue) ? eachFailing : each) - busy)
          const due = all.filter(({ nextAttemptAt }) => isDue(nextAttemptAt, now)).toSorted(dueFirst)
          return due.slice(0, room).map((delivery, turn) => ({ delivery, turn, failing: failing.has(queue) }))
        })
        const inTurn = ranked.toSorted((a, b) => a.turn - b.turn || dueFirst(a.delivery, b.delivery))
        const picked = [
          ...inTurn.filter((one) => !one.failing),
          ...inTurn.filter((one) => one.failing).slice(0, Math.max(0, mostFailing))
        ].slice(0, Math.max(0, limit))
        return picked.map(({ delivery, failing }): Claimed => {
          const fence = delivery.fence + 1
          change(delivery, { leased: true, holder, fence, nextAttemptAt: leaseEndsAt })
          const { applicationId, attempts, event, eventId, id, subscriptionId, target } = delivery
          const held = subscriptionId === null ? undefined : subscriptions.get(subscriptionId)
          return {
            applicationId,
            attempts,
            event,
            eventId,
            id,
            subscriptionId,
            target,
            fence,
            failing,
            url: urlOf(delivery),
            body: events.get(eventId)?.body ?? "",
            failingSince: held?.failingSince ?? null,
            revision: revisionOf(subscriptionId ?? applicationId)
          }
        })
      }),
    record: (outcomes) =>
      Effect.sync(() => {
        const ended: Array<{ readonly delivery: HeldDelivery; readonly well: boolean; readonly at: DateTime.Utc }> = []
        for (const { fence, id, verdict, ...attempt } of outcomes) {
          const delivery = deliveries.get(id)
          if (delivery === undefined) continue
          const { answer, at, duration, error, status } = attempt
          attempts.set(id, [...(attempts.get(id) ?? []), { answer, at, duration, error, status }])
          if (delivery.fence !== fence || !delivery.leased) continue
          change(delivery, {
            leased: false,
            attempts: delivery.attempts + 1,
            state: verdict._tag === "Delivered" ? "delivered" : verdict._tag === "Retry" ? "waiting" : "failed",
            nextAttemptAt: verdict._tag === "Retry" ? verdict.at : null
          })
          ended.push({ delivery, well: verdict._tag === "Delivered", at })
        }
        for (const [queue, all] of Map.groupBy(ended, ({ delivery }) => delivery.queue)) {
          if (all.some(({ well }) => well)) failing.delete(queue)
          else failing.add(queue)
        }
        for (const [id, all] of Map.groupBy(ended, ({ delivery }) => delivery.subscriptionId)) {
          const held = id === null ? undefined : subscriptions.get(id)
          if (held === undefined) continue
          const well = all.some((one) => one.well)
          const first = all.map(({ at }) => at).toSorted((a, b) => a.epochMilliseconds - b.epochMilliseconds)[0] ?? null
          subscriptions.set(held.id, { ...held, failingSince: well ? null : (held.failingSince ?? first) })
        }
      }),

    deliveries: (applicationId, { before, eventId, limit, state, subscriptionId }) =>
      Effect.sync(() =>
        [...deliveries.values()]
          .filter(
            (delivery) =>
              delivery.applicationId === applicationId &&
              (subscriptionId === undefined || delivery.subscriptionId === subscriptionId) &&
              (eventId === undefined || delivery.eventId === eventId) &&
              (state === undefined || delivery.state === state) &&
              (before === undefined || delivery.id < before)
          )
          .toSorted((a, b) => b.id - a.id)
          .slice(0, limit)
          .map((held) => {
            const { fence: _, holder: __, leased: ___, queue: ____, ...delivery } = held
            return { ...delivery, url: urlOf(held) }
          })
      ),
    attempts: Effect.fn("WebhookStore.attempts")(function* (applicationId, deliveryId) {
      if (deliveries.get(deliveryId)?.applicationId !== applicationId) return yield* new DeliveryNotFound()
      return attempts.get(deliveryId) ?? []
    }),
    resend: Effect.fn("WebhookStore.resend")(function* (applicationId, deliveryId, now) {
      const held = deliveries.get(deliveryId)
      if (held?.applicationId !== applicationId || isDisabled(held)) return yield* new DeliveryNotFound()
      again((delivery) => delivery.id === deliveryId && !delivery.leased, now)
    }),
    resendRange: (applicationId, range, now) =>
      Effect.sync(() => {
        const { delivered = false, subscriptionId } = range
        const subscription = subscriptionId === undefined ? undefined : subscriptions.get(subscriptionId)
        const chosen = new Set(
          [...deliveries.values()]
            .filter((delivery) => {
              const event = events.get(delivery.eventId)
              const ended = delivered ? delivery.state !== "waiting" : delivery.state === "failed"
              return (
                ended &&
                delivery.applicationId === applicationId &&
                event !== undefined &&
                isWithin(event, range) &&
                (subscriptionId === undefined || delivery.subscriptionId === subscriptionId)
              )
            })
            .map(({ id }) => id)
        )
        const had = new Set(
          [...deliveries.values()].filter((one) => one.subscriptionId === subscriptionId).map(({ eventId }) => eventId)
        )
        const missing =
          subscription?.applicationId !== applicationId
            ? []
            : [...events.values()]
                .filter((event) => event.sequence !== null && event.only === undefined && isWithin(event, range))
                .filter((event) => !had.has(event.id) && hearing(event).some(({ id }) => id === subscription.id))
        for (const event of missing) {
          makeDelivery(
            event,
            "subscription",
            { subscriptionId: subscriptionId ?? null, url: subscription?.url ?? "" },
            now
          )
        }
        return missing.length + again(({ id }) => chosen.has(id), now)
      }),
    forget: (before, limit) =>
      Effect.sync(() => {
        const waiting = new Set(
          [...deliveries.values()].filter(({ state }) => state === "waiting").map(({ eventId }) => eventId)
        )
        const old = [...events.values()]
          .filter(
            ({ createdAt, id, sequence }) =>
              sequence !== null && DateTime.isLessThan(createdAt, before) && !waiting.has(id)
          )
          .toSorted((a, b) => a.createdAt.epochMilliseconds - b.createdAt.epochMilliseconds)
          .slice(0, limit)
        for (const { id } of old) {
          events.delete(id)
          drop(({ eventId }) => eventId === id)
        }
        return old.length
      })
  })
}
