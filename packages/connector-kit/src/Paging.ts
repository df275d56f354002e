// Lists of rows that an institution shows in pages, and what they prove of the days that were asked for. The author says how
// the list is made; the claim is worked out here and stands on the last page alone. A list that goes round in circles, or
// that is not in the order it should be in, is SiteChanged: neither may look like an end.
import { CivilDate, type Coverage, type DateInterval } from "@tomada/core"
import { Effect, Equal, HashSet, Option, Stream } from "effect"

import { SiteChanged } from "./Errors.ts"
import { type Page, page, type Warning } from "./Pages.ts"
import type { Window } from "./Products.ts"

/** One page as it was read; `next` leads on, none where the list ends. */
export interface Read<Cursor, A> {
  readonly records: ReadonlyArray<A>
  readonly next: Option.Option<Cursor>
  readonly warnings?: ReadonlyArray<Warning>
  /** How many rows the page has, where `records` leaves some of them out. */
  readonly rows?: number
  /** How many rows the institution says the whole list has; other than that is SiteChanged at its end. */
  readonly total?: number | null
  /** As of `Days`, where the page says it. */
  readonly rowCap?: number | null
}

export interface List<Cursor, A, E, R> {
  /** The list in the connector's words. */
  readonly at: string
  readonly first: Cursor
  readonly read: (cursor: Cursor) => Effect.Effect<Read<Cursor, A>, E, R>
  /** 1000 unless said. */
  readonly maxPages?: number
}

/** How a list of rows with days is made. */
export interface Days<A> {
  readonly window: Window
  /** Which rows the institution shows of a day. */
  readonly states: ReadonlyArray<Coverage.RowState>
  readonly dayOf: (record: A) => CivilDate.CivilDate
  /**
   * What the institution was asked for: the window's `days`, or `all` it has, newest first. Of all, rows of other days are left
   * out, save those to come where the window ends today, and reading stops at the first row before the window.
   */
  readonly asked: "days" | "all"
  readonly order?: "newest-first" | "oldest-first"
  /** Whether a row stands in that order; pending rows may stand before all others. */
  readonly inOrder?: (record: A) => boolean
  /** The institution shows so many rows at most, over all pages. */
  readonly rowCap?: number
  /** Which rows are left of a list that was cut; unless said, those that come first in its order. */
  readonly keeps?: "newest" | "oldest"
  /** The first day that the institution shows at all. */
  readonly since?: CivilDate.CivilDate
}

const mostPages = 1_000

interface Progress<Cursor, A> {
  readonly cursor: Cursor
  readonly seen: HashSet.HashSet<Cursor>
  readonly before: ReadonlyArray<A>
  readonly pages: number
  /** Rows on the pages before. */
  readonly count: number
}

/**
 * Reads page after page. A cursor that was there before, a page equal to the one before it, and more pages than `maxPages` are
 * SiteChanged. `take` says what becomes of a page, and whether it is the last one that is wanted.
 */
const pages = <Cursor, A, E, R>(
  { at, first, maxPages = mostPages, read }: List<Cursor, A, E, R>,
  take: (
    records: ReadonlyArray<A>
  ) => Effect.Effect<{ readonly records: ReadonlyArray<A>; readonly isEnough: boolean }, SiteChanged>,
  claim: (cap: number | undefined) => ReadonlyArray<Coverage.Coverage>,
  rowCap?: number
): Stream.Stream<Page<A>, E | SiteChanged, R> => {
  const start: Progress<Cursor, A> = { cursor: first, seen: HashSet.make(first), before: [], pages: 1, count: 0 }
  return Stream.paginate(start, ({ before, count, cursor, pages, seen }) =>
    Effect.gen(function* () {
      const { next, records, total = null, warnings = [], ...told } = yield* read(cursor)
      const rows = count + (told.rows ?? records.length)
      if (records.length > 0 && Equal.equals(records, before))
        return yield* new SiteChanged({ at, expected: "another page" })
      const taken = yield* take(records)
      if (taken.isEnough || Option.isNone(next)) {
        if (!taken.isEnough && total !== null && total !== rows)
          return yield* new SiteChanged({ at, expected: "as many rows as the institution counts" })
        const cap = told.rowCap ?? rowCap
        const claims = claim(cap !== undefined && rows >= cap ? cap : undefined)
        return [[page(taken.records, claims, warnings)], Option.none()] as const
      }
      if (HashSet.has(seen, next.value)) return yield* new SiteChanged({ at, expected: "another page" })
      if (pages >= maxPages) return yield* new SiteChanged({ at, expected: `at most ${maxPages} pages` })
      const onward = {
        cursor: next.value,
        seen: HashSet.add(seen, next.value),
        before: records,
        pages: pages + 1,
        count: rows
      }
      return [[page(taken.records, [], warnings)], Option.some(onward)] as const
    })
  )
}

