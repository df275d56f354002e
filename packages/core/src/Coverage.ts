// What a page proves. "Absent" means something only inside a complete coverage; outside it, and after a stream that
// failed, absence means nothing. Proven coverage is what stays of it from sync to sync.
import { type DateTime, Schema } from "effect"

import * as DateInterval from "./DateInterval.ts"

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

/** Kept per account and product. `collectedAt` is when the last successful collection began. */
export const ProvenCoverage = Schema.Struct({
  intervals: Schema.Array(DateInterval.DateInterval),
  collectedAt: Schema.NullOr(Schema.DateTimeUtcFromString),
  deepRescanAt: Schema.NullOr(Schema.DateTimeUtcFromString)
})
export type ProvenCoverage = typeof ProvenCoverage.Type

export const none: ProvenCoverage = { intervals: [], collectedAt: null, deepRescanAt: null }

/** Adds what a collection that began at `began` has proven; what it did not prove moves nothing. */
export const advance = (
  held: ProvenCoverage,
  proven: ReadonlyArray<DateInterval.DateInterval>,
  began: DateTime.Utc,
  deepRescan: boolean
): ProvenCoverage =>
  proven.length === 0
    ? held
    : {
        intervals: DateInterval.union(held.intervals, proven),
        collectedAt: began,
        deepRescanAt: deepRescan ? began : held.deepRescanAt
      }
