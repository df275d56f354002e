// When a tier changes by itself: it begins as things are recorded and confirmed and falls as they grow old. It can rise by itself too,
// because a look that went wrong grows old as well. Worked out from the evidence alone, so that it can be written down and checked.
import { DateTime, Duration } from "effect"

import * as Quality from "./Quality.ts"

/** `tier`: from `since` on. */
export interface Step {
  readonly since: DateTime.Utc
  readonly tier: Quality.Tier | null
}

const instant = Duration.millis(1)

/** The first moment at which what is of `from` counts no longer. */
const after = (from: DateTime.Utc, lasts: Duration.Duration): DateTime.Utc =>
  DateTime.addDuration(from, Duration.sum(lasts, instant))

/** Whenever something begins to count or ceases to. */
const moments = ({ confirmations, recordings }: Quality.Evidence): ReadonlyArray<DateTime.Utc> => {
  const all = [
    ...recordings.flatMap(({ recordedAt }) => [recordedAt, after(recordedAt, Quality.lasts.recording)]),
    ...confirmations.flatMap(({ at }) => [at, after(at, Quality.lasts.confirmation), after(at, Quality.lasts.record)])
  ]
  return [...new Map(all.map((moment) => [DateTime.toEpochMillis(moment), moment])).values()].toSorted(DateTime.Order)
}

/** All changes, in their order. Before the first, and where there is none, there is no tier. */
export const of = (evidence: Quality.Evidence): ReadonlyArray<Step> => {
  const steps: Array<Step> = []
  for (const since of moments(evidence)) {
    const { tier } = Quality.at(evidence, since)
    if (tier !== (steps.at(-1)?.tier ?? null)) steps.push({ since, tier })
  }
  return steps
}

/** The change that comes next, unless something new is found. */
export const next = (course: ReadonlyArray<Step>, now: DateTime.Utc): Step | null =>
  course.find(({ since }) => DateTime.isGreaterThan(since, now)) ?? null

/** When the newest of what was found is of; null where nothing has a date. */
export const newest = ({ confirmations, recordings }: Quality.Evidence): DateTime.Utc | null => {
  const dates = [...recordings.map(({ recordedAt }) => recordedAt), ...confirmations.map(({ at }) => at)]
  return dates.toSorted(DateTime.Order).at(-1) ?? null
}

/** When somebody last looked at the institution itself and it went well. */
export const confirmedAt = ({ confirmations }: Pick<Quality.Evidence, "confirmations">): DateTime.Utc | null =>
  confirmations
    .filter(({ succeeded }) => succeeded)
    .map(({ at }) => at)
    .toSorted(DateTime.Order)
    .at(-1) ?? null

/** Without the looks that can count at no moment from the newest on; the last that went well stays, to be shown. */
export const abridged = (evidence: Quality.Evidence): Quality.Evidence => {
  const last = newest(evidence)
  const well = confirmedAt(evidence)
  if (last === null) return evidence
  const begins = DateTime.subtractDuration(last, Quality.lasts.record)
  const counts = ({ at, succeeded }: Quality.Confirmed): boolean =>
    DateTime.isGreaterThanOrEqualTo(at, begins) || (succeeded && well !== null && DateTime.Equivalence(at, well))
  return { ...evidence, confirmations: evidence.confirmations.filter(counts) }
}