const epoch = CivilDate.make("1970-01-01")

/** A list without days, such as that of the accounts; it claims nothing, save that it was cut where a page says so. */
export const whole = <Cursor, A, E, R>(list: List<Cursor, A, E, R>): Stream.Stream<Page<A>, E | SiteChanged, R> =>
  pages(
    list,
    (records) => Effect.succeed({ records, isEnough: false }),
    (cap) => (cap === undefined ? [] : [{ from: epoch, to: epoch, states: [], rowCap: cap }])
  )

/** What was read of a list so far. */
interface Extent {
  oldest: CivilDate.CivilDate | undefined
  newest: CivilDate.CivilDate | undefined
  last: CivilDate.CivilDate | undefined
}

const nextDay = (day: CivilDate.CivilDate) => CivilDate.addDays(day, 1)
const dayBefore = (day: CivilDate.CivilDate) => CivilDate.addDays(day, -1)

/** What the days of a list prove: all of them, or, where the list was cut, those on the safe side of its last row. */
const proven = <A>(days: Days<A>, { newest, oldest }: Extent, rowCap: number | undefined) => {
  const { asked, order, since, states, window } = days
  const first = order === "newest-first" || asked === "all" ? "newest" : order === undefined ? undefined : "oldest"
  const keeps = days.keeps ?? first
  const from = since === undefined ? window.from : CivilDate.max(window.from, since)
  const { to } = window
  const claim = (from: CivilDate.CivilDate, to: CivilDate.CivilDate, cap?: number): ReadonlyArray<Coverage.Coverage> =>
    CivilDate.isAfter(from, to) ? [] : [{ from, to, states, ...(cap !== undefined && { rowCap: cap }) }]
  if (rowCap === undefined) return claim(from, to)
  if (keeps === "newest" && oldest !== undefined) {
    if (CivilDate.isBefore(oldest, from)) return claim(from, to)
    const cut = CivilDate.min(oldest, to)
    return [...claim(from, cut, rowCap), ...claim(nextDay(cut), to)]
  }
  if (keeps === "oldest" && newest !== undefined) {
    const cut = CivilDate.max(newest, from)
    return [...claim(from, dayBefore(cut)), ...claim(cut, to, rowCap)]
  }
  return claim(from, to, rowCap)
}

const isWanted = ({ asked, window }: Days<never>, day: CivilDate.CivilDate): boolean =>
  asked === "days" ||
  (!CivilDate.isBefore(day, window.from) && (!CivilDate.isAfter(day, window.to) || window.to === window.today))

/** A list of rows with days; its last page claims what the list proves of the window. */
export const ofDays = <Cursor, A, E, R>(
  list: List<Cursor, A, E, R>,
  days: Days<A>
): Stream.Stream<Page<A>, E | SiteChanged, R> =>
  Stream.suspend(() => {
    const { asked, dayOf, inOrder = () => true, window } = days
    const order = days.order ?? (asked === "all" ? "newest-first" : undefined)
    const extent: Extent = { oldest: undefined, newest: undefined, last: undefined }
    const isMisplaced = (day: CivilDate.CivilDate): boolean =>
      extent.last !== undefined &&
      (order === "newest-first" ? CivilDate.isAfter(day, extent.last) : CivilDate.isBefore(day, extent.last))
    const take = (records: ReadonlyArray<A>) =>
      Effect.suspend(() => {
        let isEnough = false
        for (const record of records) {
          if (!inOrder(record)) continue
          const day = dayOf(record)
          if (order !== undefined && isMisplaced(day))
            return Effect.fail(
              new SiteChanged({ at: list.at, expected: order === "newest-first" ? "newest first" : "oldest first" })
            )
          extent.last = day
          extent.oldest = extent.oldest === undefined ? day : CivilDate.min(extent.oldest, day)
          extent.newest = extent.newest === undefined ? day : CivilDate.max(extent.newest, day)
          isEnough ||= asked === "all" && CivilDate.isBefore(day, window.from)
        }
        return Effect.succeed({ records: records.filter((record) => isWanted(days, dayOf(record))), isEnough })
      })
    return pages(list, take, (cap) => proven(days, extent, cap), days.rowCap)
  })

