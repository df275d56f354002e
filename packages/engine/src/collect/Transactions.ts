// Transactions, account by account: the days that its proven coverage leaves open, and once more where a row at their edge may be
// one that is held just before it. An account fails alone: nothing of it is advanced or removed.
import { Connector } from "@tomada/connector-kit"
import {
  type Account,
  type Accounts,
  CivilDate,
  type ConnectorError,
  Coverage,
  DateInterval,
  type Item,
  PlannedReads,
  type Product,
  type Transaction,
  Transactions
} from "@tomada/core"
import { AccountStore, TransactionStore } from "@tomada/store"
import { DateTime, Effect, Result } from "effect"

import type { Gathered } from "../Gather.ts"
import { Ids } from "../Ids.ts"
import type { Lot } from "../Staging.ts"
import * as PaymentDetails from "./PaymentDetails.ts"
import { idsOf, type Merging, resultOf, type Task } from "./Task.ts"

/** The rows of one account, with all that a merge of them needs. */
export interface AccountRows {
  readonly account: Account.Account
  readonly policy: Product.ProductPolicy
  readonly held: ReadonlyArray<Transaction.Transaction>
  readonly lot: Lot<Transaction.CollectedTransaction>
  readonly coverage: ReadonlyArray<Coverage.Coverage>
  readonly proven: Coverage.ProvenCoverage
  readonly began: DateTime.Utc
  readonly windows: ReadonlyArray<DateInterval.DateInterval>
  readonly zone: string
  readonly deepRescan: boolean
  readonly error: ConnectorError.ConnectorError | null
  readonly warnings: Gathered<unknown>["warnings"]
}

type Part = Gathered<Transaction.CollectedTransaction>

/** A stream that failed has claimed nothing, so what is claimed here was proven by streams that ended well. */
const joined = (parts: ReadonlyArray<Part>) => ({
  records: parts.flatMap(({ records }) => records),
  coverage: parts.flatMap(({ coverage }) => coverage),
  complete: true
})

const mergeOf = (
  rows: Pick<AccountRows, "account" | "held" | "policy">,
  collected: Coverage.Collected<Transaction.CollectedTransaction>,
  item: Item.Item
) => ({
  accountId: rows.account.id,
  held: rows.held,
  collected,
  policy: rows.policy,
  executionId: item.executionId ?? ""
})

const readAccount = Effect.fn("Transactions.readAccount")(function* (task: Task, account: Account.Account) {
  const stores = { accounts: yield* AccountStore.AccountStore, transactions: yield* TransactionStore.TransactionStore }
  const { supply } = yield* Ids
  const { zone } = task.manifest.institution
  const policy = Connector.policy(task.manifest, "TRANSACTIONS")
  const began = yield* DateTime.now
  const today = CivilDate.fromInstant(began, zone)
  const proven = yield* stores.accounts.proven(account.id, "TRANSACTIONS")
  const unsettled = yield* stores.transactions.unsettled(account.id)
  const plan = PlannedReads.plan({ policy, zone, now: began, proven, unsettled })

  const read = (window: DateInterval.DateInterval) =>
    task.reader.read("TRANSACTIONS", { account, window: { ...window, today } })
  const heldFor = Effect.fnUntraced(function* (collected: ReturnType<typeof joined>, before = true) {
    const needed = Transactions.needed(collected, { before })
    const near =
      needed === null ? [] : yield* stores.transactions.forMerge(account.id, needed.days, needed.institutionIds)
    return [...new Map([...unsettled, ...near].map((row) => [row.id, row])).values()]
  })
  const kept = Effect.fnUntraced(function* (
    parts: ReadonlyArray<Part>,
    held: AccountRows["held"],
    windows: AccountRows["windows"]
  ) {
    const { coverage, records } = joined(parts)
    const rows: AccountRows = {
      account,
      policy,
      held,
      lot: yield* task.staging.keep(records),
      coverage,
      proven,
      began,
      windows,
      zone,
      deepRescan: plan.deepRescan,
      error: parts.find(({ error }) => error !== null)?.error ?? null,
      warnings: parts.flatMap(({ warnings }) => warnings)
    }
    return rows
  })

  const parts = yield* Effect.forEach(plan.windows, read)
  const collected = joined(parts)
  const newId = idsOf<Transaction.TransactionId>(yield* supply)
  const attempt = Effect.fnUntraced(function* (before: boolean) {
    const held = yield* heldFor(collected, before)
    const request = { ...mergeOf({ account, held, policy }, collected, task.item), now: began, newId, before }
    return { held, tried: Transactions.merge(request) }
  })
  const isFirst = proven.intervals.length === 0
  let { held, tried } = yield* attempt(isFirst)
  if (Result.isFailure(tried) && tried.failure._tag === "NeedsBefore") ({ held, tried } = yield* attempt(true))
  if (Result.isSuccess(tried) || tried.failure._tag === "NeedsBefore" || parts.some(({ error }) => error !== null)) {
    return yield* kept(parts, held, plan.windows)
  }
  const { from, to } = tried.failure
  const missing = DateInterval.subtract([DateInterval.make(from, to)], plan.windows)
  const all = [...parts, ...(yield* Effect.forEach(missing, read))]
  return yield* kept(all, yield* heldFor(joined(all)), DateInterval.normalise([...plan.windows, ...missing]))
})

/** Of every account; `listing`: how the lists of accounts failed, which leaves accounts unread. */
export const collect = Effect.fn("Transactions.collect")(function* (
  task: Task,
  accounts: ReadonlyArray<Accounts.ResolvedAccount>,
  listing: ConnectorError.ConnectorError | null
) {
  yield* task.step("TRANSACTIONS_IN_PROGRESS")
  const rows = yield* Effect.forEach(accounts, ({ account }) => readAccount(task, account))
  const { error, ...result } = resultOf(
    "TRANSACTIONS",
    rows.map((of) => ({ error: of.error, warnings: of.warnings, count: of.lot.count }))
  )
  return { rows, result: { ...result, error: error ?? listing } }
})

/** The merge asked for more days although it was given them: its own rule is broken. */
class MergeUnsettled extends Error {
  override readonly name = "MergeUnsettled"
}

/** Merges the rows of one account, each joined with its payment details. */
export const merge = Effect.fn("Transactions.merge")(function* (
  rows: AccountRows,
  details: Lot<PaymentDetails.Details> | undefined,
  { item, newId, now }: Merging
) {
  const records = yield* rows.lot.records
  const collected = {
    records: details === undefined ? records : PaymentDetails.join(records, yield* details.records),
    coverage: rows.coverage,
    complete: true
  }
  const request = { ...mergeOf(rows, collected, item), now, newId: idsOf<Transaction.TransactionId>(newId) }
  const merged = Transactions.merge({ ...request, wider: true })
  if (Result.isFailure(merged)) return yield* Effect.die(new MergeUnsettled(merged.failure._tag))
  return merged.success
})

/** What is proven of the account now; nothing new where its reading failed. */
export const coverage = (all: ReadonlyArray<AccountRows>) =>
  all
    .filter(({ error }) => error === null)
    .map(({ account, began, coverage, deepRescan, proven, windows, zone }) => ({
      accountId: account.id,
      product: "TRANSACTIONS" as const,
      proven: Coverage.advance(proven, {
        planned: windows,
        proven: Coverage.provenDays({ coverage, complete: true }, "POSTED"),
        began,
        zone,
        deepRescan
      })
    }))
