// Rows of an answer taken out, repeated, put in another order or changed, in whatever notation it is written. Everything returns null
// where the body has nothing like rows, so that nobody takes an answer as it was for one that was bent.
import type { Exchange } from "@tomada/connector-kit"
import type { CivilDate } from "@tomada/core"

import * as Facts from "./rows/Facts.ts"
import { json } from "./rows/Json.ts"
import { csv, ofx } from "./rows/Lines.ts"
import { markup } from "./rows/Markup.ts"
import type { Notation } from "./rows/Row.ts"

export type Answered = Exchange.Answered

/**
 * A row as it stands in a body.
 *
 * - `source`: its text in the body's own notation; `values`: what it says, by names of the body.
 * - `days`, `amounts`: what of it looks like days, and like amounts without their signs.
 */
export interface Row {
  readonly source: string
  readonly values: ReadonlyArray<readonly [name: string, value: string]>
  readonly days: ReadonlyArray<CivilDate.CivilDate>
  readonly amounts: ReadonlyArray<string>
}

export interface List {
  readonly name: string
  readonly rows: ReadonlyArray<Row>
}

/** Which lists are meant. */
export type Which = (list: List) => boolean

const notations: ReadonlyArray<Notation> = [json, ofx, markup, csv]

const textOf = ({ bytes }: Answered): string => new TextDecoder().decode(bytes)

const withText = (answer: Answered, text: string): Answered => ({ ...answer, bytes: new TextEncoder().encode(text) })

const isBinary = ({ headers }: Answered): boolean => {
  const [type = ""] = [headers["content-type"] ?? ""].flat()
  return /^(?:image|font|audio|video)\/|javascript|css|pdf|wasm/i.test(type)
}

const rowOf = (notation: Notation, zone: string, source: string): Row => {
  const values = notation.values(source)
  return {
    source,
    values,
    days: [...new Set(values.flatMap(([, value]) => Facts.days(value, zone)))],
    amounts: [...new Set(values.flatMap(([, value]) => Facts.amounts(value)))]
  }
}

/** Whether the row says a day and something that looks like money. */
export const isMovement = ({ days, values }: Row): boolean =>
  days.length > 0 && values.some(([name, value]) => Facts.isMoney(name, value))

/** Lists most of whose rows say a day and money: statements, and what looks like them. */
export const movements: Which = ({ rows }) => rows.length > 0 && rows.filter(isMovement).length * 2 > rows.length

/** Lists with a row at least. */
export const any: Which = ({ rows }) => rows.length > 0

export interface Options {
  /** `movements` unless said. */
  readonly which?: Which
  /** Of instants, the day in this zone; UTC unless said. */
  readonly zone?: string
}

/** Each list that is meant, with what is to stand in its place; null where there is none. */
export const edited = (
  answer: Answered,
  edit: (list: List, notation: Notation) => ReadonlyArray<string>,
  { which = movements, zone = "UTC" }: Options = {}
): Answered | null => {
  if (isBinary(answer)) return null
  const text = textOf(answer)
  for (const notation of notations) {
    const written = notation.edit(text, (sources, name) => {
      const list = { name, rows: sources.map((source) => rowOf(notation, zone, source)) }
      return which(list) ? edit(list, notation) : null
    })
    if (written !== null) return withText(answer, written)
  }
  return null
}

/** The lists that are meant, as they stand there; null where there is none. */
export const lists = (answer: Answered, options: Options = {}): ReadonlyArray<List> | null => {
  const found: Array<List> = []
  edited(
    answer,
    (list) => {
      found.push(list)
      return list.rows.map(({ source }) => source)
    },
    options
  )
  return found.length === 0 ? null : found
}

/** All rows of the lists that are meant; null where there is none. */
export const rows = (answer: Answered, options: Options = {}): ReadonlyArray<Row> | null =>
  lists(answer, options)?.flatMap((list) => list.rows) ?? null

/** Without the rows, or those of them that are meant; what the body says of their number stays as it is. */
export const withoutRows = (
  answer: Answered,
  isMeant: (row: Row) => boolean = () => true,
  options: Options = {}
): Answered | null =>
  edited(answer, (list) => list.rows.filter((row) => !isMeant(row)).map(({ source }) => source), options)

