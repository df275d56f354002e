// What a person or a rule says of a row gets a column of its own, which merges leave as it is: a run that read the row before must
// not write over what was said meanwhile. And the rules of categories, with the recast that each change of them owes the rows held.
import { Effect } from "effect"
import { SqlClient } from "effect/sql"

const owned = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`alter table transactions add column owned jsonb`
  yield* sql`update transactions set owned = nullif(details->'owned', 'null'::jsonb), details = details - 'owned'
    where jsonb_exists(details, 'owned')`
})

const rules = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`create table category_rules (
    id uuid primary key,
    application_id uuid not null references applications on delete cascade,
    description text not null,
    match_type text not null,
    transaction_type text,
    account_type text,
    category_id text not null,
    created_at timestamptz not null
  )`
  yield* sql`create index category_rules_of_application on category_rules (application_id, created_at desc, id desc)`
  yield* sql`create table category_recasts (
    application_id uuid primary key references applications on delete cascade,
    id uuid not null,
    after_account uuid,
    waiting jsonb,
    due_at timestamptz not null
  )`
  yield* sql`create index category_recasts_due on category_recasts (due_at)`
  yield* sql`create index accounts_of_application on accounts (application_id, id)`
})

export const migration = Effect.all([owned, rules], { discard: true })
