// What is held beside accounts and transactions, why a merge did what it did, and the pages that a run has collected and not
// merged yet. An execution's counts stand in a table of their own, because they are written once, at its end.
import { Effect } from "effect"
import { SqlClient } from "effect/sql"

const life = `
    state text not null,
    absences integer not null,
    absent_in text,
    details jsonb not null,
    created_at timestamptz not null,
    updated_at timestamptz not null`

const ofAccounts = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`create table bills (
    id uuid primary key,
    application_id uuid not null,
    account_id uuid not null references accounts on delete cascade,
    key text not null,
    due_date date not null,
    total_amount numeric not null,
    total_amount_currency_code text not null, ${sql.literal(life)}
  )`
  yield* sql`create index bills_newest on bills (account_id, due_date desc, id desc)`
  yield* sql`create table account_statements (
    id uuid primary key,
    application_id uuid not null,
    account_id uuid not null references accounts on delete cascade,
    key text not null,
    month_year text not null, ${sql.literal(life)}
  )`
  yield* sql`create index account_statements_newest on account_statements
    (account_id, right(month_year, 4) desc, month_year desc, id desc)`
})

const ofItems = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`create table investments (
    id uuid primary key,
    ordinal bigint generated always as identity,
    application_id uuid not null,
    item_id uuid not null references items on delete cascade,
    type text not null,
    key text not null,
    balance numeric not null,
    currency_code text not null, ${sql.literal(life)}
  )`
  yield* sql`create index investments_of_item on investments (item_id, created_at, ordinal)`
  yield* sql`create table investment_coverage (
    investment_id uuid primary key references investments on delete cascade,
    application_id uuid not null,
    intervals jsonb not null,
    collected_at timestamptz,
    deep_rescan_at timestamptz
  )`
  yield* sql`create table investment_transactions (
    id uuid primary key,
    application_id uuid not null,
    investment_id uuid not null references investments on delete cascade,
    institution_id text,
    date date not null,
    type text not null, ${sql.literal(life)}
  )`
  yield* sql`create index investment_transactions_newest on investment_transactions
    (investment_id, date desc, id desc) include (state)`
  yield* sql`create index investment_transactions_institution on investment_transactions (investment_id, institution_id)
    where institution_id is not null`
  yield* sql`create index investment_transactions_unsettled on investment_transactions (investment_id)
    where state = 'live' and absences > 0`
  yield* sql`create table loans (
    id uuid primary key,
    ordinal bigint generated always as identity,
    application_id uuid not null,
    item_id uuid not null references items on delete cascade,
    kind text not null,
    key text not null,
    currency_code text not null, ${sql.literal(life)}
  )`
  yield* sql`create index loans_of_item on loans (item_id, created_at, ordinal)`
})

const decisions = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`create table merge_decisions (
    id bigint generated always as identity primary key,
    application_id uuid not null,
    account_id uuid not null references accounts on delete cascade,
    execution_id uuid not null,
    transaction_id uuid,
    rule text not null,
    evidence jsonb not null,
    rivals integer not null,
    at timestamptz not null
  )`
  yield* sql`create index merge_decisions_of_account on merge_decisions (account_id, id desc)`
  yield* sql`create index merge_decisions_of_transaction on merge_decisions (transaction_id, id desc)
    where transaction_id is not null`
  yield* sql`create table merge_suggestions (
    id uuid primary key,
    ordinal bigint generated always as identity,
    application_id uuid not null,
    account_id uuid not null references accounts on delete cascade,
    execution_id uuid not null,
    why text not null,
    held uuid not null,
    created uuid not null,
    evidence jsonb not null,
    state text not null,
    acceptance jsonb,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (held, created)
  )`
  yield* sql`create index merge_suggestions_of_account on merge_suggestions (account_id, ordinal desc)`
})

const executions = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`create table execution_counts (
    execution_id uuid not null references executions on delete cascade,
    product text not null,
    application_id uuid not null,
    collected integer not null,
    created integer not null,
    updated integer not null,
    removed integer not null,
    primary key (execution_id, product)
  )`
  yield* sql`create table staged_pages (
    execution_id uuid not null references executions on delete cascade,
    name text not null,
    application_id uuid not null,
    item_id uuid not null,
    blob bytea not null,
    primary key (execution_id, name)
  )`
})

export const migration = Effect.all([ofAccounts, ofItems, decisions, executions], { discard: true })
