// Where a person pays the same amount again and again. There a new posted row is easily another purchase, so a hold that has
// been open for longer than postings take is not said to be it.
import type { Doubt } from "./LastingIds.ts"
import type { FoundRow, HeldRow, Rows } from "./MergeRow.ts"

/** Days after which a posting is rare. */
export const usualDays = 5

/** A completed description begins with the short one, so both name one place. */
const isSamePlace = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a)

/**
 * Doubts that a hold was posted beyond `usualDays`, where other rows have its amount and place. So late it resembles nothing
 * but a posted row.
 */
export const learn = ({ held }: Rows): Doubt => {
  let byAmount: ReadonlyMap<string, ReadonlyArray<HeldRow>> | null = null
  return (hold: HeldRow, posted: FoundRow) => {
    if (hold.row.status !== "PENDING" || posted.day - hold.day <= usualDays) return false
    byAmount ??= Map.groupBy(held, ({ amount }) => amount)
    return (byAmount.get(hold.amount) ?? []).some((row) => row !== hold && isSamePlace(row.text, hold.text))
  }
}
