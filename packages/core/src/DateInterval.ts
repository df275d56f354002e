// Civil days as closed intervals and as sets of them. Proven coverage is such a set, kept normalised: sorted, disjoint,
// never touching, so that equal sets are equal values.
import { Schema } from "effect"

import * as CivilDate from "./CivilDate.ts"

/** From day to day, both included; empty where `to` is before `from`. */
export const DateInterval = Schema.Struct({ from: CivilDate.CivilDate, to: CivilDate.CivilDate })
export type DateInterval = typeof DateInterval.Type

/** The interval of both days and those between; nothing is checked. */
export const make = (from: CivilDate.CivilDate, to: CivilDate.CivilDate): DateInterval => ({ from, to })

/** Whether no day is in it. */
export const isEmpty = ({ from, to }: DateInterval): boolean => CivilDate.isAfter(from, to)

/** Whether the day is in the interval, its first and last included. */
export const contains = ({ from, to }: DateInterval, day: CivilDate.CivilDate): boolean =>
  !CivilDate.isBefore(day, from) && !CivilDate.isAfter(day, to)

/** Sorted, disjoint, not adjacent; empty intervals dropped. */
export const normalise = (intervals: ReadonlyArray<DateInterval>): ReadonlyArray<DateInterval> => {
  const sorted = intervals.filter((interval) => !isEmpty(interval)).sort((a, b) => CivilDate.order(a.from, b.from))
  const merged: Array<DateInterval> = []
  for (const interval of sorted) {
    const last = merged.at(-1)
    if (last !== undefined && CivilDate.daysBetween(last.to, interval.from) <= 1) {
      merged[merged.length - 1] = { from: last.from, to: CivilDate.max(last.to, interval.to) }
    } else merged.push(interval)
  }
  return merged
}

/** The days of either set, normalised. */
export const union = (a: ReadonlyArray<DateInterval>, b: ReadonlyArray<DateInterval>): ReadonlyArray<DateInterval> =>
  normalise([...a, ...b])

/** The days of `a` that are not in `b`. */
export const subtract = (
  a: ReadonlyArray<DateInterval>,
  b: ReadonlyArray<DateInterval>
): ReadonlyArray<DateInterval> => {
  let left = normalise(a)
  for (const hole of normalise(b)) {
    left = left.flatMap((interval) =>
      [
        make(interval.from, CivilDate.min(interval.to, CivilDate.addDays(hole.from, -1))),
        make(CivilDate.max(interval.from, CivilDate.addDays(hole.to, 1)), interval.to)
      ].filter((piece) => !isEmpty(piece))
    )
  }
  return normalise(left)
}

/** Whether the day is in one of the intervals, which need not be normalised. */
export const covers = (intervals: ReadonlyArray<DateInterval>, day: CivilDate.CivilDate): boolean =>
  intervals.some((interval) => contains(interval, day))
