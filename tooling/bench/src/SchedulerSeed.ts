// A house with many Items, written by PostgreSQL itself: each had one run that succeeded, and one after the other they are due within a day,
// in an order that is not that of the tables. Beside it a table for each of the bare claims: the same Items, when they are due in the same row.
import { randomUUID } from "node:crypto"

import { Item, Manifest } from "@tomada/core"
import { ApplicationStore, ConnectorStore } from "@tomada/store"
import { DateTime, Effect } from "effect"
import { SqlClient } from "effect/sql"

/** When the first Item is due. */
const begin = DateTime.makeUnsafe("2026-03-20T12:00:00Z")

const connectors = Array.from({ length: 10 }, (_, index) => Manifest.ConnectorId.make(index + 1))

const applications = 20
const day = 86_400_000

/** The instant at which so many of the Items are due. */
export const dueAt = (items: number, due: number): DateTime.Utc =>
  DateTime.add(begin, { milliseconds: Math.ceil((due - 1) * (day / items)) })

/** Neither even nor a multiple of five, so that it comes to each of ten to the power of n places once. */
const stride = 611_953

const settings = ["set session_replication_role = replica", "set synchronous_commit = off", "set statement_timeout = 0"]

const statements = [
  `create unlogged table seed as
     select gen_random_uuid() as id, gen_random_uuid() as run, (array(select id from applications order by id))[1 + n % ${applications}] as application,
       1 + (n / ${applications}) % ${connectors.length} as connector,
       $2::timestamptz + (n::bigint * ${stride} % $1::int) * (interval '1 day' / $1::int) as due
     from generate_series(0, $1::int - 1) as n`,
  `insert into items (id, application_id, connector_id, products, execution_id, execution_status, consecutive_failed_login_attempts,
     credentials_version, last_updated_at, next_auto_sync_at, created_at, updated_at)
   select id, application, connector, '["ACCOUNTS","TRANSACTIONS"]', run, 'SUCCESS', 0, 1, due - interval '1 day', due,
     due - interval '9 days', due - interval '1 day' from seed`,
  `insert into upkeep (item_id, application_id, connector_id, consecutive_failed_syncs, last_execution_ended_at, auto_sync, auto_sync_at,
     consent_ends_at, holds_credentials)
   select id, application, connector, 0, due - interval '1 day',
     jsonb_build_object('_tag', 'OnSchedule', 'succeededAt',
       to_char((due - interval '1 day') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')), due, 'infinity', true from seed`,
  `insert into consents (id, application_id, item_id, products, hosts, text_version, source, given_at)
   select gen_random_uuid(), application, id, '["ACCOUNTS","TRANSACTIONS"]', '["bank.example"]', '1', 'widget',
     due - interval '9 days' from seed`,
  `insert into sealed (item_id, purpose, name, application_id, blob)
   select id, 'credentials', '1', application, decode(repeat('5a', 300), 'hex') from seed`,
  `insert into executions (id, application_id, item_id, trigger, status, fence, created_at, heartbeat_at, ended_at)
   select run, application, id, 'SYNC', 'SUCCESS', 1, due - interval '1 day', due - interval '1 day', due - interval '1 day' from seed`,
  `insert into execution_steps (application_id, execution_id, status, at)
   select application, run, 'SUCCESS', due - interval '1 day' from seed`,
  ...["bare", "bare_with_runs"].flatMap((table) => [
    `create table ${table} (like items including defaults)`,
    `insert into ${table} select * from items`,
    `alter table ${table} add primary key (id)`,
    `create index ${table}_of_application on ${table} (application_id)`,
    `create index ${table}_due on ${table} (next_auto_sync_at) where next_auto_sync_at is not null`
  ]),
  `drop table seed`,
  `set session_replication_role = origin`,
  `set synchronous_commit = on`,
  `checkpoint`,
  `vacuum analyze`,
  `checkpoint`
]

/** Holds so many Items; a power of ten. */
export const seed = Effect.fnUntraced(function* (items: number) {
  const sql = yield* SqlClient.SqlClient
  const store = yield* ApplicationStore.ApplicationStore
  for (let index = 0; index < applications; index++) {
    yield* store.put({
      id: Item.ApplicationId.make(randomUUID()),
      name: `application ${index}`,
      secretHash: "",
      ...ApplicationStore.defaults("production"),
      disabledAt: null,
      createdAt: begin
    })
  }
  yield* (yield* ConnectorStore.ConnectorStore).announce(
    connectors.map((id) => ({ id, unattended: "always", asks: true, oneStepCode: false, sandbox: false }))
  )
  for (const statement of [...settings, ...statements]) {
    const takes = statement.includes("$2") ? [items, DateTime.formatIso(begin)] : []
    yield* sql.unsafe(statement, takes)
  }
})
