// Rows out of a CSV file, by the texts of its headers, as banks write them: any of four delimiters, several encodings, lines
// before the headers. The delimiter is the one with which the headers are found; nothing is found out from the values.
import { parse } from "csv-parse/sync"
import { Effect, Option, Result } from "effect"

import { type Columns, type Place, places, plain, type Row, wanted } from "./Columns.ts"
import { SiteChanged } from "./Errors.ts"

export { optional } from "./Columns.ts"
export type { Columns, Row } from "./Columns.ts"

export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252"

export interface CsvOptions<C extends Columns> {
  /** The author's names, each with the text above its column. Of the columns of a table, `optional` alone is one of a file. */
  readonly columns: C
  /** Instead of what is found out: by a byte order mark, else UTF-8 where the bytes are, else Windows-1252, which contains Latin-1. */
  readonly encoding?: Encoding
  /** Of a row's first cell that has text: where the rows end, since totals follow. */
  readonly until?: string | ReadonlyArray<string>
}

const delimiters = [";", ",", "\t", "|"] as const
/** How many lines may stand before the headers. */
const mostAbove = 100
const maxBytes = 16 * 1024 * 1024

const startsWith = (bytes: Uint8Array, ...mark: ReadonlyArray<number>) =>
  mark.every((byte, index) => bytes[index] === byte)

/** UTF-16 without a mark has a zero in most of its pairs, because delimiters and digits are ASCII. */
const zeros = (bytes: Uint8Array): readonly [even: number, odd: number] => {
  const count = [0, 0] as [number, number]
  for (const [index, byte] of bytes.subarray(0, 1024).entries()) if (byte === 0) count[index % 2 === 0 ? 0 : 1] += 1
  return count
}

const encodingOf = (bytes: Uint8Array): Encoding | undefined => {
  if (startsWith(bytes, 0xef, 0xbb, 0xbf)) return "utf-8"
  if (startsWith(bytes, 0xff, 0xfe)) return "utf-16le"
  if (startsWith(bytes, 0xfe, 0xff)) return "utf-16be"
  const [even, odd] = zeros(bytes)
  const third = Math.min(bytes.length, 1024) / 3
  return even > third ? "utf-16be" : odd > third ? "utf-16le" : undefined
}

const decoded = (bytes: Uint8Array, encoding: Encoding): Option.Option<string> =>
  Option.liftThrowable(() => new TextDecoder(encoding, { fatal: true }).decode(bytes))()

/** The file's text, without a byte order mark; none where the bytes are not of the encoding. */
const textOf = (bytes: Uint8Array, encoding: Encoding | undefined): Option.Option<string> => {
  const told = encoding ?? encodingOf(bytes)
  return told === undefined
    ? Option.orElse(decoded(bytes, "utf-8"), () => decoded(bytes, "windows-1252"))
    : decoded(bytes, told)
}

type Cells = ReadonlyArray<ReadonlyArray<string>>

const cellsOf = (text: string, delimiter: string, to?: number): Option.Option<Cells> =>
  Option.liftThrowable((): Cells =>
    parse(text, {
      delimiter,
      relaxColumnCount: true,
      relaxQuotes: true,
      skipEmptyLines: true,
      trim: true,
      ...(to !== undefined && { to })
    })
  )()

interface Headed {
  readonly delimiter: string
  readonly line: number
  readonly width: number
  readonly places: ReadonlyArray<Place>
}

/** Where the headers are with a delimiter, if anywhere. Lines above them may be no CSV at all. */
const headedBy = (text: string, delimiter: string, columns: Columns): Option.Option<Headed> => {
  const above = Option.getOrElse(cellsOf(text, delimiter, mostAbove), (): Cells => [])
  for (const [line, cells] of above.entries()) {
    const found = places(
      columns,
      cells.map((name) => [name])
    )
    if (Result.isSuccess(found)) return Option.some({ delimiter, line, width: widthOf(cells), places: found.success })
  }
  return Option.none()
}

/** Delimiters at the end of a line part nothing. */
const widthOf = (cells: ReadonlyArray<string>): number => cells.findLastIndex((cell) => cell !== "") + 1

const collapsed = (text: string): string => text.replaceAll(/\s+/g, " ").trim()

/**
 * The rows below the headers. A row with more cells than headers, or with too few to have every column, is SiteChanged; a line
 * without any text is none. Quoted cells may hold delimiters and line ends.
 */
export const read = <const C extends Columns>(
  bytes: Uint8Array,
  at: string,
  { columns, encoding, until }: CsvOptions<C>
): Effect.Effect<ReadonlyArray<Row<C>>, SiteChanged> =>
  Effect.suspend(() => {
    const changed = (expected: string, row?: number) =>
      Effect.fail(new SiteChanged({ at: row === undefined ? at : `${at}/row ${row}`, expected }))
    if (bytes.length > maxBytes) return changed(`at most ${maxBytes} bytes`)
    const text = Option.getOrUndefined(textOf(bytes, encoding))
    if (text === undefined) return changed(`text in ${encoding ?? "a known encoding"}`)
    const heads = delimiters.flatMap((each) => Option.toArray(headedBy(text, each, columns)))
    const parted = heads.filter(({ width }) => width > 1)
    // A file of one column has no delimiter, so any will do.
    const head = parted[0] ?? heads[0]
    if (head === undefined) return changed(`a line with the columns ${wanted(columns)}`)
    if (parted.length > 1) return changed("one delimiter")
    const all = Option.getOrUndefined(cellsOf(text, head.delimiter))
    if (all === undefined) return changed("quotes that end")
    const ends = (typeof until === "string" ? [until] : (until ?? [])).map(plain)
    const least = Math.max(0, ...head.places.map(({ index }) => index + 1))
    const rows: Array<Row<C>> = []
    for (const cells of all.slice(head.line + 1)) {
      const first = cells.find((cell) => cell !== "")
      if (first === undefined) continue
      if (ends.some((end) => plain(first).startsWith(end))) break
      if (cells.length < least || widthOf(cells) > head.width) return changed(`${head.width} cells`, rows.length + 1)
      const values = head.places.map(({ index, key }) => {
        const cell = cells[index]
        return [key, cell === undefined ? null : collapsed(cell)] as const
      })
      rows.push(Object.fromEntries(values) as Row<C>) // each key has what its column says
    }
    return Effect.succeed(rows)
  })
