// Why two rows that look alike may be different rows all the same: ids that last, or a place where the same amount recurs.
// What is doubted is kept apart and suggested.
import * as LastingIds from "./LastingIds.ts"
import type { Rows } from "./MergeRow.ts"
import * as Recurrence from "./Recurrence.ts"

/** From rows of which the certain ones are paired. */
export const learn = (rows: Rows): LastingIds.Doubt => {
  const [lasting, recurrent] = [LastingIds.learn(rows), Recurrence.learn(rows)]
  return (held, found) => lasting(held, found) || recurrent(held, found)
}
