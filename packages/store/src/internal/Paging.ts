// How lists are read from a table: whole, or a page of it with the count of all.
import { DateTime, Effect, Option } from "effect"
import type { SqlClient, SqlError, Statement } from "effect/sql"

import { type PageOf, type PageRequest, type Place, type Slice, slice } from "../Pagination.ts"
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

/** Up to `limit` rows of those that `where` holds for, the newest by `created_at` and id first, behind a place; `table` has both columns. */
export const after = Effect.fnUntraced(function* <A extends { readonly createdAt: DateTime.Utc; readonly id: string }>(
  sql: SqlClient.SqlClient,
  { name, table, where }: Omit<Listed<A>, "order">,
  place: Option.Option<Place>,
  limit: number
): Effect.fn.Return<Slice<A>, SqlError.SqlError> {
  const behind = Option.match(place, {
    onNone: () => sql`true`,
    onSome: ({ at, id }) => sql`(created_at, id) < (${DateTime.toDateUtc(at)}, ${id}::uuid)`
  })
  const rows = yield* sql`
    select ${sql.literal(table.columns)} from ${sql.literal(name)} where ${where} and ${behind}
    order by created_at desc, id desc limit ${limit + 1}`.values
  return slice(yield* table.decodeAll(rows), limit, ({ createdAt, id }) => ({ at: createdAt, id }))
})
