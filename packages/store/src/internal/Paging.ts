// How lists are read from a table: whole, or a page of it with the count of all.
import { Effect } from "effect"
import type { SqlClient, SqlError, Statement } from "effect/sql"

import type { PageOf, PageRequest } from "../Pagination.ts"
import type { Table } from "./Table.ts"

/** Rows of the table `name` that `where` holds for, in this order. */
export interface Listed<A> {
  readonly name: string
  readonly table: Table<A>
  readonly where: Statement.Fragment
  readonly order: string
}

export const all = <A>(
  sql: SqlClient.SqlClient,
  { name, order, table, where }: Listed<A>
): Effect.Effect<ReadonlyArray<A>, SqlError.SqlError> =>
  Effect.flatMap(
    sql`select ${sql.literal(table.columns)} from ${sql.literal(name)} where ${where} order by ${sql.literal(order)}`
      .values,
    table.decodeAll
  )

export const page = Effect.fnUntraced(function* <A>(
  sql: SqlClient.SqlClient,
  { name, order, table, where }: Listed<A>,
  { number, size }: PageRequest
): Effect.fn.Return<PageOf<A>, SqlError.SqlError> {
  const [counted] = yield* sql<{ total: bigint }>`select count(*) as total from ${sql.literal(name)} where ${where}`
  const rows = yield* sql`
    select ${sql.literal(table.columns)} from ${sql.literal(name)} where ${where} order by ${sql.literal(order)}
    limit ${size} offset ${(number - 1) * size}`.values
  return { rows: yield* table.decodeAll(rows), total: Number(counted?.total ?? 0) }
})
