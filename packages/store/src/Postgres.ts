// The pool of connections. A transaction that a frozen process holds open is ended by the server, because its locks
// would keep an Item from everybody; a statement has a deadline for the same reason.
import { PgClient } from "@effect/sql-pg"
import { Duration, Effect, type Layer, type Redacted, Schema } from "effect"
import { SqlClient, type SqlError } from "effect/sql"

/** No connection could be had; `reason` never holds the address or the password. */
export class Unreachable extends Schema.TaggedError<Unreachable>()("Unreachable", { reason: Schema.String }) {
  override get message() {
    return `the database cannot be reached: ${this.reason}`
  }
}

/**
 * - `url`: `postgresql://user:password@host:port/database`.
 * - `statementTimeout`: default 60 s; also for a transaction that does nothing.
 */
export interface Options {
  readonly url: Redacted.Redacted<string>
  readonly maxConnections?: number
  readonly statementTimeout?: Duration.Input
}

const unreachable = (error: SqlError.SqlError): Unreachable => new Unreachable({ reason: error.reason._tag })

/** One pool for the stores and for everything else that speaks SQL in this process; fails when nobody answers. */
export const layer = ({
  url,
  maxConnections = 10,
  statementTimeout = "60 seconds"
}: Options): Layer.Layer<PgClient.PgClient | SqlClient.SqlClient, Unreachable> => {
  const deadline = String(Duration.toMillis(Duration.fromInputUnsafe(statementTimeout)))
  return PgClient.layerFrom(
    PgClient.make({
      url,
      maxConnections,
      applicationName: "tomada",
      connectTimeout: "10 seconds",
      startupParameters: { statement_timeout: deadline, idle_in_transaction_session_timeout: deadline }
    }).pipe(
      Effect.tap((sql) => sql`select 1`),
      Effect.mapError(unreachable)
    )
  )
}

/** Whether the database answers, within two seconds. */
export const ping: Effect.Effect<void, Unreachable, SqlClient.SqlClient> = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`select 1`.pipe(
    Effect.mapError(unreachable),
    Effect.timeoutOrElse({
      duration: "2 seconds",
      orElse: () => Effect.fail(new Unreachable({ reason: "no answer in 2 s" }))
    })
  )
})