/** The rows in the order that is given. */
export const reordered = (
  answer: Answered,
  order: (rows: ReadonlyArray<Row>) => ReadonlyArray<Row>,
  options: Options = {}
): Answered | null => edited(answer, (list) => order(list.rows).map(({ source }) => source), options)

const sameDays = (one: Row, other: Row | undefined): boolean =>
  other !== undefined && one.days.join() === other.days.join()

/** Rows that stand together and are of one day, the last of them first; the days keep their order. */
export const withinDays = (given: ReadonlyArray<Row>): ReadonlyArray<Row> => {
  const runs: Array<Array<Row>> = []
  for (const row of given) {
    const run = runs.at(-1)
    if (run !== undefined && sameDays(row, run[0])) run.push(row)
    else runs.push([row])
  }
  return runs.flatMap((run) => run.toReversed())
}

const ofCounts = /total|count|rows/i
const ofPages = /page|size|per|limit|cap|max/i

const isCount = (name: string): boolean => ofCounts.test(name) && !ofPages.test(name)

/** What the body says of how many rows there are, by its own names. */
export const counts = (answer: Answered): ReadonlyArray<readonly [name: string, value: number]> =>
  numbers(answer).filter(([name]) => isCount(name))

/** Every whole number that the body says outside its rows. */
export const numbers = (answer: Answered): ReadonlyArray<readonly [name: string, value: number]> => {
  if (isBinary(answer)) return []
  const text = textOf(answer)
  const notation = notations.find((each) => each.edit(text, ({ length }) => (length === 0 ? null : [])) !== null)
  return (notation ?? json).numbers(text).map(([name, value]) => [name, Number(value)])
}

/** With so many more in what it says of the number of rows. */
export const counted = (answer: Answered, more: number): Answered => {
  const text = textOf(answer)
  const notation = notations.find((each) => each.edit(text, () => []) !== null)
  return notation === undefined
    ? answer
    : withText(
        answer,
        notation.withNumbers(text, (name, value) => (isCount(name) ? value + more : value))
      )
}

/**
 * With the row at `index` of the first list that is meant there twice, and counted once more. `ids`: texts of the row that name it at the
 * institution, which the second one has otherwise: no institution gives two rows one id.
 */
export const withRowRepeated = (
  answer: Answered,
  index: number,
  ids: ReadonlyArray<string> = [],
  options: Options = {}
): Answered | null => {
  let isDone = false
  const repeated = edited(
    answer,
    ({ rows: own }, notation) => {
      const taken = new Set(own.flatMap(({ values }) => values.map(([, value]) => value)))
      return own.flatMap((row, at) => {
        if (isDone || at !== index) return [row.source]
        isDone = true
        const twin = row.values
          .filter(([, value]) => ids.includes(value))
          .reduce((source, [name, value]) => notation.withValue(source, name, fresh(value, taken)), row.source)
        return [row.source, twin]
      })
    },
    options
  )
  return repeated === null || !isDone ? null : counted(repeated, 1)
}

/** Another text of the same shape, which is none of those that are taken. */
export const fresh = (text: string, taken: ReadonlySet<string> = new Set()): string => {
  for (let at = text.length - 1; at >= 0; at -= 1) {
    const letters = /\d/.test(text[at] ?? "") ? "9876543210" : /[a-z]/.test(text[at] ?? "") ? "zyxwvabcdef" : ""
    for (const letter of letters) {
      const made = `${text.slice(0, at)}${letter}${text.slice(at + 1)}`
      if (made !== text && !taken.has(made)) return made
    }
  }
  return `${text}9`
}

/** With another text in the place of that name, in the first row that `isMeant`. */
export const withValue = (
  answer: Answered,
  name: string,
  to: string,
  isMeant: (row: Row) => boolean = () => true,
  options: Options = {}
): Answered | null => {
  let isDone = false
  const written = edited(
    answer,
    ({ rows: own }, notation) =>
      own.map((row) => {
        if (isDone || !isMeant(row) || !row.values.some(([each]) => each === name)) return row.source
        isDone = true
        return notation.withValue(row.source, name, to)
      }),
    options
  )
  return isDone ? written : null
}
