// Lists in pages: all of them are read, as they come, and where one is missing nobody is told that the days are whole. Pages go missing
// here in three ways: the institution has not the page, answers with the one after it, or sends it without its rows.
import { Effect } from "effect"

import type { Replayed } from "../Replay.ts"
import * as Bends from "./Bends.ts"
import { type Check, unaudited, verdict } from "./Check.ts"
import * as Reads from "./Reads.ts"
import type { Subject } from "./Subject.ts"
import * as Surgery from "./Surgery.ts"

const ofRowsAsked = ({ products, transport }: Subject["connector"]["manifest"]): string | null =>
  products.TRANSACTIONS === undefined
    ? "it collects no transactions"
    : transport === "file"
      ? "a file has no pages"
      : null

/** The requests of a read whose answers have rows. */
const pagesOf = ({ made }: Reads.Read) =>
  made.flatMap((each) => {
    if (each.recorded === null) return []
    const [answer] = Reads.answersOf({ made: [each] })
    const rows = answer === undefined ? null : Surgery.rows(answer)
    return answer === undefined || rows === null
      ? []
      : [{ ...each, recorded: each.recorded, answer, rows: rows.length }]
  })

type Page = ReturnType<typeof pagesOf>[number]

const ofWhole = /^(?:.*\.)?(?:data-)?(?:total|count)(?:[-_]?(?:rows|count|elements|items|records|results))?$/i

/** How many rows the institution says that the list of this page has. */
const saidOf = ({ answer }: Page): number | null =>
  Surgery.counts(answer).find(([name]) => ofWhole.test(name))?.[1] ?? null

const withoutQuery = (url: string): string => url.replace(/[?#].*$/, "")

/** The pages of each list that a read read: requests to one address that follow each other. */
const listsOf = (read: Reads.Read): ReadonlyArray<ReadonlyArray<Page>> => {
  const lists: Array<Array<Page>> = []
  for (const page of pagesOf(read)) {
    const list = lists.at(-1)
    if (list !== undefined && withoutQuery(list[0]?.recorded.url ?? "") === withoutQuery(page.recorded.url))
      list.push(page)
    else lists.push([page])
  }
  return lists
}

/** Lists that are claimed as whole and have fewer rows than the institution counts. */
const unread = (replayed: Replayed): ReadonlyArray<string> =>
  Reads.statements(replayed).flatMap((read) => {
    const isClaimed = Reads.proven(read, "POSTED").length > 0
    const short = listsOf(read).filter((pages) => {
      const [first] = pages
      const said = first === undefined ? null : saidOf(first)
      return said !== null && pages.reduce((sum, { rows }) => sum + rows, 0) < said && read.rows.length < said
    })
    return isClaimed && short.length > 0 ? [`${Reads.nameOf(read)} leaves pages unread and claims their days`] : []
  })

const nothing = new TextEncoder().encode("")

/** How a page goes missing: what is answered in its place, null where that cannot be told from an institution without those rows. */
const losses: ReadonlyArray<{
  readonly how: string
  readonly page: (list: ReadonlyArray<Page>) => number
  readonly answer: (page: Page, next: Page | undefined) => Surgery.Answered | null
}> = [
  {
    how: "a page that the institution has not",
    page: ({ length }) => (length > 1 ? 1 : 0),
    answer: ({ answer }) => ({ ...answer, status: 404, bytes: nothing })
  },
  {
    how: "a page in the place of the one before it",
    page: ({ length }) => (length > 2 ? 1 : 0),
    answer: (page, next) => (next === undefined || Surgery.numbers(page.answer).length === 0 ? null : next.answer)
  },
  {
    how: "a page without its rows",
    page: ({ length }) => length - 1,
    answer: (page) => (saidOf(page) === null ? null : Surgery.withoutRows(page.answer))
  }
]

const whole: Check = {
  id: "C-22",
  family: "fetch",
  title: "reads every page, and claims no days where one is missing",
  mend: "read lists with Paging, give it the institution's total, and let a page that does not parse fail",
  exempt: ofRowsAsked,
  run: (subject) =>
    Effect.gen(function* () {
      const cassette = Bends.chosen(subject)
      if (cassette === null) return unaudited(Bends.noRecording)
      const straight = yield* subject.replayed(cassette)
      const found = straight.flatMap(unread)
      const [first] = straight
      const lists = first === undefined ? [] : Reads.statements(first).flatMap(listsOf)
      if (first === undefined || lists.length === 0) return unaudited("a recording of a visit that reads rows in pages")
      const ways = subject.connector.manifest.transport === "browser" ? losses.slice(0, 1) : losses
      for (const { answer, how, page } of ways) {
        const places = new Map(
          lists.flatMap((list) => {
            const index = page(list)
            const lost = list[index]
            const other = lost === undefined ? null : answer(lost, list[index + 1])
            return lost === undefined || other === null ? [] : [[lost.recorded, other] as const]
          })
        )
        const bent = yield* Bends.replayed(subject, cassette, ({ recorded, sync }) =>
          recorded === null || sync !== 1 ? null : (places.get(recorded) ?? null)
        )
        const [other] = bent ?? []
        if (other !== undefined) found.push(...Reads.lostSilently(first, other).map((line) => `${line}, after ${how}`))
      }
      return verdict([...new Set(found)])
    })
}

/** A read may hold so many pages at once: as often as ten years of days can be halved before one of the halves is yielded. */
const mostHeld = 12

const streams: Check = {
  id: "C-28",
  family: "fetch",
  title: "yields the first page before it asks for the last, and never holds many",
  mend: "make the stream with Paging or Stream.paginate instead of reading all pages into one",
  exempt: ofRowsAsked,
  run: (subject) =>
    Effect.gen(function* () {
      const cassette = Bends.chosen(subject)
      const replayed = cassette === null ? [] : yield* subject.replayed(cassette)
      const paged = replayed
        .flatMap(Reads.statements)
        .map((read) => ({ read, pages: pagesOf(read) }))
        .filter(({ pages }) => pages.length > 1)
      if (paged.length === 0) return unaudited("a recording named ok in which a list has two pages, or better thirty")
      const found = paged.flatMap(({ pages, read }) => {
        const held = Math.max(...pages.map(({ yielded }, index) => index - yielded))
        return [
          ...(pages.at(-1)?.yielded === 0
            ? [`${Reads.nameOf(read)} asks for its last page before it yields the first`]
            : []),
          ...(held > mostHeld ? [`${Reads.nameOf(read)} holds ${held} pages at once`] : [])
        ]
      })
      return verdict([...new Set(found)])
    })
}

export const checks: ReadonlyArray<Check> = [whole, streams]
