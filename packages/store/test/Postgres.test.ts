import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { SqlClient } from "effect/sql"

import * as Postgres from "../src/Postgres.ts"
import * as TestDatabase from "./TestDatabase.ts"

describe("the pool", () => {
  it.live("answers a ping, says whose it is, and gives statements a deadline", () =>
    Effect.gen(function* () {
      yield* Postgres.ping
      const sql = yield* SqlClient.SqlClient
      const [held] = yield* sql`
        select current_setting('application_name') as name, current_setting('statement_timeout') as statement,
          current_setting('idle_in_transaction_session_timeout') as idle`
      assert.deepStrictEqual(held, { name: "tomada", statement: "1min", idle: "6s" })
    }).pipe(Effect.provide(TestDatabase.empty, { local: true }))
  )

  it.live("finds no fault with a database that can be written to, and leaves nothing in it", () =>
    Effect.gen(function* () {
      yield* Postgres.hasRoom
      const sql = yield* SqlClient.SqlClient
      const [held] = yield* sql`select current_setting('work_mem') <> '64kB' as untouched`
      assert.deepStrictEqual(held, { untouched: true })
    }).pipe(Effect.provide(TestDatabase.empty, { local: true }))
  )

  it.live("that may only read says so", () =>
    Effect.gen(function* () {
      const url = yield* TestDatabase.fresh
      const readOnly = SqlClient.SqlClient.pipe(
        Effect.flatMap((sql) => Effect.andThen(sql`set default_transaction_read_only = on`, Postgres.ping))
      )
      const error = yield* readOnly.pipe(
        Effect.provide(Postgres.layer({ url, maxConnections: 1 }), { local: true }),
        Effect.flip
      )
      assert.strictEqual(error._tag, "NotWritable")
    })
  )

  it.live("reads timestamps whole whatever the zone of the session", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const rows = yield* sql.withTransaction(
        Effect.gen(function* () {
          yield* sql`set local timezone = 'America/Sao_Paulo'`
          return yield* sql<{ at: Date }>`select '2026-09-01T00:00:00.123Z'::timestamptz as at`
        })
      )
      assert.strictEqual(rows[0]?.at.toISOString(), "2026-09-01T00:00:00.123Z")
    }).pipe(Effect.provide(TestDatabase.empty, { local: true }))
  )

  it.live("ends a statement that takes longer than its deadline", () =>
    Effect.gen(function* () {
      const url = yield* TestDatabase.fresh
      const slow = SqlClient.SqlClient.pipe(Effect.flatMap((sql) => sql`select pg_sleep(20)`))
      const error = yield* slow.pipe(
        Effect.provide(Postgres.layer({ url, statementTimeout: "50 millis" }), { local: true }),
        Effect.flip
      )
      assert.strictEqual(error._tag === "SqlError" ? error.reason._tag : error._tag, "StatementTimeoutError")
    })
  )

  it.live("that finds no server fails without a word of the address or the password", () =>
    Effect.gen(function* () {
      const url = Redacted.make("postgresql://someone:hunter2@127.0.0.1:1/nothing")
      const error = yield* Postgres.ping.pipe(
        Effect.provide(Postgres.layer({ url, maxConnections: 1 }), { local: true }),
        Effect.flip
      )
      assert.strictEqual(error._tag, "Unreachable")
      assert.notInclude(JSON.stringify(error) + error.message + (error.stack ?? ""), "hunter2")
    })
  )
})
