import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Schema } from "effect"

import * as Day from "../src/Day.ts"
import { addDays, CivilDate } from "../src/Records.ts"

const today = CivilDate.make("2026-03-20")
const at = "row/date"

const said = (found: Effect.Effect<CivilDate, { readonly at: string; readonly expected: string }>) =>
  Effect.match(found, {
    onFailure: ({ at, expected }) => `${at}: ${expected}`,
    onSuccess: (day): string => day
  })

const whole: ReadonlyArray<readonly [text: string, pattern: Day.Dated, day: string, language?: Day.Language]> = [
  ["31/12/2026", "dd/mm/yyyy", "2026-12-31"],
  [" 29/02/2024 ", "dd/mm/yyyy", "2024-02-29"],
  ["01.02.2026", "dd.mm.yyyy", "2026-02-01"],
  ["01-02-2026", "dd-mm-yyyy", "2026-02-01"],
  ["12/31/2026", "mm/dd/yyyy", "2026-12-31"],
  ["2026-12-31", "yyyy-mm-dd", "2026-12-31"],
  ["20261231", "yyyymmdd", "2026-12-31"],
  ["1/2/2026", "d/m/yyyy", "2026-02-01"],
  ["1 de março de 2026", "d de mmm de yyyy", "2026-03-01", "pt"],
  ["1\u00a0de  MARCO de 2026", "d de mmm de yyyy", "2026-03-01", "pt"],
  ["20 set. 2026", "d mmm yyyy", "2026-09-20", "pt"],
  ["20/fev/2026", "dd/mmm/yyyy", "2026-02-20", "pt"],
  ["Mar 5, 2026", "mmm d, yyyy", "2026-03-05", "en"],
  ["September 5, 2026", "mmm d, yyyy", "2026-09-05", "en"],
  ["5 Sept 2026", "d mmm yyyy", "2026-09-05", "en"],
  ["5 de setiembre de 2026", "d de mmm de yyyy", "2026-09-05", "es"],
  ["05-ene-2026", "dd-mmm-yyyy", "2026-01-05", "es"],
  ["5. März 2026", "d. mmm yyyy", "2026-03-05", "de"],
  ["05. Mrz. 2026", "dd. mmm yyyy", "2026-03-05", "de"],
  ["5 août 2026", "d mmm yyyy", "2026-08-05", "fr"],
  ["5 juil. 2026", "d mmm yyyy", "2026-07-05", "fr"],
  ["em 05/01/2026", "em dd/mm/yyyy", "2026-01-05"]
]

const unread: ReadonlyArray<readonly [text: string, pattern: Day.Dated, language?: Day.Language]> = [
  ["29/02/2026", "dd/mm/yyyy"],
  ["31/04/2026", "dd/mm/yyyy"],
  ["00/01/2026", "dd/mm/yyyy"],
  ["01/13/2026", "dd/mm/yyyy"],
  ["31/12/2026", "mm/dd/yyyy"],
  ["1/2/2026", "dd/mm/yyyy"],
  ["01/02/26", "dd/mm/yyyy"],
  ["01/02/2026 10:00", "dd/mm/yyyy"],
  ["01.02.2026", "dd-mm-yyyy"],
  ["01a02a2026", "dd.mm.yyyy"],
  ["5 jui 2026", "d mmm yyyy", "fr"],
  ["5 ma 2026", "d mmm yyyy", "pt"],
  ["5 ou 2026", "d mmm yyyy", "pt"],
  ["5 março 2026", "d mmm yyyy", "en"],
  ["5 march 2026", "d mmm yyyy"],
  ["hoje", "dd/mm/yyyy", "pt"],
  ["", "dd/mm/yyyy"]
]

const near: ReadonlyArray<readonly [text: string, pattern: Day.Pattern, day: string | null, language?: Day.Language]> =
  [
    ["19/03", "dd/mm", "2026-03-19"],
    ["20/03", "dd/mm", "2026-03-20"],
    ["21/03", "dd/mm", "2025-03-21"],
    ["31/12", "dd/mm", "2025-12-31"],
    ["29/02", "dd/mm", "2024-02-29"],
    ["30/02", "dd/mm", null],
    ["12 mar", "d mmm", "2026-03-12", "pt"],
    ["12 DEZ", "d mmm", "2025-12-12", "pt"],
    ["31/12/25", "dd/mm/yy", "2025-12-31"],
    ["31/12/46", "dd/mm/yy", "2046-12-31"],
    ["31/12/47", "dd/mm/yy", "1947-12-31"],
    ["31/12/99", "dd/mm/yy", "1999-12-31"],
    ["31/12/2099", "dd/mm/yyyy", "2099-12-31"],
    ["Hoje", "dd/mm", "2026-03-20", "pt"],
    [" ontem ", "dd/mm", "2026-03-19", "pt"],
    ["Today", "mm/dd", "2026-03-20", "en"],
    ["yesterday", "mm/dd", "2026-03-19", "en"],
    ["hoy", "dd/mm", "2026-03-20", "es"],
    ["Ayer", "dd/mm", "2026-03-19", "es"],
    ["Gestern", "dd.mm.", "2026-03-19", "de"],
    ["Aujourd’hui", "dd/mm", "2026-03-20", "fr"],
    ["hoje", "dd/mm", null, "en"],
    ["hoje", "dd/mm", null]
  ]

