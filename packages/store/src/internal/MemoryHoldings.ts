// Bills, statements, investments and loans in memory.
import { type CivilDate, Coverage, type Item } from "@tomada/core"
import { Effect } from "effect"

import { AccountStatementStore, StatementNotFound } from "../AccountStatementStore.ts"
import { BillNotFound, BillStore } from "../BillStore.ts"
import { InvestmentNotFound, InvestmentStore, InvestmentTransactionNotFound } from "../InvestmentStore.ts"
import { LoanNotFound, LoanStore } from "../LoanStore.ts"
import type { PageOf, PageRequest } from "../Pagination.ts"
import { isOf, type State } from "./MemoryState.ts"

const pageOf = <A>(rows: ReadonlyArray<A>, { number, size }: PageRequest): PageOf<A> => ({
  rows: rows.slice((number - 1) * size, number * size),
  total: rows.length
})

const isLive = ({ state }: { readonly state: string }): boolean => state === "live"

const descending =
  <A>(...fields: ReadonlyArray<(row: A) => string>) =>
  (a: A, b: A): number => {
    for (const field of fields) {
      const [x, y] = [field(a), field(b)]
      if (x !== y) return x < y ? 1 : -1
    }
    return 0
  }

interface Aged {
  readonly createdAt: { readonly epochMilliseconds: number }
}
const oldestFirst = (a: Aged, b: Aged): number => a.createdAt.epochMilliseconds - b.createdAt.epochMilliseconds

const between = (date: CivilDate.CivilDate, from: string | undefined, to: string | undefined): boolean =>
  (from === undefined || date >= from) && (to === undefined || date <= to)

/** Whether the application may see a row of this account. */
const seesAccount = (state: State, applicationId: Item.ApplicationId, accountId: string): boolean =>
  [...state.accounts.values()].some(({ id, itemId }) => id === accountId && isOf(state, applicationId, itemId))

export const bills = (state: State) => {
  const rowsOf = (accountId: string) =>
    [...state.bills.values()]
      .filter((row) => row.accountId === accountId)
      .toSorted(
        descending(
          ({ dueDate }) => dueDate,
          ({ id }) => id
        )
      )
  return BillStore.of({
    get: Effect.fn("BillStore.get")(function* (applicationId, id) {
      const row = state.bills.get(id)
      if (row === undefined || !isLive(row) || !seesAccount(state, applicationId, row.accountId)) {
        return yield* new BillNotFound()
      }
      return row
    }),
    page: (accountId, page) => Effect.sync(() => pageOf(rowsOf(accountId).filter(isLive), page)),
    ofAccount: (accountId) => Effect.sync(() => rowsOf(accountId))
  })
}

export const statements = (state: State) => {
  const rowsOf = (accountId: string) =>
    [...state.statements.values()]
      .filter((row) => row.accountId === accountId)
      .toSorted(
        descending(
          ({ monthYear }) => monthYear.slice(-4),
          ({ monthYear }) => monthYear,
          ({ id }) => id
        )
      )
  return AccountStatementStore.of({
    get: Effect.fn("AccountStatementStore.get")(function* (applicationId, id) {
      const row = state.statements.get(id)
      if (row === undefined || !isLive(row) || !seesAccount(state, applicationId, row.accountId)) {
        return yield* new StatementNotFound()
      }
      return row
    }),
    page: (accountId, page) => Effect.sync(() => pageOf(rowsOf(accountId).filter(isLive), page)),
    ofAccount: (accountId) => Effect.sync(() => rowsOf(accountId))
  })
}

export const loans = (state: State) => {
  const rowsOf = (itemId: string) =>
    [...state.loans.values()].filter((row) => row.itemId === itemId).toSorted(oldestFirst)
  return LoanStore.of({
    get: Effect.fn("LoanStore.get")(function* (applicationId, id) {
      const row = state.loans.get(id)
      if (row === undefined || !isLive(row) || !isOf(state, applicationId, row.itemId)) return yield* new LoanNotFound()
      return row
    }),
    page: (itemId, page) => Effect.sync(() => pageOf(rowsOf(itemId).filter(isLive), page)),
    ofItem: (itemId) => Effect.sync(() => rowsOf(itemId))
  })
}

export const investments = (state: State) => {
  const rowsOf = (itemId: string) =>
    [...state.investments.values()].filter((row) => row.itemId === itemId).toSorted(oldestFirst)
  const movementsOf = (investmentId: string) =>
    [...state.investmentTransactions.values()]
      .filter((row) => row.investmentId === investmentId)
      .toSorted(
        descending(
          ({ date }) => date,
          ({ id }) => id
        )
      )
  return InvestmentStore.of({
    get: Effect.fn("InvestmentStore.get")(function* (applicationId, id) {
      const row = state.investments.get(id)
      if (row === undefined || !isLive(row) || !isOf(state, applicationId, row.itemId)) {
        return yield* new InvestmentNotFound()
      }
      return row
    }),
    page: ({ itemId, type }, page) =>
      Effect.sync(() =>
        pageOf(
          rowsOf(itemId).filter((row) => isLive(row) && (type === undefined || row.type === type)),
          page
        )
      ),
    ofItem: (itemId) => Effect.sync(() => rowsOf(itemId)),
    proven: (id) => Effect.sync(() => state.investmentCoverage.get(id) ?? Coverage.none),
    transaction: Effect.fn("InvestmentStore.transaction")(function* (applicationId, id) {
      const row = state.investmentTransactions.get(id)
      const itemId = row === undefined ? undefined : state.investments.get(row.investmentId)?.itemId
      if (row === undefined || !isLive(row) || !isOf(state, applicationId, itemId)) {
        return yield* new InvestmentTransactionNotFound()
      }
      return row
    }),
    transactions: ({ from, investmentId, to }, page) =>
      Effect.sync(() =>
        pageOf(
          movementsOf(investmentId).filter((row) => isLive(row) && between(row.date, from, to)),
          page
        )
      ),
    forMerge: (id, { from, to }, institutionIds) =>
      Effect.sync(() => {
        const named = new Set<string | null | undefined>(institutionIds)
        return movementsOf(id).filter((row) => between(row.date, from, to) || named.has(row.institutionId))
      }),
    unsettled: (id) => Effect.sync(() => movementsOf(id).filter((row) => isLive(row) && row.absences > 0))
  })
}
