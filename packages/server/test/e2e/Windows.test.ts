// 365 and 4, seen from the bank's side: which days it was asked for, and what became of its rows. What is expected is
// reckoned from the bank's own ledger and from nothing of ours. The bank has an open hold every other day for six days, so
// of four and five days ago exactly one has an open row: only the two first tests together pin the overlap to four days.
import { assert } from "@effect/vitest"
import { type Ledger, SandboxBank } from "@tomada/sandbox-bank"
import { Effect } from "effect"

import { call, connect, connected, password, settled } from "./Client.ts"
import { accountFor, assertSameAsBank, bankKey, bookOf, day, idsBy, noon, rowsOf, user } from "./Rows.ts"
import { suite, World } from "./World.ts"

const daysFrom = (from: string, to: string): ReadonlyArray<string> => {
  const days: Array<string> = []
  for (let at = from; at <= to; at = day(at, 1)) days.push(at)
  return days
}

/** The days as ranges without gaps, sorted. */
const ranges = (days: ReadonlyArray<string>): ReadonlyArray<readonly [string, string]> => {
  const found: Array<[string, string]> = []
  for (const each of [...new Set(days)].toSorted()) {
    const last = found.at(-1)
    if (last !== undefined && day(last[1], 1) === each) last[1] = each
    else found.push([each, each])
  }
  return found
}

const openDays = (book: Ledger.Book, today: string): ReadonlyArray<string> =>
  book.rowsAt(today).flatMap(({ date, status }) => (status === "pending" ? [date] : []))

/** The first day from `from` on whose open rows of the checking account are all within the overlap, or not all. */
const startDay = (book: Ledger.Book, from: string, within: boolean): string => {
  const found = daysFrom(from, day(from, 30)).find(
    (today) => openDays(book, today).every((date) => date >= day(today, -4)) === within
  )
  if (found === undefined) throw new Error("no such day")
  return found
}

/** What the bank was asked for since an entry of its log, a statement each: its account and days. */
const asked = Effect.fnUntraced(function* (since: number) {
  const bank = yield* SandboxBank
  return (yield* bank.log).flatMap(({ id, path, query }) => {
    const account = /^\/(?:accounts|cards)\/([^/]+)/.exec(path)?.[1]
    const { from, page, to } = query
    if (id <= since || account === undefined || from === undefined || to === undefined || page !== "1") return []
    const iso = (text: string) => text.split("/").toReversed().join("-")
    return [{ account, range: [iso(from), iso(to)] as const }]
  })
})

const lastEntry = Effect.gen(function* () {
  const bank = yield* SandboxBank
  return (yield* bank.log).at(-1)?.id ?? 0
})

const rangesOf =
  (all: ReadonlyArray<{ readonly account: string; readonly range: readonly [string, string] }>) =>
  (book: Ledger.Book) =>
    all.filter(({ account }) => account === book.account.id).map(({ range }) => range)

const syncAt = Effect.fnUntraced(function* (itemId: string, today: string) {
  const world = yield* World
  yield* world.setClock(noon(today))
  const client = yield* connect
  const before = yield* lastEntry
  yield* call(client, (sdk) => sdk.updateItem(itemId))
  const item = yield* settled(client, itemId)
  assert.strictEqual(item.executionStatus, "SUCCESS")
  return { client, item, ranges: rangesOf(yield* asked(before)) }
})

const first = Effect.fnUntraced(function* (today: string) {
  const world = yield* World
  yield* world.setClock(noon(today))
  const client = yield* connect
  const before = yield* lastEntry
  const item = yield* connected(client, user)
  assert.strictEqual(item.executionStatus, "SUCCESS")
  return { client, item, ranges: rangesOf(yield* asked(before)) }
})

