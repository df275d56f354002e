// The first sync at other instants: shortly before midnight at the institution, on the days on which its clocks change, on a leap day, at
// the turn of the year. The answers are those of the recording, whose days the requests then no longer name; what is looked at is the
// connector's own arithmetic of days: it asks for none that there is not, and for none that was not asked of it.
import { CivilDate, type Manifest } from "@tomada/core"
import { DateTime, Effect, Option, Schema } from "effect"

import type * as Cassette from "../Cassette.ts"
import * as Trial from "./Trial.ts"

export interface Moment {
  readonly name: string
  readonly at: DateTime.Utc
}

const zoneOf = ({ institution }: Manifest.Manifest) => DateTime.zoneMakeNamedUnsafe(institution.zone)

const hour = 3_600_000

const offsetAt = (zone: DateTime.TimeZone, millis: number): number =>
  DateTime.zonedOffset(DateTime.setZone(DateTime.makeUnsafe(millis), zone))

/** The first hours of the year after `from` in which the zone's clocks have just changed. */
const changes = (zone: DateTime.TimeZone, from: number): ReadonlyArray<DateTime.Utc> => {
  const found: Array<DateTime.Utc> = []
  for (let at = from; at < from + 366 * 24 * hour; at += hour) {
    if (offsetAt(zone, at) !== offsetAt(zone, at - hour)) found.push(DateTime.makeUnsafe(at))
  }
  return found
}

const local = (manifest: Manifest.Manifest, day: string, minutes: number): DateTime.Utc => {
  const midnight = CivilDate.toInstant(CivilDate.make(day), manifest.institution.zone)
  return DateTime.addDuration(midnight, `${minutes} minutes`)
}

/** The moments after the recording was made. */
export const moments = (manifest: Manifest.Manifest, { sync }: Cassette.Part): ReadonlyArray<Moment> => {
  const today = CivilDate.fromInstant(sync.clock, manifest.institution.zone)
  const year = Number(today.slice(0, 4))
  const leap = year + 1 + ((4 - ((year + 1) % 4)) % 4)
  return [
    { name: "23:59 at the institution", at: local(manifest, CivilDate.addDays(today, 1), -1) },
    ...changes(zoneOf(manifest), sync.clock.epochMilliseconds).map((at) => ({ name: "clocks that change", at })),
    { name: "a leap day", at: local(manifest, `${leap}-02-29`, 12 * 60) },
    { name: "the last minute of a year", at: local(manifest, `${year + 1}-01-01`, -1) },
    { name: "the first minute of a year", at: local(manifest, `${year + 1}-01-01`, 1) }
  ]
}

const days =
  /\b(\d{4})-(\d{2})-(\d{2})\b|\b(\d{2})([/.])(\d{2})\5(\d{4})\b|\b((?:19|20)\d{2})(\d{2})(\d{2})\b|\b1\d{12}\b/g

/** Requests are alike that differ in days alone. */
export const alike = (request: string): string => request.replaceAll(days, "DAY")

const isDay = Schema.is(CivilDate.CivilDate)

/** The days that a request names; null for one that there is not. */
const daysOf = (request: string, zone: string): ReadonlyArray<CivilDate.CivilDate | null> =>
  Array.from(request.matchAll(days), ([text, y1, m1, d1, d2, , m2, y2, y3, m3, d3]) => {
    const instant = Option.filter(DateTime.make(Number(text)), () => /^1\d{12}$/.test(text))
    if (Option.isSome(instant)) return CivilDate.fromInstant(DateTime.toUtc(instant.value), zone)
    const day = `${y1 ?? y2 ?? y3}-${m1 ?? m2 ?? m3}-${d1 ?? d2 ?? d3}`
    return isDay(day) ? day : null
  })

/** How many days around those that were asked for a connector may ask for: a month's first and last. */
const around = 31

const ofRequests = ({ at }: Moment, { institution }: Manifest.Manifest, { calls, player }: Trial.Tried) => {
  const { zone } = institution
  const today = CivilDate.fromInstant(at, zone)
  const windows = calls.flatMap(({ of }) => {
    const window = (of as { readonly window?: { readonly from: CivilDate.CivilDate } } | null)?.window // as `Products.Reads` says
    return window === undefined ? [] : [window]
  })
  const from = windows.reduce((first, window) => CivilDate.min(first, window.from), today)
  return player.made.flatMap(({ request, step }) =>
    daysOf(request, zone).flatMap((day) => {
      if (day === null) return [`${step} asks for a day that there is not`]
      if (step !== "TRANSACTIONS" || windows.length === 0) return []
      if (CivilDate.isAfter(day, CivilDate.addDays(today, around))) return [`${step} asks for days to come`]
      return CivilDate.isBefore(day, CivilDate.addDays(from, -around)) ? [`${step} asks for days long past`] : []
    })
  )
}

const ofEnds = ({ calls, item }: Trial.Tried): ReadonlyArray<string> => [
  ...(item === null ? ["the visit does not end"] : []),
  ...calls.flatMap(({ end, step }) => (end._tag === "Died" ? [`${step} ends in a defect`] : []))
]

/** Whether the moment changes what is asked for: where the requests name no days, only the connector's own reading of them can. */
export const judge = (options: Trial.Options, moment: Moment): Effect.Effect<ReadonlyArray<string>> =>
  Effect.map(
    Trial.run(options, (trial) => trial.sync(1, { alike, clock: moment.at })),
    (tried) =>
      [...ofEnds(tried), ...new Set(ofRequests(moment, options.connector.manifest, tried))].map(
        (problem) => `at ${moment.name}: ${problem}`
      )
  )
