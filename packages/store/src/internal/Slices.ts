// Slices of lists in memory.
import { type DateTime, Option } from "effect"

import { newestFirst, type Place, type Slice, slice } from "../Pagination.ts"

/** Up to `limit` of these rows behind a place, the newest first. */
export const after = <A extends { readonly createdAt: DateTime.Utc; readonly id: string }>(
  rows: ReadonlyArray<A>,
  place: Option.Option<Place>,
  limit: number
): Slice<A> => {
  const placeOf = ({ createdAt, id }: A): Place => ({ at: createdAt, id })
  const behind = rows.filter((row) => Option.isNone(place) || newestFirst(placeOf(row), place.value) > 0)
  return slice(
    behind.toSorted((a, b) => newestFirst(placeOf(a), placeOf(b))),
    limit,
    placeOf
  )
}
