import { assert, describe, it } from "@effect/vitest"

import { isMet } from "../src/MergeFigures.ts"
import { lines, type Round } from "../src/SchedulerFigures.ts"

const cost = (total: number) => ({ client: total / 4, postgres: (total * 3) / 4 })
const round = (claim: number, bare: number, withRuns: number, poll: number, barePoll: number): Round => ({
  claim: cost(claim),
  bare: cost(bare),
  withRuns: cost(withRuns),
  poll: cost(poll),
  barePoll: cost(barePoll)
})

const figures = lines([round(80, 20, 40, 0.2, 0.1), round(90, 30, 45, 0.9, 0.3), round(40, 20, 20, 0.1, 0.2)], 500)

const named = (what: string) => {
  const found = figures.find((line) => line.what === what)
  if (found === undefined) throw new Error(`no line says ${what}`)
  return found
}

describe("the figures of the scheduler", () => {
  it("are ratios of one round, with the client and PostgreSQL on both sides", () => {
    assert.deepStrictEqual(named("Claim of 500: CPU with PostgreSQL's, ms").values, [80, 90, 40])
    assert.deepStrictEqual(named("Claim of 500: of which PostgreSQL, ms").values, [60, 67.5, 30])
    assert.deepStrictEqual(named("Claim of 500: times the bare claim").values, [4, 3, 2])
    assert.deepStrictEqual(named("Claim of 500: times the bare claim with runs and steps").values, [2, 2, 2])
  })

  it("hold the claim and the idle poll to three times the bare statement", () => {
    assert.deepStrictEqual(
      figures.filter(({ goal }) => goal !== undefined).map(({ goal, what }) => [what, goal]),
      [
        ["Claim of 500: times the bare claim", 3],
        ["Idle poll: times the bare claim of nothing", 3]
      ]
    )
    assert.isTrue(isMet(named("Claim of 500: times the bare claim")))
    assert.isFalse(isMet({ ...named("Idle poll: times the bare claim of nothing"), values: [3.1] }))
  })
})
