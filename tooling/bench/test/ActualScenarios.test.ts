import { assert, describe, it } from "@effect/vitest"

import { imports, isRight, ours, scenarios, shown } from "../src/ActualScenarios.ts"

describe("the histories of the comparison", () => {
  for (const scenario of scenarios) {
    it(`ours holds what it has to: ${scenario.name}`, () => {
      assert.deepStrictEqual([...ours(scenario.reads)].sort(), [...scenario.wanted].sort())
    })
  }

  it("are nine, and the peer is given every row of them", () => {
    assert.strictEqual(scenarios.length, 9)
    for (const { reads } of scenarios) {
      assert.deepStrictEqual(
        imports(reads).map((rows) => rows.length),
        reads.map(({ rows }) => rows.length)
      )
    }
  })

  it("are right by their amounts, in any order, and not by their sum or number alone", () => {
    const scenario = { name: "", reads: [], wanted: [-500, -700] }
    assert.isTrue(isRight([-700, -500], scenario))
    assert.isFalse(isRight([-600, -600], scenario))
    assert.isFalse(isRight([-1200], scenario))
    assert.strictEqual(shown([-500, -700]), "2: -12.00")
  })
})
