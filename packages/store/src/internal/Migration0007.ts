// How much of an institution's budgets was used, a row for each window of each: of a connector, and of an Item, with which its rows go. Rows
// are of no use once their window has ended.
import { Effect } from "effect"
import { SqlClient } from "effect/sql"

const count = `
    budget text not null,
    window_from timestamptz not null,
    resets_at timestamptz not null,
    allowed integer not null,
    used integer not null`

export const migration = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`create table connector_budgets (
    connector_id integer not null, ${sql.literal(count)},
    primary key (connector_id, budget, window_from)
  ) with (fillfactor = 50)`
  yield* sql`create table item_budgets (
    item_id uuid not null references items on delete cascade,
    application_id uuid not null, ${sql.literal(count)},
    primary key (item_id, budget, window_from)
  ) with (fillfactor = 50)`
  yield* sql`create index connector_budgets_ended on connector_budgets (resets_at)`
  yield* sql`create index item_budgets_ended on item_budgets (resets_at)`
})
