import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import * as Strain from "../src/Strain.ts"

const of = (rounds: ReadonlyArray<number>) => {
  const mean = rounds.reduce((sum, one) => sum + one, 0) / rounds.length
  const stddev = Math.sqrt(rounds.reduce((sum, one) => sum + (one - mean) ** 2, 0) / rounds.length)
  return Strain.wait({ mean, stddev })
}

describe("what somebody waits for a loop", () => {
  it.effect("is half a round where all are alike", () =>
    Effect.sync(() => assert.closeTo(of([10, 10, 10, 10]), 5, 1e-9))
  )

  it.effect("follows the long rounds, though the short ones are more", () =>
    Effect.sync(() => {
      // Nine tenths of the time pass in the long one.
      const waits = of([...Array.from({ length: 10 }, () => 10), 900])
      assert.isAbove(waits, 400)
      assert.isBelow(waits, 450)
    })
  )

  it.effect("is nothing before there was one", () =>
    Effect.sync(() => assert.strictEqual(Strain.wait({ mean: 0, stddev: 0 }), 0))
  )
})
