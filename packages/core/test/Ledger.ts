// What is held of accounts, as a store would keep it, and collected rows in short. Ids count up, so that a test can name them.
import { DateTime, Result } from "effect"

import type { AccountId } from "../src/Account.ts"
import * as CivilDate from "../src/CivilDate.ts"
import type { Collected, Coverage, RowState } from "../src/Coverage.ts"
import { decimal } from "../src/Money.ts"
import { defaultPolicy, type ProductPolicy } from "../src/Product.ts"
import { CollectedTransaction, type Transaction, TransactionId } from "../src/Transaction.ts"
import * as Transactions from "../src/Transactions.ts"

export const accountA = "00000000-0000-4000-8000-00000000000a" as AccountId // a literal that is a UUID
export const accountB = "00000000-0000-4000-8000-00000000000b" as AccountId // a literal that is a UUID

export const day = CivilDate.make

export type Extra = Partial<Omit<CollectedTransaction, "date" | "amount" | "description">>

/** A posted row in BRL, unless `extra` says otherwise. */
export const row = (date: string, amount: string, description: string, extra: Extra = {}): CollectedTransaction =>
  CollectedTransaction.make({
    date: day(date),
    status: "POSTED",
    type: amount.startsWith("-") ? "DEBIT" : "CREDIT",
    amount: decimal(amount),
    currencyCode: "BRL",
    description,
    ...extra
  })

export const pending = { status: "PENDING" } as const

export const claim = (
  from: string,
  to: string,
  states: ReadonlyArray<RowState> = ["PENDING", "POSTED", "SCHEDULED"]
): Coverage => ({ from: day(from), to: day(to), states })

/** 2026-03-16 to 2026-03-22, both days and states included. */
export const week = claim("2026-03-16", "2026-03-22")

export const complete = (
  records: ReadonlyArray<CollectedTransaction>,
  coverage: ReadonlyArray<Coverage> = [week]
): Collected<CollectedTransaction> => ({ records, coverage, complete: true })

/** What a stream yielded before it failed. */
export const cutOff = (records: ReadonlyArray<CollectedTransaction>): Collected<CollectedTransaction> => ({
  records,
  coverage: [week],
  complete: false
})

export interface Options {
  readonly accountId?: AccountId
  readonly policy?: ProductPolicy
  readonly execution?: string
  readonly now?: DateTime.Utc
  readonly wider?: boolean
  readonly before?: boolean
}

export const noon = (date: string): DateTime.Utc => DateTime.makeUnsafe(`${date}T15:00:00Z`)

export const empty: Transactions.Merge = {
  created: [],
  updated: [],
  removed: [],
  revived: [],
  touched: [],
  suggestions: [],
  decisions: []
}

export const only = <A>(rows: ReadonlyArray<A>): A => {
  const [row, ...others] = rows
  if (row === undefined || others.length > 0) throw new Error(`one row was expected, not ${rows.length}`)
  return row
}

/** Holds rows of any account; each `sync` is an execution of its own, unless it is named. */
export const make = () => {
  const rows = new Map<string, Transaction>()
  let ids = 0
  let executions = 0
  const newId = () => TransactionId.make(`00000000-0000-4000-9000-${String(ids++).padStart(12, "0")}`)
  const attempt = (
    collected: Collected<CollectedTransaction>,
    options: Options = {}
  ): ReturnType<typeof Transactions.merge> =>
    Transactions.merge({
      accountId: options.accountId ?? accountA,
      held: [...rows.values()],
      collected,
      policy: options.policy ?? defaultPolicy,
      executionId: options.execution ?? `execution-${executions++}`,
      now: options.now ?? noon("2026-03-22"),
      newId,
      wider: options.wider ?? false,
      before: options.before ?? true
    })
  const store = (merge: Transactions.Merge): Transactions.Merge => {
    for (const kind of ["created", "updated", "removed", "revived", "touched"] as const) {
      for (const changed of merge[kind]) rows.set(changed.id, changed)
    }
    return merge
  }
  return {
    attempt,
    store,
    sync: (collected: Collected<CollectedTransaction>, options: Options = {}) =>
      store(Result.getOrThrow(attempt(collected, { ...options, wider: options.wider ?? true }))),
    /** All rows, in the order of their making. */
    all: (): ReadonlyArray<Transaction> => [...rows.values()],
    live: (): ReadonlyArray<Transaction> => [...rows.values()].filter(({ state }) => state === "live"),
    /** The person deletes the row that was made as the nth. */
    deleteByPerson: (nth: number) => {
      const held = [...rows.values()][nth]
      if (held !== undefined) rows.set(held.id, { ...held, state: "deleted" })
    }
  }
}
export type Ledger = ReturnType<typeof make>