describe("a day", () => {
  for (const [text, pattern, day, language] of whole) {
    it.effect(`${JSON.stringify(text)} is ${day} where days are written ${pattern}`, () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* said(Day.read(text, at, pattern, language)), day)
      })
    )
  }

  for (const [text, pattern, language] of unread) {
    it.effect(`${JSON.stringify(text)} is none where days are written ${pattern}`, () =>
      Effect.gen(function* () {
        assert.match(yield* said(Day.read(text, at, pattern, language)), /^row\/date: a day such as /)
      })
    )
  }

  it.effect("that is none says how days are written, in the institution's language", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* said(Day.read("canary", at, "dd/mm/yyyy")), "row/date: a day such as 31/12/2026")
      const words = Day.read("canary", at, "d de mmm de yyyy", "pt")
      assert.strictEqual(yield* said(words), "row/date: a day such as 31 de dezembro de 2026")
    })
  )

  for (const [text, pattern, day, language] of near) {
    it.effect(
      `${JSON.stringify(text)}${language === undefined ? "" : ` (${language})`}, seen on ${today}, is ${day ?? "none"}`,
      () =>
        Effect.gen(function* () {
          const from: Day.Near = language === undefined ? { today } : { today, language }
          assert.strictEqual((yield* said(Day.near(text, at, pattern, from))).replace(/^row.*/, "none"), day ?? "none")
        })
    )
  }

  it.effect.prop(
    "comes back from every pattern",
    { days: Schema.Int.check(Schema.isBetween({ minimum: -20_000, maximum: 20_000 })) },
    ({ days }) =>
      Effect.gen(function* () {
        const day = addDays(today, days)
        const [year, month, date] = day.split("-")
        const months = (language: Day.Language) =>
          new Intl.DateTimeFormat(language, { month: "short", timeZone: "UTC" }).format(Date.parse(day))
        assert.strictEqual(yield* Day.read(`${date}.${month}.${year}`, at, "dd.mm.yyyy"), day)
        assert.strictEqual(yield* Day.read(`${year}${month}${date}`, at, "yyyymmdd"), day)
        for (const language of ["pt", "en", "es", "de", "fr"] as const) {
          assert.strictEqual(yield* Day.read(`${date} ${months(language)} ${year}`, at, "dd mmm yyyy", language), day)
        }
      })
  )

  it.effect.prop(
    "without its year is the last one that is not after today, and within the century with two digits of it",
    {
      ago: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 364 })),
      moved: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 4000 }))
    },
    ({ ago, moved }) =>
      Effect.gen(function* () {
        const seen = addDays(today, moved)
        const day = addDays(seen, -ago)
        const [year = "", month, date] = day.split("-")
        assert.strictEqual(yield* Day.near(`${date}/${month}`, at, "dd/mm", { today: seen }), day)
        assert.strictEqual(yield* Day.near(`${date}/${month}/${year.slice(2)}`, at, "dd/mm/yy", { today: seen }), day)
      })
  )
})

describe("an instant", () => {
  const inSaoPaulo = Day.inZone("America/Sao_Paulo")

  for (const [text, instant] of [
    ["2026-03-21T02:30:00Z", "2026-03-21T02:30:00.000Z"],
    ["2026-03-20T23:30:00-03:00", "2026-03-21T02:30:00.000Z"],
    ["2026-03-20 23:30:00.123 -0300", "2026-03-21T02:30:00.123Z"],
    ["2026-03-20T23:30-03", "2026-03-21T02:30:00.000Z"],
    ["2026-03-20T23:30:00", null],
    ["2026-03-20", null],
    ["2026-02-30T00:00:00Z", null],
    ["20/03/2026 23:30", null],
    ["1774060200", null]
  ] as const) {
    it.effect(`${text} is ${instant ?? "none"}`, () =>
      Effect.gen(function* () {
        const found = yield* Effect.result(Day.instant(text, at))
        assert.strictEqual(found._tag === "Success" ? DateTime.formatIso(found.success) : null, instant)
      })
    )
  }

  it.effect("is of the institution's day, whatever the day is in UTC", () =>
    Effect.gen(function* () {
      assert.strictEqual(inSaoPaulo(yield* Day.instant("2026-03-21T02:30:00Z", at)), "2026-03-20")
      assert.strictEqual(inSaoPaulo(yield* Day.instant("2026-03-21T03:00:00Z", at)), "2026-03-21")
      assert.strictEqual(inSaoPaulo(yield* Day.epoch(1_774_060_200, "seconds", at)), "2026-03-20")
      assert.strictEqual(inSaoPaulo(yield* Day.epoch(1_774_060_200_999, "milliseconds", at)), "2026-03-20")
    })
  )

  it.effect("counted in another unit than said is none", () =>
    Effect.gen(function* () {
      const swapped = yield* Effect.flip(Day.epoch(1_774_060_200, "milliseconds", at))
      assert.deepInclude(swapped, { at, expected: "an instant in milliseconds since 1970" })
      assert.strictEqual((yield* Effect.flip(Day.epoch(1_774_060_200_000, "seconds", at)))._tag, "SiteChanged")
      assert.strictEqual((yield* Effect.flip(Day.epoch(Number.NaN, "seconds", at)))._tag, "SiteChanged")
    })
  )
})
