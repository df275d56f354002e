// Collects the products of an Item step by step. Each product, and each account of it, succeeds or fails by itself; a
// failure says nothing about what was held.
import { Connector, type ConnectorHost, type Pages } from "@tomada/connector-kit"
import {
  Accounts,
  type Account,
  CivilDate,
  type Coverage,
  DateInterval,
  type Execution,
  type Identity,
  type Item,
  type Manifest,
  PlannedReads,
  type Product,
  type Transaction,
  Transactions
} from "@tomada/core"
import type { ConnectorError } from "@tomada/core"
import { AccountStore, type ExecutionStore, TransactionStore } from "@tomada/store"
import { DateTime, Effect, Result } from "effect"

import { gather, type Gathered } from "./Gather.ts"
import { Ids } from "./Ids.ts"

/** How one product went. */
export interface ProductResult {
  readonly product: Product.Product
  readonly error: ConnectorError.ConnectorError | null
  readonly warnings: ReadonlyArray<Pages.Warning>
}

/** The rows of one account, with all that a merge of them needs. */
export interface AccountRows {
  readonly account: Account.Account
  readonly policy: Product.ProductPolicy
  readonly held: ReadonlyArray<Transaction.Transaction>
  readonly collected: Coverage.Collected<Transaction.CollectedTransaction>
  readonly proven: Coverage.ProvenCoverage
  readonly began: DateTime.Utc
  readonly windows: ReadonlyArray<DateInterval.DateInterval>
  readonly zone: string
  readonly deepRescan: boolean
  readonly error: ConnectorError.FetchError | null
}

export interface Collection {
  readonly results: ReadonlyArray<ProductResult>
  readonly accounts: ReadonlyArray<Accounts.ResolvedAccount>
  readonly rows: ReadonlyArray<AccountRows>
  readonly identity: Coverage.Collected<Identity.CollectedIdentity>
}

export interface Task {
  readonly item: Item.Item
  readonly manifest: Manifest.Manifest
  readonly visit: ConnectorHost.Visit
  /** Says which step begins. */
  readonly step: (step: Execution.CollectStep) => Effect.Effect<void, ExecutionStore.Superseded>
}

const result = (product: Product.Product, gathered: Pick<Gathered<unknown>, "error" | "warnings">): ProductResult => ({
  product,
  error: gathered.error,
  warnings: gathered.warnings
})

const joined = (parts: ReadonlyArray<Gathered<Transaction.CollectedTransaction>>) => ({
  // A stream that failed has claimed nothing, so what is claimed here was proven by streams that ended well.
  collected: {
    records: parts.flatMap(({ records }) => records),
    coverage: parts.flatMap(({ coverage }) => coverage),
    complete: true
  },
  warnings: parts.flatMap(({ warnings }) => warnings),
  error: parts.find(({ error }) => error !== null)?.error ?? null
})

const readAccount = Effect.fn("Collection.readAccount")(function* (task: Task, resolved: Accounts.ResolvedAccount) {
  const { account } = resolved
  const stores = { accounts: yield* AccountStore.AccountStore, transactions: yield* TransactionStore.TransactionStore }
  const ids = yield* Ids
  const { zone } = task.manifest.institution
  const policy = Connector.policy(task.manifest, "TRANSACTIONS")
  const began = yield* DateTime.now
  const today = CivilDate.fromInstant(began, zone)
  const proven = yield* stores.accounts.proven(account.id, "TRANSACTIONS")
  const unsettled = yield* stores.transactions.unsettled(account.id)
  const plan = PlannedReads.plan({ policy, zone, now: began, proven, unsettled })

  const newId = yield* Effect.map(ids.supply, (next) => next as () => Transaction.TransactionId) // a fresh UUID is one
  const read = (window: DateInterval.DateInterval) =>
    gather(task.visit.collect("TRANSACTIONS", { account, window: { ...window, today } }))
  const rowsOf = Effect.fnUntraced(function* (
    parts: ReadonlyArray<Gathered<Transaction.CollectedTransaction>>,
    windows: ReadonlyArray<DateInterval.DateInterval>
  ) {
    const { collected, error, warnings } = joined(parts)
    const needed = Transactions.needed(collected)
    const near =
      needed === null ? [] : yield* stores.transactions.forMerge(account.id, needed.days, needed.institutionIds)
    const rows: AccountRows = {
      account,
      policy,
      held: [...new Map([...unsettled, ...near].map((row) => [row.id, row])).values()],
      collected,
      proven,
      windows,
      zone,
      began,
      deepRescan: plan.deepRescan,
      error
    }
    return { rows, warnings }
  })

  const parts = yield* Effect.forEach(plan.windows, read)
  const first = yield* rowsOf(parts, plan.windows)
  const tried = Transactions.merge({ ...mergeRequest(first.rows, task.item), now: began, newId })
  if (Result.isSuccess(tried) || first.rows.error !== null) return first
  const { from, to } = tried.failure
  const missing = DateInterval.subtract([DateInterval.make(from, to)], plan.windows)
  return yield* rowsOf(
    [...parts, ...(yield* Effect.forEach(missing, read))],
    DateInterval.normalise([...plan.windows, ...missing])
  )
})

