// What a page proves. "Absent" means something only inside a complete coverage; outside it, and after a stream that
// failed, absence means nothing. Proven coverage is what stays of it from sync to sync.
import { type DateTime, Schema } from "effect"

import * as CivilDate from "./CivilDate.ts"
import * as DateInterval from "./DateInterval.ts"

/** Of a row at the institution: not final yet; final; still to come, which the wire calls pending too. */
export const RowState = Schema.Literals(["PENDING", "POSTED", "SCHEDULED"])
export type RowState = typeof RowState.Type

/** The days whose rows a page closes, and which states it shows; `rowCap` = the institution cut the list there. */
export const Coverage = Schema.Struct({
  from: DateInterval.DateInterval.fields.from,
  to: DateInterval.DateInterval.fields.to,
  states: Schema.Array(RowState),
  rowCap: Schema.optionalKey(Schema.Int)
})
export type Coverage = typeof Coverage.Type

/** What a whole stream claimed, and whether it ended without an error. Without that it proves nothing. */
export interface Collected<A> {
  readonly records: ReadonlyArray<A>
  readonly coverage: ReadonlyArray<Coverage>
  readonly complete: boolean
}

/** The days proven for rows of a state: nothing when the stream failed or the institution cut the list. */
export const provenDays = (
  collected: Pick<Collected<unknown>, "coverage" | "complete">,
  state: RowState
): ReadonlyArray<DateInterval.DateInterval> =>
  collected.complete
    ? DateInterval.normalise(
        collected.coverage.filter((claim) => claim.rowCap === undefined && claim.states.includes(state))
      ).map(({ from, to }) => ({ from, to }))
    : []

/** Whether a list that has no days showed all there is: its stream ended well and the institution cut nothing. */
export const isWhole = (collected: Pick<Collected<unknown>, "coverage" | "complete">): boolean =>
  collected.complete && collected.coverage.every((claim) => claim.rowCap === undefined)

/** Kept per account and product. `collectedAt` is when the last successful collection began. */
export const ProvenCoverage = Schema.Struct({
  intervals: Schema.Array(DateInterval.DateInterval),
  collectedAt: Schema.NullOr(Schema.DateTimeUtcFromString),
  deepRescanAt: Schema.NullOr(Schema.DateTimeUtcFromString)
})
export type ProvenCoverage = typeof ProvenCoverage.Type

/** Of an account of which nothing was collected yet. */
export const none: ProvenCoverage = { intervals: [], collectedAt: null, deepRescanAt: null }

/** What a collection planned to read, what of it was proven, and when it began; days are of the institution's `zone`. */
export interface Collection {
  readonly planned: ReadonlyArray<DateInterval.DateInterval>
  readonly proven: ReadonlyArray<DateInterval.DateInterval>
  readonly began: DateTime.Utc
  readonly zone: string
  /** Whether the planned days contain those of a deep rescan. */
  readonly deepRescan: boolean
}

/**
 * Adds what a collection has proven. Its beginning becomes the watermark only when the planned days up to today were all
 * proven, and that of the deep rescan only when everything planned was: a list that the institution cut short is read
 * again. A day after the one on which it began proves nothing, because its rows had not happened yet.
 */
export const advance = (held: ProvenCoverage, collection: Collection): ProvenCoverage => {
  const { began, deepRescan, planned, zone } = collection
  const today = CivilDate.fromInstant(began, zone)
  const proven = DateInterval.normalise(
    collection.proven.map(({ from, to }) => ({ from, to: CivilDate.min(to, today) }))
  )
  if (proven.length === 0) return held
  const open = DateInterval.subtract(planned, proven)
  const recent = planned.at(-1)
  const isCurrent = recent !== undefined && DateInterval.subtract([recent], proven).length === 0
  return {
    intervals: DateInterval.union(held.intervals, proven),
    collectedAt: isCurrent ? began : held.collectedAt,
    deepRescanAt: deepRescan && open.length === 0 ? began : held.deepRescanAt
  }
}
