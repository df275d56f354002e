// What views are made of: fields as they are held, with null for what is absent, and days as moments.
import { CivilDate } from "@tomada/core"
import type { DateTime } from "effect"

type Shown<A, K extends keyof A> = {
  readonly [P in K]-?: undefined extends A[P] ? Exclude<A[P], undefined> | null : A[P]
}

/** These fields; one that is absent is null. */
export const shown = <A extends object, const K extends keyof A>(held: A, fields: ReadonlyArray<K>): Shown<A, K> =>
  Object.fromEntries(fields.map((field) => [field, held[field] ?? null])) as Shown<A, K> // each of the fields, as its type says

/** Days of a zone that are remembered; beyond them all are forgotten. */
const most = 10_000

const days = new Map<string, Map<CivilDate.CivilDate, DateTime.Utc>>()

/** The first instant of the day in the zone. It is looked up in the calendar once: five hundred rows are of few days. */
export const momentOf = (day: CivilDate.CivilDate, zone: string): DateTime.Utc => {
  const known = days.get(zone) ?? new Map<CivilDate.CivilDate, DateTime.Utc>()
  const found = known.get(day)
  if (found !== undefined) return found
  if (known.size >= most) known.clear()
  const moment = CivilDate.toInstant(day, zone)
  days.set(zone, known.set(day, moment))
  return moment
}

/** The same of a day that may be unknown. */
export const moment = (day: CivilDate.CivilDate | null | undefined, zone: string): DateTime.Utc | null =>
  day === null || day === undefined ? null : momentOf(day, zone)
