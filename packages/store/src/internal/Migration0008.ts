// The Connect Token that made an Item, and the address of its options that hears of it. No index: an Item is found by its own id, and
// whose token made it is read off the row.
import { Effect } from "effect"
import { SqlClient } from "effect/sql"

export const migration = Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql`alter table items add column connect_token_id uuid, add column connect_token_url text`
)
