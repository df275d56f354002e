// The first tables. Everything of an Item goes with it by cascade; `application_id` stands on every row, so that row
// level security can be laid over them later. Statements hold one command each: the protocol takes no more.
import { Effect } from "effect"
import { SqlClient } from "effect/sql"

const applications = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`create table applications (
    id uuid primary key,
    name text not null,
    secret_hash text not null,
    kind text not null,
    disabled_at timestamptz,
    created_at timestamptz not null
  )`
})

const items = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`create table items (
    id uuid primary key,
    application_id uuid not null references applications,
    connector_id integer not null,
    products jsonb not null,
    client_user_id text,
    webhook_url text,
    oauth_redirect_uri text,
    execution_id uuid,
    execution_status text not null,
    error jsonb,
    challenge jsonb,
    status_detail jsonb,
    consecutive_failed_login_attempts integer not null,
    credentials_version integer not null,
    last_updated_at timestamptz,
    next_auto_sync_at timestamptz,
    auto_sync_disabled_at timestamptz,
    consent_expires_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`
  yield* sql`create index items_of_application on items (application_id)`
  yield* sql`create index items_due on items (next_auto_sync_at) where next_auto_sync_at is not null`
  yield* sql`create table consents (
    id uuid primary key,
    application_id uuid not null,
    item_id uuid not null references items on delete cascade,
    products jsonb not null,
    hosts jsonb not null,
    text_version text not null,
    source text not null,
    given_at timestamptz not null,
    expires_at timestamptz,
    revoked_at timestamptz
  )`
  yield* sql`create index consents_of_item on consents (item_id, given_at desc)`
  yield* sql`create table sealed (
    item_id uuid not null references items on delete cascade,
    purpose text not null,
    name text not null,
    application_id uuid not null,
    blob bytea not null,
    primary key (item_id, purpose, name)
  )`
})

const executions = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`create table executions (
    id uuid primary key,
    application_id uuid not null,
    item_id uuid not null references items on delete cascade,
    trigger text not null,
    status text not null,
    error jsonb,
    challenge jsonb,
    status_detail jsonb,
    fence integer not null,
    created_at timestamptz not null,
    heartbeat_at timestamptz,
    ended_at timestamptz
  )`
  yield* sql`create unique index executions_one_active on executions (item_id) where ended_at is null`
  yield* sql`create index executions_of_item on executions (item_id)`
  yield* sql`create index executions_silent on executions (coalesce(heartbeat_at, created_at)) where ended_at is null`
  yield* sql`create table execution_steps (
    id bigint generated always as identity primary key,
    application_id uuid not null,
    execution_id uuid not null references executions on delete cascade,
    status text not null,
    at timestamptz not null
  )`
  yield* sql`create index execution_steps_of_execution on execution_steps (execution_id, id)`
  yield* sql`create table challenges (
    id text primary key,
    application_id uuid not null,
    item_id uuid not null references items on delete cascade,
    execution_id uuid not null references executions on delete cascade,
    answered_at timestamptz
  )`
  yield* sql`create index challenges_of_item on challenges (item_id)`
  yield* sql`create index challenges_of_execution on challenges (execution_id)`
  yield* sql`create table answers (
    challenge_id text primary key references challenges on delete cascade,
    application_id uuid not null,
    blob bytea not null
  )`
})

const products = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`create table accounts (
    id uuid primary key,
    ordinal bigint generated always as identity,
    application_id uuid not null,
    item_id uuid not null references items on delete cascade,
    type text not null,
    key text not null,
    balance numeric not null,
    currency_code text not null,
    details jsonb not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (item_id, type, currency_code, key)
  )`
  yield* sql`create table coverage (
    account_id uuid not null references accounts on delete cascade,
    product text not null,
    application_id uuid not null,
    intervals jsonb not null,
    collected_at timestamptz,
    deep_rescan_at timestamptz,
    primary key (account_id, product)
  )`
  yield* sql`create table transactions (
    id uuid primary key,
    application_id uuid not null,
    account_id uuid not null references accounts on delete cascade,
    institution_id text,
    date date not null,
    position integer not null,
    status text not null,
    type text not null,
    amount numeric not null,
    currency_code text not null,
    description text not null,
    state text not null,
    absences integer not null,
    absent_in text,
    unconfirmed boolean not null,
    recipe integer not null,
    details jsonb not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`
  yield* sql`create index transactions_newest on transactions
    (account_id, date desc, position desc, id desc) include (state)`
  yield* sql`create index transactions_institution on transactions (account_id, institution_id)
    where institution_id is not null`
  yield* sql`create index transactions_unsettled on transactions (account_id)
    where state = 'live' and (status = 'PENDING' or (status = 'POSTED' and absences > 0 and not unconfirmed))`
  yield* sql`create table identities (
    id uuid primary key,
    application_id uuid not null,
    item_id uuid not null unique references items on delete cascade,
    details jsonb not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`
})

export const migration = Effect.all([applications, items, executions, products], { discard: true })
