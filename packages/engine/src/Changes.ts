// What a collection changes in what is held: the rows of the one transaction in which an execution ends. Everything made here
// bears the same instant, so that a reader who asks "created since" misses nothing.
import { ConnectorError, Execution, type Item, type MergeDecision, type Product, type WebhookEvent } from "@tomada/core"
import { DecisionStore, type ExecutionStore, type ItemStore } from "@tomada/store"
import { type DateTime, Effect } from "effect"

import * as Accounts from "./collect/Accounts.ts"
import * as Categories from "./collect/Categories.ts"
import * as Holdings from "./collect/Holdings.ts"
import * as Investments from "./collect/Investments.ts"
import { type Counts, countsOf, type Merging, rowsOf } from "./collect/Task.ts"
import * as Transactions from "./collect/Transactions.ts"
import type { Collection, ProductResult } from "./Collection.ts"

const outcomeOf = (item: Item.Item, { error, product, warnings }: ProductResult, now: DateTime.Utc) => {
  const before = item.statusDetail === null ? item.lastUpdatedAt : (item.statusDetail[product]?.lastUpdatedAt ?? null)
  const said = error === null ? null : ConnectorError.outcome(error)
  const outcome: Item.ProductOutcome = {
    isUpdated: error === null,
    lastUpdatedAt: error === null ? now : before,
    warnings: [
      ...warnings,
      ...(said === null ? [] : [{ code: "001", message: said.message, providerMessage: said.providerMessage }])
    ]
  }
  return [product, outcome] as const
}

/** How the execution ends; the first error when nothing at all could be collected. */
export const ending = (item: Item.Item, results: ReadonlyArray<ProductResult>, now: DateTime.Utc): Execution.Event => {
  const errors = results.flatMap(({ error }) => (error === null ? [] : [error]))
  const [first] = errors
  if (first !== undefined && errors.length === results.length) {
    const { code, message, providerMessage } = ConnectorError.outcome(first)
    return Execution.Event.cases.Failed.make({ error: { code, message, providerMessage } })
  }
  const noteworthy = errors.length > 0 || results.some(({ warnings }) => warnings.length > 0)
  return Execution.Event.cases.Succeeded.make({
    partial: errors.length > 0,
    statusDetail: noteworthy ? Object.fromEntries(results.map((one) => outcomeOf(item, one, now))) : null
  })
}

/** A merge of transactions, and whose it is. */
interface AccountMerge {
  readonly accountId: Transactions.AccountRows["account"]["id"]
  readonly accountType: Transactions.AccountRows["account"]["type"]
  readonly merged: MergeDecision.Merge
  readonly detailed: number
}

/** That a row was created without a rival stands on the row itself. */
const isNews = ({ rivals, rule }: MergeDecision.Decision): boolean => rule !== "created" || rivals > 0

const decisionsOf = (
  merges: ReadonlyArray<AccountMerge>,
  executionId: Item.ExecutionId,
  { newId, now }: Merging
): Required<Pick<ExecutionStore.Merged, "decisions" | "suggestions">> => ({
  decisions: merges.flatMap(({ accountId, merged }) =>
    merged.decisions.filter(isNews).map((decision) => ({ ...decision, accountId, executionId, at: now }))
  ),
  suggestions: merges.flatMap(({ accountId, merged }) =>
    [...new Map(merged.suggestions.map((one) => [`${one.held} ${one.created}`, one])).values()].map((suggestion) => ({
      ...suggestion,
      id: DecisionStore.SuggestionId.make(newId()),
      accountId,
      executionId,
      state: "open" as const,
      acceptance: null,
      createdAt: now,
      updatedAt: now
    }))
  )
})

const plus = (a: Counts, b: Counts): Counts => ({
  created: a.created + b.created,
  updated: a.updated + b.updated,
  removed: a.removed + b.removed
})

const none: Counts = { created: 0, updated: 0, removed: 0 }

const mergeTransactions = ({ details, rows }: Collection, merging: Merging) =>
  Effect.forEach(
    rows,
    Effect.fnUntraced(function* (of) {
      const accountId = of.account.id
      const lot = details.get(accountId)
      const one: AccountMerge = {
        accountId,
        accountType: of.account.type,
        merged: yield* Transactions.merge(of, lot, merging),
        detailed: lot?.count ?? 0
      }
      return one
    })
  )

/**
 * Everything that the end of the execution commits, but for what is told: that needs the accounts' changes, which are answered
 * beside it.
 */
export const prepare = Effect.fn("Changes.prepare")(function* (
  item: Item.Item,
  executionId: Item.ExecutionId,
  collection: Collection,
  sealed: ReadonlyArray<ItemStore.Sealed>,
  { newId, now }: { readonly newId: () => string; readonly now: DateTime.Utc }
) {
  const merging: Merging = { item, executionId, now, newId }
  const merges = yield* mergeTransactions(collection, merging)
  const { created, ruled } = yield* Categories.categorise(merges, merging)
  const bills = yield* Accounts.mergeBills(collection.bills, merging)
  const investments = collection.investments === null ? [] : [Investments.stamped(collection.investments, now)]
  const movements = yield* Effect.forEach(collection.movements, (of) => Investments.mergeMovements(of, merging))
  const identity = collection.identity === null ? null : yield* Holdings.mergeIdentity(collection.identity, merging)
  const loans = collection.loans === null ? [] : [yield* Holdings.mergeLoans(collection.loans, merging)]
  const statements = yield* Holdings.mergeStatements(collection.statements, merging)

  const isAsked = (product: Product.Product) => collection.results.some((result) => result.product === product)
  const cards = Accounts.counts(collection.accounts, "CREDIT")
  const banks = Accounts.counts(collection.accounts, "BANK")
  const changed: Partial<Record<Product.Product, Counts>> = {
    ACCOUNTS: isAsked("CREDIT_CARDS") ? banks : plus(banks, cards),
    CREDIT_CARDS: plus(cards, countsOf(bills)),
    TRANSACTIONS: countsOf(merges.map(({ merged }) => merged)),
    PAYMENT_DATA: { ...none, updated: merges.reduce((sum, { detailed }) => sum + detailed, 0) },
    INVESTMENTS: countsOf(investments),
    INVESTMENTS_TRANSACTIONS: countsOf(movements),
    IDENTITY: {
      ...none,
      created: identity?.change === "created" ? 1 : 0,
      updated: identity?.change === "updated" ? 1 : 0
    },
    LOANS: countsOf(loans),
    ACCOUNT_STATEMENTS: countsOf(statements)
  }
  const merged: ExecutionStore.Merged = {
    accounts: Accounts.rows(collection.accounts, now),
    newTransactions: created,
    ruled,
    transactions: merges.flatMap(({ merged }) => [
      ...merged.updated,
      ...merged.removed,
      ...merged.revived,
      ...merged.touched
    ]),
    identity: identity?.row ?? null,
    coverage: Transactions.coverage(collection.rows),
    bills: rowsOf(bills),
    statements: rowsOf(statements),
    loans: rowsOf(loans),
    investments: rowsOf(investments),
    investmentTransactions: rowsOf(movements),
    investmentCoverage: Investments.coverage(collection.movements),
    ...decisionsOf(merges, executionId, merging),
    counts: collection.results.map(({ collected, product }) => ({ product, collected, ...(changed[product] ?? none) })),
    sealed,
    event: ending(item, collection.results, now)
  }
  const accounts: ReadonlyArray<WebhookEvent.AccountChanges> = merges.map(({ accountId, merged: rows }) => ({
    accountId,
    rows
  }))
  return { merged, accounts }
})
