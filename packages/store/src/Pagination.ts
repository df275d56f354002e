// Pages of a list as the wire counts them, and slices of one behind a place in it.
import { type DateTime, Option } from "effect"

/** Pages count from 1. */
export interface PageRequest {
  readonly number: number
  readonly size: number
}

/** One page, and how many rows all pages have. */
export interface PageOf<A> {
  readonly rows: ReadonlyArray<A>
  readonly total: number
}

/** A place in a list that shows the newest first: after this instant, and of the rows of that instant after this id, a UUID. */
export interface Place {
  readonly at: DateTime.Utc
  readonly id: string
}

/** Some rows, and the place of the last of them where more follow. */
export interface Slice<A> {
  readonly rows: ReadonlyArray<A>
  readonly next: Option.Option<Place>
}

/** A slice of `limit` rows, from one row more where there is one. */
export const slice = <A>(found: ReadonlyArray<A>, limit: number, placeOf: (row: A) => Place): Slice<A> => {
  const rows = found.slice(0, limit)
  const last = rows.at(-1)
  return { rows, next: found.length > limit && last !== undefined ? Option.some(placeOf(last)) : Option.none() }
}

/** Below zero when `a` is shown before `b`. */
export const newestFirst = (a: Place, b: Place): number =>
  b.at.epochMilliseconds - a.at.epochMilliseconds || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0)
