// How far a connector can be trusted, computed from what was found of it and never asserted: each tier needs all of the tiers below it. What
// was found grows old, so a tier is worked out for the moment at which it is shown and is never written down.
import { DateTime, Duration, Schema } from "effect"

/** From the least on. */
export const Tier = Schema.Literals(["bronze", "silver", "gold", "platinum"])
export type Tier = typeof Tier.Type

/** What came of a check of the contract: `Unaudited` found nothing to look at, `Exempt` says nothing of this kind of connector. */
export const CheckOutcome = Schema.Literals(["Passed", "Failed", "Unaudited", "Exempt"])
export type CheckOutcome = typeof CheckOutcome.Type

/** A recording that the checks were run over. `asked`: whether a challenge was answered well in it. */
export const Recorded = Schema.Struct({
  scenario: Schema.String,
  recordedAt: Schema.DateTimeUtcFromString,
  asked: Schema.Boolean
})
export type Recorded = typeof Recorded.Type

/** A look at the institution itself; `by` tells one instance from another and nothing else of it. */
export const Confirmed = Schema.Struct({
  at: Schema.DateTimeUtcFromString,
  by: Schema.NonEmptyString,
  succeeded: Schema.Boolean
})
export type Confirmed = typeof Confirmed.Type

/**
 * What is known of one version of a connector. `owner`: who mends it; null when nobody does. `raises`: whether its login may raise a
 * challenge. `visits`: false where it reads files alone, so that there is no institution to be looked at. `checks`: by id; a check that is
 * not there was never run.
 */
export const Evidence = Schema.Struct({
  version: Schema.String,
  owner: Schema.NullOr(Schema.NonEmptyString),
  raises: Schema.Boolean,
  visits: Schema.optionalKey(Schema.Boolean),
  checks: Schema.Record(Schema.String, CheckOutcome),
  recordings: Schema.Array(Recorded),
  confirmations: Schema.Array(Confirmed)
})
export type Evidence = typeof Evidence.Type

/** After these, what was recorded or confirmed counts no longer. */
export const lasts = {
  recording: Duration.days(365),
  confirmation: Duration.days(30),
  record: Duration.days(90)
} as const

const numbered = (from: number, to: number): ReadonlyArray<string> =>
  Array.from({ length: to - from + 1 }, (_, index) => `C-${String(from + index).padStart(2, "0")}`)

/** The checks that a tier needs beside those of the tiers below it. */
export const checksOf: Readonly<Record<Tier, ReadonlyArray<string>>> = {
  bronze: [...numbered(1, 6), "C-10", ...numbered(20, 22), "C-30", "C-31", "C-50", "C-52", "C-60"],
  silver: [...numbered(11, 17), ...numbered(40, 46), "C-51", "C-53"],
  gold: [...numbered(23, 28), ...numbered(32, 34)],
  platinum: ["C-25"]
}

/** At gold these may be unaudited: not every institution cuts its lists, shows balances beside its rows or has words for kinds of them. */
const conditional: ReadonlySet<string> = new Set(["C-23", "C-25", "C-27"])

/** Instances that must have confirmed a connector of the best tier. */
export const confirmers = 3
/** The share of their looks that must have gone well. */
export const succeeds = 0.98

const isWithin = (at: DateTime.Utc, now: DateTime.Utc, most: Duration.Duration): boolean =>
  !DateTime.isGreaterThan(at, now) && Duration.isLessThanOrEqualTo(DateTime.distance(at, now), most)

interface Found {
  readonly evidence: Evidence
  readonly now: DateTime.Utc
}

const checksLacking = ({ checks }: Evidence, tier: Tier): ReadonlyArray<string> =>
  checksOf[tier].flatMap((id) => {
    const outcome = checks[id]
    if (outcome === "Passed" || outcome === "Exempt") return []
    if (outcome === "Unaudited" && tier === "gold" && conditional.has(id)) return []
    return [`${id} ${outcome === undefined ? "was never run" : outcome === "Failed" ? "failed" : "is unaudited"}`]
  })

const fresh = ({ evidence, now }: Found): ReadonlyArray<Recorded> =>
  evidence.recordings.filter(({ recordedAt }) => isWithin(recordedAt, now, lasts.recording))

const live = ({ evidence, now }: Found, most: Duration.Duration): ReadonlyArray<Confirmed> =>
  evidence.confirmations.filter(({ at }) => isWithin(at, now, most))

const unless = (isSo: boolean, lack: string): ReadonlyArray<string> => (isSo ? [] : [lack])

/** What a tier needs beside checks. */
const beside: Readonly<Record<Tier, (found: Found) => ReadonlyArray<string>>> = {
  bronze: (found) => [
    ...unless(found.evidence.owner !== null, "nobody owns it"),
    ...unless(fresh(found).length > 0, "no recording is younger than a year")
  ],
  silver: () => [],
  gold: (found) => [
    ...unless(fresh(found).length > 1, "fewer than two scenarios were recorded within a year"),
    ...unless(
      !found.evidence.raises || fresh(found).some(({ asked }) => asked),
      "no recording has a challenge that was answered"
    ),
    ...unless(
      found.evidence.visits === false || live(found, lasts.confirmation).some(({ succeeded }) => succeeded),
      "nobody has looked at the institution itself within 30 days"
    )
  ],
  platinum: (found) => {
    const looks = live(found, lasts.record)
    const well = looks.filter(({ succeeded }) => succeeded)
    return [
      ...unless(new Set(well.map(({ by }) => by)).size >= confirmers, `fewer than ${confirmers} instances confirm it`),
      ...unless(
        looks.length > 0 && well.length >= looks.length * succeeds,
        "less than 98 % of the looks of 90 days went well"
      )
    ]
  }
}

/** `tier`: null below bronze. `next`: the tier above it, and `lacks` what is missing for that; null and nothing at the top. */
export interface Quality {
  readonly tier: Tier | null
  readonly next: Tier | null
  readonly lacks: ReadonlyArray<string>
}

/** The tier at this moment. */
export const at = (evidence: Evidence, now: DateTime.Utc): Quality => {
  let tier: Tier | null = null
  for (const next of Tier.literals) {
    const lacks = [...checksLacking(evidence, next), ...beside[next]({ evidence, now })]
    if (lacks.length > 0) return { tier, next, lacks }
    tier = next
  }
  return { tier, next: null, lacks: [] }
}

/** Of a connector of which nobody has worked anything out. */
export const unknown: Quality = { tier: null, next: "bronze", lacks: ["nothing was worked out yet"] }

/** The tier of this version at this moment: what was found of another one says nothing of it. */
export const ofVersion = (version: string, evidence: Evidence | undefined, now: DateTime.Utc): Quality => {
  if (evidence === undefined) return unknown
  if (evidence.version === version) return at(evidence, now)
  return { ...unknown, lacks: [`what was worked out is of version ${evidence.version}`] }
}

/** How many checks came to each. */
export const totals = ({ checks }: Pick<Evidence, "checks">): Readonly<Record<CheckOutcome, number>> => {
  const counted = { Passed: 0, Failed: 0, Unaudited: 0, Exempt: 0 }
  for (const outcome of Object.values(checks)) counted[outcome] += 1
  return counted
}
