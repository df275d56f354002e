// A table and the value that each of its rows holds, said once: the columns that are named here are columns, what else
// the value has is kept in `details`. From that come the list to select, the statement that writes a thousand rows at
// once, and both directions of the codec. An object that is filled key by key becomes a slow one, so a value starts as a copy
// of one that has its keys; rows are sent as one array a column, which PostgreSQL reads in two thirds of the time that it takes for
// JSON. Only names and types written in this package become text of a statement.
import { Effect, Predicate, type Schema, SchemaAST } from "effect"
import type { SqlClient, SqlError } from "effect/sql"

import { type Batch, type Conditional, writeTogether } from "./Batch.ts"
import * as Trusted from "./Trusted.ts"

type Type = "uuid" | "text" | "integer" | "boolean" | "numeric" | "date" | "timestamptz" | "jsonb"

/** Rows that one statement carries. */
const batch = 1_000

export interface Table<A> {
  /** For `select`; each column under the name of its field. */
  readonly columns: string
  /** How many columns that is. */
  readonly width: number
  /** A row as it comes from the database, as the value. It is trusted to be one that this table wrote. */
  decode(row: Readonly<Record<string, unknown>>): Effect.Effect<A>
  /** The same from a statement's `values`, which cost less; `start`: the place of the first of `columns`, by default 0. */
  decodeValues(row: ReadonlyArray<unknown>, start?: number): Effect.Effect<A>
  decodeAll(rows: ReadonlyArray<ReadonlyArray<unknown>>): Effect.Effect<ReadonlyArray<A>>
  /** The values as `writeTogether` and `writeIf` take them. */
  rows(values: ReadonlyArray<A>, owner?: { readonly applicationId: string }): ReadonlyArray<Conditional>
  /** The same of rows that are not there: one that is there fails the statement. */
  newRows(values: ReadonlyArray<A>, owner?: { readonly applicationId: string }): ReadonlyArray<Batch>
  /** Inserts, and treats a row that is there already as `conflict` says. Answers how many rows were written. */
  write(
    sql: SqlClient.SqlClient,
    values: ReadonlyArray<A>,
    owner?: { readonly applicationId: string }
  ): Effect.Effect<number, SqlError.SqlError>
}

/**
 * - `optional`: a null in this column means that the field is absent.
 * - `details`: whether the fields without a column are kept in a column `details`.
 * - `tenant`: the rows bear an `application_id` that is no field of the value.
 * - `alike`: fields with columns in which rows that are new together mostly agree; such a column is sent once.
 * - `conflict`: the columns that say which row is the same; what must hold of the row for it to be replaced; and the fields that it
 *   keeps nevertheless.
 */
export interface Options<A, E extends object> {
  readonly name: string
  readonly schema: Schema.Codec<A, E>
  readonly columns: Partial<Record<keyof E & string, Type>>
  readonly optional?: ReadonlyArray<keyof E & string>
  readonly details?: boolean
  readonly tenant?: boolean
  readonly alike?: ReadonlyArray<keyof E & string>
  readonly conflict?: { readonly on: string; readonly when?: string; readonly keep?: ReadonlyArray<keyof E & string> }
}

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** PostgreSQL holds neither U+0000 nor half a surrogate pair; a bank's text may. */
export const storable = (text: string): string => {
  const wellFormed = text.isWellFormed() ? text : text.toWellFormed()
  return wellFormed.includes("\0") ? wellFormed.replaceAll("\0", "") : wellFormed
}

const replacer = (_key: string, value: unknown): unknown => (Predicate.isString(value) ? storable(value) : value)

/** How JSON spells what PostgreSQL cannot hold; a backslash before it may deceive, and then costs only time. */
const unstorable = /\\u(?:0000|d[89a-f])/

/** JSON that PostgreSQL can hold. */
export const json = (value: unknown): string => {
  const text = JSON.stringify(value)
  return unstorable.test(text) ? JSON.stringify(value, replacer) : text
}

