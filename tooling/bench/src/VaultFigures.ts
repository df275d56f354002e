// From what the rounds cost to the figures of the proof. A ratio is made inside its round, where what disturbed one side disturbed the other.
import { median, spread } from "./Spread.ts"

/** Microseconds of CPU for one value: opened bare, by the vault with its keys in memory and in files, and one wrapped key moved. */
export interface Round {
  readonly bare: number
  readonly memory: number
  readonly files: number
  readonly rewrap: number
  readonly bareRewrap: number
}

export interface Line {
  readonly what: string
  readonly values: ReadonlyArray<number>
  /** At most this, by the median. */
  readonly goal?: number
}

/** Every figure, in the order of the page. */
export const lines = (rounds: ReadonlyArray<Round>): ReadonlyArray<Line> => [
  { what: "node:crypto opens one value: CPU, us", values: rounds.map(({ bare }) => bare) },
  { what: "The vault opens it, keyring in memory: CPU, us", values: rounds.map(({ memory }) => memory) },
  { what: "The vault opens it, keyring in files: CPU, us", values: rounds.map(({ files }) => files) },
  { what: "Keyring in memory: times node:crypto", values: rounds.map(({ bare, memory }) => memory / bare), goal: 20 },
  { what: "Keyring in files: times node:crypto", values: rounds.map(({ bare, files }) => files / bare) },
  {
    what: "A wrapped key moved to a new version, in its file: CPU, us",
    values: rounds.map(({ rewrap }) => rewrap)
  },
  { what: "Wrapped keys moved in a second of CPU", values: rounds.map(({ rewrap }) => 1e6 / rewrap) },
  { what: "100,000 wrapped keys moved: CPU, s", values: rounds.map(({ rewrap }) => rewrap / 10) },
  {
    what: "A wrapped key moved: times the same files written bare",
    values: rounds.map(({ bareRewrap, rewrap }) => rewrap / bareRewrap)
  }
]

/** Whether the median keeps the goal; a line without one keeps it. */
export const isMet = ({ goal, values }: Line): boolean => goal === undefined || median(values) <= goal

/** A row of the table: the figure, its median, least and greatest, and the goal with whether it was met. */
export const row = (line: Line): ReadonlyArray<string> => [
  line.what,
  ...spread(line.values),
  line.goal === undefined ? "" : `${line.goal}${isMet(line) ? "" : " missed"}`
]