/** Takes the claims off the pages and puts them together on one more, after which there is none. */
const claimedLast = <A, E, R>(stream: Stream.Stream<Page<A>, E, R>): Stream.Stream<Page<A>, E, R> =>
  Stream.suspend(() => {
    const claims: Array<Coverage.Coverage> = []
    const bare = Stream.map(stream, (each) => {
      claims.push(...each.coverage)
      return { ...each, coverage: [] }
    })
    return Stream.concat(
      bare,
      Stream.suspend(() => Stream.succeed(page<A>([], claims)))
    )
  })

/** The days in pieces of at most so many, the latest first. */
export const pieces = (
  { from, to }: DateInterval.DateInterval,
  most: number
): ReadonlyArray<DateInterval.DateInterval> => {
  const found: Array<DateInterval.DateInterval> = []
  for (let end = to; !CivilDate.isBefore(end, from); end = CivilDate.addDays(end, -most)) {
    found.push({ from: CivilDate.max(from, CivilDate.addDays(end, 1 - most)), to: end })
  }
  return found
}

/** Where the institution takes at most so many days at once: each piece by itself, what they claim together at the end. */
export const inPieces = <A, E, R>(
  window: Window,
  most: number,
  read: (piece: Window) => Stream.Stream<Page<A>, E, R>
): Stream.Stream<Page<A>, E, R> =>
  claimedLast(
    Stream.flatMap(Stream.fromIterable(pieces(window, Math.max(1, Math.floor(most)))), (piece) =>
      read({ ...piece, today: window.today })
    )
  )

/** How rows are read that an institution cuts off at `rowCap` for each asking. */
export interface Halving<A, E, R> {
  /** The list in the connector's words. */
  readonly at: string
  readonly rowCap: number
  readonly states: ReadonlyArray<Coverage.RowState>
  readonly read: (piece: Window) => Effect.Effect<ReadonlyArray<A>, E, R>
  /** How often the institution is asked at most; 1000 unless said. */
  readonly maxReads?: number
}

/**
 * Asks for half as many days wherever the rows reach the cap, down to single days. What is cut even of one day is claimed as
 * cut there, and all other days are whole.
 */
export const halving = <A, E, R>(
  window: Window,
  { at, maxReads = mostPages, read, rowCap, states }: Halving<A, E, R>
): Stream.Stream<Page<A>, E | SiteChanged, R> =>
  Stream.suspend(() => {
    let reads = 0
    const half = ({ from, to }: DateInterval.DateInterval): Stream.Stream<Page<A>, E | SiteChanged, R> =>
      Stream.unwrap(
        Effect.gen(function* () {
          reads += 1
          if (reads > maxReads) return yield* new SiteChanged({ at, expected: `at most ${maxReads} lists` })
          const rows = yield* read({ from, to, today: window.today })
          if (rows.length < rowCap) return Stream.succeed(page(rows, [{ from, to, states }]))
          if (from === to) return Stream.succeed(page(rows, [{ from, to, states, rowCap }]))
          const middle = CivilDate.addDays(from, Math.floor(CivilDate.daysBetween(from, to) / 2))
          return Stream.concat(
            Stream.suspend(() => half({ from: nextDay(middle), to })),
            Stream.suspend(() => half({ from, to: middle }))
          )
        })
      )
    return claimedLast(CivilDate.isAfter(window.from, window.to) ? Stream.empty : half(window))
  })
