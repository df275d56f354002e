import { assert, describe, it } from "@effect/vitest"
import { Coverage, DateInterval } from "@tomada/core"
import { Effect, Schema, Stream } from "effect"

import { InstitutionDown } from "../src/Errors.ts"
import type { Page } from "../src/Pages.ts"
import * as Paging from "../src/Paging.ts"
import type { Window } from "../src/Products.ts"
import { addDays, type CivilDate, daysBetween } from "../src/Records.ts"
import { list, march, refusal, type Row, rowsOn, shown, states, window } from "./Listed.ts"

describe("days in pieces", () => {
  it.effect("are read latest first and claimed together at the end", () =>
    Effect.gen(function* () {
      const asked: Array<string> = []
      const stream = Paging.inPieces(window(1, 10), 4, (piece) => {
        asked.push(`${piece.from.slice(8)}-${piece.to.slice(8)}`)
        return list(rowsOn(1), { window: piece })
      })
      const pages = yield* shown(stream)
      assert.deepStrictEqual(asked, ["07-10", "03-06", "01-02"])
      assert.deepStrictEqual(
        pages.map(([, claims]) => claims),
        ["", "", "", "07-10,03-06,01-02"]
      )
    })
  )

  it.effect.prop(
    "are all of the days, each once, and no piece is longer than it may be",
    {
      days: Schema.Int.check(Schema.isBetween({ minimum: -2, maximum: 400 })),
      most: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 100 }))
    },
    ({ days, most }) =>
      Effect.sync(() => {
        const whole = { from: march(1), to: addDays(march(1), days) }
        const pieces = Paging.pieces(whole, most)
        assert.deepStrictEqual(DateInterval.normalise(pieces), DateInterval.normalise([whole]))
        const lengths = pieces.map(({ from, to }) => daysBetween(from, to) + 1)
        assert.strictEqual(
          lengths.reduce((sum, length) => sum + length, 0),
          Math.max(0, days + 1)
        )
        assert.isTrue(lengths.every((length) => length >= 1 && length <= most))
      })
  )
})

describe("days that are halved", () => {
  const rowCap = 4
  const bank = (rows: ReadonlyArray<Row>, asked: Array<Window> = []) => ({
    at: "statement",
    rowCap,
    states,
    read: (piece: Window) =>
      Effect.sync(() => {
        asked.push(piece)
        return rows.filter(({ date }) => DateInterval.contains(piece, date)).slice(0, rowCap)
      })
  })

  it.effect("are asked for once where the rows stay below the cap", () =>
    Effect.gen(function* () {
      const asked: Array<Window> = []
      assert.deepStrictEqual(yield* shown(Paging.halving(window(1, 20), bank(rowsOn(1, 2, 3), asked))), [
        ["0,1,2", ""],
        ["", "01-20"]
      ])
      assert.deepStrictEqual(asked, [window(1, 20)])
      assert.deepStrictEqual(yield* shown(Paging.halving(window(2, 1), bank([]))), [["", ""]])
    })
  )

  it.effect("are claimed as cut where a single day has too many rows", () =>
    Effect.gen(function* () {
      const pages = yield* shown(Paging.halving(window(4, 6), bank(rowsOn(4, 5, 5, 5, 5, 5, 6))))
      assert.strictEqual(pages.at(-1)?.[1], "06-06,05-05!,04-04")
    })
  )

  it.effect("that fail somewhere have claimed nothing", () =>
    Effect.gen(function* () {
      const pages: Array<Page<Row>> = []
      const { read, ...rest } = bank(rowsOn(1, 1, 20, 20))
      const failing = Paging.halving(window(1, 20), {
        ...rest,
        read: (piece: Window) =>
          piece.to === march(10) ? Effect.fail(new InstitutionDown({ how: "no-answer" })) : read(piece)
      })
      assert.strictEqual(
        yield* refusal(Stream.tap(failing, (page) => Effect.sync(() => pages.push(page)))),
        "InstitutionDown"
      )
      assert.deepStrictEqual(
        pages.map(({ coverage, records }) => [records.length, coverage.length]),
        [[2, 0]]
      )
    })
  )

  it.effect("end where the institution shows the same for all days", () =>
    Effect.gen(function* () {
      const ignoring = { ...bank([]), maxReads: 30, read: () => Effect.succeed(rowsOn(1, 1, 1, 1)) }
      assert.strictEqual(yield* refusal(Paging.halving(window(1, 20), ignoring)), "statement: at most 30 lists")
    })
  )

  it.effect.prop(
    "show every row once, save those of a day with more than the cap, which alone is claimed as cut",
    {
      dates: Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 20 }))).check(Schema.isMaxLength(60))
    },
    ({ dates }) =>
      Effect.gen(function* () {
        const rows = rowsOn(...dates)
        const pages = yield* Stream.runCollect(Paging.halving(window(1, 20), bank(rows)))
        const coverage = pages.flatMap((page) => page.coverage)
        const found = pages.flatMap(({ records }) => records.map(({ id }) => id))
        assert.strictEqual(new Set(found).size, found.length)
        const isFull = (date: CivilDate) => rows.filter((row) => row.date === date).length >= rowCap
        const proven = Coverage.provenDays({ coverage, complete: true }, "POSTED")
        for (let date = 1; date <= 20; date += 1) {
          assert.strictEqual(DateInterval.covers(proven, march(date)), !isFull(march(date)))
        }
        for (const { date, id } of rows) if (!isFull(date)) assert.include(found, id)
      })
  )
})
