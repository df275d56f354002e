// When the tier of a connector changes by itself.
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Duration, Schema } from "effect"

import * as Quality from "../src/Quality.ts"
import * as QualityCourse from "../src/QualityCourse.ts"

const begin = DateTime.makeUnsafe("2026-01-01T00:00:00Z")
const onDay = (day: number) => DateTime.addDuration(begin, Duration.days(day))

const passing = Object.fromEntries(
  Quality.Tier.literals.flatMap((tier) => Quality.checksOf[tier].map((id) => [id, "Passed" as const]))
)

const evidence = (
  recordings: ReadonlyArray<{ readonly day: number; readonly asked: boolean }>,
  looks: ReadonlyArray<{ readonly day: number; readonly by: string; readonly succeeded: boolean }>
): Quality.Evidence => ({
  version: "1.0.0",
  owner: "the project",
  raises: true,
  checks: passing,
  recordings: recordings.map(({ asked, day }, index) => ({ scenario: `s${index}`, recordedAt: onDay(day), asked })),
  confirmations: looks.map(({ by, day, succeeded }) => ({ at: onDay(day), by, succeeded }))
})

/** Days far enough apart that what is recorded grows old beside what is confirmed. */
const Day = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 500 }))
const Found = {
  recordings: Schema.Array(Schema.Struct({ day: Day, asked: Schema.Boolean })).check(Schema.isMaxLength(4)),
  looks: Schema.Array(
    Schema.Struct({ day: Day, by: Schema.Literals(["a", "b", "c"]), succeeded: Schema.Boolean })
  ).check(Schema.isMaxLength(12))
}

/** So many that those of 90 days make the best tier and lose it. */
const Looks = Schema.Array(
  Schema.Struct({
    day: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 150 })),
    by: Schema.Literals(["a", "b", "c"]),
    succeeded: Schema.Literals([true, true, true, true, false])
  })
).check(Schema.isMinLength(5), Schema.isMaxLength(20))

/** Every day of the life of what was found, and the moment before and after each change. */
const momentsOf = (course: ReadonlyArray<QualityCourse.Step>): ReadonlyArray<DateTime.Utc> => [
  ...Array.from({ length: 1_000 }, (_, day) => onDay(day - 10)),
  ...course.flatMap(({ since }) => [DateTime.subtractDuration(since, Duration.millis(1)), since])
]

const tierAt = (course: ReadonlyArray<QualityCourse.Step>, now: DateTime.Utc) =>
  course.findLast(({ since }) => !DateTime.isGreaterThan(since, now))?.tier ?? null

const told = (course: ReadonlyArray<QualityCourse.Step>) =>
  course.map(({ since, tier }) => [DateTime.formatIso(since), tier])

describe("the course of a tier", () => {
  it("begins with what is found, falls with the look after 30 days and ends with the recordings after a year", () => {
    const found = evidence(
      [
        { day: 0, asked: false },
        { day: 1, asked: true }
      ],
      [{ day: 2, by: "a", succeeded: true }]
    )
    assert.deepStrictEqual(told(QualityCourse.of(found)), [
      ["2026-01-01T00:00:00.000Z", "silver"],
      ["2026-01-03T00:00:00.000Z", "gold"],
      ["2026-02-02T00:00:00.001Z", "silver"],
      ["2027-01-02T00:00:00.001Z", null]
    ])
    assert.isNull(QualityCourse.next(QualityCourse.of(found), onDay(400)))
    assert.strictEqual(QualityCourse.next(QualityCourse.of(found), onDay(2))?.tier, "silver")
  })

  it("of a connector that was never recorded has no step", () => {
    assert.deepStrictEqual(QualityCourse.of(evidence([], [])), [])
    assert.isNull(QualityCourse.newest(evidence([], [])))
  })

  it("rises again when a look that went wrong grows old", () => {
    const looks = [
      { day: 0, by: "a", succeeded: false },
      ...["a", "b", "c"].map((by) => ({ day: 80, by, succeeded: true }))
    ]
    const recordings = [0, 0].map((day) => ({ day, asked: true }))
    assert.deepStrictEqual(
      QualityCourse.of(evidence(recordings, looks)).map(({ tier }) => tier),
      ["silver", "gold", "platinum", "silver", null]
    )
  })

  it.prop("says of every moment what the tier is then, and names no change that is none", Found, (found) => {
    const all = evidence(found.recordings, found.looks)
    const course = QualityCourse.of(all)
    for (const now of momentsOf(course))
      assert.strictEqual(tierAt(course, now), Quality.at(all, now).tier, DateTime.formatIso(now))
    for (const { since, tier } of course)
      assert.notStrictEqual(Quality.at(all, DateTime.subtractDuration(since, Duration.millis(1))).tier, tier)
  })

  it.prop("is the same from the newest on without the looks that count no longer", { looks: Looks }, ({ looks }) => {
    const recordings = [0, 0].map((day) => ({ day, asked: true }))
    const all = evidence(recordings, looks)
    const abridged = QualityCourse.abridged(all)
    const last = QualityCourse.newest(all) ?? begin
    for (let day = 0; day < 500; day++) {
      const now = DateTime.addDuration(last, Duration.days(day))
      assert.deepStrictEqual(Quality.at(abridged, now), Quality.at(all, now))
    }
    assert.deepStrictEqual(QualityCourse.confirmedAt(abridged), QualityCourse.confirmedAt(all))
  })
})

it("a tier is of one version: what was worked out of another, or never, gives none", () => {
  const found = evidence([{ day: 0, asked: true }], [])
  assert.strictEqual(Quality.ofVersion("1.0.0", found, onDay(1)).tier, "silver")
  assert.deepStrictEqual(Quality.ofVersion("2.0.0", found, onDay(1)), {
    tier: null,
    next: "bronze",
    lacks: ["what was worked out is of version 1.0.0"]
  })
  assert.deepStrictEqual(Quality.ofVersion("1.0.0", undefined, onDay(1)).lacks, ["nothing was worked out yet"])
})
