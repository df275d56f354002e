// Nine histories that users of import tools meet, each as what an institution shows at one read or two, and what an account then has to
// hold. Ours merges them under a complete coverage of the days that it reads; the peer is given the same rows, which is all that it takes.
import { randomUUID } from "node:crypto"

import { Account, CivilDate, type Coverage, Money, Product, Transaction, Transactions } from "@tomada/core"
import { DateTime, Result } from "effect"

import { forPeer, type PeerRow } from "./ActualRows.ts"

export interface Read {
  /** Days that it covers. */
  readonly from: string
  readonly to: string
  readonly rows: ReadonlyArray<Transaction.CollectedTransaction>
}

export interface Scenario {
  readonly name: string
  readonly reads: ReadonlyArray<Read>
  /** Amounts of the rows that are held in the end, in hundredths, in any order. */
  readonly wanted: ReadonlyArray<number>
}

type Extra = Partial<Pick<Transaction.CollectedTransaction, "institutionId" | "status">>

const row = (day: number, amount: string, description: string, extra: Extra = {}): Transaction.CollectedTransaction =>
  Transaction.CollectedTransaction.make({
    date: dayOf(day),
    status: "POSTED",
    type: amount.startsWith("-") ? "DEBIT" : "CREDIT",
    amount: Money.decimal(amount),
    currencyCode: "BRL",
    description,
    ...extra
  })
const dayOf = (day: number): CivilDate.CivilDate => CivilDate.addDays(CivilDate.make("2026-03-01"), day - 1)
const id = (institutionId: string): Extra => ({ institutionId })
const open = (institutionId: string): Extra => ({ institutionId, status: "PENDING" })
const coffee = (day: number, extra: Extra = {}) => row(day, "-5", "COFFEE CORNER", extra)
const interest = (day: number) => row(day, "0.01", "INTEREST")

const read = (from: number, to: number, ...rows: ReadonlyArray<Transaction.CollectedTransaction>): Read => ({
  from: dayOf(from),
  to: dayOf(to),
  rows
})

export const scenarios: ReadonlyArray<Scenario> = [
  {
    name: "two equal purchases of one day under two ids, in one read",
    reads: [read(1, 10, coffee(10, id("1")), coffee(10, id("2")))],
    wanted: [-500, -500]
  },
  {
    name: "an equal purchase the next day under another id, in the next read",
    reads: [read(1, 10, coffee(10, id("1"))), read(6, 11, coffee(11, id("2")), coffee(10, id("1")))],
    wanted: [-500, -500]
  },
  {
    name: "the same id twice in one read",
    reads: [read(1, 10, coffee(10, id("1")), coffee(10, id("1")))],
    wanted: [-500]
  },
  {
    name: "two equal coffees without ids, both read again",
    reads: [read(1, 10, coffee(10), coffee(10)), read(6, 11, coffee(10), coffee(10))],
    wanted: [-500, -500]
  },
  {
    name: "equal interest of five days without ids, then four of them and a new day",
    reads: [read(1, 10, ...[10, 9, 8, 7, 6].map(interest)), read(7, 11, ...[11, 10, 9, 8, 7].map(interest))],
    wanted: [1, 1, 1, 1, 1, 1]
  },
  {
    name: "pending, then posted two days later under another id",
    reads: [read(1, 10, coffee(10, open("p"))), read(6, 12, coffee(12, id("q")))],
    wanted: [-500]
  },
  {
    name: "pending, then posted with a tip under the same id",
    reads: [read(1, 10, row(10, "-20", "LUIGI", open("1"))), read(6, 11, row(10, "-24", "LUIGI", id("1")))],
    wanted: [-2400]
  },
  {
    name: "the description edited under the same id",
    reads: [read(1, 10, row(10, "-80", "PURCHASE 4711", id("1"))), read(6, 11, row(10, "-80", "CORNER SHOP", id("1")))],
    wanted: [-8000]
  },
  {
    name: "a pending row that is gone at the next read of its days",
    reads: [read(1, 10, row(10, "-50", "FUEL", open("p")), coffee(9, id("1"))), read(6, 11, coffee(9, id("1")))],
    wanted: [-500]
  }
]

/** The amounts that ours holds after these reads. */
export const ours = (reads: ReadonlyArray<Read>): ReadonlyArray<number> => {
  const held = new Map<string, Transaction.Transaction>()
  const accountId = Account.AccountId.make(randomUUID())
  for (const [nth, { from, rows, to }] of reads.entries()) {
    const days = { from: CivilDate.make(from), to: CivilDate.make(to) }
    const collected: Coverage.Collected<Transaction.CollectedTransaction> = {
      records: rows,
      coverage: [{ ...days, states: ["PENDING", "POSTED", "SCHEDULED"] }],
      complete: true
    }
    const merged = Result.getOrThrow(
      Transactions.merge({
        accountId,
        held: [...held.values()],
        collected,
        policy: Product.defaultPolicy,
        executionId: `read ${nth}`,
        now: DateTime.makeUnsafe(`${to}T12:00:00Z`),
        newId: () => Transaction.TransactionId.make(randomUUID()),
        wider: true
      })
    )
    for (const kind of ["created", "updated", "removed", "revived", "touched"] as const) {
      for (const changed of merged[kind]) held.set(changed.id, changed)
    }
  }
  return [...held.values()].filter(({ state }) => state === "live").map((row) => forPeer(row).amount)
}

/** The reads as imports of the peer. */
export const imports = (reads: ReadonlyArray<Read>): ReadonlyArray<ReadonlyArray<PeerRow>> =>
  reads.map(({ rows }) => rows.map(forPeer))

/** Whether the same amounts are held as are wanted. */
export const isRight = (amounts: ReadonlyArray<number>, { wanted }: Scenario): boolean =>
  amounts.length === wanted.length &&
  amounts.toSorted((a, b) => a - b).join() === wanted.toSorted((a, b) => a - b).join()

/** How many rows, and their sum: `2: -10.00`. */
export const shown = (amounts: ReadonlyArray<number>): string =>
  `${amounts.length}: ${(amounts.reduce((sum, amount) => sum + amount, 0) / 100).toFixed(2)}`
