// Keeps a process that has the database alone and processes that share it from one database: the one alone believes that
// every Item is its own. A session lock says who is there, exclusive or shared; it goes with the connection, so a process
// that was killed is in nobody's way, and one whose machine is gone is not for longer than PostgreSQL keeps a silent session.
import { AdvisoryLock } from "@tomada/store"
import { Deferred, type Duration, Effect, Schedule } from "effect"
import { SqlClient } from "effect/sql"

import { DatabaseShared } from "./StartupError.ts"

const silence = "30s"

/**
 * - `signOfLife`: how often the session is used, since PostgreSQL ends one that is silent; 5 s.
 * - `patience`: what a process that was just killed may take to be gone from PostgreSQL; 10 s.
 */
export interface Options {
  readonly signOfLife?: Duration.Input
  readonly patience?: Duration.Input
}

/** Holds the lock until the scope closes; fails with DatabaseShared when the others are of the other kind. */
export const hold = Effect.fn("ClusterGuard.hold")(function* (
  alone: boolean,
  { patience = "10 seconds", signOfLife = "5 seconds" }: Options = {}
) {
  const sql = yield* SqlClient.SqlClient
  const first = yield* Deferred.make<void, DatabaseShared>()
  const refused = new DatabaseShared({ alone })
  const ask = alone ? "select pg_try_advisory_lock($1) as held" : "select pg_try_advisory_lock_shared($1) as held"

  const held = Effect.gen(function* () {
    const connection = yield* sql.reserve
    const run = (statement: string, parameters: ReadonlyArray<unknown> = []) =>
      connection.executeUnprepared(statement, parameters, undefined)
    yield* run(`set idle_session_timeout = '${silence}'`)
    yield* Effect.addFinalizer(() =>
      Effect.ignore(Effect.andThen(run("select pg_advisory_unlock_all()"), run("reset idle_session_timeout")))
    )
    const take = Effect.filterOrFail(
      run(ask, [AdvisoryLock.processes]),
      ([row]) => row?.held === true,
      () => refused
    )
    yield* Effect.retry(take, { schedule: Schedule.upTo(Schedule.spaced("250 millis"), { duration: patience }) })
    yield* Deferred.succeed(first, undefined)
    return yield* Effect.andThen(Effect.repeat(run("select 1"), Schedule.spaced(signOfLife)), Effect.never)
  }).pipe(Effect.scoped)

  // The connection may be lost and come back with its server; the lock is then taken anew.
  yield* held.pipe(
    Effect.tapError((error) =>
      Effect.flatMap(Deferred.isDone(first), (started) => {
        if (error._tag !== "DatabaseShared") return Effect.void
        return started ? Effect.logError(error.message) : Effect.asVoid(Deferred.fail(first, error))
      })
    ),
    Effect.retry(Schedule.spaced(signOfLife)),
    Effect.tapDefect((defect) => Deferred.die(first, defect)),
    Effect.forkScoped
  )
  yield* Deferred.await(first)
})
