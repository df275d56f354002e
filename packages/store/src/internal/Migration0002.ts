// The outbox of webhooks. A body is `json`, not `jsonb`: it is sent and signed as the text that it was written as. Events outlive
// the Items that they tell of. A queue stands for one receiver's origin of one application; `next_at` is never later than the
// instant at which something in it may be claimed.
import { Effect } from "effect"
import { SqlClient } from "effect/sql"

const subscriptions = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`create table webhook_subscriptions (
    id uuid primary key,
    application_id uuid not null references applications on delete cascade,
    url text not null,
    event text not null,
    headers bytea,
    revision integer not null,
    failing_since timestamptz,
    disabled_at timestamptz,
    disabled_because text,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (application_id, event, url)
  )`
  yield* sql`create table webhook_secrets (
    owner_id uuid primary key,
    application_id uuid not null references applications on delete cascade,
    subscription_id uuid references webhook_subscriptions on delete cascade,
    revision integer not null,
    secret bytea not null,
    previous bytea,
    previous_ends_at timestamptz
  )`
  yield* sql`create index webhook_secrets_of_subscription on webhook_secrets (subscription_id)`
  yield* sql`create index webhook_secrets_of_application on webhook_secrets (application_id)`
})

const events = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`create table webhook_events (
    id bigint generated always as identity primary key,
    sequence bigint unique,
    event_id uuid not null unique,
    application_id uuid not null,
    item_id uuid,
    event text not null,
    payload json not null,
    item_url text,
    token_url text,
    only_subscription uuid,
    created_at timestamptz not null
  )`
  yield* sql`create index webhook_events_unnumbered on webhook_events (id) where sequence is null`
  yield* sql`create index webhook_events_of_application on webhook_events (application_id, sequence)`
  yield* sql`create index webhook_events_by_age on webhook_events (created_at)`
  yield* sql`create table webhook_sequencer (
    only_row boolean primary key default true check (only_row),
    last bigint not null
  )`
  yield* sql`insert into webhook_sequencer (last) values (0)`
})

const deliveries = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`create table webhook_queues (
    id bigint generated always as identity primary key,
    application_id uuid not null,
    origin text not null,
    failing boolean not null default false,
    next_at timestamptz,
    unique (application_id, origin)
  ) with (fillfactor = 50)`
  yield* sql`create index webhook_queues_due on webhook_queues (next_at) where next_at is not null`
  yield* sql`create table webhook_deliveries (
    id bigint generated always as identity primary key,
    event bigint not null references webhook_events on delete cascade,
    application_id uuid not null,
    queue bigint not null,
    target text not null,
    subscription_id uuid references webhook_subscriptions on delete cascade,
    url text,
    state text not null default 'waiting',
    leased boolean not null default false,
    holder uuid,
    fence integer not null default 0,
    attempts integer not null default 0,
    next_attempt_at timestamptz,
    created_at timestamptz not null
  ) with (fillfactor = 70)`
  yield* sql`create index webhook_deliveries_due on webhook_deliveries (queue, next_attempt_at, id) 
    where state = 'waiting'`
  yield* sql`create index webhook_deliveries_leased on webhook_deliveries (queue, next_attempt_at) where leased`
  yield* sql`create index webhook_deliveries_of_event on webhook_deliveries (event)`
  yield* sql`create index webhook_deliveries_of_application on webhook_deliveries (application_id, id)`
  yield* sql`create index webhook_deliveries_of_subscription on webhook_deliveries (subscription_id, id)`
  yield* sql`create table webhook_attempts (
    id bigint generated always as identity primary key,
    delivery bigint not null references webhook_deliveries on delete cascade,
    application_id uuid not null,
    at timestamptz not null,
    duration integer not null,
    status integer,
    error text,
    answer text
  )`
  yield* sql`create index webhook_attempts_of_delivery on webhook_attempts (delivery, id)`
})

export const migration = Effect.all([subscriptions, events, deliveries], { discard: true })
