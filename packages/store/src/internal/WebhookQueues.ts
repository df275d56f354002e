// The statements by which deliveries come into being, are claimed and end. Their locks: a claim holds queues before it looks into
// them, so that what another transaction adds is either seen or lowers `next_at` afterwards; everybody else adds first and lowers
// `next_at` last, in the order of application and origin. `next_at` is raised by a claim alone.
import { Delivery } from "@tomada/core"
import { DateTime, Effect } from "effect"
import type { SqlClient, SqlError, Statement as Statements } from "effect/sql"

import type { ClaimOptions, Outcome } from "../WebhookStore.ts"
import { storable } from "./Table.ts"
import type { ClaimedRow } from "./WebhookRows.ts"

type Sql = SqlClient.SqlClient
type Statement<A> = Effect.Effect<A, SqlError.SqlError>

const date = (instant: DateTime.Utc): Date => DateTime.toDateUtc(instant)

/** Whether there is an event without a number; one probe of an index. */
export const hasUnnumbered = (sql: Sql): Statement<boolean> =>
  Effect.map(
    sql<{ some: boolean }>`select exists (select 1 from webhook_events where sequence is null) as some`,
    ([row]) => row?.some === true
  )

/** Holds the one right to number until the transaction ends; false when another process has it. */
export const mayNumber = (sql: Sql): Statement<boolean> =>
  Effect.map(sql`select last from webhook_sequencer for update skip locked`, (rows) => rows.length === 1)

/** `Delivery.hears` of the subscription `s`, in SQL. */
const hears = (event: string): string =>
  `(s.event = ${event} or ${event} not in (${Delivery.beyondWire.map((name) => `'${name}'`).join(", ")})
    and (s.event = 'all' or (s.event = 'item/all' and ${event} like 'item/%')))`

/** Numbers events and makes their deliveries; to be run by whom `mayNumber` allows it. */
export const number = (sql: Sql, now: DateTime.Utc, limit: number): Statement<number> =>
  Effect.map(
    sql<{ numbered: number }>`
      with fresh as (
        select e.id, s.last + row_number() over (order by e.id) as sequence
        from (select id from webhook_events where sequence is null order by id limit ${limit}) e, webhook_sequencer s
      ), counted as (
        update webhook_sequencer set last = greatest(last, (select max(sequence) from fresh)) where exists (select 1 from fresh)
      ), numbered as (
        update webhook_events e set sequence = fresh.sequence from fresh where e.id = fresh.id returning e.*
      ), wanted as (
        select n.id, n.sequence, n.application_id, 'subscription' as target, s.id as subscription_id, null as url, s.url as to_url
        from numbered n join webhook_subscriptions s on s.application_id = n.application_id and s.disabled_at is null
        where case when n.only_subscription is null
          then ${sql.literal(hears("n.event"))}
          else s.id = n.only_subscription end
        union all
        select n.id, n.sequence, n.application_id, 'item', null, n.item_url, n.item_url
        from numbered n where n.item_url is not null and n.only_subscription is null
        union all
        select n.id, n.sequence, n.application_id, 'token', null, n.token_url, n.token_url
        from numbered n where n.token_url is not null and n.only_subscription is null and n.token_url is distinct from n.item_url
      ), targets as (
        select *, ${sql.literal(origin("to_url"))} as origin from wanted
      ), queues as (
        insert into webhook_queues as q (application_id, origin, next_at)
        select distinct application_id, origin, ${date(now)}::timestamptz from targets order by application_id, origin
        on conflict (application_id, origin) do update set next_at = least(q.next_at, excluded.next_at)
        returning q.id, q.application_id, q.origin
      ), made as (
        insert into webhook_deliveries (event, application_id, queue, target, subscription_id, url, next_attempt_at, created_at)
        select t.id, t.application_id, q.id, t.target, t.subscription_id, t.url, ${date(now)}, ${date(now)}
        from targets t join queues q on q.application_id = t.application_id and q.origin = t.origin
        order by t.sequence
      )
      select count(*)::integer as numbered from fresh`,
    ([row]) => row?.numbered ?? 0
  )

/** What a queue is named by. */
export const origin = (url: string): string => `lower(coalesce(substring(${url} from '^[^/?#]*//[^/?#]*'), ${url}))`

