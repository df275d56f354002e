// What the rows themselves say of an institution's ids: whether a row keeps its id when it is posted, and whether a posted row
// keeps it; of a scheduled row apart, whose id may be made up for the list of what is to come. Where ids last, a row with
// another id is another row, however alike; no policy need say so. A single row that changed its id ends the belief, and
// without any evidence nothing is believed.
import { type FoundRow, type HeldRow, isPosting, type Rows } from "./MergeRow.ts"

/** Whether two rows that look alike may be different rows all the same. */
export type Doubt = (held: HeldRow, found: FoundRow) => boolean

/** Of a posted row: it was changed since it was made, not in its id. */
const hasKeptId = ({ id, row }: HeldRow): boolean =>
  id !== null && row.status === "POSTED" && row.updatedAt.epochMilliseconds > row.createdAt.epochMilliseconds

/** What an id may outlast. A hold that stays one is doubted as a posted row is, and says nothing of it. */
const stepOf = (held: HeldRow, found: FoundRow): "scheduled" | "due" | "posting" | "posted" => {
  if (held.row.status === "SCHEDULED") return found.row.status === "SCHEDULED" ? "scheduled" : "due"
  return isPosting(held, found) ? "posting" : "posted"
}

/**
 * Doubts that rows with different ids are one. It learns from the rows that are paired so far; `found` rows that are not paid
 * yet say nothing.
 */
export const learn = ({ found, held }: Pick<Rows, "found" | "held">): Doubt => {
  const lasts = new Map<ReturnType<typeof stepOf>, boolean>()
  for (const row of found) {
    const { id, paidBy } = row
    if (id === null || paidBy === null || paidBy.id === null) continue
    const step = stepOf(paidBy, row)
    if (step === "posted" && paidBy.row.status === "PENDING") continue
    lasts.set(step, paidBy.id === id && lasts.get(step) !== false)
  }
  const live = held.filter(({ row }) => row.state === "live")
  const lastsAtPosting =
    lasts.get("posting") !== false &&
    live.every(({ row }) => row.previousIds.length === 0) &&
    (lasts.get("posting") === true || live.some(hasKeptId))
  lasts.set("posting", lastsAtPosting)
  return (before, after) => before.id !== null && after.id !== null && lasts.get(stepOf(before, after)) === true
}
