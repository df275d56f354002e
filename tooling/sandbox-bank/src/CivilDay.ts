// Civil days as whole numbers (0 is 1970-01-01) in the proleptic Gregorian calendar. The ledger reckons in them because a bank's day has no clock
// and no zone; texts appear only at the edges: ISO in data, dd/mm/yyyy on pages.
import { DateTime, Option } from "effect"

export type CivilDay = number

/** The bank's zone. */
export const zone = "America/Sao_Paulo"

/** The day of a year, month (1..12) and day of month. */
export const of = (year: number, month: number, day: number): CivilDay => {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1
  return era * 146097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719468
}

export interface Fields {
  readonly year: number
  readonly month: number
  readonly day: number
}

/** The year, month and day of month of a day. */
export const fields = (civil: CivilDay): Fields => {
  const z = civil + 719468
  const era = Math.floor(z / 146097)
  const dayOfEra = z - era * 146097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shifted = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1
  }
}

/** The first day of the month `months` after the one of `civil`. */
export const monthStart = (civil: CivilDay, months = 0): CivilDay => {
  const { month, year } = fields(civil)
  const index = year * 12 + month - 1 + months
  return of(Math.floor(index / 12), (index % 12) + 1, 1)
}

/** The last day of the month of `civil`. */
export const monthEnd = (civil: CivilDay): CivilDay => monthStart(civil, 1) - 1

const two = (n: number) => String(n).padStart(2, "0")

/** `2026-03-20`. */
export const toIso = (civil: CivilDay): string => {
  const { day, month, year } = fields(civil)
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`
}

/** `20/03/2026`. */
export const toBrazilian = (civil: CivilDay): string => {
  const { day, month, year } = fields(civil)
  return `${two(day)}/${two(month)}/${String(year).padStart(4, "0")}`
}

const checked = (year: number, month: number, day: number): Option.Option<CivilDay> => {
  const civil = of(year, month, day)
  const back = fields(civil)
  return back.year === year && back.month === month && back.day === day ? Option.some(civil) : Option.none()
}

/** Reads `2026-03-20`; none when it is not a day of the calendar. */
export const fromIso = (text: string): Option.Option<CivilDay> => {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  return match === null ? Option.none() : checked(Number(match[1]), Number(match[2]), Number(match[3]))
}

/** Reads `20/03/2026`; none when it is not a day of the calendar. */
export const fromBrazilian = (text: string): Option.Option<CivilDay> => {
  const match = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(text)
  return match === null ? Option.none() : checked(Number(match[3]), Number(match[2]), Number(match[1]))
}

/** The bank's civil day at an instant in epoch milliseconds. */
export const atInstant = (millis: number): CivilDay => {
  const { day, month, year } = DateTime.toParts(
    DateTime.makeZonedUnsafe(DateTime.makeUnsafe(millis), { timeZone: zone })
  )
  return of(year, month, day)
}
