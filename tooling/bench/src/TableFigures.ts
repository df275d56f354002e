// From what the rounds cost to the figures of the proof. A ratio is made inside its round, where what disturbed one side disturbed the other.
import { median, spread } from "./Spread.ts"
import type { Reader } from "./TableReaders.ts"

/** Milliseconds of CPU for one page, by each reader. */
export type Round = Readonly<Record<Reader, number>>

export const goal = 5

const titles: Readonly<Record<Reader, string>> = {
  table: "The kit's table",
  tree: "The kit's tree and selectors",
  cheerioLight: "cheerio on htmlparser2",
  cheerio: "cheerio"
}

export interface Line {
  readonly what: string
  readonly values: ReadonlyArray<number>
  /** At least this, by the median. */
  readonly goal?: number
}

const order: ReadonlyArray<Reader> = ["table", "tree", "cheerioLight", "cheerio"]

/** Every figure, in the order of the page. */
export const lines = (rounds: ReadonlyArray<Round>, megabytes: number): ReadonlyArray<Line> => [
  ...order.map((reader) => ({ what: `${titles[reader]}: CPU, ms`, values: rounds.map((round) => round[reader]) })),
  { what: "The kit's table: MB a second", values: rounds.map(({ table }) => (megabytes * 1000) / table) },
  {
    what: "The kit's table: times as fast as cheerio",
    values: rounds.map(({ cheerio, table }) => cheerio / table),
    goal
  },
  {
    what: "The kit's table: times as fast as cheerio on htmlparser2",
    values: rounds.map(({ cheerioLight, table }) => cheerioLight / table)
  }
]

/** Whether the median keeps the goal; a line without one keeps it. */
export const isMet = ({ goal, values }: Line): boolean => goal === undefined || median(values) >= goal

/** A row of the table: the figure, its median, least and greatest, and the goal with whether it was met. */
export const row = (line: Line): ReadonlyArray<string> => [
  line.what,
  ...spread(line.values),
  line.goal === undefined ? "" : `${line.goal}${isMet(line) ? "" : " missed"}`
]
