// A database in which every table bears a row of each of two applications: made from the catalogue, so that a table of tomorrow is in it.
import { randomUUID } from "node:crypto"

import { Item } from "@tomada/core"
import { Context, Effect, Layer, type Redacted } from "effect"
import { SqlClient } from "effect/sql"

import * as Postgres from "../src/Postgres.ts"
import * as SqlStore from "../src/SqlStore.ts"
import * as TenantSql from "../src/TenantSql.ts"
import * as TestDatabase from "./TestDatabase.ts"

/** Two applications, and SQL of the owner, from whom no row is kept. */
export class Place extends Context.Service<
  Place,
  {
    readonly url: Redacted.Redacted<string>
    readonly one: Item.ApplicationId
    readonly other: Item.ApplicationId
    readonly owner: SqlClient.SqlClient
  }
>()("@tomada/store/test/Place") {}

interface Column {
  readonly table: string
  readonly column: string
  readonly type: string
}

/** A value of the type that no rule of a table forbids; null: the type is not known here. */
const values: Readonly<Record<string, string>> = {
  uuid: "gen_random_uuid()",
  text: "md5(random()::text)",
  integer: "1",
  bigint: "(random() * 1e15)::bigint",
  numeric: "1",
  "double precision": "1",
  real: "1",
  boolean: "false",
  jsonb: "'{}'",
  json: "'{}'",
  bytea: "'\\x00'",
  date: "'2026-09-01'",
  "timestamp with time zone": "'2026-09-01T00:00:00Z'",
  ARRAY: "'{}'"
}

const columns = Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql<Column>`
    select c.table_name as table, c.column_name as column, c.data_type as type
    from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.is_identity = 'NO' and c.is_generated = 'NEVER'
      and c.is_nullable = 'NO'`
)

/** Every table whose rows are an application's, with the column that says whose, and an insert of a row of the application $1. */
export const tables = Effect.gen(function* () {
  const found = new Map<string, Array<Column>>()
  for (const column of yield* columns) found.set(column.table, [...(found.get(column.table) ?? []), column])
  return [...found].flatMap(([table, all]) => {
    const key = table === "applications" ? "id" : "application_id"
    if (!all.some(({ column }) => column === key)) return []
    const given = all.map(({ column, type }) => (column === key ? "$1::uuid" : (values[type] ?? `no value of ${type}`)))
    const names = all.map(({ column }) => `"${column}"`)
    return [{ table, key, insert: `insert into "${table}" (${names.join(", ")}) values (${given.join(", ")})` }]
  })
})

const fill = Effect.fnUntraced(function* (applications: ReadonlyArray<Item.ApplicationId>) {
  const sql = yield* SqlClient.SqlClient
  for (const { insert } of yield* tables) for (const id of applications) yield* sql.unsafe(insert, [id])
})

/** The stores as a server has them; one connection of each role. */
export const layer = Layer.unwrap(
  Effect.gen(function* () {
    const url = yield* TestDatabase.fresh
    const asOwner = yield* Layer.build(Postgres.layer({ url, maxConnections: 2 }))
    const owner = Context.get(asOwner, SqlClient.SqlClient)
    yield* TestDatabase.migrated(url)
    const one = Item.ApplicationId.make(randomUUID())
    const other = Item.ApplicationId.make(randomUUID())
    // Without foreign keys: the rows hang on nothing.
    yield* owner.withTransaction(
      Effect.andThen(
        owner`set local session_replication_role = replica`,
        Effect.provideContext(fill([one, other]), asOwner)
      )
    )
    return Layer.merge(
      Layer.succeed(Place, { url, one, other, owner }),
      SqlStore.layer.pipe(Layer.provideMerge(TenantSql.layer({ url, maxConnections: 1, schema: "public" })))
    )
  })
)
