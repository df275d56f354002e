// The tier of a connector.
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Duration } from "effect"

import * as Quality from "../src/Quality.ts"

const now = DateTime.makeUnsafe("2026-11-01T12:00:00Z")
const ago = (days: number) => DateTime.subtractDuration(now, Duration.days(days))

const passing = (tiers: ReadonlyArray<Quality.Tier>): Quality.Evidence["checks"] =>
  Object.fromEntries(tiers.flatMap((tier) => Quality.checksOf[tier].map((id) => [id, "Passed" as const])))

const looks = (count: number, by: (index: number) => string, failed = 0): ReadonlyArray<Quality.Confirmed> =>
  Array.from({ length: count }, (_, index) => ({ at: ago(10), by: by(index), succeeded: index >= failed }))

const best: Quality.Evidence = {
  version: "1.0.0",
  owner: "the project",
  raises: true,
  checks: passing(Quality.Tier.literals),
  recordings: [
    { scenario: "ok", recordedAt: ago(100), asked: false },
    { scenario: "two-step", recordedAt: ago(100), asked: true }
  ],
  confirmations: looks(100, (index) => `instance-${index % 3}`, 2)
}

const tierOf = (evidence: Quality.Evidence, at = now) => Quality.at(evidence, at).tier
const without = (...ids: ReadonlyArray<string>) => ({
  ...best,
  checks: { ...best.checks, ...Object.fromEntries(ids.map((id) => [id, "Unaudited" as const])) }
})

describe("the tier of a connector", () => {
  it("is the best when everything passed, three instances confirm it and 98 % of the looks went well", () => {
    assert.deepStrictEqual(Quality.at(best, now), { tier: "platinum", next: null, lacks: [] })
    assert.strictEqual(tierOf({ ...best, confirmations: looks(100, (index) => `instance-${index % 3}`, 3) }), "gold")
    assert.strictEqual(tierOf({ ...best, confirmations: looks(100, (index) => `instance-${index % 2}`) }), "gold")
  })

  it("is held down by the lowest check that did not pass, whatever else did", () => {
    assert.strictEqual(tierOf(without("C-25")), "gold")
    assert.strictEqual(tierOf(without("C-23", "C-25", "C-27")), "gold")
    assert.strictEqual(tierOf(without("C-24")), "silver")
    assert.strictEqual(tierOf({ ...best, checks: { ...best.checks, "C-25": "Failed" } }), "silver")
    assert.strictEqual(tierOf(without("C-33")), "silver")
    assert.strictEqual(tierOf(without("C-40")), "bronze")
    assert.strictEqual(tierOf(without("C-20")), null)
    assert.deepStrictEqual(Quality.at(without("C-20", "C-33"), now), {
      tier: null,
      next: "bronze",
      lacks: ["C-20 is unaudited"]
    })
  })

  it("counts a check that says nothing of its kind, and none that was never run", () => {
    assert.strictEqual(tierOf({ ...best, checks: { ...best.checks, "C-43": "Exempt" } }), "platinum")
    const { "C-43": _, ...checks } = best.checks
    assert.deepStrictEqual(Quality.at({ ...best, checks }, now).lacks, ["C-43 was never run"])
  })

  it("needs an owner for anything", () => {
    assert.deepStrictEqual(Quality.at({ ...best, owner: null }, now), {
      tier: null,
      next: "bronze",
      lacks: ["nobody owns it"]
    })
  })

  it("needs a challenge that was recorded where logins may raise one", () => {
    const recordings = best.recordings.map((recording) => ({ ...recording, asked: false }))
    assert.strictEqual(tierOf({ ...best, recordings }), "silver")
    assert.strictEqual(tierOf({ ...best, raises: false, recordings }), "platinum")
  })

  it("needs nobody's look where there is no institution to be looked at, and for the best tier all the same", () => {
    const alone = { ...best, confirmations: [] }
    assert.strictEqual(tierOf(alone), "silver")
    assert.strictEqual(tierOf({ ...alone, visits: true }), "silver")
    assert.strictEqual(tierOf({ ...alone, visits: false }), "gold")
  })

  it("falls by itself as what was found grows old", () => {
    const later = (days: number) => DateTime.addDuration(now, Duration.days(days))
    assert.strictEqual(tierOf(best, later(20)), "platinum")
    assert.strictEqual(tierOf(best, later(21)), "silver")
    assert.strictEqual(tierOf(best, later(265)), "silver")
    assert.strictEqual(tierOf(best, later(266)), null)
  })

  it("takes nothing from the future", () => {
    assert.strictEqual(tierOf(best, ago(101)), null)
  })
})
