// A database of its own for each file of tests, on the server that the run was given; dropped when the file is done.
import { randomUUID } from "node:crypto"

import { Effect, Layer, Redacted } from "effect"
import { SqlClient } from "effect/sql"

import * as Migrations from "../src/Migrations.ts"
import * as Postgres from "../src/Postgres.ts"
import * as SqlStore from "../src/SqlStore.ts"
import * as TenantSql from "../src/TenantSql.ts"

const server = (): URL => {
  const url = process.env["TOMADA_TEST_DATABASE_URL"]
  if (url === undefined) throw new Error("TOMADA_TEST_DATABASE_URL names no server")
  return new URL(url)
}

const asOwner = <A, E>(statement: Effect.Effect<A, E, SqlClient.SqlClient>) =>
  statement.pipe(
    Effect.provide(Postgres.layer({ url: Redacted.make(server().href), maxConnections: 1 }), { local: true }),
    Effect.orDie
  )

/** The address of a new, empty database. */
export const fresh = Effect.acquireRelease(
  Effect.gen(function* () {
    const name = `tomada_test_${randomUUID().replaceAll("-", "")}`
    yield* asOwner(SqlClient.SqlClient.pipe(Effect.flatMap((sql) => sql`create database ${sql(name)}`)))
    return name
  }),
  (name) => asOwner(SqlClient.SqlClient.pipe(Effect.flatMap((sql) => sql`drop database ${sql(name)} with (force)`)))
).pipe(
  Effect.map((name) => {
    const url = server()
    url.pathname = `/${name}`
    return Redacted.make(url.href)
  })
)

/** A pool of the owner on a new, empty database. */
export const empty = Layer.unwrap(Effect.map(fresh, (url) => Postgres.layer({ url, maxConnections: 12 })))

/** The tables at this address, made by their owner. */
export const migrated = (url: Redacted.Redacted<string>) =>
  Effect.provide(Migrations.run, Postgres.layer({ url, maxConnections: 1 }), { local: true })

/** A new database with the tables, and all the stores as its owner, whom no row is kept from. */
export const owned = SqlStore.layer.pipe(
  Layer.provideMerge(Layer.effectDiscard(Migrations.run)),
  Layer.provideMerge(empty)
)

/** A new database with the tables, and all the stores as a server has them. */
export const stores = SqlStore.layer.pipe(
  Layer.provideMerge(
    Layer.unwrap(
      Effect.gen(function* () {
        const url = yield* fresh
        yield* migrated(url)
        return TenantSql.layer({ url, maxConnections: 12, schema: "public" })
      })
    )
  )
)
