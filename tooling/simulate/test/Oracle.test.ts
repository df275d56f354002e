import { assert, describe, it } from "@effect/vitest"

import * as Oracle from "../src/Oracle.ts"
import * as Script from "../src/Script.ts"

const hour = 3_600_000
const end = {
  startedAt: 0,
  endedAt: 60_000,
  outcome: "success",
  unasked: false,
  every: 24,
  next: 60_000 + 24 * hour
} as const

describe("the oracle", () => {
  it("finds no fault with a run that begins when it is due", () => {
    const oracle = Oracle.make()
    oracle.started("a", 0, { calm: true, unasked: false })
    oracle.ended("a", end)
    oracle.started("a", end.next + 5_000, { calm: true, unasked: true })
    oracle.close(end.next + 10_000, hour)
    const { double, early, latest, missed, otherwise } = oracle.figures
    assert.deepStrictEqual([double, early, latest, missed, otherwise], [0, 0, 5_000, 0, 0])
  })

  it("counts a run that is early, one beside another, one that was missed, and another plan than was promised", () => {
    const oracle = Oracle.make()
    oracle.started("a", 0, { calm: true, unasked: false })
    oracle.ended("a", end)
    oracle.started("a", end.next - 1, { calm: true, unasked: true })
    oracle.started("a", end.next, { calm: true, unasked: true })
    oracle.started("b", 0, { calm: true, unasked: false })
    oracle.ended("b", { ...end, next: end.next + 1 })
    oracle.close(end.next + 2 * hour, hour)
    const { double, early, missed, otherwise } = oracle.figures
    assert.deepStrictEqual([double, early, missed, otherwise], [1, 1, 1, 1])
  })

  it("counts a sixth retry", () => {
    const oracle = Oracle.make()
    let at = 0
    for (let run = 0; run < 7; run++) {
      oracle.started("a", at, { calm: true, unasked: run > 0 })
      const next = run < 5 ? (run + 1) * hour : null
      oracle.ended("a", { ...end, outcome: "down", startedAt: at, endedAt: at, unasked: run > 0, next })
      at += hour
    }
    assert.strictEqual(oracle.figures.forbidden, 1)
    assert.strictEqual(oracle.figures.dropped, 1)
  })
})

describe("a script", () => {
  it("is the same for the same seed, and has successes and failures", () => {
    const outcomes = (seed: number) => {
      const script = Script.script(Script.random(seed))
      return Array.from({ length: 500 }, () => script.next().outcome)
    }
    assert.deepStrictEqual(outcomes(1), outcomes(1))
    assert.sameMembers(
      [...new Set(outcomes(3))].filter((outcome) => outcome !== "refused"),
      ["success", "down"]
    )
  })
})
