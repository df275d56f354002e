// What the rows themselves say of an institution's ids: whether a row keeps its id when it is posted, and whether a posted row
// keeps it; of a scheduled row apart, whose id may be made up for the list of what is to come. Where ids last, a row with
// another id is another row, however alike; no policy need say so. A single row that changed its id ends the belief, and
// without any evidence nothing is believed.
import { type FoundRow, type HeldRow, isPosting, type Rows } from "./MergeRow.ts"

/** Whether two rows that look alike may be different rows all the same. */
export type Doubt = (held: HeldRow, found: FoundRow) => boolean

/** Of a posted row: it was changed since it was made, and never its id. */
const hasKeptId = ({ id, row }: HeldRow): boolean =>
  id !== null &&
  row.status === "POSTED" &&
  row.previousIds.length === 0 &&
  row.updatedAt.epochMilliseconds > row.createdAt.epochMilliseconds

/**
 * Doubts that rows with different ids are one. It learns from the rows that are paired so far; `found` rows that are not paid
 * yet say nothing.
 */
export const learn = ({ found, held }: Pick<Rows, "found" | "held">): Doubt => {
  const pairs = found.filter(({ id, paidBy }) => id !== null && paidBy !== null && paidBy.id !== null)
  const isSame = ({ id, paidBy }: FoundRow) => paidBy?.id === id
  const scheduled = pairs.filter(({ paidBy }) => paidBy?.row.status === "SCHEDULED")
  const doLast = (isDue: boolean) => {
    const rows = scheduled.filter(({ row }) => (row.status !== "SCHEDULED") === isDue)
    return rows.length > 0 && rows.every(isSame)
  }
  const [lastWhileScheduled, lastWhenDue] = [doLast(false), doLast(true)]
  const postings = pairs.filter(
    (row) => row.paidBy !== null && row.paidBy.row.status === "PENDING" && isPosting(row.paidBy, row)
  )
  const posted = pairs.filter(({ paidBy }) => paidBy?.row.status === "POSTED")
  const live = held.filter(({ row }) => row.state === "live")
  const lastAtPosting =
    postings.every(isSame) &&
    live.every(({ row }) => row.previousIds.length === 0) &&
    (postings.length > 0 || live.some(hasKeptId))
  const lastOncePosted = posted.length > 0 && posted.every(isSame)
  return (before, after) => {
    if (before.id === null || after.id === null) return false
    if (before.row.status === "SCHEDULED") return after.row.status === "SCHEDULED" ? lastWhileScheduled : lastWhenDue
    return isPosting(before, after) ? lastAtPosting : lastOncePosted
  }
}
