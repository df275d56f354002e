import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Schema } from "effect"

import * as CivilDate from "../src/CivilDate.ts"
import * as Coverage from "../src/Coverage.ts"
import * as DateInterval from "../src/DateInterval.ts"
import { claim, day, noon } from "./Ledger.ts"

const isCivilDate = Schema.is(CivilDate.CivilDate)
const daysFrom = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 120 }))
const lengths = Schema.Int.check(Schema.isBetween({ minimum: -3, maximum: 20 }))
const spans = Schema.Array(Schema.Tuple([daysFrom, lengths]))
type Spans = typeof spans.Type

const start = day("2024-01-20")
const on = (days: number) => CivilDate.addDays(start, days)
const intervals = (spans: Spans) => spans.map(([from, length]) => DateInterval.make(on(from), on(from + length)))
const isIn = (spans: Spans, days: number) => spans.some(([from, length]) => from <= days && days <= from + length)
const everyDay = Array.from({ length: 150 }, (_, days) => days)

describe("A civil day", () => {
  it.effect("is a day of the calendar, written as YYYY-MM-DD", () =>
    Effect.sync(() => {
      for (const text of ["2024-02-29", "2000-02-29", "2026-12-31", "0099-01-01"])
        assert.isTrue(isCivilDate(text), text)
      const none = [
        "2026-02-29",
        "1900-02-29",
        "2026-13-01",
        "2026-00-10",
        "2026-01-00",
        "2026-12-32",
        "2026-1-1",
        "2026-04-31"
      ]
      for (const text of [...none, "2026-06-31", "2026-09-31", "2026-11-31", "", "2026-01-01T00:00"]) {
        assert.isFalse(isCivilDate(text), text)
      }
    })
  )

  it.effect("counts over the ends of months and leap years", () =>
    Effect.sync(() => {
      assert.strictEqual(CivilDate.addDays(day("2024-02-28"), 1), "2024-02-29")
      assert.strictEqual(CivilDate.addDays(day("2026-01-01"), -1), "2025-12-31")
      assert.strictEqual(CivilDate.daysBetween(day("2024-01-01"), day("2025-01-01")), 366)
      assert.strictEqual(CivilDate.daysBetween(day("2025-01-01"), day("2024-01-01")), -366)
    })
  )

  it.effect("of an instant is that of the zone", () =>
    Effect.sync(() => {
      const instant = DateTime.makeUnsafe("2026-03-21T02:30:00Z")
      assert.strictEqual(CivilDate.fromInstant(instant, "America/Sao_Paulo"), "2026-03-20")
      assert.strictEqual(CivilDate.fromInstant(instant, "UTC"), "2026-03-21")
      assert.strictEqual(CivilDate.fromInstant(instant, "Pacific/Auckland"), "2026-03-21")
    })
  )

  it.effect("begins where the clock skips midnight with the first instant after it", () =>
    Effect.sync(() => {
      const begin = (date: string, zone: string) => DateTime.formatIso(CivilDate.toInstant(day(date), zone))
      assert.strictEqual(begin("2026-03-20", "America/Sao_Paulo"), "2026-03-20T03:00:00.000Z")
      assert.strictEqual(begin("2018-11-04", "America/Sao_Paulo"), "2018-11-04T03:00:00.000Z")
    })
  )

  it.effect.prop(
    "comes back from its first instant, and from any number of days",
    { days: Schema.Int.check(Schema.isBetween({ minimum: -20_000, maximum: 20_000 })) },
    ({ days }) =>
      Effect.sync(() => {
        const date = CivilDate.addDays(start, days)
        assert.strictEqual(CivilDate.addDays(date, -days), start)
        assert.strictEqual(CivilDate.daysBetween(start, date), days)
        for (const zone of ["America/Sao_Paulo", "UTC", "Pacific/Auckland"]) {
          assert.strictEqual(CivilDate.fromInstant(CivilDate.toInstant(date, zone), zone), date)
        }
      })
  )
})

