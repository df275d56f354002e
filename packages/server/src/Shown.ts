// What views are made of: fields as they are held, with null for what is absent, and days as moments.
import { CivilDate } from "@tomada/core"
import type { DateTime } from "effect"

type Shown<A, K extends keyof A> = {
  readonly [P in K]-?: undefined extends A[P] ? Exclude<A[P], undefined> | null : A[P]
}

/** These fields; one that is absent is null. */
export const shown = <A extends object, const K extends keyof A>(held: A, fields: ReadonlyArray<K>): Shown<A, K> =>
  Object.fromEntries(fields.map((field) => [field, held[field] ?? null])) as Shown<A, K> // each of the fields, as its type says

/** The first instant of the day in the zone. */
export const momentOf = (day: CivilDate.CivilDate, zone: string): DateTime.Utc => CivilDate.toInstant(day, zone)

/** The same of a day that may be unknown. */
export const moment = (day: CivilDate.CivilDate | null | undefined, zone: string): DateTime.Utc | null =>
  day === null || day === undefined ? null : momentOf(day, zone)
