// Rows out of an HTML table, by the texts of its headers. The table is read as the page's text goes by, many times faster
// than from a tree. What a page must have and has not is SiteChanged: a missing table or column, a row of another width.
import { Effect, Result } from "effect"

import { attributes, type Columns, hasHeadings, type Place, places, plain, type Row, wanted } from "./Columns.ts"
import { SiteChanged } from "./Errors.ts"
import { scan, type ScannedRow, type ScannedTable } from "./internal/TableScan.ts"

export { attribute, heading, link, ofRow, optional } from "./Columns.ts"
export type { Columns, Row } from "./Columns.ts"

export interface TableOptions<C extends Columns> {
  /** Which of the page's tables; without it, the one whose headers have all the columns. */
  readonly table?: { readonly id?: string; readonly class?: string; readonly caption?: string }
  /** The author's names, each with the text above its column: `{ date: "Data", amount: ["Valor", "Valor (R$)"] }`. */
  readonly columns: C
  /** What the one row says that stands there when there are none, or the beginning of it. */
  readonly empty?: string | ReadonlyArray<string>
}

/** One table's rows. */
export interface Rows<C extends Columns> {
  readonly caption: string
  readonly rows: ReadonlyArray<Row<C>>
  /** The rows of its `tfoot`, which are not among `rows`: totals, as texts of cells. */
  readonly footer: ReadonlyArray<ReadonlyArray<string>>
}

const isChosen = ({ attributes, caption }: ScannedTable, by: NonNullable<TableOptions<Columns>["table"]>): boolean =>
  (by.id === undefined || attributes["id"] === by.id) &&
  (by.class === undefined || (attributes["class"] ?? "").split(/\s+/).includes(by.class)) &&
  (by.caption === undefined || plain(caption) === plain(by.caption))

const namesOf = (rows: ReadonlyArray<ScannedRow>): ReadonlyArray<ReadonlyArray<string>> => {
  const width = Math.max(0, ...rows.map(({ texts }) => texts.length))
  return Array.from({ length: width }, (_, column) => {
    const names = [...new Set(rows.map(({ texts }) => texts[column] ?? ""))].filter((name) => name !== "")
    return [...names, names.join(" ")]
  })
}

interface Headed {
  readonly places: ReadonlyArray<Place>
  readonly width: number
  /** The rows below the headers. */
  readonly below: ReadonlyArray<ScannedRow>
}

/** How many rows are looked at for headers that nothing marks as such. */
const mostAbove = 20

/** The headers are the rows of `thead`, or the first row with the names that are looked for. */
const headed = ({ rows }: ScannedTable, columns: Columns): Result.Result<Headed, string> => {
  const head = rows.filter(({ part }) => part === "head")
  const others = rows.filter(({ part }) => part !== "head")
  const attempt = (above: ReadonlyArray<ScannedRow>, below: ReadonlyArray<ScannedRow>) =>
    Result.map(places(columns, namesOf(above)), (places) => ({
      places,
      width: Math.max(...above.map(({ texts }) => texts.length)),
      below
    }))
  let best: Result.Result<Headed, string> = head.length === 0 ? Result.fail("headers") : attempt(head, others)
  for (const [index, row] of others.slice(0, mostAbove).entries()) {
    if (Result.isSuccess(best)) return best
    const found = attempt([row], others.slice(index + 1))
    if (Result.isSuccess(found) || (head.length === 0 && index === 0)) best = found
  }
  return best
}

const valueOf = (row: ScannedRow, heading: string, { from, index }: Place): string | null => {
  switch (from._tag) {
    case "Text":
      return row.texts[index] ?? null
    case "OfRow":
      return row.attributes[from.name] ?? null
    case "Heading":
      return heading
    case "Attribute": {
      const marks = row.marks[index]
      const own = marks?.attributes[from.name]
      return own ?? marks?.within.find((each) => each[from.name] !== undefined)?.[from.name] ?? null
    }
  }
}

const listed = (texts: string | ReadonlyArray<string> | undefined): ReadonlyArray<string> =>
  (typeof texts === "string" ? [texts] : (texts ?? [])).map(plain)

const rowsOf = <C extends Columns>(
  table: ScannedTable,
  { below, places, width }: Headed,
  { columns, empty }: TableOptions<C>,
  at: string
): Result.Result<Rows<C>, SiteChanged> => {
  const changed = (row: number, expected: string) => Result.fail(new SiteChanged({ at: `${at}/row ${row}`, expected }))
  const nothing = listed(empty)
  const isHeaded = hasHeadings(columns)
  const rows: Array<Row<C>> = []
  const footer: Array<ReadonlyArray<string>> = []
  let heading: string | null = null
  let number = 0
  for (const row of below) {
    const { isHeader, isOne, part, texts } = row
    if (part === "foot") {
      footer.push(texts)
      continue
    }
    number += 1
    if (isOne && width > 1) {
      const [only = ""] = texts
      const said = plain(only)
      if (said === "" || nothing.some((each) => said.startsWith(each))) continue
      if (!isHeaded) return changed(number, `${width} cells`)
      heading = only
      continue
    }
    if (isHeader) continue
    if (texts.length !== width) return changed(number, `${width} cells`)
    if (isHeaded && heading === null) return changed(number, "a heading above it")
    const values: Record<string, string | null> = {}
    for (const place of places) values[place.key] = valueOf(row, heading ?? "", place)
    rows.push(values as Row<C>) // each key has what its column says
  }
  return Result.succeed({ caption: table.caption, rows, footer })
}

/** Every table of the page that has the columns, in their order; none is SiteChanged. */
export const every = <const C extends Columns>(
  html: string,
  at: string,
  options: TableOptions<C>
): Effect.Effect<ReadonlyArray<Rows<C>>, SiteChanged> =>
  Effect.suspend(() => {
    const by = options.table
    const chosen = scan(html, attributes(options.columns)).filter((table) => by === undefined || isChosen(table, by))
    const found: Array<Rows<C>> = []
    let lacking: string | null = null
    for (const table of chosen) {
      const head = headed(table, options.columns)
      if (Result.isFailure(head)) {
        lacking ??= head.failure
        continue
      }
      const rows = rowsOf(table, head.success, options, at)
      if (Result.isFailure(rows)) return Effect.fail(rows.failure)
      found.push(rows.success)
    }
    if (found.length > 0) return Effect.succeed(found)
    const expected =
      by !== undefined && lacking !== null
        ? lacking
        : `a table${Object.entries(by ?? {})
            .map(([name, value]) => ` with ${name} ${value}`)
            .join("")} with columns ${wanted(options.columns)}`
    return Effect.fail(new SiteChanged({ at, expected }))
  })

/**
 * The rows of the one table that has the columns. Rows of `tfoot` and repeated headers are left out; nothing else is: a row
 * of another width is SiteChanged, and so are two tables that both have the columns.
 *
 * ```ts
 * const rows = yield* Table.read(response.text, "statement", {
 *   columns: { date: "Data", description: ["Histórico", "Descrição"], amount: "Valor", receipt: Table.link("Recibo") },
 *   empty: "Nenhum lançamento"
 * })
 * ```
 */
export const read = <const C extends Columns>(
  html: string,
  at: string,
  options: TableOptions<C>
): Effect.Effect<ReadonlyArray<Row<C>>, SiteChanged> =>
  Effect.flatMap(every(html, at, options), ([first, ...others]) =>
    first !== undefined && others.length === 0
      ? Effect.succeed(first.rows)
      : Effect.fail(new SiteChanged({ at, expected: `one table with columns ${wanted(options.columns)}` }))
  )
