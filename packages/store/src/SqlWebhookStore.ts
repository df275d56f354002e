// The outbox of webhooks in PostgreSQL. Subscriptions of one application change one at a time, behind a lock of their own: its row is
// not the application's to lock.
import type { Delivery, Item } from "@tomada/core"
import { DateTime, Effect, Layer } from "effect"
import { SqlClient, type SqlError } from "effect/sql"

import { orDie, transact } from "./internal/Sql.ts"
import * as WebhookOutbox from "./internal/WebhookOutbox.ts"
import * as WebhookQueues from "./internal/WebhookQueues.ts"
import * as WebhookRows from "./internal/WebhookRows.ts"
import {
  DeliveryNotFound,
  mostOfAnEvent,
  type Owner,
  type Subscription,
  SubscriptionExists,
  type SubscriptionId,
  SubscriptionNotFound,
  TooManySubscriptions,
  WebhookStore
} from "./WebhookStore.ts"

const date = (instant: DateTime.Utc): Date => DateTime.toDateUtc(instant)

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const atomically = transact(sql)
  const columns = sql.literal(WebhookRows.subscriptionColumns)

  const lockApplication = (id: Item.ApplicationId) =>
    sql`select pg_advisory_xact_lock(hashtextextended(${`webhooks of ${id}`}, 0))`

  const find = Effect.fnUntraced(function* (applicationId: Item.ApplicationId, id: SubscriptionId) {
    const [row] = yield* sql<WebhookRows.SubscriptionRow>`
      select ${columns} from webhook_subscriptions where id = ${id} and application_id = ${applicationId}`
    return row === undefined ? yield* new SubscriptionNotFound() : WebhookRows.subscription(row)
  })

  /** Whether there is room for another of this event, and the address is new to it. */
  const admit = Effect.fnUntraced(function* (wanted: Pick<Subscription, "applicationId" | "event" | "id" | "url">) {
    const { applicationId, event, id, url } = wanted
    const others = yield* sql<{ url: string }>`
      select url from webhook_subscriptions
      where application_id = ${applicationId} and event = ${event} and id <> ${id}`
    if (others.some((other) => other.url === url)) return yield* new SubscriptionExists()
    if (others.length >= mostOfAnEvent) return yield* new TooManySubscriptions({ most: mostOfAnEvent })
  })

  const giveUpWaiting = (id: SubscriptionId): Effect.Effect<void, SqlError.SqlError> =>
    Effect.asVoid(sql`
      update webhook_deliveries set state = 'failed', leased = false, fence = fence + 1, next_attempt_at = null
      where subscription_id = ${id} and state = 'waiting'`)

  const disable = Effect.fnUntraced(function* (id: SubscriptionId, because: Delivery.Disabled, now: DateTime.Utc) {
    const disabled = yield* sql`
      update webhook_subscriptions set disabled_at = ${date(now)}, disabled_because = ${because}, updated_at = ${date(now)}
      where id = ${id} and disabled_at is null returning 1 as disabled`
    if (disabled.length > 0) yield* giveUpWaiting(id)
  })

  return WebhookStore.of({
    create: Effect.fn("WebhookStore.create")(function* ({ applicationId, event, headers, id, secret, url }, now) {
      yield* lockApplication(applicationId)
      yield* admit({ applicationId, event, id, url })
      yield* sql`
        insert into webhook_subscriptions (id, application_id, url, event, headers, revision, created_at, updated_at)
        values (${id}, ${applicationId}, ${url}, ${event}, ${headers}, 1, ${date(now)}, ${date(now)})`
      yield* sql`
        insert into webhook_secrets (owner_id, application_id, subscription_id, revision, secret)
        values (${id}, ${applicationId}, ${id}, 1, ${secret})`
      return yield* Effect.orDie(find(applicationId, id))
    }, atomically),
    get: Effect.fn("WebhookStore.get")(find, orDie),
    list: Effect.fn("WebhookStore.list")(function* (applicationId) {
      const rows = yield* sql<WebhookRows.SubscriptionRow>`
        select ${columns} from webhook_subscriptions where application_id = ${applicationId} order by created_at, id`
      return rows.map(WebhookRows.subscription)
    }, orDie),
    change: Effect.fn("WebhookStore.change")(function* (applicationId, id, { enabled, event, headers, url }, now) {
      yield* lockApplication(applicationId)
      const held = yield* find(applicationId, id)
      const next = { url: url ?? held.url, event: event ?? held.event }
      yield* admit({ applicationId, id, ...next })
      yield* sql`
        update webhook_subscriptions set url = ${next.url}, event = ${next.event}, updated_at = ${date(now)},
          revision = revision + 1 where id = ${id}`
      if (headers !== undefined) yield* sql`update webhook_subscriptions set headers = ${headers} where id = ${id}`
      if (enabled === true) {
        yield* sql`update webhook_subscriptions
          set disabled_at = null, disabled_because = null, failing_since = null where id = ${id}`
      }
      if (enabled === false) yield* disable(id, "by-hand", now)
      return yield* find(applicationId, id)
    }, atomically),
    remove: Effect.fn("WebhookStore.remove")(function* (applicationId, id) {
      const removed = yield* sql`
        delete from webhook_subscriptions where id = ${id} and application_id = ${applicationId} returning 1 as removed`
      if (removed.length === 0) return yield* new SubscriptionNotFound()
    }, atomically),
    disable: Effect.fn("WebhookStore.disable")(disable, atomically),

    sealed: Effect.fn("WebhookStore.sealed")(function* (owners) {
      const rows = yield* sql<WebhookRows.SealedRow>`
        select k.owner_id as owner, k.application_id as "applicationId", coalesce(s.revision, 0) + k.revision as revision,
          s.headers, k.secret, k.previous, k.previous_ends_at as "previousEndsAt"
        from webhook_secrets k left join webhook_subscriptions s on s.id = k.subscription_id
        where k.owner_id = any(${[...owners]}::uuid[])`
      return rows.map(WebhookRows.sealed)
    }, orDie),
    rotate: Effect.fn("WebhookStore.rotate")(function* ({ applicationId, owner }, secret, previousEndsAt) {
      const subscriptionId = isApplication(owner, applicationId) ? null : owner
      if (subscriptionId !== null) yield* find(applicationId, subscriptionId)
      yield* sql`
        insert into webhook_secrets as k (owner_id, application_id, subscription_id, revision, secret)
        values (${owner}, ${applicationId}, ${subscriptionId}, 1, ${secret})
        on conflict (owner_id) do update set revision = k.revision + 1, secret = excluded.secret,
          previous = k.secret, previous_ends_at = ${date(previousEndsAt)}`
    }, atomically),

    append: Effect.fn("WebhookStore.append")((events) => orDie(WebhookOutbox.append(sql, events))),
    sequence: Effect.fn("WebhookStore.sequence")(function* (now, limit) {
      if (!(yield* orDie(WebhookQueues.hasUnnumbered(sql)))) return 0
      return yield* Effect.flatMap(WebhookQueues.mayNumber(sql), (may) =>
        may ? WebhookQueues.number(sql, now, limit) : Effect.succeed(0)
      ).pipe(atomically)
    }),
    events: Effect.fn("WebhookStore.events")(function* (applicationId, since, limit) {
      const rows = yield* sql<WebhookRows.EventRow>`
        select ${sql.literal(WebhookRows.eventColumns)} from webhook_events
        where application_id = ${applicationId} and sequence > ${since} order by sequence limit ${limit}`
      return rows.map(WebhookRows.event)
    }, orDie),

    claim: Effect.fn("WebhookStore.claim")(function* (options) {
      if (options.limit <= 0 || !(yield* orDie(WebhookQueues.hasDue(sql, options.now)))) return []
      const rows = yield* atomically(WebhookQueues.claim(sql, options))
      return rows.toSorted((a, b) => a.place - b.place).map(WebhookRows.claimed)
    }),
    record: Effect.fn("WebhookStore.record")(function* (outcomes) {
      if (outcomes.length > 0) yield* WebhookQueues.record(sql, outcomes)
    }, atomically),

    deliveries: Effect.fn("WebhookStore.deliveries")(function* (applicationId, query) {
      const { before, eventId, limit, state, subscriptionId } = query
      const rows = yield* sql<WebhookRows.DeliveryRow>`
        select ${sql.literal(WebhookRows.deliveryColumns)} from webhook_deliveries d
          join webhook_events e on e.id = d.event left join webhook_subscriptions s on s.id = d.subscription_id
        where ${sql.and([
          sql`d.application_id = ${applicationId}`,
          ...(subscriptionId === undefined ? [] : [sql`d.subscription_id = ${subscriptionId}`]),
          ...(eventId === undefined ? [] : [sql`e.event_id = ${eventId}`]),
          ...(state === undefined ? [] : [sql`d.state = ${state}`]),
          ...(before === undefined ? [] : [sql`d.id < ${before}`])
        ])}
        order by d.id desc limit ${limit}`
      return rows.map(WebhookRows.delivery)
    }, orDie),
    attempts: Effect.fn("WebhookStore.attempts")(function* (applicationId, deliveryId) {
      const [known] = yield* sql`
        select 1 as known from webhook_deliveries where id = ${deliveryId} and application_id = ${applicationId}`
      if (known === undefined) return yield* new DeliveryNotFound()
      const rows = yield* sql<WebhookRows.AttemptRow>`
        select ${sql.literal(WebhookRows.attemptColumns)} from webhook_attempts a where delivery = ${deliveryId} order by id`
      return rows.map(WebhookRows.attempt)
    }, orDie),
    resend: Effect.fn("WebhookStore.resend")(function* (applicationId, deliveryId, now) {
      const [known] = yield* sql`
        select 1 as known from webhook_deliveries d left join webhook_subscriptions s on s.id = d.subscription_id
        where d.id = ${deliveryId} and d.application_id = ${applicationId} and s.disabled_at is null for update of d`
      if (known === undefined) return yield* new DeliveryNotFound()
      yield* WebhookQueues.again(sql, sql`d.id = ${deliveryId} and not d.leased`, now)
    }, atomically),
    resendRange: Effect.fn("WebhookStore.resendRange")(function* (applicationId, range, now) {
      const { delivered = false, from, subscriptionId, to } = range
      const within = sql`d.application_id = ${applicationId} and d.event in (
        select e.id from webhook_events e where e.application_id = ${applicationId}
          and e.created_at >= ${date(from)} and e.created_at < ${date(to)})`
      const made =
        subscriptionId === undefined
          ? 0
          : yield* WebhookQueues.makeMissing(
              sql,
              { applicationId, subscriptionId, from: date(from), to: date(to) },
              now
            )
      const again = yield* WebhookQueues.again(
        sql,
        sql.and([
          within,
          delivered ? sql`d.state <> 'waiting'` : sql`d.state = 'failed'`,
          ...(subscriptionId === undefined ? [] : [sql`d.subscription_id = ${subscriptionId}`])
        ]),
        now
      )
      return made + again
    }, atomically),
    forget: Effect.fn("WebhookStore.forget")(function* (before, limit) {
      const forgotten = yield* sql`
        delete from webhook_events where id in (
          select e.id from webhook_events e
          where e.created_at < ${date(before)} and e.sequence is not null and not exists (
            select from webhook_deliveries d where d.event = e.id and d.state = 'waiting')
          order by e.created_at limit ${limit}
        ) returning 1 as forgotten`
      return forgotten.length
    }, orDie)
  })
})

const isApplication = (owner: Owner, applicationId: Item.ApplicationId): owner is Item.ApplicationId =>
  owner === applicationId

export const layer: Layer.Layer<WebhookStore, never, SqlClient.SqlClient> = Layer.effect(WebhookStore, make)
