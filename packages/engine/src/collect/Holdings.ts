// What is listed whole and has no history: the identity, loans, and the statements of each account.
import {
  type Account,
  type AccountStatement,
  AccountStatements,
  type Accounts,
  type ConnectorError,
  type Coverage,
  Identities,
  type Identity,
  type Loan,
  Loans
} from "@tomada/core"
import { AccountStatementStore, IdentityStore, LoanStore } from "@tomada/store"
import { Effect, Option } from "effect"

import type { Lot } from "../Staging.ts"
import { idsOf, type Merging, part, resultOf, type Task } from "./Task.ts"

export type CollectedIdentity = Coverage.Collected<Identity.CollectedIdentity>

export const collectIdentity = Effect.fn("Holdings.collectIdentity")(function* (task: Task) {
  yield* task.step("IDENTITY_IN_PROGRESS")
  const identity = yield* task.reader.read("IDENTITY", null)
  return { identity, result: resultOf("IDENTITY", [part(identity)]) }
})

/** The identity where it changed, else null. */
export const mergeIdentity = Effect.fn("Holdings.mergeIdentity")(function* (
  collected: CollectedIdentity,
  { item, newId, now }: Merging
) {
  const store = yield* IdentityStore.IdentityStore
  const held = Option.getOrNull(yield* store.ofItem(item.id))
  const newIdentityId = idsOf<Identity.IdentityId>(newId)
  const merged = Identities.merge({ itemId: item.id, held, collected, now, newId: newIdentityId })
  return merged === null || merged.change === "unchanged" ? null : { row: merged.identity, change: merged.change }
})

export type CollectedLoans = Coverage.Collected<Loan.CollectedLoan>

export const collectLoans = Effect.fn("Holdings.collectLoans")(function* (task: Task) {
  yield* task.step("LOANS_IN_PROGRESS")
  const loans = yield* task.reader.read("LOANS", null)
  return { loans, result: resultOf("LOANS", [part(loans)]) }
})

export const mergeLoans = Effect.fn("Holdings.mergeLoans")(function* (
  collected: CollectedLoans,
  { executionId, item, newId, now }: Merging
) {
  const held = yield* (yield* LoanStore.LoanStore).ofItem(item.id)
  return Loans.merge({ itemId: item.id, held, collected, executionId, now, newId: idsOf<Loan.LoanId>(newId) })
})

/** The statements of one account, laid aside. */
export interface ListedStatements {
  readonly accountId: Account.AccountId
  readonly lot: Lot<AccountStatement.CollectedAccountStatement>
  readonly collected: Omit<Coverage.Collected<unknown>, "records">
}

/** Of every account; `listing`: how the lists of accounts failed, which leaves accounts unread. */
export const collectStatements = Effect.fn("Holdings.collectStatements")(function* (
  task: Task,
  accounts: ReadonlyArray<Accounts.ResolvedAccount>,
  listing: ConnectorError.ConnectorError | null
) {
  yield* task.step("ACCOUNT_STATEMENTS_IN_PROGRESS")
  const statements: Array<ListedStatements> = []
  const parts = yield* Effect.forEach(
    accounts,
    Effect.fnUntraced(function* ({ account }) {
      const gathered = yield* task.reader.read("ACCOUNT_STATEMENTS", { account })
      const { complete, coverage, records } = gathered
      const lot = yield* task.staging.keep(records)
      statements.push({ accountId: account.id, lot, collected: { complete, coverage } })
      return part(gathered)
    })
  )
  const { error, ...result } = resultOf("ACCOUNT_STATEMENTS", parts)
  return { statements, result: { ...result, error: error ?? listing } }
})

export const mergeStatements = Effect.fn("Holdings.mergeStatements")(function* (
  all: ReadonlyArray<ListedStatements>,
  { executionId, newId, now }: Merging
) {
  const store = yield* AccountStatementStore.AccountStatementStore
  return yield* Effect.forEach(
    all,
    Effect.fnUntraced(function* ({ accountId, collected, lot }) {
      const held = yield* store.ofAccount(accountId)
      const records = yield* lot.records
      const request = { accountId, held, collected: { ...collected, records }, executionId, now }
      return AccountStatements.merge({ ...request, newId: idsOf<AccountStatement.AccountStatementId>(newId) })
    })
  )
})
