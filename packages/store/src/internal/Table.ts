// A table and the value that each of its rows holds, said once: the columns that are named here are columns, what else
// the value has is kept in `details`. From that come the list to select, the statement that writes a thousand rows at
// once, and both directions of the codec. Only names and types written in this package become text of a statement.
import { Effect, Predicate, Schema } from "effect"
import type { SqlClient, SqlError } from "effect/sql"

type Type = "uuid" | "text" | "integer" | "boolean" | "numeric" | "date" | "timestamptz" | "jsonb"

/** Rows that one statement carries. */
const batch = 1_000

export interface Table<A> {
  /** For `select`; each column under the name of its field. */
  readonly columns: string
  /** A row as it comes from the database, as the value; a row that does not fit is a defect. */
  decode(row: object): Effect.Effect<A>
  decodeAll(rows: ReadonlyArray<object>): Effect.Effect<ReadonlyArray<A>>
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
 * - `conflict`: the columns that say which row is the same; and what must hold of the row for it to be replaced.
 */
export interface Options<A, E extends object> {
  readonly name: string
  readonly schema: Schema.Codec<A, E>
  readonly columns: Partial<Record<keyof E & string, Type>>
  readonly optional?: ReadonlyArray<keyof E & string>
  readonly details?: boolean
  readonly tenant?: boolean
  readonly conflict?: { readonly on: string; readonly when?: string }
}

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** PostgreSQL holds neither U+0000 nor half a surrogate pair; a bank's text may. */
export const storable = (text: string): string => {
  const wellFormed = text.isWellFormed() ? text : text.toWellFormed()
  return wellFormed.includes("\0") ? wellFormed.replaceAll("\0", "") : wellFormed
}

const replacer = (_key: string, value: unknown): unknown => (Predicate.isString(value) ? storable(value) : value)

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
  const columnOf = new Map(fields.map(([field]) => [field, snake(field)]))
  const replaced = columns.filter((column) => !conflict?.on.split(", ").includes(column))
  const insert =
    `insert into ${name} (${columns.join(", ")}) select ${columns.join(", ")} ` +
    `from jsonb_to_recordset($1::jsonb) as rows (${own.map((column) => column.join(" ")).join(", ")})` +
    (conflict === undefined
      ? ""
      : ` on conflict (${conflict.on}) do update set ` +
        replaced.map((column) => `${column} = excluded.${column}`).join(", ") +
        (conflict.when === undefined ? "" : ` where ${conflict.when}`)) +
    " returning 1 as written"

  const toRow = (encoded: E, owner: { readonly applicationId: string } | undefined): object => {
    const row: Record<string, unknown> = {}
    const details: Record<string, unknown> = {}
    for (const [field, value] of Object.entries(encoded)) {
      const column = columnOf.get(field)
      if (column === undefined) details[field] = value
      else row[column] = value
    }
    if (options.details === true) row["details"] = details
    if (owner !== undefined) row["application_id"] = owner.applicationId
    return row
  }
  const fromRow = (row: object): object => {
    const { details, ...held } = row as Record<string, unknown> // a row is an object with the selected columns
    const value: Record<string, unknown> = Predicate.isObject(details) ? { ...details } : {}
    for (const [field, column] of Object.entries(held)) {
      if (column === null && options.optional?.some((optional) => optional === field) === true) continue
      value[field] = column instanceof Date ? column.toISOString() : column
    }
    return value
  }

  const encodeAll = Schema.encodeEffect(Schema.Array(schema))
  const decode = Schema.decodeUnknownEffect(schema)
  const decodeMany = Schema.decodeUnknownEffect(Schema.Array(schema))
  return {
    columns: [
      ...fields.map(([field]) => `${name}.${snake(field)} as "${field}"`),
      ...(options.details === true ? [`${name}.details`] : [])
    ].join(", "),
    decode: (row) => decode(fromRow(row)).pipe(Effect.orDie),
    decodeAll: (rows) => decodeMany(rows.map(fromRow)).pipe(Effect.orDie),
    write: Effect.fnUntraced(function* (sql, values, owner) {
      let written = 0
      for (let start = 0; start < values.length; start += batch) {
        const encoded = yield* encodeAll(values.slice(start, start + batch)).pipe(Effect.orDie)
        const rows = JSON.stringify(
          encoded.map((value) => toRow(value, owner)),
          replacer
        )
        written += (yield* sql.unsafe(insert, [rows])).length
      }
      return written
    })
  }
}
