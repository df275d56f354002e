import { assert, describe, it } from "@effect/vitest"

import { fromSchedstat } from "../src/MergeCpu.ts"
import { isMet, lines, mean, row, type StoredCost, unevenness } from "../src/MergeFigures.ts"

const stored = (ours: number, bare: number): StoredCost => ({
  merged: { client: ours / 2, postgres: 0 },
  committed: { client: 0, postgres: ours / 2 },
  bare: { client: bare / 4, postgres: (bare * 3) / 4 }
})

const figures = lines({
  pure: [
    {
      title: "Merge",
      rounds: [
        { merge: 8, floor: 2, numbered: 4 },
        { merge: 30, floor: 5, numbered: 10 },
        { merge: 9, floor: 3, numbered: 9 }
      ]
    }
  ],
  first: { title: "First", rounds: [stored(30, 10), stored(60, 30), stored(50, 10)] },
  overlaps: [
    { title: "Small", rounds: [stored(4, 2), stored(8, 2), stored(5, 2)] },
    { title: "Large", rounds: [stored(8, 2), stored(6, 2), stored(4, 2)] }
  ]
})

const named = (what: string) => {
  const found = figures.find((line) => line.what === what)
  if (found === undefined) throw new Error(`no line says ${what}`)
  return found
}

describe("the figures of the merge", () => {
  it("are ratios of one round, not of two medians", () => {
    assert.deepStrictEqual(named("Merge: times the bare Map pass").values, [4, 6, 3])
    assert.deepStrictEqual(named("Merge: times the numbering Map pass").values, [2, 3, 1])
    assert.deepStrictEqual(named("First: times the bare upsert").values, [3, 2, 5])
  })

  it("count the client and PostgreSQL on both sides", () => {
    assert.deepStrictEqual(named("First: CPU with PostgreSQL's, ms").values, [30, 60, 50])
    assert.deepStrictEqual(named("First: of which PostgreSQL, ms").values, [15, 30, 25])
    assert.deepStrictEqual(named("First: the bare upsert, ms").values, [10, 30, 10])
  })

  it("compare the histories of one round with each other, whichever is dearest", () => {
    assert.deepStrictEqual(named("Overlap: the dearest history's times the cheapest's").values, [2, 8 / 6, 5 / 4])
    assert.isNaN(unevenness([]))
  })

  it("say beside a goal that was missed that it was", () => {
    assert.deepStrictEqual(row({ what: "cost", values: [2, 1, 12], goal: 2 }), ["cost", "2.00", "1.00", "12.00", "2"])
    assert.deepStrictEqual(row({ what: "cost", values: [20, 12, 123] }), ["cost", "20.0", "12.0", "123", ""])
    assert.strictEqual(row({ what: "cost", values: [2.1], goal: 2 }).at(-1), "2 missed")
    assert.isTrue(isMet({ what: "cost", values: [99] }))
  })

  it("are the mean of the syncs of a round", () => {
    assert.deepStrictEqual(mean([stored(4, 8), stored(8, 16)]), stored(6, 12))
  })
})

describe("the CPU time of a backend", () => {
  it("is read in nanoseconds from the scheduler's account, where it keeps one", () => {
    assert.strictEqual(fromSchedstat("2500000 1747578 2\n"), 2.5)
    assert.isUndefined(fromSchedstat("0 0 0\n"))
    assert.isUndefined(fromSchedstat(""))
  })
})