suite()("what a sync asks of the bank", (it) => {
  it.effect("is 365 days at first, and three days later the days from four before the last success on", () =>
    Effect.gen(function* () {
      const { seed } = yield* SandboxBank
      const checking = bookOf(seed, "checking")
      const start = startDay(checking, "2031-03-10", true)
      const opened = yield* first(start)
      assert.deepStrictEqual(opened.ranges(checking), [[day(start, -365), start]])
      assert.deepStrictEqual(opened.ranges(bookOf(seed, "card")), [[day(start, -365), start]])

      const today = day(start, 3)
      const second = yield* syncAt(opened.item.id, today)
      assert.deepStrictEqual(second.ranges(checking), [[day(start, -4), today]])
      assert.strictEqual(second.item.lastUpdatedAt?.toISOString().slice(0, 10), today)
      yield* assertSameAsBank(second.client, opened.item.id, day(start, -365))
    })
  )

  it.effect("reaches further back for the days of rows that are still open, and for nothing else", () =>
    Effect.gen(function* () {
      const { seed } = yield* SandboxBank
      const checking = bookOf(seed, "checking")
      const card = bookOf(seed, "card")
      const start = startDay(checking, "2031-04-10", false)
      const { item } = yield* first(start)
      const today = day(start, 2)
      const second = yield* syncAt(item.id, today)
      for (const book of [checking, card]) {
        const expected = ranges([...daysFrom(day(start, -4), today), ...openDays(book, start)])
        assert.deepStrictEqual(second.ranges(book), expected)
      }
      assert.isBelow(Number(second.ranges(checking)[0]?.[0].localeCompare(day(start, -4))), 0)
      yield* assertSameAsBank(second.client, item.id, day(start, -365))
    })
  )

  it.effect("is 60 days again a week after the history was last read so far back", () =>
    Effect.gen(function* () {
      const { seed } = yield* SandboxBank
      const checking = bookOf(seed, "checking")
      const start = "2031-06-03"
      const { item } = yield* first(start)
      const sixth = yield* syncAt(item.id, day(start, 6))
      assert.notStrictEqual(sixth.ranges(checking)[0]?.[0], day(start, 6 - 60))
      const seventh = yield* syncAt(item.id, day(start, 7))
      assert.deepStrictEqual(seventh.ranges(checking), [[day(start, 7 - 60), day(start, 7)]])
      const eighth = yield* syncAt(item.id, day(start, 8))
      assert.notStrictEqual(eighth.ranges(checking)[0]?.[0], day(start, 8 - 60))
      yield* assertSameAsBank(eighth.client, item.id, day(start, -365))
    })
  )

  it.effect("after a hundred days is all days since; a row that was open then and is out of reach stays open", () =>
    Effect.gen(function* () {
      const { seed } = yield* SandboxBank
      const checking = bookOf(seed, "checking")
      const start = startDay(checking, "2031-07-10", true)
      const { item } = yield* first(start)
      const today = day(start, 100)
      const second = yield* syncAt(item.id, today)
      assert.deepStrictEqual(second.ranges(checking), [[day(start, -4), today]])
      const stale = (book: Ledger.Book) =>
        book
          .rowsAt(start)
          .flatMap((row) => (row.status === "pending" && row.date < day(start, -4) ? [bankKey(row)] : []))
      yield* assertSameAsBank(second.client, item.id, day(start, -365), stale)
    })
  )

  it.effect("after a login that failed is from the last success on, not from the last attempt", () =>
    Effect.gen(function* () {
      const world = yield* World
      const { seed } = yield* SandboxBank
      const checking = bookOf(seed, "checking")
      const start = startDay(checking, "2032-01-10", true)
      const { item } = yield* first(start)
      yield* world.setClock(noon(day(start, 2)))
      const client = yield* connect
      yield* call(client, (sdk) => sdk.updateItem(item.id, { password: "password-bad" }))
      const failed = yield* settled(client, item.id)
      assert.strictEqual(failed.status, "LOGIN_ERROR")
      assert.deepStrictEqual(failed.lastUpdatedAt, item.lastUpdatedAt)
      yield* world.setClock(noon(day(start, 5)))
      const later = yield* connect
      const before = yield* lastEntry
      yield* call(later, (sdk) => sdk.updateItem(item.id, { password }))
      assert.strictEqual((yield* settled(later, item.id)).executionStatus, "SUCCESS")
      assert.deepStrictEqual(rangesOf(yield* asked(before))(checking), [[day(start, -4), day(start, 5)]])
      yield* assertSameAsBank(later, item.id, day(start, -365))
    })
  )
})

