// A row at the start of the coverage may be one that is held just before it, restated. Only a wider read can tell. Rows since
// the last collection are no reason: today's coffee is not last week's.
import * as CivilDate from "../CivilDate.ts"
import * as DateInterval from "../DateInterval.ts"
import * as Doubts from "./Doubts.ts"
import type { FoundRow, HeldRow, Rows } from "./MergeRow.ts"
import * as Resemblance from "./Resemblance.ts"

/** Days before a coverage whose held rows a merge must see. */
export const daysBefore = 8

const startNear = (
  claimed: ReadonlyArray<DateInterval.DateInterval>,
  day: CivilDate.CivilDate,
  first: number,
  last: number
) =>
  claimed.find(({ from }) => {
    const days = CivilDate.daysBetween(from, day)
    return first <= days && days <= last
  })?.from

/** Of these rows those in the first `overlapDays` of what is claimed. */
const atStart = (
  claimed: ReadonlyArray<DateInterval.DateInterval>,
  overlapDays: number,
  found: ReadonlyArray<FoundRow>
): ReadonlyArray<FoundRow> => found.filter(({ row }) => startNear(claimed, row.date, 0, overlapDays - 1) !== undefined)

/**
 * Whether held rows before the coverage can change what the merge decides, once ids and links are paired: only where a held
 * row and a collected one are left to be compared, or a collected one at the start may be one from before it.
 */
export const decides = (options: {
  readonly claimed: ReadonlyArray<DateInterval.DateInterval>
  readonly overlapDays: number
  readonly rows: Rows
}): boolean => {
  const unexplained = options.rows.found.filter(({ paidBy }) => paidBy === null)
  if (unexplained.length === 0) return false
  if (options.rows.held.some(({ pays }) => pays === null)) return true
  return atStart(DateInterval.normalise(options.claimed), options.overlapDays, unexplained).length > 0
}

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
  if (options.unseen.length === 0) return null
  const claimed = DateInterval.normalise(options.claimed)
  const unexplained = atStart(claimed, options.overlapDays, options.unexplained)
  if (unexplained.length === 0) return null
  const before = options.unseen.filter(
    ({ row }) => startNear(claimed, row.date, -daysBefore, -1) !== undefined && !DateInterval.covers(claimed, row.date)
  )
  const days = Resemblance.all(before, unexplained, Doubts.learn(options.rows))
    .filter(({ weak }) => !weak)
    .map(({ held: { row } }) =>
      DateInterval.make(row.date, CivilDate.addDays(startNear(claimed, row.date, -daysBefore, -1) ?? row.date, -1))
    )
  const [first] = days
  return first === undefined
    ? null
    : days.reduce(
        (all, { from, to }) => DateInterval.make(CivilDate.min(all.from, from), CivilDate.max(all.to, to)),
        first
      )
}
