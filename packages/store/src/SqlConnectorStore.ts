// Connectors in PostgreSQL.
import type { Item } from "@tomada/core"
import { DateTime, Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"

import { ConnectorStore, type Ends, sliceMinutes, unknown } from "./ConnectorStore.ts"
import { orDie, transact } from "./internal/Sql.ts"
import { connectors } from "./internal/Tables.ts"

/** The slice that an instant is counted in. */
const slice = (at: DateTime.Utc): Date => {
  const length = sliceMinutes * 60_000
  return DateTime.toDateUtc(DateTime.makeUnsafe(Math.floor(at.epochMilliseconds / length) * length))
}

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const columns = sql.literal(connectors.columns)

  return ConnectorStore.of({
    announce: Effect.fn("ConnectorStore.announce")(function* (facts) {
      yield* sql`
        insert into connectors (id, unattended, asks, one_step_code, sandbox)
        select id, unattended, asks, "oneStepCode", sandbox from jsonb_to_recordset(${JSON.stringify(facts)}::jsonb)
          as rows (id integer, unattended text, asks boolean, "oneStepCode" boolean, sandbox boolean)
        on conflict (id) do update set unattended = excluded.unattended, asks = excluded.asks,
          one_step_code = excluded.one_step_code, sandbox = excluded.sandbox`
    }, orDie),
    get: Effect.fn("ConnectorStore.get")(function* (id) {
      const [row] = yield* sql`select ${columns} from connectors where id = ${id}`
      return row === undefined ? unknown(id) : yield* connectors.decode(row)
    }, orDie),
    all: Effect.flatMap(sql`select ${columns} from connectors order by id`.values, connectors.decodeAll).pipe(orDie),
    count: Effect.fn("ConnectorStore.count")(function* (id, end, now) {
      const one = (of: typeof end) => (of === end ? 1 : 0)
      yield* sql`
        insert into connector_ends as held (connector_id, slice, succeeded, failed, changed)
        values (${id}, ${slice(now)}, ${one("succeeded")}, ${one("failed")}, ${one("changed")})
        on conflict (connector_id, slice) do update set succeeded = held.succeeded + excluded.succeeded,
          failed = held.failed + excluded.failed, changed = held.changed + excluded.changed`
    }, orDie),
    ends: Effect.fn("ConnectorStore.ends")(function* (id, since) {
      const from = slice(since)
      yield* sql`delete from connector_ends where connector_id = ${id} and slice < ${from}`
      const [row] = yield* sql<Ends>`
          select coalesce(sum(succeeded), 0)::int as succeeded, coalesce(sum(failed), 0)::int as failed,
            coalesce(sum(changed), 0)::int as changed
          from connector_ends where connector_id = ${id}`
      return row ?? { succeeded: 0, failed: 0, changed: 0 }
    }, transact(sql)),
    judge: Effect.fn("ConnectorStore.judge")(function* (id, { pausedUntil, status }) {
      const [before] = yield* sql`select ${columns} from connectors where id = ${id} for update`
      if (before === undefined) return unknown(id)
      yield* sql`update connectors set status = ${status},
          paused_until = ${pausedUntil === null ? null : DateTime.toDateUtc(pausedUntil)} where id = ${id}`
      return yield* connectors.decode(before)
    }, transact(sql)),
    applications: Effect.fn("ConnectorStore.applications")(function* (id) {
      const rows = yield* sql<{ id: Item.ApplicationId }>`
        select distinct application_id as id from items where connector_id = ${id}`
      return rows.map((row) => row.id)
    }, orDie)
  })
})

export const layer: Layer.Layer<ConnectorStore, never, SqlClient.SqlClient> = Layer.effect(ConnectorStore, make)
