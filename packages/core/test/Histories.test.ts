// A thousand random histories with every property, and the figures of ninety-day histories beside what the simple rules reach.
// `pnpm prove` runs a hundred thousand; SEED=<number> pnpm prove replays one.
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import * as Bank from "./Bank.ts"
import * as Judge from "./Judge.ts"
import * as Properties from "./Properties.ts"
import { others } from "./rules/All.ts"
import * as Trial from "./Trial.ts"

const hundreds = Array.from({ length: 10 }, (_, index) => index * 100)

describe("Every property holds of every sync", () => {
  it.effect.each(hundreds)(
    "in a hundred histories from number %i",
    (first) =>
      Effect.sync(() => {
        for (let seed = first; seed < first + 100; seed++) Properties.hold(seed)
      }),
    60_000
  )
})

const worlds = (regime: Bank.Regime, trial: (bank: Bank.Bank) => Judge.Score): Judge.Score =>
  Judge.perThousand(
    Judge.sum(Array.from({ length: 20 }, (_, index) => trial(Bank.make(index + 1, { regime, holdDays: 6, days: 90 }))))
  )

describe("Twenty histories of ninety days", () => {
  it.effect.each(Bank.regimes)(
    "stay within the bounds when ids are: %s",
    (regime) =>
      Effect.sync(() => {
        const score = worlds(regime, Trial.ours)
        assert.isAtMost(score.doubled, 1)
        assert.isAtMost(score.lost, 1)
        assert.isAtMost(score.broken, 4)
        if (regime !== "stable") return
        const { broken, doubled, exchanged } = score
        assert.deepStrictEqual(
          { broken, doubled, exchanged, lostThoughRead: score.lost - score.unread },
          { broken: 0, doubled: 0, exchanged: 0, lostThoughRead: 0 }
        )
      }),
    60_000
  )

  it.effect(
    "break the bounds under every simple rule, when ids change at posting",
    () =>
      Effect.sync(() => {
        for (const [name, rule] of Object.entries(others)) {
          const { broken, doubled, lost } = worlds("changes at posting", (bank) => Trial.theirs(bank, rule))
          assert.isAbove(Math.max(doubled, lost, broken / 4), 1, name)
        }
      }),
    60_000
  )
})
