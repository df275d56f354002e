/** The two shapes of a list: numbered pages, and a cursor whose `next` is exactly `null` at the end. */
import { Schema } from "effect"

import { Text } from "./Wire.ts"

/** A numbered page of rows: `page` counts from 1, `total` counts rows. */
export const Page = <S extends Schema.Constraint>(row: S) =>
  Schema.Struct({
    results: Schema.Array(row),
    page: Schema.Int,
    total: Schema.Int,
    totalPages: Schema.Int
  })

/** All rows as one page, for the lists that are never divided. */
export const single = <A>(results: ReadonlyArray<A>) => ({ results, page: 1, total: results.length, totalPages: 1 })

/** A slice of rows and the query string that reads on, `?accountId=...&after=...`. */
export const CursorPage = <S extends Schema.Constraint>(row: S) =>
  Schema.Struct({
    results: Schema.Array(row),
    next: Text
  })

/** The answer to a deletion. */
export const Count = Schema.Struct({ count: Schema.Int }).annotate({ identifier: "Count" })
export type Count = typeof Count.Type
