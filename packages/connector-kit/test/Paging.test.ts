import { assert, describe, it } from "@effect/vitest"
import { Coverage } from "@tomada/core"
import { Effect, Option, Stream } from "effect"

import { InstitutionDown } from "../src/Errors.ts"
import type { Page } from "../src/Pages.ts"
import * as Paging from "../src/Paging.ts"
import { inPages, list, march, refusal, type Row, rowsOn, shown, states, window } from "./Listed.ts"

describe("a list in pages", () => {
  it.effect("claims its days on the last page alone", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* shown(list(rowsOn(20, 18, 12))), [
        ["0,1", ""],
        ["2", "10-20"]
      ])
      assert.deepStrictEqual(yield* shown(list([])), [["", "10-20"]])
    })
  )

  it.effect("that fails has claimed nothing", () =>
    Effect.gen(function* () {
      const seen: Array<Page<Row>> = []
      const { first, read } = inPages(rowsOn(20, 18, 12), 1)
      const failing = Paging.ofDays(
        {
          at: "statement",
          first,
          read: (start) => (start === 2 ? Effect.fail(new InstitutionDown({ how: "server-error" })) : read(start))
        },
        { window: window(10, 20), states, dayOf: ({ date }) => date, asked: "days" }
      )
      assert.strictEqual(
        yield* refusal(Stream.tap(failing, (page) => Effect.sync(() => seen.push(page)))),
        "InstitutionDown"
      )
      assert.deepStrictEqual(
        seen.map(({ coverage }) => coverage.length),
        [0, 0]
      )
    })
  )

  it.effect("is read as it is asked for", () =>
    Effect.gen(function* () {
      let reads = 0
      const endless = Paging.whole({
        at: "accounts",
        first: 0,
        read: (start) => Effect.sync(() => ({ records: [reads++], next: Option.some(start + 1) }))
      })
      yield* Stream.runDrain(Stream.take(endless, 2))
      assert.isAtMost(reads, 2)
    })
  )

  it.effect("without days claims nothing", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* shown(Paging.whole(inPages(rowsOn(1, 2, 3), 2))), [
        ["0,1", ""],
        ["2", ""]
      ])
    })
  )

  it.effect("carries what the institution says on each page", () =>
    Effect.gen(function* () {
      const warnings = [{ code: "001", message: "m", providerMessage: null }]
      const told = Paging.whole({
        at: "accounts",
        first: 0,
        read: () => Effect.succeed({ records: [1], next: Option.none<number>(), warnings })
      })
      assert.deepStrictEqual((yield* Stream.runCollect(told))[0]?.warnings, warnings)
    })
  )

  it.effect("that goes round in circles has changed, and never goes on for ever", () =>
    Effect.gen(function* () {
      let id = 0
      const circle = (next: (cursor: number) => number, records: () => ReadonlyArray<number>, maxPages?: number) =>
        refusal(
          Paging.whole({
            at: "accounts",
            first: 0,
            ...(maxPages !== undefined && { maxPages }),
            read: (cursor) => Effect.sync(() => ({ records: records(), next: Option.some(next(cursor)) }))
          })
        )
      const fresh = () => [id++]
      assert.strictEqual(yield* circle(() => 0, fresh), "accounts: another page")
      assert.strictEqual(yield* circle((cursor) => (cursor + 1) % 3, fresh), "accounts: another page")
      assert.strictEqual(
        yield* circle(
          (cursor) => cursor + 1,
          () => [7, 7]
        ),
        "accounts: another page"
      )
      assert.strictEqual(yield* circle((cursor) => cursor + 1, fresh, 7), "accounts: at most 7 pages")
      assert.strictEqual(
        yield* circle(
          (cursor) => cursor + 1,
          () => []
        ),
        "accounts: at most 1000 pages"
      )
      assert.strictEqual(id, 1 + 3 + 7)
    })
  )

  it.effect("knows a cursor again by what it says", () =>
    Effect.gen(function* () {
      const read = ({ page }: { readonly page: number }) =>
        Effect.succeed({ records: [page], next: Option.some({ page: 1 - page }) })
      assert.strictEqual(
        yield* refusal(Paging.whole({ at: "accounts", first: { page: 0 }, read })),
        "accounts: another page"
      )
    })
  )

  it.effect("may end with its last page allowed", () =>
    Effect.gen(function* () {
      assert.lengthOf(yield* shown(Paging.whole({ ...inPages(rowsOn(1, 2, 3), 1), maxPages: 3 })), 3)
    })
  )
})