suite()("a row of the bank, three days later", (it) => {
  /** Both sides of three days, for both accounts of one Item; made by the first test that asks. */
  const passed = Effect.runSync(
    Effect.cached(
      Effect.gen(function* () {
        const { seed } = yield* SandboxBank
        const start = startDay(bookOf(seed, "checking"), "2031-03-10", true)
        const today = day(start, 3)
        const { client, item } = yield* first(start)
        const before = yield* Effect.forEach(["checking", "card"] as const, (kind) =>
          Effect.flatMap(accountFor(client, item.id, kind), (account) => rowsOf(client, account))
        )
        const synced = yield* syncAt(item.id, today)
        const after = yield* Effect.forEach(["checking", "card"] as const, (kind) =>
          Effect.flatMap(accountFor(synced.client, item.id, kind), (account) => rowsOf(synced.client, account))
        )
        return {
          client: synced.client,
          item: synced.item,
          from: day(start, -365),
          sides: (["checking", "card"] as const).map((kind, index) => {
            const book = bookOf(seed, kind)
            const old = book.truthAt(start)
            const now = book.truthAt(today)
            return {
              old,
              now,
              nowOf: new Map(now.map((truth) => [truth.truthId, truth])),
              oldOf: new Map(old.map((truth) => [truth.truthId, truth])),
              heldThen: idsBy(before[index] ?? []),
              heldNow: idsBy(after[index] ?? []),
              rowsNow: after[index] ?? []
            }
          })
        }
      })
    )
  )

  it.effect("that the bank shows late is created, with the instant of the run that found it", () =>
    Effect.gen(function* () {
      const { item, sides } = yield* passed
      for (const { heldNow, now, oldOf, rowsNow } of sides) {
        const late = now.filter(({ phenomenon, truthId }) => phenomenon === "late" && !oldOf.has(truthId))
        assert.isNotEmpty(late)
        for (const { row } of late) {
          const [id, ...more] = heldNow(bankKey(row))
          assert.isDefined(id)
          assert.isEmpty(more)
          const held = rowsNow.find((one) => one.id === id)
          assert.deepStrictEqual(held?.createdAt, item.lastUpdatedAt)
        }
      }
    })
  )

  it.effect("that is restated under its institution id keeps its id and shows what the bank says now", () =>
    Effect.gen(function* () {
      const { sides } = yield* passed
      for (const { heldNow, heldThen, nowOf, old } of sides) {
        const restated = old.flatMap(({ phenomenon, row, truthId }) => {
          const after = nowOf.get(truthId)?.row
          return phenomenon === "restated" && after !== undefined && bankKey(after) !== bankKey(row)
            ? [{ row, after }]
            : []
        })
        assert.isNotEmpty(restated)
        for (const { after, row } of restated) {
          assert.strictEqual(after.id, row.id)
          assert.lengthOf(heldThen(bankKey(row)), 1)
          assert.deepStrictEqual(heldNow(bankKey(after)), heldThen(bankKey(row)))
          assert.isEmpty(heldNow(bankKey(row)))
        }
      }
    })
  )

  it.effect("that was pending and is posted under another institution id keeps its id", () =>
    Effect.gen(function* () {
      const { sides } = yield* passed
      for (const { heldNow, heldThen, nowOf, old } of sides) {
        const posted = old.flatMap(({ row, truthId }) => {
          const after = nowOf.get(truthId)?.row
          return row.status === "pending" && after?.status === "posted" ? [{ row, after }] : []
        })
        assert.isNotEmpty(posted)
        for (const { after, row } of posted) {
          assert.notStrictEqual(after.id, row.id)
          assert.lengthOf(heldThen(bankKey(row)), 1)
          assert.deepStrictEqual(heldNow(bankKey(after)), heldThen(bankKey(row)))
        }
      }
    })
  )

  it.effect("that was pending and has vanished is removed", () =>
    Effect.gen(function* () {
      const { client, sides } = yield* passed
      for (const { heldThen, nowOf, old } of sides) {
        const vanished = old.filter(({ row, truthId }) => row.status === "pending" && !nowOf.has(truthId))
        assert.isNotEmpty(vanished)
        for (const { row } of vanished) {
          const [id] = heldThen(bankKey(row))
          assert.isDefined(id)
          const refused = yield* Effect.flip(call(client, (sdk) => sdk.fetchTransaction(id ?? "")))
          assert.strictEqual(refused.codeDescription, "TRANSACTION_NOT_FOUND")
        }
      }
    })
  )

  it.effect("that equals another one, two coffees of one day, stays two rows with their ids", () =>
    Effect.gen(function* () {
      const { from, sides } = yield* passed
      for (const { heldNow, heldThen, old } of sides) {
        const twins = old.filter(({ phenomenon, row }) => phenomenon === "twin" && row.date >= from)
        assert.isNotEmpty(twins)
        for (const key of new Set(twins.map(({ row }) => bankKey(row)))) {
          const ids = heldThen(key)
          assert.isAtLeast(ids.length, 2)
          assert.strictEqual(new Set(ids).size, ids.length)
          assert.sameMembers(heldNow(key), ids)
        }
      }
    })
  )

  it.effect("that nothing happened to keeps its id, its creation and its last change", () =>
    Effect.gen(function* () {
      const { from, item, sides } = yield* passed
      for (const { heldNow, heldThen, nowOf, old, rowsNow } of sides) {
        const same = old.filter(
          ({ row, truthId }) =>
            row.date >= from &&
            row.balance === nowOf.get(truthId)?.row.balance &&
            bankKey(row) === bankKey(nowOf.get(truthId)?.row ?? row) &&
            nowOf.has(truthId)
        )
        assert.isAbove(same.length, 100)
        for (const key of new Set(same.map(({ row }) => bankKey(row)))) assert.sameMembers(heldNow(key), heldThen(key))
        const changed = rowsNow.filter(({ updatedAt }) => Number(updatedAt) === Number(item.lastUpdatedAt))
        assert.isBelow(changed.length, 60)
      }
    })
  )

  it.effect("is held exactly as often as the bank shows it", () =>
    Effect.gen(function* () {
      const { client, from, item } = yield* passed
      yield* assertSameAsBank(client, item.id, from)
    })
  )
})
