// Everything that the server holds, as text: every row of every table of every schema, found in the catalogue, and every file of the data
// folder. A value is looked for in each way in which it may lie there.
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

import { Effect } from "effect"
import { SqlClient } from "effect/sql"

import { World } from "./World.ts"

export interface Place {
  /** The table, or the file within the data folder. */
  readonly name: string
  readonly text: string
}

const tables = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const names = yield* sql<{ schema: string; name: string }>`
    select table_schema as schema, table_name as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`
  const rows = yield* Effect.forEach(names, ({ name, schema }) =>
    Effect.map(sql<{ row: string }>`select to_jsonb(t)::text as row from ${sql(schema)}.${sql(name)} t`, (rows) =>
      rows.map(({ row }): Place => ({ name, text: row }))
    )
  )
  return rows.flat()
})

const files = (folder: string): ReadonlyArray<Place> =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => ({ name: entry.name, text: readFileSync(join(entry.parentPath, entry.name), "latin1") }))

/** A row is a place of its own. */
export const places = Effect.gen(function* () {
  const { home } = yield* World
  return [...(yield* tables), ...files(home)]
})

/** As text in JSON, as bytes in hexadecimal, an id also without its hyphens, and in base64. */
const shapes = (value: string): ReadonlyArray<string> => {
  const bytes = Buffer.from(value)
  const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)
  return [
    JSON.stringify(value).slice(1, -1),
    bytes.toString("hex"),
    bytes.toString("base64").replace(/.{0,2}=*$/, ""),
    ...(isId ? [value.replaceAll("-", "")] : [])
  ]
}

/** Of these values those that some place holds, each with the places' names. */
export const found = (
  values: ReadonlyArray<string>,
  places: ReadonlyArray<Place>
): ReadonlyMap<string, Set<string>> => {
  const all = new Map<string, Set<string>>()
  const everything = places.map(({ text }) => text).join("\n")
  for (const value of values) {
    const looks = shapes(value).filter((shape) => everything.includes(shape))
    if (looks.length === 0) continue
    const holding = places.filter(({ text }) => looks.some((shape) => text.includes(shape)))
    if (holding.length > 0) all.set(value, new Set(holding.map(({ name }) => name)))
  }
  return all
}
