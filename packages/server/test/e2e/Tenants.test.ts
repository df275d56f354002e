// That a request asks the database as the application that it is of, and that what it begins goes on as the house: shown by taking rows from
// the one role and not from the other.
import { assert } from "@effect/vitest"
import { Postgres } from "@tomada/store"
import { Effect, Redacted } from "effect"
import { SqlClient } from "effect/sql"

import { accountsOf, call, connect, connected, http, updated } from "./Client.ts"
import { suite } from "./World.ts"

const asOwner = Effect.fnUntraced(function* (statement: string) {
  const [served] = yield* Effect.flatMap(
    SqlClient.SqlClient,
    (sql) => sql<{ name: string }>`select current_database() as name`
  )
  const url = new URL(process.env["TOMADA_TEST_DATABASE_URL"] ?? "")
  url.pathname = `/${served?.name ?? ""}`
  yield* Effect.provide(
    Effect.flatMap(SqlClient.SqlClient, (sql) => sql.unsafe(statement)),
    Postgres.layer({ url: Redacted.make(url.href), maxConnections: 1 }),
    { local: true }
  )
}, Effect.orDie)

const own = "application_id = (select nullif(current_setting('tomada.application', true), '')::uuid)"

suite()("a table whose rows are kept from applications", (it) => {
  it.effect("is empty for every request, and whole for the visits that requests begin", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const item = yield* connected(client, "user-ok")
      const held = yield* accountsOf(client, item.id)
      assert.isAbove(held.length, 0)
      yield* asOwner("alter policy tomada_tenant on accounts using (false)")
      assert.deepStrictEqual(yield* accountsOf(client, item.id), [])
      const missing = yield* Effect.flip(call(client, (sdk) => sdk.fetchAccount(held[0]?.id ?? "")))
      assert.strictEqual(missing.code, 404)
      // A visit that did not find the accounts would make them anew.
      assert.strictEqual((yield* updated(client, item.id)).executionStatus, "SUCCESS")
      yield* asOwner(`alter policy tomada_tenant on accounts using (${own})`)
      assert.deepStrictEqual(
        (yield* accountsOf(client, item.id)).map(({ id }) => id),
        held.map(({ id }) => id)
      )
    })
  )

  it.effect("is no matter of who is not an application: a key is given all the same", () =>
    Effect.gen(function* () {
      yield* asOwner("alter policy tomada_tenant on applications using (false)")
      assert.strictEqual((yield* http("/health/ready")).status, 200)
      const client = yield* connect
      assert.isArray((yield* call(client, (sdk) => sdk.fetchCategories())).results)
      yield* asOwner(`alter policy tomada_tenant on applications using (${own.replace("application_id", "id")})`)
    })
  )
})
