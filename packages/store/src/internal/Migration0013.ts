// What is kept of an Item that was deleted: that it was there, and who asked for its end. The table refers to nothing, since nothing of the
// Item is left. And the events of an Item are found by it, so that they can go with it.
import { Effect } from "effect"
import { SqlClient } from "effect/sql"

export const migration = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`create table item_tombstones (
    item_id uuid primary key,
    application_id uuid not null,
    connector_id integer not null,
    created_at timestamptz not null,
    deleted_at timestamptz not null,
    deleted_by text not null
  )`
  yield* sql`create index item_tombstones_by_age on item_tombstones (deleted_at)`
  yield* sql`create index webhook_events_of_item on webhook_events (item_id) where item_id is not null`
})
