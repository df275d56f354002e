import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Schema } from "effect"

import { addDays, type CivilDate, daysBetween } from "../src/CivilDate.ts"
import * as Coverage from "../src/Coverage.ts"
import * as DateInterval from "../src/DateInterval.ts"
import * as PlannedReads from "../src/PlannedReads.ts"
import { defaultPolicy, type ProductPolicy } from "../src/Product.ts"
import { day, noon } from "./Ledger.ts"

const zone = "America/Sao_Paulo"
const today = "2026-11-20"
const noRescan: ProductPolicy = { ...defaultPolicy, deepRescan: null }

const provenUntil = (date: string, rescanned: string | null = date): Coverage.ProvenCoverage => ({
  intervals: [{ from: day("2025-01-01"), to: day(date) }],
  collectedAt: noon(date),
  deepRescanAt: rescanned === null ? null : noon(rescanned)
})

const plan = (options: Partial<Parameters<typeof PlannedReads.plan>[0]> = {}) =>
  PlannedReads.plan({
    policy: noRescan,
    zone,
    now: noon(today),
    proven: provenUntil(today),
    unsettled: [],
    ...options
  })

const windows = (options: Partial<Parameters<typeof PlannedReads.plan>[0]> = {}) =>
  plan(options).windows.map(({ from, to }) => `${from}..${to}`)

const pendingOn = (date: string): PlannedReads.Unsettled => ({ date: day(date), status: "PENDING", absences: 0 })
const absentOn = (date: string): PlannedReads.Unsettled => ({ date: day(date), status: "POSTED", absences: 1 })

