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

/** How many of a shape's last characters are looked up at every place of every text (ids begin alike), and how many of them in a table first. */
const end = 6
const hint = 3

const hintOf = (text: string, at: number): number =>
  ((text.charCodeAt(at) & 0xff) << 16) | ((text.charCodeAt(at + 1) & 0xff) << 8) | (text.charCodeAt(at + 2) & 0xff)

/** Of these values those that some place holds, each with the places' names; all are looked for in one pass. */
export const found = (
  values: ReadonlyArray<string>,
  places: ReadonlyArray<Place>
): ReadonlyMap<string, Set<string>> => {
  const hints = new Uint8Array(2 ** (8 * hint))
  const ending = new Map<string, Array<readonly [shape: string, value: string]>>()
  for (const value of values)
    for (const shape of shapes(value)) {
      if (shape.length < end) throw new Error(`${value} is too short to be looked for`)
      const tail = shape.slice(-end)
      hints[hintOf(tail, 0)] = 1
      const alike = ending.get(tail)
      if (alike === undefined) ending.set(tail, [[shape, value]])
      else alike.push([shape, value])
    }
  const all = new Map<string, Set<string>>()
  for (const { name, text } of places)
    for (let at = 0; at <= text.length - end; at++) {
      if (hints[hintOf(text, at)] === 0) continue
      for (const [shape, value] of ending.get(text.slice(at, at + end)) ?? []) {
        const begins = at + end - shape.length
        if (begins >= 0 && text.startsWith(shape, begins)) all.set(value, (all.get(value) ?? new Set()).add(name))
      }
    }
  return all
}
