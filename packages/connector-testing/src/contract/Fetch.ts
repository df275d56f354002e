// What a connector makes of a recording that went well: records of the core's own shapes, the days that were asked for, every page, and no
// word about rows that the institution cut off.
import { CivilDate, DateInterval } from "@tomada/core"
import { Effect } from "effect"

import type { Replayed } from "../Replay.ts"
import * as Bends from "./Bends.ts"
import { always, type Check, unaudited, type Verdict, verdict } from "./Check.ts"
import * as Reads from "./Reads.ts"
import * as Facts from "./rows/Facts.ts"
import * as Shapes from "./Shapes.ts"
import { good, type Subject } from "./Subject.ts"
import * as Surgery from "./Surgery.ts"
import * as Zones from "./Zones.ts"

const distinct = (found: ReadonlyArray<string>): ReadonlyArray<string> => [...new Set(found)]

/** Looks at each sync of each recording that went well; null where a sync has nothing to look at. */
const eachSync = (
  subject: Subject,
  lacks: string,
  look: (replayed: Replayed) => ReadonlyArray<string> | null
): Effect.Effect<Verdict> =>
  Effect.gen(function* () {
    const found: Array<string> = []
    let isLooked = false
    for (const cassette of good(subject)) {
      for (const replayed of yield* subject.replayed(cassette)) {
        const seen = look(replayed)
        if (seen === null) continue
        isLooked = true
        found.push(...seen)
      }
    }
    return isLooked ? verdict(distinct(found)) : unaudited(lacks)
  })

const shapes: Check = {
  id: "C-20",
  family: "fetch",
  title: "yields records of the core's own shapes, whose days are the institution's wherever it runs",
  mend: "build records with Amount, Day and Parse; a day of an instant is that of the manifest's zone, not of the machine",
  exempt: always,
  run: (subject) =>
    Effect.gen(function* () {
      const straight = yield* eachSync(subject, Bends.noRecording, (replayed) => {
        const all = Reads.reads(replayed)
        return all.every(({ records }) => records.length === 0)
          ? null
          : [
              ...all.flatMap(Shapes.problems),
              ...Shapes.wrongSigns(replayed),
              ...Shapes.wrongDays(replayed, subject.connector.manifest.institution.zone)
            ]
      })
      if (straight._tag !== "Passed") return straight
      const zones = yield* Zones.replays(subject)
      return zones === null
        ? unaudited("a process whose time zone can be set, or a recording of a visit that finds something")
        : verdict(
            distinct(zones.flatMap(({ differs, zone }) => differs.map((step) => `${step} is another in ${zone}`)))
          )
    })
}

const written = /(?<!\d)(?:\d{4}-\d{2}-\d{2}|\d{2}[/.-]\d{2}[/.-]\d{4}|(?:19|20)\d{6})(?!\d)/g

/** The days that a request names. */
const asked = ({ body, url }: { readonly body: string | null; readonly url: string }) =>
  Array.from(`${url} ${body ?? ""}`.replaceAll(/%2F/gi, "/").matchAll(written)).flatMap(([text]) =>
    Facts.days(text, "UTC").slice(0, 1)
  )

/** Days that were claimed and that no request can have shown. */
const unaskedClaims = (read: Reads.Statement): boolean => {
  const days = read.made.map(({ recorded }) => (recorded === null ? [] : asked(recorded)))
  const all = days.flat().toSorted()
  const [first] = all
  const last = all.at(-1)
  if (first === undefined || last === undefined) return false
  const hasEnd = days.every((each) => each.length === 0 || each.length > 1)
  return read.coverage.some(
    ({ from, to }) => CivilDate.isBefore(from, first) || (hasEnd && CivilDate.isAfter(to, last))
  )
}

const windowProblems = (read: Reads.Statement): ReadonlyArray<string> => {
  const { coverage, rows, window } = read
  const name = Reads.nameOf(read)
  const early = rows.filter(({ date }) => CivilDate.isBefore(date, window.from)).length
  const late = rows.filter(({ date }) => CivilDate.isAfter(date, window.to)).length
  const isWide = coverage.some(
    (claim) => !DateInterval.isEmpty(claim) && (claim.from < window.from || claim.to > window.to)
  )
  return [
    ...(early > 0 ? [`${name} yields ${early} rows before the days that it was asked for`] : []),
    ...(late > 0 && window.to !== window.today
      ? [`${name} yields ${late} rows after the days that it was asked for`]
      : []),
    ...(isWide ? [`${name} claims days that it was not asked for`] : []),
    ...(unaskedClaims(read) ? [`${name} claims days that it did not ask the institution for`] : []),
    ...(!Reads.isWell(read) && coverage.length > 0 ? [`${name} claims days before its end, and failed after that`] : [])
  ]
}

const windows: Check = {
  id: "C-21",
  family: "fetch",
  title: "yields rows of the days that it is asked for, and claims no other days",
  mend: "read lists with Paging.ofDays, and give it the window as it came",
  exempt: ({ products }) => (products.TRANSACTIONS === undefined ? "it collects no transactions" : null),
  run: (subject) =>
    eachSync(subject, "a recording of a visit that reads rows and claims their days", (replayed) => {
      const read = Reads.statements(replayed)
      return read.some(({ coverage }) => coverage.length > 0) ? read.flatMap(windowProblems) : null
    })
}

const capNames = /cap$|max.?rows|row.?limit/i

/** Of each answer with rows: whether the institution says a cap there, and the rows reach it. */
const cuts = (read: Reads.Statement): ReadonlyArray<boolean> =>
  Reads.answersOf(read).flatMap((answer) => {
    const count = Surgery.rows(answer)?.length ?? 0
    return count === 0
      ? []
      : [Surgery.numbers(answer).some(([name, value]) => capNames.test(name) && value > 1 && value === count)]
  })

const isCapped = ({ coverage }: Reads.Statement): boolean => coverage.some(({ rowCap }) => rowCap !== undefined)

const isClaimedTwice = ({ coverage }: Reads.Statement): boolean => {
  const cut = coverage.filter(({ rowCap }) => rowCap !== undefined)
  const whole = coverage.filter(({ rowCap }) => rowCap === undefined)
  return cut.some((claim) => DateInterval.subtract([claim], whole).length === 0)
}

const caps: Check = {
  id: "C-23",
  family: "fetch",
  title: "says which days are cut where the institution shows so many rows and no more",
  mend: "read with Paging.halving, or give Paging.ofDays the rowCap",
  exempt: ({ products }) => (products.TRANSACTIONS === undefined ? "it collects no transactions" : null),
  run: (subject) =>
    eachSync(subject, "a recording, such as one named row-cap, of an institution that cuts a list", (replayed) => {
      const read = Reads.statements(replayed).filter(Reads.isWell)
      const cut = read.filter((each) => isCapped(each) || cuts(each).includes(true))
      if (cut.length === 0) return null
      return cut.flatMap((each) => [
        ...(isCapped(each) || each.coverage.length === 0 || cuts(each).at(-1) !== true
          ? []
          : [`${Reads.nameOf(each)} claims all days of a list that the institution cut`]),
        ...(isClaimedTwice(each) ? [`${Reads.nameOf(each)} claims days as cut and as whole`] : [])
      ])
    })
}

export const checks: ReadonlyArray<Check> = [shapes, windows, caps]
