// Who may use one database together, on a database of the test.
import { randomUUID } from "node:crypto"

import { assert, describe, it } from "@effect/vitest"
import { Postgres } from "@tomada/store"
import { Effect, Exit, Layer, Redacted, Schedule, Scope } from "effect"
import { SqlClient } from "effect/sql"

import * as ClusterGuard from "../src/ClusterGuard.ts"

const server = (): URL => new URL(process.env["TOMADA_TEST_DATABASE_URL"] ?? "")

const asOwner = <A, E>(statement: (sql: SqlClient.SqlClient) => Effect.Effect<A, E>) =>
  Effect.flatMap(SqlClient.SqlClient, statement).pipe(
    Effect.provide(Postgres.layer({ url: Redacted.make(server().href), maxConnections: 1 }), { local: true }),
    Effect.orDie
  )

const database = Layer.unwrap(
  Effect.acquireRelease(
    Effect.suspend(() => {
      const name = `tomada_guard_${randomUUID().replaceAll("-", "")}`
      return Effect.as(
        asOwner((sql) => sql`create database ${sql(name)}`),
        name
      )
    }),
    (name) => asOwner((sql) => sql`drop database ${sql(name)} with (force)`)
  ).pipe(
    Effect.map((name) => {
      const url = server()
      url.pathname = `/${name}`
      return Layer.orDie(Postgres.layer({ url: Redacted.make(url.href), maxConnections: 8 }))
    })
  )
)

const hold = (alone: boolean) => ClusterGuard.hold(alone, { patience: "600 millis", signOfLife: "100 millis" })

/** Whether one more process of that kind could start now. */
const mayStart = (alone: boolean) => Effect.map(Effect.exit(Effect.scoped(hold(alone))), (exit) => Exit.isSuccess(exit))

describe("a database", () => {
  it.live("that a process has alone is refused to everybody else, until that one is gone", () =>
    Effect.gen(function* () {
      yield* Effect.scoped(
        Effect.gen(function* () {
          yield* hold(true)
          assert.isFalse(yield* mayStart(true))
          const error = yield* Effect.flip(Effect.scoped(hold(false)))
          assert.match(error.message, /has this database alone.*TOMADA_RUNNER_ADDRESS/)
        })
      )
      assert.isTrue(yield* mayStart(true))
      assert.isTrue(yield* mayStart(false))
    }).pipe(Effect.provide(database))
  )

  it.live("that processes share takes more of them, and none that wants it alone", () =>
    Effect.gen(function* () {
      yield* hold(false)
      assert.isTrue(yield* mayStart(false))
      const error = yield* Effect.flip(Effect.scoped(hold(true)))
      assert.match(error.message, /share this database.*TOMADA_RUNNER_ADDRESS/)
    }).pipe(Effect.scoped, Effect.provide(database))
  )

  it.live("is taken by one that was killed a moment ago only once its session is gone", () =>
    Effect.gen(function* () {
      const dying = yield* Scope.make()
      yield* Scope.provide(hold(true), dying)
      yield* Effect.forkChild(Effect.andThen(Effect.sleep("300 millis"), Scope.close(dying, Exit.void)))
      assert.isTrue(yield* mayStart(true))
    }).pipe(Effect.provide(database))
  )

  it.live("is held again after its session was lost", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* hold(true)
      const holders = sql<{ pid: number }>`select pid from pg_locks where locktype = 'advisory' and granted
        and database = (select oid from pg_database where datname = current_database())`
      const [first] = yield* holders
      yield* sql`select pg_terminate_backend(${first?.pid ?? 0})`
      const [again] = yield* Effect.repeat(holders, {
        until: (rows) => rows.length === 1 && rows[0]?.pid !== first?.pid,
        schedule: Schedule.spaced("50 millis")
      })
      assert.isDefined(again)
      assert.isFalse(yield* mayStart(false))
    }).pipe(Effect.scoped, Effect.provide(database))
  )
})
