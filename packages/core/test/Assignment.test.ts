// The best one-to-one assignment: the highest sum decides, not the highest pair; of equal sums the first in their order.
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import * as Assignment from "../src/internal/Assignment.ts"

/** `A2:5`: row A with column 2 for a score of 5. */
const edges = (text: string): ReadonlyArray<Assignment.Edge> =>
  text.split(" ").map((pair) => ({
    row: "ABC".indexOf(pair.slice(0, 1)),
    column: Number(pair.slice(1, 2)),
    score: Number(pair.slice(3))
  }))

const cases: ReadonlyArray<readonly [string, string, string]> = [
  ["of a pair is that pair", "A1:2", "A1:2"],
  ["takes the better of two columns", "A1:1 A2:2", "A2:2"],
  ["takes the better of two columns, whichever comes first", "A1:2 A2:1", "A1:2"],
  ["takes the better of two rows", "A1:1 B1:2", "B1:2"],
  ["takes the better of two rows, whichever comes first", "A1:2 B1:1", "A1:2"],
  ["takes the first of two equal columns", "A1:2 A2:2", "A1:2"],
  ["takes the first of two equal rows", "A1:2 B1:2", "A1:2"],
  ["gives up the best pair for a better sum", "A1:3 A2:2 B1:2", "A2:2 B1:2"],
  ["keeps the best pair where the others are worse together", "A1:5 A2:2 B1:2", "A1:5"],
  ["takes the first of two equal sums", "A1:1 A2:1 B1:1 B2:1", "A1:1 B2:1"],
  ["crosses where that is better", "A1:1 A2:2 B1:2 B2:1", "A2:2 B1:2"],
  ["does not cross where that is worse", "A1:2 A2:1 B1:1 B2:2", "A1:2 B2:2"],
  ["leaves a row alone for two that are better together", "A1:2 B1:3 B2:1 C2:3", "B1:3 C2:3"],
  ["leaves a pair alone that would cost", "A1:2 B2:-1", "A1:2"]
]

describe("The best assignment", () => {
  for (const [what, pairs, best] of cases) {
    it.effect(what, () =>
      Effect.sync(() => {
        const expected = edges(best)
        assert.deepStrictEqual(Assignment.solve(edges(pairs)), {
          total: expected.reduce((sum, { score }) => sum + score, 0),
          edges: expected
        })
      })
    )
  }

  it("of nothing is empty", () => assert.deepStrictEqual(Assignment.solve([]), { total: 0, edges: [] }))
})
