// The pool of connections. A transaction that a frozen process holds open is ended by the server, because its locks
// would keep an Item from everybody; a statement has a deadline for the same reason.
import { PgClient, type PgPool } from "@effect/sql-pg"
import { Duration, Effect, type Layer, type Redacted, Schema } from "effect"
import { SqlClient, type SqlError } from "effect/sql"

import { codeOf } from "./StorageFailure.ts"

/** No connection could be had; `reason` never holds the address or the password. */
export class Unreachable extends Schema.TaggedError<Unreachable>()("Unreachable", { reason: Schema.String }) {
  override get message() {
    return `the database cannot be reached: ${this.reason}`
  }
}

/** The database answers and keeps nothing: it is read only, or its disk is full. */
export class NotWritable extends Schema.TaggedError<NotWritable>()("NotWritable", { reason: Schema.String }) {
  override get message() {
    return `the database cannot be written to: ${this.reason}`
  }
}

/**
 * - `url`: `postgresql://user:password@host:port/database`.
 * - `statementTimeout`: default 60 s.
 * - `idleTransactionTimeout`: of a transaction that does nothing; default 8 s, after which a runner that stands still has lost
 *   its visits anyway, and before the cluster has given its Items to others, who wait for what it has locked.
 */
export interface Options {
  readonly url: Redacted.Redacted<string>
  readonly maxConnections?: number
  readonly statementTimeout?: Duration.Input
  readonly idleTransactionTimeout?: Duration.Input
}

/** What a connection failed with, without the address. */
export const unreachable = (error: SqlError.SqlError): Unreachable => new Unreachable({ reason: error.reason._tag })

/** How a pool with these options is made. */
export const config = ({
  url,
  maxConnections = 10,
  statementTimeout = "60 seconds",
  idleTransactionTimeout = "6 seconds"
}: Options): PgPool.Config => {
  const millis = (of: Duration.Input) => String(Duration.toMillis(Duration.fromInputUnsafe(of)))
  return {
    url,
    maxConnections,
    applicationName: "tomada",
    connectTimeout: "10 seconds",
    startupParameters: {
      statement_timeout: millis(statementTimeout),
      idle_in_transaction_session_timeout: millis(idleTransactionTimeout)
    }
  }
}

/**
 * One pool whose sessions are of the user in `url` and nothing less: for the owner of the tables. What serves applications is
 * `TenantSql`. Fails when nobody answers.
 */
export const layer = (options: Options): Layer.Layer<PgClient.PgClient | SqlClient.SqlClient, Unreachable> =>
  PgClient.layerFrom(
    PgClient.make(config(options)).pipe(
      Effect.tap((sql) => sql`select 1`),
      Effect.mapError(unreachable)
    )
  )

const diskFull = "53100"

const refused = (error: SqlError.SqlError): Unreachable | NotWritable =>
  codeOf(error.reason) === diskFull ? new NotWritable({ reason: "its disk is full" }) : unreachable(error)

const inTime = <A, R>(asked: Effect.Effect<A, Unreachable | NotWritable, R>) =>
  Effect.timeoutOrElse(asked, {
    duration: "2 seconds",
    orElse: () => Effect.fail(new Unreachable({ reason: "no answer in 2 s" }))
  })

/** Whether the database answers and may be written to, within two seconds. */
export const ping: Effect.Effect<void, Unreachable | NotWritable, SqlClient.SqlClient> = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const [session] = yield* Effect.mapError(
    sql<{ readOnly: boolean }>`select current_setting('transaction_read_only') = 'on' as "readOnly"`,
    refused
  )
  if (session?.readOnly === true) return yield* new NotWritable({ reason: "it is read only" })
}).pipe(inTime)

/**
 * Whether there is room on the database's disk, within two seconds: a list that must not be in memory takes 300 kB of a
 * temporary file. It leaves nothing behind and changes no table.
 */
export const hasRoom: Effect.Effect<void, Unreachable | NotWritable, SqlClient.SqlClient> = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const spill = Effect.andThen(sql`set local work_mem = '64kB'`, sql`select count(*) from generate_series(1, 20000)`)
  yield* Effect.mapError(sql.withTransaction(spill), refused)
}).pipe(inTime)

/** How many executions that somebody asked for are under way and wait for no person, of all processes. */
export const executionsUnderWay: Effect.Effect<number, Unreachable | NotWritable, SqlClient.SqlClient> = Effect.gen(
  function* () {
    const sql = yield* SqlClient.SqlClient
    const [found] = yield* Effect.mapError(
      sql<{ count: number }>`select count(*)::integer as count from executions
        where ended_at is null and status <> 'WAITING_USER_INPUT' and trigger <> 'SYNC'`,
      refused
    )
    return found?.count ?? 0
  }
).pipe(inTime)
