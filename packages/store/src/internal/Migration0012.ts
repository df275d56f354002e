// The key pairs by which clients encrypt parameters. Of an application one is current, the others are accepted until they end; the
// private half is sealed.
import { Effect } from "effect"
import { SqlClient } from "effect/sql"

export const migration = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`create table parameter_keys (
    id uuid primary key,
    application_id uuid not null references applications on delete cascade,
    public_key text not null,
    private_key bytea not null,
    created_at timestamptz not null,
    ends_at timestamptz
  )`
  yield* sql`create unique index parameter_keys_one_current on parameter_keys (application_id) where ends_at is null`
  yield* sql`create index parameter_keys_of_application on parameter_keys (application_id, created_at desc)`
})
