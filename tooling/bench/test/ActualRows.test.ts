import { assert, describe, it } from "@effect/vitest"
import { Money } from "@tomada/core"

import * as ActualRows from "../src/ActualRows.ts"

const last = ActualRows.year - 1
const ids = (from: number, to: number, total: number) =>
  ActualRows.ofDays(from, to, total).map(({ institutionId }) => institutionId)

describe("the rows of the comparison", () => {
  it("are as many in a year as were asked for, each with an id of its own, the newest first", () => {
    const rows = ActualRows.ofDays(0, last, 10_000)
    assert.strictEqual(rows.length, 10_000)
    assert.strictEqual(new Set(rows.map(({ institutionId }) => institutionId)).size, 10_000)
    assert.strictEqual(new Set(rows.map(({ description }) => description)).size, 300)
    assert.strictEqual(new Set(rows.map(({ date }) => date)).size, 365)
    assert.deepStrictEqual(
      rows.map(({ date }) => date),
      rows.map(({ date }) => date).toSorted((a, b) => (a < b ? 1 : -1))
    )
  })

  it("are the same when a later sync reads their days again, and then those of a new day", () => {
    const today = ActualRows.year
    const again = ids(today - ActualRows.overlapDays, today, 10_000)
    const held = new Set(ids(0, last, 10_000))
    const fresh = again.filter((id) => !held.has(id))
    assert.deepStrictEqual(fresh, ids(today, today, 10_000))
    assert.strictEqual(fresh.length, ActualRows.count(today, today, 10_000))
    assert.strictEqual(again.length, ActualRows.count(today - ActualRows.overlapDays, today, 10_000))
  })

  it("are told to the peer in hundredths, in its words", () => {
    const [row] = ActualRows.ofDays(0, 0, 365)
    if (row === undefined) throw new Error("the first day has a row")
    assert.deepStrictEqual(ActualRows.forPeer({ ...row, amount: Money.decimal("-12.5"), status: "PENDING" }), {
      date: row.date,
      amount: -1250,
      payee_name: row.description,
      imported_payee: row.description,
      imported_id: "bank-0",
      cleared: false
    })
    assert.throws(() => ActualRows.forPeer({ ...row, amount: Money.decimal("0.001") }), /hundredths/)
  })
})
