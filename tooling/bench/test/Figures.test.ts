import { assert, describe, it } from "@effect/vitest"

import { outcomeOf, shown } from "../src/Samples.ts"
import { median, spread } from "../src/Spread.ts"

describe("the figures of several rounds", () => {
  it("are shown by the middle one, the least and the greatest", () => {
    assert.strictEqual(median([9, 1, 5]), 5)
    assert.strictEqual(median([4, 1, 3, 2]), 2.5)
    assert.isNaN(median([]))
    assert.deepStrictEqual(spread([123.4, 99.94, 7.25, 8.05, 1000]), ["99.9", "7.3", "1000"])
  })
})

describe("a sample of a proof", () => {
  it("is ok, failed, or skipped by the one code that says so", () => {
    assert.strictEqual(outcomeOf({ code: 0, late: false }), "ok")
    assert.strictEqual(outcomeOf({ code: 1, late: false }, 2), "failed")
    assert.strictEqual(outcomeOf({ code: 2, late: false }, 2), "skipped")
    assert.strictEqual(outcomeOf({ code: 2, late: false }), "failed")
    assert.strictEqual(outcomeOf({ code: null, late: false }), "failed")
  })

  it("has failed when its time was over, however it ended", () => {
    assert.strictEqual(outcomeOf({ code: 0, late: true }), "failed")
    assert.strictEqual(outcomeOf({ code: 2, late: true }, 2), "failed")
  })

  it("is a line of the closing table", () => {
    const results = [
      { name: "bench", outcome: "ok", seconds: 12.34 },
      { name: "judge:ofx", outcome: "skipped", seconds: 0.05 }
    ] as const
    assert.deepStrictEqual(shown(results).split("\n"), [
      "proof      outcome  seconds",
      "bench      ok          12.3",
      "judge:ofx  skipped      0.1"
    ])
  })
})
