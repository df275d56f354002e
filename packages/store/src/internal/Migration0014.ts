// The origins whose pages may show the widget of an application in a frame: none, until somebody names one.
import { Effect } from "effect"
import { SqlClient } from "effect/sql"

export const migration = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`alter table applications add column allowed_origins jsonb not null default '[]'`
})
