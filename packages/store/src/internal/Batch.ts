// Rows of several tables on their way into the database in as few statements as can be: each statement is a turn of its own
// between both sides, which costs more than the few rows that most syncs write.
import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"

/** Rows of one table for one statement: `insert` reads them from its parameters, the first of which has the number that it is given. */
export interface Batch {
  readonly insert: (first: number) => string
  readonly parameters: ReadonlyArray<string | null>
}

/** Rows that can be written under a condition. */
export interface Conditional extends Batch {
  readonly insertWhere: (first: number, condition: string) => string
}

/** The statements that carry these, in their order: tables share one as long as none needs a second one. */
const statements = (tables: ReadonlyArray<ReadonlyArray<Batch>>) => {
  const all: Array<Array<Batch & { readonly table: number }>> = [[]]
  for (const [table, batches] of tables.entries()) {
    for (const [index, rows] of batches.entries()) {
      if (index > 0) all.push([])
      all.at(-1)?.push({ ...rows, table })
    }
  }
  return all.filter((statement) => statement.length > 0)
}

/** Writes rows of several tables, those of an earlier one no later. Answers how many of each were written. */
export const writeTogether = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  tables: ReadonlyArray<ReadonlyArray<Batch>>
): Effect.fn.Return<ReadonlyArray<number>, SqlError.SqlError> {
  const counts = tables.map(() => 0)
  for (const statement of statements(tables)) {
    let used = 0
    const inserts = statement.map(({ insert, parameters }, index) => {
      const first = used + 1
      used += parameters.length
      return `w${index} as (${insert(first)})`
    })
    const counted = statement.map((_, index) => `(select count(*)::int from w${index}) as w${index}`)
    const [written] = yield* sql.unsafe<Readonly<Record<string, number>>>(
      `with ${inserts.join(", ")} select ${counted.join(", ")}`,
      statement.flatMap(({ parameters }) => parameters)
    )
    for (const [index, { table }] of statement.entries()) {
      counts[table] = (counts[table] ?? 0) + (written?.[`w${index}`] ?? 0)
    }
  }
  return counts
})

/** A query that locks what may be written, and its parameters, from $1 on. */
export interface Guard {
  readonly query: string
  readonly parameters: ReadonlyArray<string | number>
}

/** Writes all rows if the guard finds any, else none, in one statement. Answers the transaction that wrote, by the name that its rows bear. */
export const writeIf = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  guard: Guard,
  rows: ReadonlyArray<Conditional>
): Effect.fn.Return<string | undefined, SqlError.SqlError> {
  let used = guard.parameters.length
  const inserts = rows.map(({ insertWhere, parameters }, index) => {
    const first = used + 1
    used += parameters.length
    return `w${index} as (${insertWhere(first, "exists (select from guard)")})`
  })
  const [found] = yield* sql.unsafe<{ readonly transaction: string }>(
    `with guard as (${guard.query}), ${inserts.join(", ")}
      select pg_current_xact_id()::xid::text as transaction where exists (select from guard)`,
    [...guard.parameters, ...rows.flatMap(({ parameters }) => parameters)]
  )
  return found?.transaction
})
