// As whom the server works on a database of one's own, and what `tomada doctor` says of it.
import { randomUUID } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { assert, describe, it } from "@effect/vitest"
import { Postgres, Tenancy } from "@tomada/store"
import { ConfigProvider, Effect, Layer, Redacted } from "effect"
import { SqlClient } from "effect/sql"

import * as Database from "../src/Database.ts"
import * as DataFolder from "../src/DataFolder.ts"
import * as Doctor from "../src/Doctor.ts"
import { Settings } from "../src/Settings.ts"

const server = (): URL => new URL(process.env["TOMADA_TEST_DATABASE_URL"] ?? "")

const at = (user?: string, database?: string): string => {
  const url = server()
  if (user !== undefined) {
    url.username = user
    url.password = "secret"
  }
  if (database !== undefined) url.pathname = `/${database}`
  return url.href
}

const asAdministrator = <A, E>(statement: (sql: SqlClient.SqlClient) => Effect.Effect<A, E>, database?: string) =>
  Effect.flatMap(SqlClient.SqlClient, statement).pipe(
    Effect.provide(Postgres.layer({ url: Redacted.make(at(undefined, database)), maxConnections: 1 }), { local: true }),
    Effect.orDie
  )

/** A database with its owner, who may do nothing else, and a user who owns nothing. */
const place = Effect.acquireRelease(
  Effect.gen(function* () {
    const name = `tomada_roles_${randomUUID().replaceAll("-", "").slice(0, 12)}`
    const names = { name, owner: `${name}_owner`, serving: `${name}_serving` }
    yield* asAdministrator((sql) =>
      Effect.all([
        sql`create role ${sql(names.owner)} login password 'secret'`,
        sql`create role ${sql(names.serving)} login password 'secret'`,
        sql`create database ${sql(name)} owner ${sql(names.owner)}`
      ])
    )
    return names
  }),
  ({ name, owner, serving }) =>
    asAdministrator((sql) =>
      Effect.all([
        sql`drop database ${sql(name)} with (force)`,
        sql`drop role ${sql(owner)}`,
        sql`drop role ${sql(serving)}`
      ])
    )
)

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "tomada-roles-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

type Env = Readonly<Record<string, string>>

const within = (env: Env) => ConfigProvider.layer(ConfigProvider.fromEnv({ env }))

/** As whom a server started with these settings asks; else the line that it ends with. */
const started = Effect.fnUntraced(function* (env: Env) {
  const home = yield* folder
  const database = Database.layer.pipe(
    Layer.provide(DataFolder.DataFolder.layer({ folder: home })),
    Layer.provide(Settings.layer),
    Layer.provide(within({ TOMADA_HOME: home, ...env }))
  )
  return yield* Effect.flatMap(
    SqlClient.SqlClient,
    (sql) => sql<{ role: string; user: string }>`select current_user as role, session_user as user`
  ).pipe(
    Effect.map(([found]) => found),
    Effect.provide(database, { local: true }),
    Effect.catch((error) => Effect.succeed(error.message))
  )
}, Effect.scoped)

const examined = Effect.fnUntraced(function* (env: Env) {
  const home = yield* folder
  const findings = yield* Effect.provide(Doctor.examine, within({ TOMADA_HOME: home, ...env }))
  return Object.fromEntries(findings.map(({ check, state, what }) => [check, `${state} ${what}`]))
}, Effect.scoped)

const grant = (...users: ReadonlyArray<string>) =>
  asAdministrator((sql) =>
    Effect.forEach(users, (user) => Effect.provideService(Tenancy.prepare(user), SqlClient.SqlClient, sql))
  )

describe("a server on a database of one's own", { timeout: 60_000 }, () => {
  it.live("says which statements an administrator has to run when its user may not make the roles", () =>
    Effect.gen(function* () {
      const { name, owner } = yield* place
      const env = { DATABASE_URL: at(owner, name) }
      assert.include(yield* started(env), `grant tomada_house, tomada_tenant to "${owner}";`)
      yield* grant(owner)
      assert.deepStrictEqual(yield* started(env), { role: "tomada_house", user: owner })
    })
  )

  it.live("keeps what an owner's migration has to see, though row level security is forced on the owner too", () =>
    Effect.gen(function* () {
      const { name, owner } = yield* place
      yield* grant(owner)
      yield* started({ DATABASE_URL: at(owner, name) })
      const asOwner = Postgres.layer({ url: Redacted.make(at(owner, name)), maxConnections: 1 })
      const rows = Effect.flatMap(SqlClient.SqlClient, (sql) =>
        Effect.andThen(
          sql`insert into applications (id, name, secret_hash, kind, created_at)
            values (${randomUUID()}, 'one', 'hash', 'production', now())`,
          sql`select 1 as one from applications`
        )
      )
      assert.deepStrictEqual(yield* Effect.provide(rows, asOwner, { local: true }), [{ one: 1 }])
    })
  )

  it.live("serves with a user that is apart from the owner, and with none that could pass the rows' rules", () =>
    Effect.gen(function* () {
      const { name, owner, serving } = yield* place
      yield* grant(owner, serving)
      const env = { DATABASE_URL: at(serving, name), TOMADA_DATABASE_OWNER_URL: at(owner, name) }
      assert.deepStrictEqual(yield* started(env), { role: "tomada_house", user: serving })
      const spoiled = (attribute: string) =>
        asAdministrator((sql) => sql.unsafe(`alter role "${serving}" ${attribute}`))
      yield* spoiled("bypassrls")
      assert.match(String(yield* started(env)), /bypasses row level security.*alter role .* nobypassrls;/)
      assert.match((yield* examined(env))["role"] ?? "", /^bad .*bypasses row level security/)
      yield* spoiled("nobypassrls superuser")
      assert.match(String(yield* started(env)), /is a superuser.*alter role .* nosuperuser;/)
      yield* spoiled("nosuperuser")
      yield* asAdministrator((sql) => sql`grant ${sql(owner)} to ${sql(serving)}`)
      assert.match(String(yield* started(env)), /owns the tables, or may become their owner/)
      assert.match((yield* examined(env))["role"] ?? "", /^bad .*owns the tables/)
    })
  )

  it.live("is looked at before its first start, while all is well, and when a table lost its protection", () =>
    Effect.gen(function* () {
      const { name, owner } = yield* place
      yield* grant(owner)
      const env = { DATABASE_URL: at(owner, name) }
      assert.match((yield* examined(env))["tables"] ?? "", /^warning the next start/)
      yield* started(env)
      const well = yield* examined(env)
      for (const check of ["settings", "data folder", "database", "tables", "role", "row level security"]) {
        assert.match(well[check] ?? "", /^ok /, check)
      }
      yield* asAdministrator((sql) => sql`alter table loans disable row level security`, name)
      assert.match((yield* examined(env))["row level security"] ?? "", /^bad loans: row level security is not forced/)
      assert.notInclude(JSON.stringify(well), "secret")
      const elsewhere = new URL(at(owner, name))
      elsewhere.port = "1"
      assert.match((yield* examined({ DATABASE_URL: elsewhere.href }))["database"] ?? "", /^bad .*cannot be reached/)
      assert.match((yield* examined({ PORT: "x" }))["settings"] ?? "", /^bad The setting PORT/)
    })
  )
})
