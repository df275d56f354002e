// Which connectors an application reaches; those that were made before reach all.
import { Effect } from "effect"
import { SqlClient } from "effect/sql"

export const migration = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`alter table applications add column connector_reach text not null default 'all'`
})
