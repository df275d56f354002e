// How much an institution may be asked: data of a connector's manifest. A budget is used up and filled again by the calendar, in the
// institution's own zone, because that is how institutions count.
import { DateTime, Schema } from "effect"

import * as CivilDate from "./CivilDate.ts"

/**
 * - `name`: by which a refusal names it; no two of a connector have the same.
 * - `max`: requests in one window.
 * - `per`: the window, civil: a month begins at the first instant of its first day at the institution.
 * - `scope`: whether all Items of the connector share it, or each has its own.
 */
export const Budget = Schema.Struct({
  name: Schema.NonEmptyString,
  max: Schema.Int.check(Schema.isGreaterThanOrEqualTo(1)),
  per: Schema.Literals(["minute", "hour", "day", "month"]),
  scope: Schema.Literals(["connector", "item"])
})
export type Budget = typeof Budget.Type

/** - `until`: the first instant after it. */
export interface Window {
  readonly from: DateTime.Utc
  readonly until: DateTime.Utc
}

const slice = (length: number, zone: string, now: DateTime.Utc): Window => {
  const offset = DateTime.zonedOffset(DateTime.setZone(now, DateTime.zoneMakeNamedUnsafe(zone)))
  const from = Math.floor((now.epochMilliseconds + offset) / length) * length - offset
  return { from: DateTime.makeUnsafe(from), until: DateTime.makeUnsafe(from + length) }
}

const firstOf = (day: CivilDate.CivilDate): CivilDate.CivilDate => CivilDate.make(`${day.slice(0, 7)}-01`)

/** The budget's window at `now`; `zone`: IANA, the institution's. */
export const window = ({ per }: Pick<Budget, "per">, zone: string, now: DateTime.Utc): Window => {
  if (per === "minute") return slice(60_000, zone, now)
  if (per === "hour") return slice(3_600_000, zone, now)
  const today = CivilDate.fromInstant(now, zone)
  const first = per === "day" ? today : firstOf(today)
  const next = per === "day" ? CivilDate.addDays(today, 1) : firstOf(CivilDate.addDays(first, 31))
  return { from: CivilDate.toInstant(first, zone), until: CivilDate.toInstant(next, zone) }
}
