// Which columns of a list a connector reads, by what stands above them: `Table` and `Csv` share it. Names are compared
// without case, accents and extra white space; a name that no column bears, or two do, is SiteChanged.
import { Result } from "effect"

/** Says of one key where its value stands; made by the functions of this module. */
export interface Column<out A extends string | null = string | null> {
  readonly headers: ReadonlyArray<string>
  readonly isOptional: boolean
  readonly from: Source
  /** Forgets nothing but what the value may be. */
  readonly value?: A
}

/** Where in a cell, or beside it, a value is. */
export type Source =
  | { readonly _tag: "Text" }
  | { readonly _tag: "Attribute"; readonly name: string }
  | { readonly _tag: "OfRow"; readonly name: string }
  | { readonly _tag: "Heading" }

/** A header's text, several of which one does, or a column made by this module. */
export type Given = string | ReadonlyArray<string> | Column

/** The author's names, each with its column. */
export type Columns = Readonly<Record<string, Given>>

type Value<G> = G extends Column<infer A> ? A : string

/** One row by the author's names; texts with white space collapsed, empty where nothing stands. */
export type Row<C extends Columns> = { readonly [K in keyof C]: Value<C[K]> }

const make = <A extends string | null>(
  headers: string | ReadonlyArray<string>,
  from: Source,
  isOptional = false
): Column<A> => ({ headers: typeof headers === "string" ? [headers] : headers, from, isOptional })

/** A column that is not always there: null where it is not. */
export const optional = (headers: string | ReadonlyArray<string>): Column<string | null> =>
  make(headers, { _tag: "Text" }, true)

/** The address of the first link in the cell, as it stands in the page; null where there is none. */
export const link = (headers: string | ReadonlyArray<string>): Column<string | null> => attribute(headers, "href")

/** An attribute of the cell, or of the first element in it that has one; null where there is none. */
export const attribute = (headers: string | ReadonlyArray<string>, name: string): Column<string | null> =>
  make(headers, { _tag: "Attribute", name: name.toLowerCase() })

/** An attribute of the row itself; null where it has none. */
export const ofRow = (name: string): Column<string | null> => make([], { _tag: "OfRow", name: name.toLowerCase() })

/** The text of the last row above that is one cell over all columns: the day of the rows below it. */
export const heading: Column<string> = make([], { _tag: "Heading" })

/** As names are compared. */
export const plain = (text: string): string =>
  text.normalize("NFD").replaceAll(/\p{M}/gu, "").replaceAll(/\s+/g, " ").trim().toLowerCase()

/** Where one key's value stands: the column's number, or -1 where it has none. */
export interface Place {
  readonly key: string
  readonly index: number
  readonly from: Source
}

const text: Source = { _tag: "Text" }

const columnOf = (given: Given): Column => (typeof given === "string" || !("from" in given) ? make(given, text) : given)

/** The attributes that are asked for anywhere. */
export const attributes = (columns: Columns): ReadonlySet<string> =>
  new Set(
    Object.values(columns).flatMap((given) => {
      const { from } = columnOf(given)
      return from._tag === "Attribute" || from._tag === "OfRow" ? [from.name] : []
    })
  )

/** Whether any value is that of a heading. */
export const hasHeadings = (columns: Columns): boolean =>
  Object.values(columns).some((given) => columnOf(given).from._tag === "Heading")

/** What must be there, for people. */
export const wanted = (columns: Columns): string =>
  Object.values(columns)
    .map(columnOf)
    .filter(({ headers, isOptional }) => !isOptional && headers.length > 0)
    .map(({ headers }) => headers.join(" or "))
    .join(", ")

/**
 * The places of all keys below these headers; `headers` has all names of each column. The failure is what is missing or is
 * there twice, in the author's words.
 */
export const places = (
  columns: Columns,
  headers: ReadonlyArray<ReadonlyArray<string>>
): Result.Result<ReadonlyArray<Place>, string> => {
  const named = new Map<string, Array<number>>()
  headers.forEach((names, index) => {
    for (const name of new Set(names.map(plain))) named.set(name, [...(named.get(name) ?? []), index])
  })
  const found: Array<Place> = []
  for (const [key, given] of Object.entries(columns)) {
    const { from, headers, isOptional } = columnOf(given)
    if (headers.length === 0) {
      found.push({ key, index: -1, from })
      continue
    }
    const [index, ...others] = new Set(headers.flatMap((name) => named.get(plain(name)) ?? []))
    if (others.length > 0) return Result.fail(`one column ${headers.join(" or ")}`)
    if (index === undefined && !isOptional) return Result.fail(`a column ${headers.join(" or ")}`)
    found.push({ key, index: index ?? -1, from })
  }
  return Result.succeed(found)
}