const quoted = (text: string): string =>
  `"${text.includes('"') || text.includes("\\") ? text.replaceAll(/["\\]/g, String.raw`\$&`) : text}"`

/** An element of an array as PostgreSQL reads it from text; of the other types no text needs quotes. */
const element = (type: Type, value: unknown): string => {
  if (value === undefined || value === null) return "NULL"
  if (type === "jsonb") return JSON.stringify(json(value)) // in JSON's text only quotes and backslashes are left to escape
  return type === "text" ? quoted(storable(String(value))) : String(value)
}

/** Texts as an array that PostgreSQL reads from one parameter. */
export const textArray = (values: ReadonlyArray<string>): string =>
  `{${values.map((value) => element("text", value)).join(",")}}`

/** A value as a parameter of its own, which needs no quotes. */
const scalar = (value: unknown): string | null =>
  value === undefined || value === null ? null : storable(String(value))

const fieldsOf = (schema: Schema.Constraint): Trusted.Fields => {
  if (!SchemaAST.isObjects(schema.ast)) throw new Error("a table holds structs")
  return Trusted.fieldsOf(schema.ast)
}

export const make = <A, E extends object>(options: Options<A, E>): Table<A> => {
  const { name, schema, conflict } = options
  // Object.entries knows neither the keys nor that what is absent is not listed.
  const fields = Object.entries(options.columns) as ReadonlyArray<readonly [string, Type]>
  const own: ReadonlyArray<readonly [string, Type]> = [
    ...fields.map(([field, type]) => [snake(field), type] as const),
    ...(options.details === true ? [["details", "jsonb"] as const] : []),
    ...(options.tenant === true ? [["application_id", "uuid"] as const] : [])
  ]
  const columns = own.map(([column]) => column)
  const places = fieldsOf(schema).map(([field, conversion]) => ({
    name: field,
    conversion,
    column: fields.some(([known]) => known === field) ? snake(field) : undefined,
    isOptional: options.optional?.some((optional) => optional === field) === true
  }))
  const detailOf = new Map(places.filter(({ column }) => column === undefined).map((place) => [place.name, place]))
  const held = fields.flatMap(([field]) => places.find((place) => place.name === field) ?? [])
  const selected = [...fields.map(([field]) => field), ...(options.details === true ? ["details"] : [])]
  const always = held.filter(({ isOptional }) => !isOptional).map((place) => [place.name, null] as const)
  const blank = JSON.parse(JSON.stringify(Object.fromEntries(always))) as Record<string, unknown> // what was made is parsed
  const kept = new Set([...(conflict?.on.split(", ") ?? []), ...(conflict?.keep ?? []).map(snake)])
  const replaced = columns.filter((column) => !kept.has(column))
  const otherwise =
    conflict === undefined
      ? ""
      : ` on conflict (${conflict.on}) do update set ` +
        replaced.map((column) => `${column} = excluded.${column}`).join(", ") +
        (conflict.when === undefined ? "" : ` where ${conflict.when}`)
  const fieldsAlike = options.alike ?? []
  const none: ReadonlySet<string> = new Set()
  const alike: ReadonlySet<string> = new Set([...fieldsAlike.map(snake), "application_id"])
  /** `single`: columns of which the parameter is not an array but the one value of all rows. */
  const insert = (first: number, single: ReadonlySet<string> = none): string => {
    const parameters = own.map(([, type], index) => `$${first + index}::${type}`)
    const many = columns.filter((column) => !single.has(column))
    const arrays = parameters.flatMap((parameter, index) =>
      single.has(columns[index] ?? "") ? [] : [`${parameter}[]`]
    )
    const values = columns.map((column, index) => (single.has(column) ? parameters[index] : column))
    return (
      `insert into ${name} (${columns.join(", ")}) select ${values.join(", ")} ` +
      `from unnest(${arrays.join(", ")}) as rows (${many.join(", ")})`
    )
  }
  const upserting = (first: number): string => `${insert(first)}${otherwise} returning 1`
  const upsertingWhere = (first: number, condition: string): string =>
    `${insert(first)} where ${condition}${otherwise} returning 1`
  const inserting = (first: number): string => `${insert(first)} returning 1`
  const insertingAlike = (first: number): string => `${insert(first, alike)} returning 1`

  type Source = Readonly<Record<string, unknown>>
  const encodedField = (source: Source, { conversion, name }: (typeof places)[number]) => {
    const field = source[name]
    return field === undefined || conversion === undefined ? field : conversion.encode(field)
  }
  const unlisted = [...detailOf.values()]
  const detailsOf = (source: Source): object => {
    const details: Record<string, unknown> = {}
    for (const place of unlisted) {
      const encoded = encodedField(source, place)
      if (encoded !== undefined) details[place.name] = encoded
    }
    return details
  }
  const cells: ReadonlyArray<(source: Source) => unknown> = [
    ...held.map((place) => (source: Source) => encodedField(source, place)),
    ...(options.details === true ? [detailsOf] : [])
  ]
  const sourcesOf = (values: ReadonlyArray<A>) => values as ReadonlyArray<unknown> as ReadonlyArray<Source> // structs, by their schema
  /** One text a column. */
  const parametersOf = (
    values: ReadonlyArray<A>,
    owner: { readonly applicationId: string } | undefined,
    single: ReadonlySet<string> = none
  ) => {
    const sources = sourcesOf(values)
    const [one = {}] = sources
    return own.map(([column, type], index) => {
      const cell = cells[index] ?? (() => owner?.applicationId)
      if (single.has(column)) return scalar(cell(one))
      return `{${sources.map((source) => element(type, cell(source))).join(",")}}`
    })
  }
  const areAlike = (values: ReadonlyArray<A>): boolean => {
    const [one = {}, ...others] = sourcesOf(values)
    return others.every((other) => fieldsAlike.every((field) => other[field] === one[field]))
  }
  const fromDetails = (details: object, value: Record<string, unknown>): void => {
    for (const [field, encoded] of Object.entries(details)) {
      const place = detailOf.get(field)
      if (place !== undefined) value[field] = place.conversion?.decode(encoded) ?? encoded
    }
  }
  const fromValues = (row: ReadonlyArray<unknown>, start = 0): A => {
    const value = { ...blank }
    for (const [index, { conversion, isOptional, name }] of held.entries()) {
      const encoded = row[start + index]
      if (encoded !== null || !isOptional) value[name] = conversion?.decode(encoded) ?? encoded
    }
    const details = options.details === true ? row[start + held.length] : undefined
    if (Predicate.isObject(details)) fromDetails(details, value)
    return value as A // each field by its schema
  }
  type Owner = { readonly applicationId: string } | undefined
  const batchesOf =
    <B extends Batch>(batchOf: (values: ReadonlyArray<A>, owner: Owner) => B) =>
    (values: ReadonlyArray<A>, owner?: Owner): ReadonlyArray<B> =>
      Array.from({ length: Math.ceil(values.length / batch) }, (_, index) =>
        batchOf(values.slice(index * batch, (index + 1) * batch), owner)
      )
  const rowsOf = batchesOf((values, owner) => ({
    insert: upserting,
    insertWhere: upsertingWhere,
    parameters: parametersOf(values, owner)
  }))
  const newRows = batchesOf<Batch>((values, owner) =>
    areAlike(values)
      ? { insert: insertingAlike, parameters: parametersOf(values, owner, alike) }
      : { insert: inserting, parameters: parametersOf(values, owner) }
  )
  return {
    columns: selected.map((field) => `${name}.${snake(field)} as "${field}"`).join(", "),
    width: selected.length,
    decode: (row) => Effect.sync(() => fromValues(selected.map((field) => row[field]))),
    decodeValues: (row, start) => Effect.sync(() => fromValues(row, start)),
    decodeAll: (rows) => Effect.sync(() => rows.map((row) => fromValues(row))),
    rows: rowsOf,
    newRows,
    write: (sql, values, owner) => Effect.map(writeTogether(sql, [rowsOf(values, owner)]), ([written = 0]) => written)
  }
}
