// A bank's day: a date in the institution's own zone, never an instant. Two zones may disagree about "today", and a zone's
// midnight may not exist, so every rule that counts days counts these and turns into an instant only at the wire.
import { DateTime, Order, Schema } from "effect"

const pattern = /^\d{4}-\d{2}-\d{2}$/

const dayNumber = (text: string): number => Date.parse(`${text}T00:00:00Z`) / 86_400_000

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0

const daysOf = (year: number, month: number): number =>
  month === 2 ? (isLeap(year) ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31

const isReal = (text: string): boolean => {
  if (!pattern.test(text)) return false
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8))]
  return month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month)
}

const fromDayNumber = (day: number): string => DateTime.formatIsoDateUtc(DateTime.makeUnsafe(day * 86_400_000))

/** `YYYY-MM-DD`, a day that exists in the Gregorian calendar. */
export const CivilDate = Schema.String.check(
  Schema.makeFilter((text: string) => isReal(text) || "a day of the calendar, as YYYY-MM-DD")
).pipe(Schema.brand("CivilDate"))
export type CivilDate = typeof CivilDate.Type

/** From text that is known to be a day, such as a literal; any other text throws. */
export const make = (text: string): CivilDate => CivilDate.make(text)

/** The day so many days later; earlier where `days` is negative. */
export const addDays = (date: CivilDate, days: number): CivilDate => fromDayNumber(dayNumber(date) + days) as CivilDate // a whole day from a real day is a real day

/** Days from `from` to `to`; negative when `to` is earlier. */
export const daysBetween = (from: CivilDate, to: CivilDate): number => dayNumber(to) - dayNumber(from)

/** Earlier days first; the text of a day sorts as the day does. */
export const order: Order.Order<CivilDate> = Order.String
/** The earlier of two days. */
export const min = Order.min(order)
/** The later of two days. */
export const max = Order.max(order)
/** Whether the first day is strictly earlier than the second. */
export const isBefore = Order.isLessThan(order)
/** Whether the first day is strictly later than the second. */
export const isAfter = Order.isGreaterThan(order)

/** The civil day of an instant in an IANA zone such as `America/Sao_Paulo`. */
export const fromInstant = (instant: DateTime.Utc, zone: string): CivilDate =>
  DateTime.formatIsoDate(DateTime.setZone(instant, DateTime.zoneMakeNamedUnsafe(zone))) as CivilDate // formatted as such

/** The civil day of an instant in UTC, which needs no zone to be looked up. */
export const inUtc = (instant: DateTime.Utc): CivilDate => DateTime.formatIsoDateUtc(instant) as CivilDate // formatted as such

/** The first instant of the day in the zone; where the clock skips midnight, the first one after it. */
export const toInstant = (date: CivilDate, zone: string): DateTime.Utc =>
  DateTime.toUtc(
    DateTime.makeZonedUnsafe(date, {
      timeZone: DateTime.zoneMakeNamedUnsafe(zone),
      adjustForTimeZone: true,
      disambiguation: "compatible"
    })
  )
