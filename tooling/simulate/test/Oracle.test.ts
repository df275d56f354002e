import { assert, describe, it } from "@effect/vitest"

import * as Oracle from "../src/Oracle.ts"
import * as Script from "../src/Script.ts"

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** One Item that is synced once a day and succeeded at 0. */
const watched = (places: Oracle.Places = { all: 4, ofConnector: 2 }) => {
  const oracle = Oracle.make(places)
  oracle.made("a", { connector: 1, every: 24 })
  oracle.started("a", -minute, false)
  assert.strictEqual(oracle.ended("a", 0, "success"), day)
  return oracle
}

const mistakes = ({ figures }: ReturnType<typeof Oracle.make>) => {
  const { crowded, double, early, forbidden, missed, otherwise } = figures
  return Object.fromEntries(
    Object.entries({ crowded, double, early, forbidden, missed, otherwise }).filter(([, count]) => count > 0)
  )
}

/** A run that begins now and ends a minute later. */
const run = (oracle: ReturnType<typeof Oracle.make>, at: number, outcome: "success" | "down" | "refused") => {
  oracle.started("a", at, true)
  return oracle.ended("a", at + minute, outcome)
}

describe("the oracle", () => {
  it("finds no fault with runs that begin when they are due, spread by ten minutes", () => {
    const oracle = watched()
    assert.strictEqual(run(oracle, day + 10 * minute, "success"), 2 * day + 11 * minute)
    oracle.close(2 * day)
    assert.deepStrictEqual(mistakes(oracle), {})
    assert.strictEqual(oracle.figures.latest, 10 * minute)
  })

  it("finds a run that never began, and one that began late although there was a place", () => {
    const never = watched()
    never.close(day + 12 * minute)
    assert.deepStrictEqual(mistakes(never), { missed: 1 })
    const late = watched()
    run(late, day + 12 * minute, "success")
    assert.deepStrictEqual(mistakes(late), { missed: 1 })
  })

  it("does not believe a plan: one that is put off is another than promised, and the run is missed", () => {
    const oracle = watched()
    oracle.planned("a", 2 * day)
    run(oracle, 2 * day, "success")
    assert.deepStrictEqual(mistakes(oracle), { missed: 1, otherwise: 1 })
  })

  it("lets an Item wait while its connector has no place, or the house stands still", () => {
    const oracle = watched({ all: 4, ofConnector: 1 })
    oracle.made("b", { connector: 1, every: 24 })
    oracle.started("b", 0, false)
    oracle.ended("b", minute, "success")
    oracle.started("b", day + minute, true)
    oracle.ended("b", day + 3 * hour, "success")
    run(oracle, day + 3 * hour + 1000, "success")
    assert.deepStrictEqual(mistakes(oracle), {})

    const stopped = watched()
    stopped.standstill(day - hour, true)
    stopped.standstill(day + 3 * hour, false)
    run(stopped, day + 3 * hour + 1000, "success")
    assert.deepStrictEqual(mistakes(stopped), {})
  })

  it("finds a run that is early, one beside another of the Item, and one when none was to come", () => {
    const early = watched()
    run(early, day - 1, "success")
    assert.deepStrictEqual(mistakes(early), { early: 1 })
    const twice = watched()
    twice.started("a", day, true)
    twice.started("a", day, true)
    assert.deepStrictEqual(mistakes(twice), { double: 1 })
    const unplanned = Oracle.make({ all: 4, ofConnector: 2 })
    unplanned.made("a", { connector: 1, every: null })
    run(unplanned, 0, "success")
    assert.deepStrictEqual(mistakes(unplanned), { double: 1 })
  })

  it("finds more runs at once than a connector has places for", () => {
    const oracle = watched({ all: 4, ofConnector: 1 })
    oracle.made("b", { connector: 1, every: 24 })
    oracle.started("b", -minute, false)
    oracle.ended("b", 0, "success")
    oracle.started("a", day, true)
    oracle.started("b", day, true)
    assert.deepStrictEqual(mistakes(oracle), { crowded: 1 })
  })

  it("expects five retries by the hour after the failing run, and none after", () => {
    const oracle = watched()
    const failed = day + minute
    const due = [run(oracle, day, "down")]
    for (let retry = 1; retry <= 5; retry++) due.push(run(oracle, due.at(-1) ?? 0, "down"))
    assert.deepStrictEqual(due, [...[1, 2, 3, 4, 5].map((hours) => failed + hours * hour), null])
    assert.deepStrictEqual(mistakes(oracle), {})
    assert.deepStrictEqual(oracle.figures.byRetry, [1, 1, 1, 1, 1])
    run(oracle, failed + 6 * hour, "down")
    assert.deepStrictEqual(mistakes(oracle), { forbidden: 1 })
  })

  it("finds a retry that comes after ninety minutes", () => {
    const oracle = watched()
    run(oracle, day, "down")
    run(oracle, day + minute + 1.5 * hour, "success")
    assert.deepStrictEqual(mistakes(oracle), { missed: 1 })
  })

  it("finds a run after a refused login", () => {
    const oracle = watched()
    assert.isNull(run(oracle, day, "refused"))
    run(oracle, 2 * day, "success")
    assert.deepStrictEqual(mistakes(oracle), { forbidden: 1 })
  })

  it("moves what was regular when the setting changes, and leaves retries where they are", () => {
    const oracle = watched()
    assert.strictEqual(oracle.changed("a", hour, 8), 8 * hour)
    assert.strictEqual(watched().changed("a", 9 * hour, 8), 9 * hour)
    run(oracle, 8 * hour, "down")
    assert.strictEqual(oracle.changed("a", 8 * hour + 2 * minute, 12), 9 * hour + minute)
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