describe("Sets of days", () => {
  it.effect.prop("are normal when sorted, disjoint and never touching, with the same days", { spans }, ({ spans }) =>
    Effect.sync(() => {
      const normal = DateInterval.normalise(intervals(spans))
      for (const [index, interval] of normal.entries()) {
        assert.isFalse(DateInterval.isEmpty(interval))
        const before = normal[index - 1]
        if (before !== undefined) assert.isAbove(CivilDate.daysBetween(before.to, interval.from), 1)
      }
      for (const days of everyDay) assert.strictEqual(DateInterval.covers(normal, on(days)), isIn(spans, days))
    })
  )

  it.effect.prop("unite and subtract as sets do", { a: spans, b: spans }, ({ a, b }) =>
    Effect.sync(() => {
      const united = DateInterval.union(intervals(a), intervals(b))
      const left = DateInterval.subtract(intervals(a), intervals(b))
      for (const days of everyDay) {
        assert.strictEqual(DateInterval.covers(united, on(days)), isIn(a, days) || isIn(b, days))
        assert.strictEqual(DateInterval.covers(left, on(days)), isIn(a, days) && !isIn(b, days))
      }
      assert.deepStrictEqual(left, DateInterval.normalise(left))
    })
  )
})

describe("Proven days", () => {
  const claims = [claim("2026-03-01", "2026-03-05"), claim("2026-03-06", "2026-03-10", ["POSTED"])]

  it.effect("are those that were claimed for the state", () =>
    Effect.sync(() => {
      const proven = (state: Coverage.RowState) => Coverage.provenDays({ coverage: claims, complete: true }, state)
      assert.deepStrictEqual(proven("POSTED"), [DateInterval.make(day("2026-03-01"), day("2026-03-10"))])
      assert.deepStrictEqual(proven("PENDING"), [DateInterval.make(day("2026-03-01"), day("2026-03-05"))])
    })
  )

  it.effect("are none of a stream that failed, nor of a list that was cut", () =>
    Effect.sync(() => {
      const capped = claims.map((claim) => ({ ...claim, rowCap: 150 }))
      assert.deepStrictEqual(Coverage.provenDays({ coverage: claims, complete: false }, "POSTED"), [])
      assert.deepStrictEqual(Coverage.provenDays({ coverage: capped, complete: true }, "POSTED"), [])
    })
  )

  const zone = "America/Sao_Paulo"
  const from = (start: string, end: string) => [DateInterval.make(day(start), day(end))]

  it.effect("add up, and a collection that proves nothing moves nothing", () =>
    Effect.sync(() => {
      const march = from("2026-03-01", "2026-03-05")
      const first = Coverage.advance(Coverage.none, {
        planned: march,
        proven: march,
        began: noon("2026-03-05"),
        zone,
        deepRescan: true
      })
      const nothing = { planned: march, proven: [], began: noon("2026-03-10"), zone, deepRescan: true }
      assert.strictEqual(Coverage.advance(first, nothing), first)
      const later = from("2026-03-06", "2026-03-10")
      assert.deepStrictEqual(
        Coverage.advance(first, { planned: later, proven: later, began: noon("2026-03-10"), zone, deepRescan: false }),
        {
          intervals: from("2026-03-01", "2026-03-10"),
          collectedAt: noon("2026-03-10"),
          deepRescanAt: noon("2026-03-05")
        }
      )
    })
  )

  it.effect("do not move the watermark while the days up to today are open", () =>
    Effect.sync(() => {
      const began = noon("2026-03-10")
      const planned = [...from("2026-02-01", "2026-02-03"), ...from("2026-03-06", "2026-03-10")]
      const cut = Coverage.advance(Coverage.none, {
        planned,
        proven: [...from("2026-02-01", "2026-02-03"), ...from("2026-03-08", "2026-03-10")],
        began,
        zone,
        deepRescan: true
      })
      assert.deepStrictEqual([cut.collectedAt, cut.deepRescanAt], [null, null])
      assert.lengthOf(cut.intervals, 2)
      const old = Coverage.advance(Coverage.none, {
        planned,
        proven: from("2026-03-06", "2026-03-10"),
        began,
        zone,
        deepRescan: true
      })
      assert.deepStrictEqual([old.collectedAt, old.deepRescanAt], [began, null])
    })
  )

  it.effect("never reach beyond the day on which the collection began", () =>
    Effect.sync(() => {
      const { intervals } = Coverage.advance(Coverage.none, {
        planned: from("2026-03-01", "2026-03-10"),
        proven: from("2026-03-01", "2026-03-31"),
        began: noon("2026-03-10"),
        zone,
        deepRescan: false
      })
      assert.deepStrictEqual(intervals, from("2026-03-01", "2026-03-10"))
    })
  )
})