/** Queues that may be full and still due, which stand in the way of others when they are the longest due. */
const full = 256

/** Whether a queue is due; one probe of an index, where a claim would be a transaction. */
export const hasDue = (sql: Sql, now: DateTime.Utc): Statement<boolean> =>
  Effect.map(
    sql<{ some: boolean }>`select exists (select 1 from webhook_queues where next_at <= ${date(now)}) as some`,
    ([row]) => row?.some === true
  )

/** Claims due deliveries, in no order. In a transaction of its own. */
export const claim = Effect.fnUntraced(function* (
  sql: Sql,
  { now, leaseEndsAt, holder, limit, failing, each, eachFailing }: ClaimOptions
): Effect.fn.Return<ReadonlyArray<ClaimedRow>, SqlError.SqlError> {
  const held = yield* sql<{ id: bigint | string }>`
    select id from webhook_queues where next_at <= ${date(now)} order by failing, next_at limit ${limit + full}
    for update skip locked`
  if (held.length === 0) return []
  const queues = held.map(({ id }) => String(id))
  const rows = yield* sql<ClaimedRow>`
    with candidates as (
      select d.id, q.failing, d.next_attempt_at,
        row_number() over (partition by q.id order by d.next_attempt_at, d.id) as turn
      from webhook_queues q
      cross join lateral (
        select count(*) as n from webhook_deliveries l
        where l.queue = q.id and l.leased and l.holder = ${holder} and l.next_attempt_at > ${date(now)}
      ) busy
      cross join lateral (
        select d.id, d.next_attempt_at from webhook_deliveries d
        where d.queue = q.id and d.state = 'waiting' and d.next_attempt_at <= ${date(now)}
        order by d.next_attempt_at, d.id
        limit greatest(0, case when q.failing then ${eachFailing}::bigint else ${each}::bigint end - busy.n)
        for update of d skip locked
      ) d
      where q.id = any(${queues}::bigint[])
    ), ranked as (
      select *, row_number() over (partition by failing order by turn, next_attempt_at, id) as place from candidates
    ), picked as (
      select id, failing, row_number() over (order by failing, place) as place from ranked
      where not failing or place <= ${failing} order by failing, place limit ${limit}
    )
    update webhook_deliveries d
    set leased = true, holder = ${holder}, next_attempt_at = ${date(leaseEndsAt)}, fence = d.fence + 1
    from picked p
      join webhook_deliveries x on x.id = p.id
      join webhook_events e on e.id = x.event
      left join webhook_subscriptions s on s.id = x.subscription_id
      left join webhook_secrets k on k.owner_id = coalesce(x.subscription_id, x.application_id)
    where d.id = p.id
    returning d.id::float8 as id, d.application_id as "applicationId", e.event_id as "eventId", e.event, d.target,
      d.subscription_id as "subscriptionId", coalesce(d.url, s.url) as url, d.attempts, d.fence, e.payload::text as body,
      s.failing_since as "failingSince", coalesce(s.revision, 0) + coalesce(k.revision, 0) as revision, p.failing,
      p.place::integer as place`
  yield* sql`
    update webhook_queues q set next_at = (
      select case when (
        select count(*) from webhook_deliveries l
        where l.queue = q.id and l.leased and l.holder = ${holder} and l.next_attempt_at > ${date(now)}
      ) < case when q.failing then ${eachFailing}::bigint else ${each}::bigint end
        then min(d.next_attempt_at) else greatest(min(d.next_attempt_at), ${date(now)}) end
      from webhook_deliveries d where d.queue = q.id and d.state = 'waiting'
    ) where q.id = any(${queues}::bigint[])`
  return rows
})

const states = { Delivered: "delivered", Retry: "waiting", GivenUp: "failed" } as const

const outcomeRow = ({ answer, at, duration, error, fence, id, status, verdict }: Outcome): object => ({
  id,
  fence,
  state: states[verdict._tag],
  next: verdict._tag === "Retry" ? DateTime.formatIso(verdict.at) : null,
  at: DateTime.formatIso(at),
  duration: Math.max(0, Math.round(duration)),
  status,
  error,
  answer: answer === null ? null : storable(answer)
})

