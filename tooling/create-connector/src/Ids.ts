// The numbers of connectors. Items name their connector by number, for ever, so none is given twice; and two people who write connectors
// at the same time know nothing of each other, so a number follows from the slug and not from what is free at the moment.
import { createHash } from "node:crypto"

/** Below are those that clients of the wire know, and Tomada's own (docs/decisions/0017-numbers-of-connectors.md). */
export const first = 100_000
const count = 900_000

/** The number of a slug: the next that is free where another slug has come to the same. */
export const idOf = (slug: string, taken: ReadonlySet<number>): number => {
  const start = createHash("sha256").update(slug).digest().readUInt32BE() % count
  for (let step = 0; step < count; step += 1) {
    const id = first + ((start + step) % count)
    if (!taken.has(id)) return id
  }
  throw new Error("every number of connectors is given")
}
