// Masked screenshots of visits that failed in a browser. They go with their execution and its Item, and are found by their expiry.
import { Effect } from "effect"
import { SqlClient } from "effect/sql"

export const migration = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`create table screenshots (
    execution_id uuid primary key references executions on delete cascade,
    application_id uuid not null,
    item_id uuid not null references items on delete cascade,
    image bytea not null,
    taken_at timestamptz not null,
    expires_at timestamptz not null
  )`
  yield* sql`create index screenshots_of_item on screenshots (item_id)`
  yield* sql`create index screenshots_by_expiry on screenshots (expires_at)`
})
