// The database of a world as the owner of its tables has it, who may change the rules of row level security.
import { Postgres, Tenancy } from "@tomada/store"
import { Effect, Redacted } from "effect"
import { SqlClient } from "effect/sql"

/** One statement by the owner. */
export const asOwner = Effect.fnUntraced(function* (statement: string) {
  const [served] = yield* Effect.flatMap(
    SqlClient.SqlClient,
    (sql) => sql<{ name: string }>`select current_database() as name`
  )
  const url = new URL(process.env["TOMADA_TEST_DATABASE_URL"] ?? "")
  url.pathname = `/${served?.name ?? ""}`
  return yield* Effect.provide(
    Effect.flatMap(SqlClient.SqlClient, (sql) => sql.unsafe<Readonly<Record<string, string>>>(statement)),
    Postgres.layer({ url: Redacted.make(url.href), maxConnections: 1 }),
    { local: true }
  )
}, Effect.orDie)

interface Policy {
  readonly table: string
  readonly using: string
}

const policies = Effect.map(
  asOwner(`select tablename, qual from pg_policies where policyname = '${Tenancy.tenant}'`),
  (rows) => rows.map(({ qual = "", tablename = "" }): Policy => ({ table: tablename, using: qual }))
)

const lay = (some: ReadonlyArray<Policy>) => {
  const each = some.map(({ table, using }) => `alter policy ${Tenancy.tenant} on "${table}" using (${using});`)
  return asOwner(`do $tomada$ begin ${each.join(" ")} end $tomada$`)
}

/** While `body` runs, requests see the rows for which `rule` says so; the rule of each table is what it was afterwards. */
export const underRule = <A, E, R>(rule: (key: string) => string, body: Effect.Effect<A, E, R>) =>
  Effect.acquireUseRelease(
    Effect.tap(policies, (found) =>
      lay(
        found.map(({ table, using }) => ({
          table,
          using: using === "true" ? using : rule(table === "applications" ? "id" : "application_id")
        }))
      )
    ),
    () => body,
    lay
  )
