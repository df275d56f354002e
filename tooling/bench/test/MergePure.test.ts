import { assert, describe, it } from "@effect/vitest"

import { changes, mapPass, numberedPass, sides } from "../src/MergePure.ts"
import { dayOf, ofDays, overlapDays, perDay } from "../src/MergeRows.ts"

const count = 1_000

describe("the rows that the merge is measured with", () => {
  it("end on the same day, however long the history is", () => {
    assert.strictEqual(dayOf(9, 10), dayOf(34_999, 35_000))
    assert.strictEqual(dayOf(0, 3), "2026-03-18")
  })

  it("are those of the days, newest first, each under an id of its own", () => {
    const rows = ofDays(10 - overlapDays, 10, 10)
    assert.strictEqual(rows.length, (overlapDays + 1) * perDay)
    assert.strictEqual(new Set(rows.map(({ institutionId }) => institutionId)).size, rows.length)
    assert.strictEqual(rows[0]?.institutionId, `bank-${11 * perDay - 1}`)
    assert.deepStrictEqual(
      rows.map(({ date }) => date),
      rows
        .map(({ date }) => date)
        .toSorted()
        .toReversed()
    )
  })
})

describe("a merge of equal rows and its floors", () => {
  for (const withIds of [true, false]) {
    const kind = withIds ? "with ids" : "without ids"

    it(`find every row ${kind}`, () => {
      const equal = sides(count, withIds)
      assert.strictEqual(mapPass(equal), count)
      assert.strictEqual(numberedPass(equal), count)
      assert.strictEqual(changes(equal), 0)
    })

    it(`notice a row that is missing ${kind}`, () => {
      const { collected, held } = sides(count, withIds)
      const missing = { held: held.slice(1), collected }
      assert.strictEqual(mapPass(missing), count - 1)
      assert.strictEqual(numberedPass(missing), count - 1)
      assert.strictEqual(changes(missing), 1)
    })
  }

  it("keep twins apart", () => {
    const { collected, held } = sides(1, false)
    const twins = { held, collected: [...collected, ...collected] }
    assert.strictEqual(mapPass(twins), 1)
    assert.strictEqual(numberedPass(twins), 1)
    assert.strictEqual(changes(twins), 1)
  })
})
