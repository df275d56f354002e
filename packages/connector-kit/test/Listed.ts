// Lists of an institution in March 2026, and what is seen of them.
import { Effect, Option, Stream } from "effect"

import type { Page } from "../src/Pages.ts"
import * as Paging from "../src/Paging.ts"
import type { Window } from "../src/Products.ts"
import { addDays, CivilDate } from "../src/Records.ts"

const day = (text: string) => CivilDate.make(text)
export const march = (date: number) => addDays(day("2026-03-01"), date - 1)
export const states = ["POSTED", "PENDING"] as const

export interface Row {
  readonly id: number
  readonly date: CivilDate
  readonly isPending?: boolean
}

export const rowsOn = (...dates: ReadonlyArray<number>): ReadonlyArray<Row> =>
  dates.map((date, id) => ({ id, date: march(date) }))

export const window = (from: number, to: number, today = 20): Window => ({
  from: march(from),
  to: march(to),
  today: march(today)
})

export const inPages = (rows: ReadonlyArray<Row>, size: number) => ({
  at: "statement",
  first: 0,
  read: (start: number) =>
    Effect.succeed({
      records: rows.slice(start, start + size),
      next: start + size < rows.length ? Option.some(start + size) : Option.none<number>()
    })
})

export const list = (rows: ReadonlyArray<Row>, days: Partial<Paging.Days<Row>> = {}, size = 2) =>
  Paging.ofDays(inPages(rows, size), {
    window: window(10, 20),
    states,
    dayOf: ({ date }) => date,
    asked: "days",
    ...days
  })

/** Rows by id and claims as `from-to` of March, `!` after those that were cut, page by page. */
export const shown = <E>(stream: Stream.Stream<Page<Row>, E>) =>
  Effect.map(Stream.runCollect(stream), (pages) =>
    pages.map(({ coverage, records }) => [
      records.map(({ id }) => id).join(),
      coverage.map(({ from, rowCap, to }) => `${from.slice(8)}-${to.slice(8)}${rowCap === undefined ? "" : "!"}`).join()
    ])
  )

export const refusal = <A, E extends { readonly _tag: string }>(stream: Stream.Stream<A, E>) =>
  Effect.map(Effect.flip(Stream.runDrain(stream)), (error) =>
    "expected" in error && "at" in error ? `${error.at}: ${error.expected}` : error._tag
  )
