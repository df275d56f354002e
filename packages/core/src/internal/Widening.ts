// A row at the start of the coverage may be one that is held just before it, restated. Only a wider read can tell. Rows since
// the last collection are no reason: today's coffee is not last week's.
import * as CivilDate from "../CivilDate.ts"
import * as DateInterval from "../DateInterval.ts"
import * as Doubts from "./Doubts.ts"
import type { FoundRow, HeldRow, Rows } from "./MergeRow.ts"
import * as Resemblance from "./Resemblance.ts"

/** Days before a coverage whose held rows a merge must see. */
export const daysBefore = 8

/**
 * The days from the first unseen row before the claimed days that an unexplained row in their first `overlapDays` looks
 * like, to the last day before the claimed ones.
 */
export const missing = (options: {
  readonly claimed: ReadonlyArray<DateInterval.DateInterval>
  readonly overlapDays: number
  readonly unseen: ReadonlyArray<HeldRow>
  readonly unexplained: ReadonlyArray<FoundRow>
  readonly rows: Rows
}): DateInterval.DateInterval | null => {
  const claimed = DateInterval.normalise(options.claimed)
  const startNear = (day: CivilDate.CivilDate, first: number, last: number) =>
    claimed.find(({ from }) => {
      const days = CivilDate.daysBetween(from, day)
      return first <= days && days <= last
    })?.from
  const atStart = options.unexplained.filter(({ row }) => startNear(row.date, 0, options.overlapDays - 1) !== undefined)
  if (atStart.length === 0) return null
  const before = options.unseen.filter(
    ({ row }) => startNear(row.date, -daysBefore, -1) !== undefined && !DateInterval.covers(claimed, row.date)
  )
  const days = Resemblance.all(before, atStart, Doubts.learn(options.rows))
    .filter(({ weak }) => !weak)
    .map(({ held: { row } }) =>
      DateInterval.make(row.date, CivilDate.addDays(startNear(row.date, -daysBefore, -1) ?? row.date, -1))
    )
  const [first] = days
  return first === undefined
    ? null
    : days.reduce(
        (all, { from, to }) => DateInterval.make(CivilDate.min(all.from, from), CivilDate.max(all.to, to)),
        first
      )
}