/** What a merge of the rows is asked, but for its instant and its ids. */
export const mergeRequest = (rows: AccountRows, item: Item.Item) => ({
  accountId: rows.account.id,
  held: rows.held,
  collected: rows.collected,
  policy: rows.policy,
  executionId: item.executionId ?? ""
})

const readTransactions = Effect.fnUntraced(function* (task: Task, accounts: ReadonlyArray<Accounts.ResolvedAccount>) {
  const read = yield* Effect.forEach(accounts, (account) => readAccount(task, account))
  return {
    rows: read.map(({ rows }) => rows),
    error: read.find(({ rows }) => rows.error !== null)?.rows.error ?? null,
    warnings: read.flatMap(({ warnings }) => warnings)
  }
})

/** Runs the steps of the products that the Item asks for. */
export const collect = Effect.fn("Collection.collect")(function* (task: Task) {
  const asked = new Set(task.item.products)
  const accountStore = yield* AccountStore.AccountStore
  const ids = yield* Ids
  const results: Array<ProductResult> = []
  const seen: Array<Account.CollectedAccount> = []

  if (asked.has("ACCOUNTS")) {
    yield* task.step("ACCOUNTS_IN_PROGRESS")
    const gathered = yield* gather(task.visit.collect("ACCOUNTS", null))
    results.push(result("ACCOUNTS", gathered))
    seen.push(...gathered.records)
  }
  if (asked.has("CREDIT_CARDS")) {
    yield* task.step("CREDITCARDS_IN_PROGRESS")
    const gathered = yield* gather(task.visit.collect("CREDIT_CARDS", null))
    results.push(result("CREDIT_CARDS", gathered))
    seen.push(...gathered.records)
  }
  const accounts = Accounts.resolve(yield* accountStore.ofItem(task.item.id), seen, {
    itemId: task.item.id,
    now: yield* DateTime.now,
    newId: yield* Effect.map(ids.supply, (next) => next as () => Account.AccountId) // a fresh UUID is one
  })

  let rows: ReadonlyArray<AccountRows> = []
  if (asked.has("TRANSACTIONS")) {
    yield* task.step("TRANSACTIONS_IN_PROGRESS")
    const read = yield* readTransactions(task, accounts)
    rows = read.rows
    const listing = results.find(({ error, product }) => error !== null && product !== "TRANSACTIONS")?.error ?? null
    results.push({ product: "TRANSACTIONS", error: read.error ?? listing, warnings: read.warnings })
  }

  let identity: Collection["identity"] = { records: [], coverage: [], complete: false }
  if (asked.has("IDENTITY")) {
    yield* task.step("IDENTITY_IN_PROGRESS")
    const gathered = yield* gather(task.visit.collect("IDENTITY", null))
    results.push(result("IDENTITY", gathered))
    identity = gathered
  }
  const collection: Collection = { results, accounts, rows, identity }
  return collection
})
