// What every layer of the ports shows of the transactions that it keeps: pages, cursors, filters, windows of a merge.
import { randomUUID } from "node:crypto"

import { assert, type Vitest } from "@effect/vitest"
import { CivilDate, type Transaction } from "@tomada/core"
import { Effect, Option } from "effect"

import { type TransactionCursor, type TransactionFilter, TransactionStore } from "../../src/TransactionStore.ts"
import * as World from "../World.ts"

const { assertSame, at, transaction } = World
const day = (n: number) => CivilDate.addDays(CivilDate.make("2026-08-01"), n)
const ids = (rows: ReadonlyArray<Transaction.Transaction>) => rows.map(({ id }) => id)

export const suite = (it: Vitest.MethodsNonLive<World.Stores>): void => {
  /** 60 rows on 5 days, several at one place of the day, shuffled by their random ids. */
  const many = World.holding((id) =>
    Array.from({ length: 60 }, (_, n) => transaction(id, { date: day(n % 5), position: Math.floor(n / 20) }))
  )
  const inOrder = (rows: ReadonlyArray<Transaction.Transaction>) =>
    rows.toSorted((a, b) =>
      a.date !== b.date
        ? a.date < b.date
          ? 1
          : -1
        : a.position !== b.position
          ? b.position - a.position
          : a.id < b.id
            ? 1
            : -1
    )

  it.effect("pages see every row once, newest first, also among equal days", () =>
    Effect.gen(function* () {
      const transactions = yield* TransactionStore
      const world = yield* many
      const filter = { accountId: world.account.id }
      const seen: Array<Transaction.Transaction> = []
      for (let number = 1; number <= 9; number++) {
        const { rows, total } = yield* transactions.page(filter, { number, size: 7 })
        assert.strictEqual(total, 60)
        seen.push(...rows)
      }
      assert.deepStrictEqual(ids(seen), ids(inOrder(world.transactions)))
      assert.deepStrictEqual((yield* transactions.page(filter, { number: 10, size: 7 })).rows, [])
    })
  )

  it.effect("cursors see every row once, in the same order, and know where they end", () =>
    Effect.gen(function* () {
      const transactions = yield* TransactionStore
      const world = yield* many
      for (const limit of [7, 20, 60]) {
        const seen: Array<Transaction.Transaction> = []
        let cursor: Option.Option<TransactionCursor> = Option.none()
        do {
          const { rows, next } = yield* transactions.after({ accountId: world.account.id }, cursor, limit)
          assert.isAbove(rows.length, 0)
          seen.push(...rows)
          cursor = next
        } while (Option.isSome(cursor))
        assert.deepStrictEqual(ids(seen), ids(inOrder(world.transactions)))
      }
    })
  )

  it.effect("a cursor that names no row goes on after its place of the day", () =>
    Effect.gen(function* () {
      const transactions = yield* TransactionStore
      const world = yield* many
      const filter = { accountId: world.account.id }
      const after = inOrder(world.transactions).filter(
        ({ date, position }) => date < day(3) || (date === day(3) && position < 1)
      )
      for (const id of ["-".repeat(36), "", "x'"]) {
        const place = { date: day(3), position: 1, id }
        const { rows } = yield* transactions.after(filter, Option.some(place), 100)
        assert.deepStrictEqual(ids(rows), ids(after))
      }
      const before = { date: CivilDate.make("0000-01-01"), position: 0, id: "" }
      assert.deepStrictEqual((yield* transactions.after(filter, Option.some(before), 100)).rows, [])
      const all = { ...filter, from: before.date }
      assert.strictEqual((yield* transactions.page(all, { number: 1, size: 1 })).total, 60)
    })
  )

  it.effect("a filter shows the days it names, both ends in, and rows created from an instant on", () =>
    Effect.gen(function* () {
      const transactions = yield* TransactionStore
      const world = yield* World.holding((id) => [0, 1, 2, 3].map((n) => transaction(id, { date: day(n) })))
      const claim = yield* World.visitAgain(world.item, at(20))
      const late = transaction(world.account.id, { date: day(2), createdAt: at(30), updatedAt: at(30) })
      yield* World.collect(claim, { transactions: [late] }, at(30))
      const count = (filter: Omit<TransactionFilter, "accountId">) =>
        Effect.gen(function* () {
          const wanted = { accountId: world.account.id, ...filter }
          const { rows, total } = yield* transactions.page(wanted, { number: 1, size: 50 })
          const found = yield* transactions.after(wanted, Option.none(), 50)
          assert.deepStrictEqual(ids(found.rows), ids(rows))
          assert.strictEqual(rows.length, total)
          return total
        })
      assert.strictEqual(yield* count({}), 5)
      assert.strictEqual(yield* count({ from: day(1), to: day(2) }), 3)
      assert.strictEqual(yield* count({ from: day(2), to: day(2) }), 2)
      assert.strictEqual(yield* count({ from: day(4) }), 0)
      assert.strictEqual(yield* count({ to: day(0) }), 1)
      assert.strictEqual(yield* count({ createdAtFrom: at(30) }), 1)
      assert.strictEqual(yield* count({ createdAtFrom: at(31) }), 0)
      assert.strictEqual(yield* count({ createdAtFrom: at(10), to: day(1) }), 2)
    })
  )

  it.effect("ids override the days; what is no id of this account finds nothing", () =>
    Effect.gen(function* () {
      const transactions = yield* TransactionStore
      const world = yield* World.holding((id) => [0, 1].map((n) => transaction(id, { date: day(n) })))
      const other = yield* World.holding((id) => [transaction(id)])
      const [first] = world.transactions
      assert(first !== undefined)
      const strange = ["x", "", "' or 1=1 --", "{}", randomUUID(), ...ids(other.transactions)]
      const filter = { accountId: world.account.id, from: day(1), ids: [first.id, ...strange] }
      assert.deepStrictEqual(ids((yield* transactions.page(filter, { number: 1, size: 9 })).rows), [first.id])
      const none = yield* transactions.page({ ...filter, ids: [] }, { number: 1, size: 9 })
      assert.strictEqual(none.total, 0)
    })
  )

  it.effect("only live rows are shown; a merge sees all states of its days and rows that bear an institution id", () =>
    Effect.gen(function* () {
      const transactions = yield* TransactionStore
      const world = yield* World.holding((id) => [
        transaction(id, { date: day(1), description: "live" }),
        transaction(id, { date: day(1), description: "removed", state: "removed" }),
        transaction(id, { date: day(2), description: "deleted", state: "deleted" }),
        transaction(id, { date: day(9), description: "far, named", institutionId: "bank-1" }),
        transaction(id, { date: day(9), description: "far", institutionId: "bank-2" })
      ])
      const other = yield* World.holding((id) => [transaction(id, { date: day(1), institutionId: "bank-1" })])
      const shown = yield* transactions.page({ accountId: world.account.id }, { number: 1, size: 9 })
      assert.deepStrictEqual(shown.rows.map(({ description }) => description).toSorted(), ["far", "far, named", "live"])
      assert.strictEqual(shown.total, 3)
      for (const row of world.transactions) {
        const found = yield* transactions.get(world.item.applicationId, row.id).pipe(Effect.exit)
        assert.strictEqual(found._tag, row.state === "live" ? "Success" : "Failure")
      }
      const days = { from: day(1), to: day(2) }
      const seen = yield* transactions.forMerge(world.account.id, days, ["bank-1", "bank-3"])
      assert.deepStrictEqual(seen.map(({ description }) => description).toSorted(), [
        "deleted",
        "far, named",
        "live",
        "removed"
      ])
      assert.strictEqual((yield* transactions.forMerge(world.account.id, days, [])).length, 3)
      assertSame(yield* transactions.forMerge(other.account.id, days, ["bank-1"]), other.transactions)
    })
  )

  it.effect("what a person says of a row is kept, through a merge that writes it again", () =>
    Effect.gen(function* () {
      const transactions = yield* TransactionStore
      const owned = {
        category: { value: "Gifts", by: "rule", at: at(5) },
        notes: { value: "for Ana", by: "person", at: at(6) },
        changedAt: at(6)
      } as const
      const world = yield* World.holding((id) => [transaction(id, { owned }), transaction(id)])
      const days = { from: CivilDate.make("2000-01-01"), to: CivilDate.make("2100-01-01") }
      const held = transactions.forMerge(world.account.id, days, [])
      const sorted = (rows: ReadonlyArray<Transaction.Transaction>) => rows.toSorted((a, b) => (a.id < b.id ? -1 : 1))
      assertSame(sorted(yield* held), sorted(world.transactions))
      const [first] = world.transactions
      assert(first !== undefined)
      assertSame((yield* transactions.get(world.item.applicationId, first.id)).owned, owned)
      const claim = yield* World.visitAgain(world.item, at(20))
      const again = { ...first, description: "restated", updatedAt: at(30) }
      yield* World.collect(claim, { transactions: [again] }, at(30))
      assertSame(yield* transactions.get(world.item.applicationId, first.id), again)
    })
  )

  it.effect("unsettled are the live rows that are pending, and the posted ones that were absent and not given up", () =>
    Effect.gen(function* () {
      const world = yield* World.holding((id) => [
        transaction(id, { description: "pending", status: "PENDING" }),
        transaction(id, { description: "pending, absent", status: "PENDING", absences: 1 }),
        transaction(id, { description: "posted, absent", absences: 1, absentIn: "run" }),
        transaction(id, { description: "posted" }),
        transaction(id, { description: "given up", absences: 1, unconfirmed: true }),
        transaction(id, { description: "scheduled", status: "SCHEDULED" }),
        transaction(id, { description: "removed", status: "PENDING", state: "removed" }),
        transaction(id, { description: "deleted", absences: 1, state: "deleted" })
      ])
      const rows = yield* (yield* TransactionStore).unsettled(world.account.id)
      assert.deepStrictEqual(rows.map(({ description }) => description).toSorted(), [
        "pending",
        "pending, absent",
        "posted, absent"
      ])
    })
  )
}