describe("a list that the institution cuts", () => {
  const cut = (days: Partial<Paging.Days<Row>>, ...dates: ReadonlyArray<number>) =>
    Effect.map(shown(list(rowsOn(...dates), { rowCap: 3, ...days }, 9)), ([last]) => last?.[1])

  it.effect(
    "proves the days after its oldest row where the newest come first, and those before its newest where they come last",
    () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* cut({ order: "newest-first" }, 20, 18, 12), "10-12!,13-20")
        assert.strictEqual(yield* cut({ order: "newest-first" }, 20, 20, 20), "10-20!")
        assert.strictEqual(yield* cut({ order: "oldest-first" }, 10, 12, 18), "10-17,18-20!")
        assert.strictEqual(yield* cut({ order: "oldest-first" }, 10, 10, 10), "10-20!")
      })
  )

  it.effect("proves the days on the side of the rows that are left, in whatever order they are shown", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* cut({ order: "oldest-first", keeps: "newest" }, 12, 18, 20), "10-12!,13-20")
      assert.strictEqual(yield* cut({ keeps: "oldest" }, 18, 10, 12), "10-17,18-20!")
    })
  )

  it.effect("may say so itself, and how many rows it has, which must all be there", () =>
    Effect.gen(function* () {
      const told = (more: Partial<Paging.Read<number, Row>>, days: Partial<Paging.Days<Row>> = {}) =>
        Paging.ofDays(
          {
            at: "statement",
            first: 0,
            read: () => Effect.succeed({ records: rowsOn(20, 12), next: Option.none<number>(), ...more })
          },
          { window: window(10, 20), states, dayOf: ({ date }) => date, asked: "days", keeps: "newest", ...days }
        )
      assert.deepStrictEqual(yield* shown(told({ rowCap: 2, total: 2 })), [["0,1", "10-12!,13-20"]])
      assert.deepStrictEqual(yield* shown(told({ rowCap: 3, total: null })), [["0,1", "10-20"]])
      assert.deepStrictEqual(yield* shown(told({ rowCap: 3, rows: 3, total: 3 })), [["0,1", "10-12!,13-20"]])
      assert.strictEqual(yield* refusal(told({ total: 3 })), "statement: as many rows as the institution counts")
      assert.strictEqual(
        yield* refusal(told({ total: 2, rows: 3 })),
        "statement: as many rows as the institution counts"
      )
      const enough = told({ total: 9 }, { asked: "all", window: window(13, 20) })
      assert.deepStrictEqual(yield* shown(enough), [["0", "13-20"]])
    })
  )

  it.effect("is not the whole where it has no days either", () =>
    Effect.gen(function* () {
      const read = (rowCap: number) => () => Effect.succeed({ records: [1, 2], next: Option.none<number>(), rowCap })
      const coverage = (rowCap: number) =>
        Effect.map(Stream.runCollect(Paging.whole({ at: "loans", first: 0, read: read(rowCap) })), (pages) =>
          pages.flatMap((page) => page.coverage)
        )
      assert.isFalse(Coverage.isWhole({ coverage: yield* coverage(2), complete: true }))
      assert.isTrue(Coverage.isWhole({ coverage: yield* coverage(3), complete: true }))
    })
  )

  it.effect("proves no day where it has no order", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* cut({}, 18, 20, 12), "10-20!")
    })
  )

  it.effect("is whole as long as it has fewer rows, or goes back beyond the window", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* cut({ order: "newest-first" }, 20, 12), "10-20")
      assert.strictEqual(yield* cut({ asked: "all" }, 20, 12, 9), "10-20")
      assert.strictEqual(yield* cut({ asked: "all" }, 20, 12, 5), "10-20")
      assert.strictEqual(yield* cut({ asked: "all" }, 20, 12, 10), "10-10!,11-20")
    })
  )

  it.effect("counts the rows of all pages", () =>
    Effect.gen(function* () {
      const pages = yield* shown(list(rowsOn(20, 18, 12, 11), { rowCap: 4, order: "newest-first" }, 1))
      assert.deepStrictEqual(pages.at(-1), ["3", "10-11!,12-20"])
    })
  )

  it.effect("proves no day before the first that the institution shows", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* cut({ since: march(15) }, 20), "15-20")
      assert.strictEqual(yield* cut({ since: march(5) }, 20), "10-20")
      assert.strictEqual(yield* cut({ since: march(21) }), "")
    })
  )
})

describe("a list of all rows, the newest first", () => {
  it.effect("stops before the window's first day and leaves out the rows of other days", () =>
    Effect.gen(function* () {
      const rows = rowsOn(19, 18, 15, 10, 9, 8, 7)
      assert.deepStrictEqual(yield* shown(list(rows, { asked: "all", window: window(10, 18) })), [
        ["1", ""],
        ["2,3", ""],
        ["", "10-18"]
      ])
    })
  )

  it.effect("keeps rows that are still to come where the window ends today", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* shown(list(rowsOn(25, 20, 9), { asked: "all" }, 9)), [["0,1", "10-20"]])
    })
  )

  it.effect("that is in another order has changed", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* refusal(list(rowsOn(20, 18, 19), { asked: "all" })), "statement: newest first")
      assert.strictEqual(yield* refusal(list(rowsOn(12, 11), { order: "oldest-first" })), "statement: oldest first")
      assert.deepStrictEqual(yield* shown(list(rowsOn(12, 20, 11))), [
        ["0,1", ""],
        ["2", "10-20"]
      ])
    })
  )

  it.effect("may have its pending rows in a place of their own", () =>
    Effect.gen(function* () {
      const rows = [
        { id: 0, date: march(8), isPending: true },
        { id: 1, date: march(12), isPending: true },
        ...rowsOn(20, 11, 9).map((row) => ({ ...row, id: row.id + 2 }))
      ]
      const pages = list(rows, { asked: "all", inOrder: ({ isPending }) => isPending !== true }, 9)
      assert.deepStrictEqual(yield* shown(pages), [["1,2,3", "10-20"]])
    })
  )
})
