// Items of an application in the order in which they are listed, so that a slice of them costs what it shows; and the states of the
// database's connections, which PostgreSQL tells in full to nobody but whom they belong to, so the owner asks on behalf of the rest.
import { Effect } from "effect"
import { SqlClient } from "effect/sql"

export const migration = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`create index items_newest on items (application_id, created_at desc, id desc)`
  yield* sql`drop index items_of_application`
  yield* sql`create function connection_states() returns table (state text, count integer)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
      select state, count(*)::integer from pg_stat_activity
      where datname = current_database() and coalesce(backend_type, 'client backend') = 'client backend' group by state
    $$`
})
