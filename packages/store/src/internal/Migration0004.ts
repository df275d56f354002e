// When an Item may run, and when it runs unasked. What the rules remember of an Item stands in a table of its own, because it is
// written at the ends of runs only. Two indexes over what is due: by connector, for a claim that gives each its places, and over
// all, for the one question of an idle scheduler.
import { Effect } from "effect"
import { SqlClient } from "effect/sql"

const applications = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`alter table applications
    add column auto_sync_every integer default 24,
    add column min_update_frequency_hours integer,
    add column update_policy jsonb`
  yield* sql`update applications set min_update_frequency_hours = 1 where kind = 'production'`
})

const upkeep = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`create table upkeep (
    item_id uuid primary key references items on delete cascade,
    application_id uuid not null,
    connector_id integer not null,
    consecutive_failed_syncs integer not null,
    last_execution_ended_at timestamptz,
    unblocked_at timestamptz,
    auto_sync jsonb not null,
    auto_sync_at timestamptz
  )`
  yield* sql`create index upkeep_due on upkeep (auto_sync_at) where auto_sync_at is not null`
  yield* sql`create index upkeep_due_of_connector on upkeep (connector_id, auto_sync_at) where auto_sync_at is not null`
  yield* sql`create index items_of_connector on items (connector_id, application_id)`
  yield* sql`drop index items_due`
  yield* sql`insert into upkeep (item_id, application_id, connector_id, consecutive_failed_syncs, auto_sync)
    select id, application_id, connector_id, 0, '{"_tag":"NotYet"}'::jsonb from items`
})

const executions = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`alter table executions
    add column new_credentials boolean not null default false,
    add column passed boolean not null default false`
  yield* sql`create index executions_with_new_credentials on executions (item_id, created_at) where new_credentials`
})

const consents = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`alter table consents add column announced_at timestamptz, add column cleared_at timestamptz`
  yield* sql`create index consents_unannounced on consents (expires_at)
    where expires_at is not null and revoked_at is null and announced_at is null`
  yield* sql`create index consents_expiring on consents (expires_at) where expires_at is not null and cleared_at is null`
  yield* sql`create index consents_revoked on consents (revoked_at) where revoked_at is not null and cleared_at is null`
})

const connectors = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`create table connectors (
    id integer primary key,
    unattended text not null,
    asks boolean not null,
    one_step_code boolean not null,
    sandbox boolean not null,
    status text not null default 'ONLINE',
    paused_until timestamptz
  )`
  yield* sql`create table connector_ends (
    connector_id integer not null,
    slice timestamptz not null,
    succeeded integer not null,
    failed integer not null,
    changed integer not null,
    primary key (connector_id, slice)
  )`
})

export const migration = Effect.all([applications, upkeep, executions, consents, connectors], { discard: true })