/** Keeps what came of claimed deliveries. */
export const record = (sql: Sql, outcomes: ReadonlyArray<Outcome>): Statement<void> =>
  Effect.asVoid(sql`
    with outcomes as (
      select * from jsonb_to_recordset(${JSON.stringify(outcomes.map(outcomeRow))}::jsonb) as o (
        id bigint, fence integer, state text, next timestamptz, at timestamptz, duration integer, status integer, error text,
        answer text)
    ), logged as (
      insert into webhook_attempts (delivery, application_id, at, duration, status, error, answer)
      select d.id, d.application_id, o.at, o.duration, o.status, o.error, o.answer
      from outcomes o join webhook_deliveries d on d.id = o.id
    ), ended as (
      update webhook_deliveries d
      set leased = false, attempts = d.attempts + 1, state = o.state, next_attempt_at = o.next
      from outcomes o where d.id = o.id and d.fence = o.fence and d.leased
      returning d.queue, d.subscription_id, o.state = 'delivered' as well, o.at, o.next
    ), health as (
      update webhook_subscriptions s set failing_since = case when h.well then null else h.at end
      from (
        select subscription_id, bool_or(well) as well, min(at) as at from ended
        where subscription_id is not null group by subscription_id
      ) h
      where s.id = h.subscription_id and h.well = (s.failing_since is not null)
    ), touched as (
      select q.id, t.well, t.next
      from (select queue, bool_or(well) as well, min(next) as next from ended group by queue) t
        join webhook_queues q on q.id = t.queue
      order by q.application_id, q.origin for update of q
    )
    update webhook_queues q set failing = not touched.well, next_at = least(q.next_at, touched.next)
    from touched where q.id = touched.id`)

/** Makes the deliveries that hold due in a new series, unless their subscription is disabled; answers how many. */
export const again = (sql: Sql, which: Statements.Fragment, now: DateTime.Utc): Statement<number> =>
  Effect.map(
    sql<{ count: number }>`
      with again as (
        update webhook_deliveries d
        set state = 'waiting', attempts = 0, leased = false, fence = fence + 1, next_attempt_at = ${date(now)}
        where ${which} and not exists (
          select from webhook_subscriptions s where s.id = d.subscription_id and s.disabled_at is not null)
        returning d.queue
      ), touched as (
        select q.id from webhook_queues q where q.id in (select queue from again)
        order by q.application_id, q.origin for update
      ), lowered as (
        update webhook_queues q set next_at = least(q.next_at, ${date(now)}) from touched where q.id = touched.id
      )
      select count(*)::integer as count from again`,
    ([row]) => row?.count ?? 0
  )

/** Makes the deliveries of an enabled subscription that it never had; answers how many. */
export const makeMissing = (
  sql: Sql,
  range: {
    readonly applicationId: string
    readonly subscriptionId: string
    readonly from: Date
    readonly to: Date
  },
  now: DateTime.Utc
): Statement<number> =>
  Effect.map(
    sql<{ count: number }>`
      with missing as (
        select e.id, e.sequence, s.application_id, s.id as subscription_id, ${sql.literal(origin("s.url"))} as origin
        from webhook_subscriptions s join webhook_events e on e.application_id = s.application_id
        where s.id = ${range.subscriptionId} and s.application_id = ${range.applicationId} and s.disabled_at is null
          and e.sequence is not null and e.created_at >= ${range.from} and e.created_at < ${range.to}
          and e.only_subscription is null
          and ${sql.literal(hears("e.event"))}
          and not exists (
            select from webhook_deliveries d where d.event = e.id and d.subscription_id = s.id)
      ), queues as (
        insert into webhook_queues as q (application_id, origin, next_at)
        select distinct application_id, origin, ${date(now)}::timestamptz from missing
        on conflict (application_id, origin) do update set next_at = least(q.next_at, excluded.next_at)
        returning q.id
      ), made as (
        insert into webhook_deliveries (event, application_id, queue, target, subscription_id, next_attempt_at, created_at)
        select m.id, m.application_id, queues.id, 'subscription', m.subscription_id, ${date(now)}, ${date(now)}
        from missing m, queues order by m.sequence
        returning 1
      )
      select count(*)::integer as count from made`,
    ([row]) => row?.count ?? 0
  )
