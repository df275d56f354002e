// The floor of storing a collection: one `insert ... on conflict` with the rows as one array a column that leaves unchanged rows alone, into
// a table of 10 columns with 3 indexes. It knows a row by the institution's id alone, and nothing of removal or coverage.
import { randomUUID } from "node:crypto"

import type { Transaction } from "@tomada/core"
import { BigDecimal, Effect } from "effect"
import { SqlClient } from "effect/sql"

import * as MergeRows from "./MergeRows.ts"

/** A row as the statement takes it. */
export interface BareRow {
  readonly id: string
  readonly account_id: string
  readonly provider_id: string
  readonly date: string
  readonly amount: string
  readonly currency: string
  readonly description: string
  readonly category: string
  readonly status: string
  readonly raw: { readonly providerCode: string }
}

export const bareOf = (accountId: string, row: Transaction.CollectedTransaction): BareRow => ({
  id: randomUUID(),
  account_id: accountId,
  provider_id: row.institutionId ?? "",
  date: row.date,
  amount: BigDecimal.format(row.amount),
  currency: row.currencyCode,
  description: row.description,
  category: row.category ?? "",
  status: row.status,
  raw: { providerCode: row.providerCode ?? "" }
})

const statement = `
  insert into tx (id, account_id, provider_id, date, amount, currency, description, category, status, raw)
  select id, account_id, provider_id, date, amount, currency, description, category, status, raw
  from unnest($1::uuid[], $2::uuid[], $3::text[], $4::date[], $5::numeric[], $6::text[], $7::text[], $8::text[], $9::text[], $10::jsonb[])
    as x(id, account_id, provider_id, date, amount, currency, description, category, status, raw)
  on conflict (account_id, provider_id) do update set date = excluded.date, amount = excluded.amount,
    description = excluded.description, category = excluded.category, status = excluded.status, raw = excluded.raw, updated_at = now()
  where (tx.date, tx.amount, tx.description, tx.category, tx.status, tx.raw)
    is distinct from (excluded.date, excluded.amount, excluded.description, excluded.category, excluded.status, excluded.raw)
  returning 1 as written`

/** The table. */
export const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`create table tx (
    id uuid primary key,
    account_id uuid not null,
    provider_id text not null,
    date date not null,
    amount numeric not null,
    currency text not null,
    description text not null,
    category text not null,
    status text not null,
    raw jsonb not null,
    updated_at timestamptz not null default now(),
    unique (account_id, provider_id)
  )`
  yield* sql`create index tx_newest on tx (account_id, date desc, id desc)`
})

/** Holds a history of so many days of this account. */
export const holding = Effect.fnUntraced(function* (accountId: string, days: number) {
  const sql = yield* SqlClient.SqlClient
  const { columns } = MergeRows
  yield* sql.unsafe(
    `insert into tx (id, account_id, provider_id, date, amount, currency, description, category, status, raw)
     select gen_random_uuid(), $3, ${columns.institutionId}, ${columns.date}, ${columns.amount}, 'BRL', ${columns.description},
       ${columns.category}, 'POSTED', jsonb_build_object('providerCode', ${columns.providerCode}) ${columns.from}`,
    [days, MergeRows.dayOf(0, days), accountId]
  )
  yield* sql`vacuum analyze tx`
  yield* sql`checkpoint`
})

const columns = [
  "id",
  "account_id",
  "provider_id",
  "date",
  "amount",
  "currency",
  "description",
  "category",
  "status",
  "raw"
] as const

/** A column of the rows as PostgreSQL reads an array from text. */
const arrayOf = (rows: ReadonlyArray<BareRow>, column: (typeof columns)[number]): string =>
  `{${rows.map((row) => JSON.stringify(column === "raw" ? JSON.stringify(row.raw) : row[column])).join(",")}}`

/** Answers how many rows it wrote; an unchanged row is none. */
export const upsert = Effect.fnUntraced(function* (rows: ReadonlyArray<BareRow>) {
  const sql = yield* SqlClient.SqlClient
  const written = yield* sql.unsafe(
    statement,
    columns.map((column) => arrayOf(rows, column))
  )
  return written.length
})
