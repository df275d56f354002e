// Histories of a card with instalments, day by day for a year: each keeps its row from the day on which it is shown ahead to the
// bill that posts it, with whatever day, text, cent and id. The simple rules are judged on the same histories.
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import * as Card from "./Card.ts"
import * as Judge from "./Judge.ts"
import { others } from "./rules/All.ts"
import * as Trial from "./Trial.ts"

const cases = Card.regimes.flatMap((regime) =>
  [true, false].flatMap((ahead) =>
    [true, false].map((saysPurchase) => ({
      regime,
      ahead,
      saysPurchase,
      toString: () =>
        `ids: ${regime}; ${ahead ? "shown ahead" : "shown when due"}; day of the purchase ${saysPurchase ? "said" : "not said"}`
    }))
  )
)

const worlds = (
  count: number,
  habits: Omit<Card.Habits, "days">,
  trial: (bank: ReturnType<typeof Card.make>) => Judge.Score
) => Judge.sum(Array.from({ length: count }, (_, index) => trial(Card.make(index + 1, { ...habits, days: 150 }))))

describe("Every instalment keeps its row", () => {
  it.effect.each(cases)(
    "%s",
    (habits) =>
      Effect.sync(() => {
        const { broken, doubled, exchanged, lost, real } = worlds(3, habits, Trial.ours)
        assert.isAbove(real, 150)
        assert.deepStrictEqual({ broken, doubled, lost }, { broken: 0, doubled: 0, lost: 0 })
        if (habits.regime === "stable") assert.strictEqual(exchanged, 0)
      }),
    60_000
  )

  it.effect(
    "under no simple rule, where ids change",
    () =>
      Effect.sync(() => {
        for (const [name, rule] of Object.entries(others)) {
          const habits = { regime: "changes", ahead: true, saysPurchase: true } as const
          const { broken, doubled, lost, real } = worlds(1, habits, (bank) => Trial.theirs(bank, rule))
          assert.isAbove((doubled + lost + broken) / real, 0.1, name)
        }
      }),
    60_000
  )
})
