// A session with PostgreSQL as the SQL client wants it, from the three ways in which the driver's own are asked.
import type { PgConnection } from "@effect/sql-pg"
import { Effect, Stream } from "effect"
import { type SqlConnection, SqlError } from "effect/sql"

/** What of the driver's connection a session needs. */
export type Asked = Pick<PgConnection.PgConnection, "query" | "queryValues" | "stream">

type Transform = (<A extends object>(row: ReadonlyArray<A>) => ReadonlyArray<A>) | undefined

/** No rows are transformed in this package, so only what the client's type asks for is done about it. */
export const of = ({ query, queryValues, stream }: Asked): SqlConnection.Connection => {
  const rows = (sql: string, parameters: ReadonlyArray<unknown>, transform: Transform, prepare: boolean) =>
    Effect.map(query(sql, parameters, prepare), (found) => (transform ? transform(found.rows) : found.rows))
  return {
    execute: (sql, parameters, transform) => rows(sql, parameters, transform, true),
    executeUnprepared: (sql, parameters, transform) => rows(sql, parameters, transform, false),
    executeRaw: (sql, parameters) => query(sql, parameters),
    executeValues: (sql, parameters) => queryValues(sql, parameters),
    executeValuesUnprepared: (sql, parameters) => queryValues(sql, parameters, false),
    executeStream: (sql, parameters, transform) => {
      const found = stream(sql, parameters)
      return transform ? Stream.mapArray(found, (some) => [...transform(some)] as unknown as typeof some) : found // as many as there were
    }
  }
}

export const rolledBack = () =>
  new SqlError.SqlError({
    reason: new SqlError.UnknownError({
      cause: new Error("the transaction had failed"),
      message: "the transaction had failed and was rolled back",
      operation: "commit"
    })
  })

/** PostgreSQL answers `ROLLBACK` to the commit of a transaction that has failed. */
export const isRolledBack = (result: unknown): boolean => (result as PgConnection.Result).command === "ROLLBACK" // what `executeRaw` above answers

export const commit = (session: SqlConnection.Connection): Effect.Effect<void, SqlError.SqlError> =>
  Effect.flatMap(session.executeRaw("COMMIT", []), (result) =>
    isRolledBack(result) ? Effect.fail(rolledBack()) : Effect.void
  )
