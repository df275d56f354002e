// How the Sql layers run their statements. What a statement fails with is a defect, and one that names no value. What lost against
// another transaction is run again.
import { Effect, Schedule } from "effect"
import { type SqlClient, SqlError } from "effect/sql"

import { StorageFailure } from "../StorageFailure.ts"

/** What the database fails with becomes a defect; what the domain says stays. */
export const orDie = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, Exclude<E, SqlError.SqlError>, R> =>
  effect.pipe(
    Effect.catch(
      (error) =>
        SqlError.isSqlError(error)
          ? Effect.die(new StorageFailure(error))
          : Effect.fail(error as Exclude<E, SqlError.SqlError>) // what the guard leaves, which a type parameter cannot say
    )
  )

const lostARace = (error: unknown): boolean =>
  SqlError.isSqlError(error) && (error.reason._tag === "DeadlockError" || error.reason._tag === "SerializationError")

/** What writes with one statement, which is all or nothing by itself: a transaction around it would be two more turns. */
export const alone = <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A, Exclude<E, SqlError.SqlError>> =>
  orDie(
    Effect.retry(effect, {
      while: lostARace,
      times: 4,
      schedule: Schedule.jittered(Schedule.exponential("20 millis"))
    })
  )

/** All of it or nothing. */
export const transact =
  (sql: SqlClient.SqlClient) =>
  <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A, Exclude<E, SqlError.SqlError>> =>
    alone(sql.withTransaction(effect))
