// Answers in words for people: ages, tables, pages. Names and messages were written by others and end in a terminal: what could
// steer it is taken out.
import { DateTime } from "effect"

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** The text without line breaks, escapes and marks that turn the direction of writing. */
export const plain = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ").trim()

/** A length of time in its largest whole unit: `45 s`, `3 min`, `8 h`, `5 d`. */
export const length = (millis: number): string => {
  if (millis < minute) return `${Math.floor(millis / 1000)} s`
  if (millis < hour) return `${Math.floor(millis / minute)} min`
  return millis < 2 * day ? `${Math.floor(millis / hour)} h` : `${Math.floor(millis / day)} d`
}

/** `3 min ago`, or `in 3 h`, to the next unit up where it lies ahead. */
export const distance = (at: DateTime.Utc, now: DateTime.Utc): string => {
  const millis = at.epochMilliseconds - now.epochMilliseconds
  if (Math.abs(millis) < 1000) return "now"
  return millis < 0 ? `${length(-millis)} ago` : `in ${length(millis + (millis < minute ? 999 : minute - 1))}`
}

/** `2026-11-22 18:05 UTC`. */
export const moment = (at: DateTime.Utc): string => `${DateTime.formatIso(at).slice(0, 16).replace("T", " ")} UTC`

/** A moment with its distance. */
export const when = (at: DateTime.Utc, now: DateTime.Utc): string => `${moment(at)}, ${distance(at, now)}`

/** Columns as wide as their widest cell, two spaces apart; cells are made plain. */
export const table = (
  heads: ReadonlyArray<string>,
  rows: ReadonlyArray<ReadonlyArray<string>>
): ReadonlyArray<string> => {
  const all = [heads, ...rows].map((cells) => cells.map(plain))
  const widths = heads.map((_, column) => Math.max(...all.map((cells) => cells[column]?.length ?? 0)))
  return all.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd()
  )
}

/** Names and what they hold, one a line, indented; names are aligned. */
export const facts = (of: ReadonlyArray<readonly [name: string, value: string]>): ReadonlyArray<string> =>
  table(
    of.map(() => ""),
    of
  )
    .slice(1)
    .map((line) => `  ${line}`)

/** What stands under a list that has more pages than this one; nothing where it has not. */
export const pageLine = (
  what: string,
  {
    page,
    results,
    total,
    totalPages
  }: {
    readonly page: number
    readonly results: ReadonlyArray<unknown>
    readonly total: number
    readonly totalPages: number
  }
): ReadonlyArray<string> => {
  if (totalPages <= 1 && page === 1) return []
  const more = page < totalPages ? `; go on with --page ${page + 1}` : ""
  return ["", `Page ${page} of ${totalPages}: ${results.length} of ${total} ${what}${more}`]
}
