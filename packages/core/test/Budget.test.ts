import { assert, describe, it } from "@effect/vitest"
import { DateTime } from "effect"

import * as Budget from "../src/Budget.ts"

const shown = (per: Budget.Budget["per"], zone: string, now: string) => {
  const { from, until } = Budget.window({ per }, zone, DateTime.makeUnsafe(now))
  return [DateTime.formatIso(from), DateTime.formatIso(until)]
}

const zones = ["UTC", "America/Sao_Paulo", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "Europe/Berlin"]

describe("the window of a budget", () => {
  it("is a civil one of the institution's zone", () => {
    const now = "2026-03-01T02:30:15.500Z"
    assert.deepStrictEqual(shown("minute", "UTC", now), ["2026-03-01T02:30:00.000Z", "2026-03-01T02:31:00.000Z"])
    assert.deepStrictEqual(shown("hour", "Asia/Kolkata", now), ["2026-03-01T02:30:00.000Z", "2026-03-01T03:30:00.000Z"])
    assert.deepStrictEqual(shown("day", "America/Sao_Paulo", now), [
      "2026-02-28T03:00:00.000Z",
      "2026-03-01T03:00:00.000Z"
    ])
    assert.deepStrictEqual(shown("month", "America/Sao_Paulo", now), [
      "2026-02-01T03:00:00.000Z",
      "2026-03-01T03:00:00.000Z"
    ])
    assert.deepStrictEqual(shown("month", "UTC", "2026-12-31T23:59:59.999Z"), [
      "2026-12-01T00:00:00.000Z",
      "2027-01-01T00:00:00.000Z"
    ])
  })

  it("of a day is as long as the day when clocks change", () => {
    assert.deepStrictEqual(shown("day", "Europe/Berlin", "2026-03-29T12:00:00Z"), [
      "2026-03-28T23:00:00.000Z",
      "2026-03-29T22:00:00.000Z"
    ])
  })

  it("holds its instant, and the next one begins where it ends", () => {
    for (const zone of zones) {
      for (const per of ["minute", "hour", "day", "month"] as const) {
        let now = DateTime.makeUnsafe("2026-01-15T07:41:09Z")
        for (let step = 0; step < 400; step++) {
          const { from, until } = Budget.window({ per }, zone, now)
          assert.isTrue(!DateTime.isGreaterThan(from, now) && DateTime.isLessThan(now, until), `${zone} ${per}`)
          const last = Budget.window({ per }, zone, DateTime.subtract(until, { milliseconds: 1 }))
          if (per === "day" || per === "month") {
            assert.deepStrictEqual([last.from, last.until], [from, until])
            assert.deepStrictEqual(Budget.window({ per }, zone, until).from, until)
          }
          now = DateTime.add(now, { hours: 23, minutes: 17 })
        }
      }
    }
  })
})
