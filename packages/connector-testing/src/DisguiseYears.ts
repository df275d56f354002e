// By how many years the dates of a recording may move. Its days are those of the institution, its clock is not: an hour before midnight is
// another day in a year in which that zone had summer time, and a replay would ask for days that nobody recorded.
import { DateTime } from "effect"

/** Nearest first; twenty-eight years on, each day is the same day of the week, and so are the days of today's rules for summer time. */
const candidates = [-4, -8, -12, 28] as const

/** The days around a recording that it may tell of: a year back, and what is due next. */
const around = { before: 400, after: 40 } as const

const moved = (at: DateTime.Utc, years: number): DateTime.Utc => {
  const date = DateTime.toDateUtc(at)
  date.setUTCFullYear(date.getUTCFullYear() + years)
  return DateTime.makeUnsafe(date)
}

const offset = (at: DateTime.Utc, zone: DateTime.TimeZone): number => DateTime.zonedOffset(DateTime.setZone(at, zone))

/**
 * The numbers of years, each a multiple of four, by which a recording at this institution may move so that every instant stays at the
 * same hour of the same day there; `zone` is an IANA name. Empty where the zone's rules changed too often of late.
 */
export const kept = (zone: string, at: DateTime.Utc): ReadonlyArray<number> => {
  const here = DateTime.zoneMakeNamedUnsafe(zone)
  const days = Array.from({ length: around.before + around.after }, (_, day) =>
    DateTime.add(at, { days: day - around.before })
  )
  return candidates.filter((years) => days.every((day) => offset(day, here) === offset(moved(day, years), here)))
}
