// How busy the house is, in PostgreSQL. Every count is of what an index holds apart, so that it costs what is under way and not what there is.
import { DateTime, Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"

import { Gauges, type Reading } from "./Gauges.ts"
import { orDie } from "./internal/Sql.ts"

/** Counted up to here, where a herd is due: more says nothing more. */
const most = 100_000

const states = ["active", "idle", "idle in transaction", "idle in transaction (aborted)"] as const

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  return Gauges.of({
    read: Effect.fn("Gauges.read")(function* (now) {
      const at = DateTime.toDateUtc(now)
      const [row] = yield* sql<Omit<Reading, "connections">>`
        select
          (select count(*)::integer from executions
            where ended_at is null and status not in ('WAITING_USER_INPUT', 'WAITING_USER_ACTION')) as "executionsRunning",
          (select count(*)::integer from executions
            where ended_at is null and status in ('WAITING_USER_INPUT', 'WAITING_USER_ACTION')) as "executionsWaiting",
          (select count(*)::integer from (
            select from upkeep where auto_sync_at <= ${at} limit ${most}) as due) as "itemsDue",
          coalesce((select greatest(0, extract(epoch from ${at}::timestamptz - min(auto_sync_at)))::float8
            from upkeep where auto_sync_at <= ${at}), 0) as "schedulerLag",
          (select count(*)::integer from (
            select from webhook_events where sequence is null limit ${most}) as fresh) as "eventsUnnumbered",
          (select count(*)::integer from (
            select from webhook_deliveries where state = 'waiting' limit ${most}) as waiting) as "deliveriesWaiting",
          coalesce((select greatest(0, extract(epoch from ${at}::timestamptz - min(d.next_attempt_at)))::float8
            from webhook_queues q cross join lateral (
              select d.next_attempt_at from webhook_deliveries d
              where d.queue = q.id and d.state = 'waiting' and d.next_attempt_at <= ${at}
              order by d.next_attempt_at limit 1) d
            where q.next_at <= ${at}), 0) as "deliveryLag"`
      const sessions = yield* sql<{ state: string | null; count: number }>`select state, count from connection_states()`
      const connections = Object.fromEntries(states.map((state) => [state, 0]))
      for (const { count, state } of sessions) {
        const known = states.find((one) => one === state) ?? "unknown"
        connections[known] = (connections[known] ?? 0) + count
      }
      if (row === undefined) return yield* Effect.die(new Error("a select without a table gives one row"))
      return { ...row, connections }
    }, orDie)
  })
})

export const layer: Layer.Layer<Gauges, never, SqlClient.SqlClient> = Layer.effect(Gauges, make)