describe("What a sync reads", () => {
  it.effect("is a year in one window at first, which also is the deep rescan", () =>
    Effect.sync(() => {
      const first = plan({ policy: defaultPolicy, proven: Coverage.none })
      assert.deepStrictEqual(first, {
        windows: [DateInterval.make(day("2025-11-20"), day(today))],
        deepRescan: true,
        stale: []
      })
    })
  )

  it.effect("goes back four days from the last success, not from today", () =>
    Effect.sync(() => {
      assert.deepStrictEqual(windows({ proven: provenUntil("2026-11-19") }), ["2026-11-15..2026-11-20"])
      assert.deepStrictEqual(windows({ proven: provenUntil("2026-11-01") }), ["2026-10-28..2026-11-20"])
    })
  )

  it.effect("counts the days of the institution's zone", () =>
    Effect.sync(() => {
      const now = DateTime.makeUnsafe("2026-11-21T01:30:00Z")
      assert.deepStrictEqual(windows({ now }), ["2026-11-16..2026-11-20"])
      assert.deepStrictEqual(windows({ now, zone: "UTC" }), ["2026-11-16..2026-11-21"])
    })
  )

  it.effect("completes a first read that was cut off half-way", () =>
    Effect.sync(() => {
      const proven = { ...provenUntil(today), intervals: [{ from: day("2026-05-01"), to: day(today) }] }
      assert.deepStrictEqual(windows({ proven }), ["2025-11-20..2026-04-30", "2026-11-16..2026-11-20"])
    })
  )

  it.effect("does not read days again that are proven outside the initial range", () =>
    Effect.sync(() => {
      const proven = { ...provenUntil(today), intervals: [{ from: day("2025-12-01"), to: day(today) }] }
      const policy = { ...noRescan, initialDays: 90 }
      assert.deepStrictEqual(windows({ proven, policy }), ["2026-11-16..2026-11-20"])
    })
  )

  it.effect("reads what is not proven since a long silence", () =>
    Effect.sync(() =>
      assert.deepStrictEqual(windows({ proven: provenUntil("2026-09-01") }), ["2026-08-28..2026-11-20"])
    )
  )

  it.effect("holds the day of an open pending row, and that day alone", () =>
    Effect.sync(() =>
      assert.deepStrictEqual(windows({ unsettled: [pendingOn("2026-10-30"), pendingOn("2026-11-18")] }), [
        "2026-10-30..2026-10-30",
        "2026-11-16..2026-11-20"
      ])
    )
  )

  it.effect("lets go of a pending row that is too old, and says so", () =>
    Effect.sync(() => {
      const last = pendingOn("2026-09-21")
      const stale = pendingOn("2026-09-20")
      const planned = plan({ unsettled: [last, stale] })
      assert.isTrue(DateInterval.covers(planned.windows, last.date))
      assert.isFalse(DateInterval.covers(planned.windows, stale.date))
      assert.deepStrictEqual(planned.stale, [stale])
    })
  )

  it.effect("is not widened by scheduled rows nor by instalments of the future", () =>
    Effect.sync(() =>
      assert.deepStrictEqual(
        windows({
          unsettled: [
            { date: day("2026-10-01"), status: "SCHEDULED", absences: 0 },
            { date: day("2026-11-01"), status: "SCHEDULED", absences: 1 },
            { date: day("2026-12-01"), status: "SCHEDULED", absences: 0 },
            pendingOn("2027-01-10"),
            absentOn("2026-12-10")
          ]
        }),
        ["2026-11-16..2026-11-20"]
      )
    )
  )

  it.effect("holds the day of a row that was absent once, for thirty days", () =>
    Effect.sync(() => {
      const last = absentOn("2026-10-21")
      const old = absentOn("2026-10-20")
      const planned = plan({ unsettled: [last, old, { ...last, date: day("2026-10-25"), absences: 0 }] })
      assert.deepStrictEqual(
        planned.windows.map(({ from }) => from),
        [last.date, day("2026-11-16")]
      )
      assert.deepStrictEqual(planned.stale, [old])
    })
  )

  it.effect("goes back sixty days every seven", () =>
    Effect.sync(() => {
      const rescanned = (date: string | null) =>
        plan({ policy: defaultPolicy, proven: provenUntil("2026-11-19", date) })
      assert.deepStrictEqual(
        [rescanned(today), rescanned("2026-11-14"), rescanned("2026-11-13"), rescanned(null)].map(
          ({ deepRescan, windows }) => [deepRescan, windows.map(({ from }) => from)]
        ),
        [
          [false, [day("2026-11-15")]],
          [false, [day("2026-11-15")]],
          [true, [day("2026-09-21")]],
          [true, [day("2026-09-21")]]
        ]
      )
    })
  )

  it.effect("trusts no proof of a future day: a clock that was set back reads all again", () =>
    Effect.sync(() => {
      assert.deepStrictEqual(windows({ proven: provenUntil("2030-01-01") }), ["2025-11-20..2026-11-20"])
      assert.isTrue(plan({ policy: defaultPolicy, proven: provenUntil(today, "2030-01-01") }).deepRescan)
    })
  )

  it.effect("is not troubled by a clock that went back within the day", () =>
    Effect.sync(() => {
      const now = DateTime.subtract(noon(today), { minutes: 5 })
      assert.deepStrictEqual(windows({ now }), ["2026-11-16..2026-11-20"])
    })
  )

  const offset = Schema.Int.check(Schema.isBetween({ minimum: -500, maximum: 500 }))
  const length = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 200 }))
  const date = (days: number): CivilDate => addDays(day(today), days)

  it.effect.prop(
    "is always sorted, disjoint and never empty, ends today and has each reason's days",
    {
      collected: offset,
      rescanned: offset,
      intervals: Schema.Array(Schema.Tuple([offset, length])),
      pending: Schema.Array(offset),
      absent: Schema.Array(offset)
    },
    ({ absent, collected, intervals, pending, rescanned }) =>
      Effect.sync(() => {
        const proven: Coverage.ProvenCoverage = {
          intervals: DateInterval.normalise(
            intervals.map(([from, days]) => DateInterval.make(date(from), date(from + days)))
          ),
          collectedAt: noon(date(collected)),
          deepRescanAt: noon(date(rescanned))
        }
        const unsettled = [...pending.map((at) => pendingOn(date(at))), ...absent.map((at) => absentOn(date(at)))]
        const planned = plan({ policy: defaultPolicy, proven, unsettled })
        assert.deepStrictEqual(planned.windows, DateInterval.normalise(planned.windows))
        assert.strictEqual(planned.windows.at(-1)?.to, day(today))
        for (let back = 0; back <= 365; back++) {
          const isProven = collected <= 0 && DateInterval.covers(proven.intervals, date(-back))
          assert.isTrue(isProven || DateInterval.covers(planned.windows, date(-back)))
        }
        for (const row of unsettled) {
          const age = daysBetween(row.date, day(today))
          const isOld = age > (row.status === "PENDING" ? 60 : 30)
          assert.strictEqual(planned.stale.includes(row), isOld)
          if (age >= 0 && !isOld) assert.isTrue(DateInterval.covers(planned.windows, row.date))
        }
      })
  )
})
