import { assert, describe, it } from "@effect/vitest"

import * as Dice from "../src/Dice.ts"
import * as Plan from "../src/Plan.ts"

const planned = (kills: number, seed = 1) => Plan.plan({ kills, seed, cells: Plan.cells })

const counts = (plan: ReadonlyArray<Plan.Planned>) =>
  [...Map.groupBy(plan, Plan.nameOf).values()].map((all) => all.length)

describe("five hundred kills", () => {
  it("are at least fifteen of each of the twenty-five cells", () => {
    const plan = planned(500)
    assert.strictEqual(plan.length, 500)
    assert.strictEqual(counts(plan).length, 25)
    assert.isAtLeast(Math.min(...counts(plan)), 15)
  })

  it("are the same for the same seed and others for another", () => {
    assert.deepStrictEqual(planned(500), planned(500))
    assert.notDeepEqual(planned(500).map(Plan.nameOf), planned(500, 2).map(Plan.nameOf))
  })
})

describe("a short run", () => {
  it("of twenty-five kills is one of each cell", () => {
    assert.deepStrictEqual(
      counts(planned(25)),
      Array.from({ length: 25 }, () => 1)
    )
  })

  it("of one cell repeats the kill whose seed it is given", () => {
    const failed = planned(500)[321]
    assert.isDefined(failed)
    const [again] = Plan.plan({
      kills: 1,
      seed: failed?.seed ?? 0,
      cells: Plan.find(failed === undefined ? "" : Plan.nameOf(failed))
    })
    assert.deepInclude(again, { target: failed?.target, phase: failed?.phase, seed: failed?.seed })
  })
})

describe("the name of a cell", () => {
  it("stands for one, for a row or for a column", () => {
    assert.deepStrictEqual(Plan.find("server/merge"), [{ target: "server", phase: "merge" }])
    assert.strictEqual(Plan.find("server/*").length, 5)
    assert.strictEqual(Plan.find("*/mfa").length, 5)
    assert.deepStrictEqual(Plan.find("server"), [])
  })
})

describe("the dice", () => {
  it("fall on every side, and the same way for the same seed", () => {
    const [one, same] = [Dice.of(7), Dice.of(7)]
    const thrown = Array.from({ length: 600 }, () => one.below(6))
    assert.deepStrictEqual(
      thrown,
      Array.from({ length: 600 }, () => same.below(6))
    )
    for (const side of [0, 1, 2, 3, 4, 5]) assert.isAbove(thrown.filter((each) => each === side).length, 60)
  })
})
