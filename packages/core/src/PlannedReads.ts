// Which days a sync reads. Every day is read for a reason: not proven yet, near the last collection, holding a row that is
// not settled, or due for a deep rescan. Days between two reasons are not read, so the windows stay exact and may have gaps.
// A clock that was set back cannot date what is proven; then the whole initial range is read again.
import type { DateTime } from "effect"

import * as CivilDate from "./CivilDate.ts"
import type { ProvenCoverage, RowState } from "./Coverage.ts"
import * as DateInterval from "./DateInterval.ts"
import type { ProductPolicy } from "./Product.ts"

/** What the planner needs of a live row that is pending, or posted and absent. A held transaction is one. */
export interface Unsettled {
  readonly date: CivilDate.CivilDate
  readonly status: RowState
  readonly absences: number
}

/**
 * - `windows`: sorted, disjoint, never touching, never empty.
 * - `deepRescan`: whether they contain the days of the deep rescan, so that its clock starts anew.
 * - `stale`: rows too old to widen a window: pending beyond `elasticMaxDays`, absent beyond `suspectDays`.
 */
export interface Plan<Row extends Unsettled = Unsettled> {
  readonly windows: ReadonlyArray<DateInterval.DateInterval>
  readonly deepRescan: boolean
  readonly stale: ReadonlyArray<Row>
}

const isPending = (row: Unsettled): boolean => row.status === "PENDING"
const isSuspect = (row: Unsettled): boolean => row.status === "POSTED" && row.absences > 0

/** The days to read at `now`, as civil days of `zone`. `unsettled` are the account's live rows that are not settled. */
export const plan = <Row extends Unsettled>(options: {
  readonly policy: ProductPolicy
  readonly zone: string
  readonly now: DateTime.Utc
  readonly proven: ProvenCoverage
  readonly unsettled: ReadonlyArray<Row>
}): Plan<Row> => {
  const { policy, proven } = options
  const today = CivilDate.fromInstant(options.now, options.zone)
  const lastDays = (days: number) => DateInterval.make(CivilDate.addDays(today, -days), today)
  const dayOf = (instant: DateTime.Utc | null) =>
    instant === null ? null : CivilDate.fromInstant(instant, options.zone)
  const age = (row: Unsettled) => CivilDate.daysBetween(row.date, today)

  const collectedOn = dayOf(proven.collectedAt)
  const isDated = collectedOn !== null && !CivilDate.isAfter(collectedOn, today)
  const unproven = DateInterval.subtract([lastDays(policy.initialDays)], isDated ? proven.intervals : [])
  const overlap = isDated ? [lastDays(CivilDate.daysBetween(collectedOn, today) + policy.overlapDays)] : []

  const pinned = options.unsettled
    .filter(
      (row) =>
        age(row) >= 0 &&
        ((isPending(row) && age(row) <= policy.elasticMaxDays) || (isSuspect(row) && age(row) <= policy.suspectDays))
    )
    .map((row) => DateInterval.make(row.date, row.date))

  const deep = policy.deepRescan === null ? null : lastDays(policy.deepRescan.days)
  const rescannedOn = dayOf(proven.deepRescanAt)
  const sinceRescan = rescannedOn === null ? null : CivilDate.daysBetween(rescannedOn, today)
  const isDue =
    policy.deepRescan !== null &&
    (sinceRescan === null || sinceRescan < 0 || sinceRescan >= policy.deepRescan.everyDays)

  const windows = DateInterval.normalise([
    ...unproven,
    ...overlap,
    ...pinned,
    ...(deep !== null && isDue ? [deep] : [])
  ])
  return {
    windows,
    deepRescan: deep !== null && DateInterval.subtract([deep], windows).length === 0,
    stale: options.unsettled.filter(
      (row) => (isPending(row) && age(row) > policy.elasticMaxDays) || (isSuspect(row) && age(row) > policy.suspectDays)
    )
  }
}
