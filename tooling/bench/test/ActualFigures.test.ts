import { assert, describe, it } from "@effect/vitest"

import { isMet, lines, type Loads, row } from "../src/ActualFigures.ts"

const overlaps = (into: string, rows: number, ...rounds: ReadonlyArray<readonly [ours: number, peer: number]>) => ({
  into,
  rows,
  rounds: rounds.map(([ours, peer]) => ({ ours, peer }))
})
const first: Loads = { ...overlaps("10k", 137, [100, 4000], [200, 6000], [100, 3000]), goal: 35 }
const small: Loads = { ...overlaps("10k", 100, [10, 1000], [20, 4000], [10, 900]), goal: 100 }
const large: Loads = { ...overlaps("50k", 500, [50, 5000], [300, 90_000], [90, 90_000]), goal: 1000 }
const all = lines({ first, small, large: { first: overlaps("50k", 50_000, [900, 90_000]), overlaps: large } })

const named = (what: string) => {
  const found = all.find((line) => line.what === what)
  if (found === undefined) throw new Error(`no line says ${what}`)
  return found
}

describe("the figures of the comparison", () => {
  it("are ratios of one round, not of two medians", () => {
    assert.deepStrictEqual(named("First 10k rows: times less").values, [40, 30, 30])
    assert.deepStrictEqual(named("Overlap of 500 into 50k: times less").values, [100, 300, 1000])
  })

  it("compare what a row costs in a large history with what one costs in a small one, for each side", () => {
    assert.deepStrictEqual(named("A row of an overlap into 50k, times one into 10k: ours").values, [1, 3, 1.8])
    assert.deepStrictEqual(named("A row of an overlap into 50k, times one into 10k: Actual's").values, [1, 4.5, 20])
  })

  it("say what the large history took to load, without a goal for the one time", () => {
    assert.deepStrictEqual(row(named("First 50k rows, once: times less")), [
      "First 50k rows, once: times less",
      "100",
      "100",
      "100",
      ""
    ])
  })

  it("say beside a goal that was missed that it was, whether it is a least or a most", () => {
    assert.strictEqual(row(named("First 10k rows: times less")).at(-1), "at least 35 missed")
    assert.strictEqual(row(named("Overlap of 100 into 10k: times less")).at(-1), "at least 100")
    const growth = named("A row of an overlap into 50k, times one into 10k: ours")
    assert.strictEqual(row(growth).at(-1), "at most 1.5 missed")
    assert.isTrue(isMet({ ...growth, values: [1.5] }))
    assert.isFalse(isMet(named("Overlap of 500 into 50k: times less")))
  })

  it("have no goal at a size that the goal is not for", () => {
    const { goal: _, ...sample } = first
    const { goal: __, ...few } = small
    assert.isTrue(lines({ first: sample, small: few }).every((line) => line.goal === undefined && isMet(line)))
  })
})
