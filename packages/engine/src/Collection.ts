// Collects the products of an Item step by step, in their order. Each product, and each account or investment of it, succeeds or
// fails by itself; a failure says nothing about what was held.
import type { ConnectorError } from "@tomada/core"
import { Effect } from "effect"

import * as Accounts from "./collect/Accounts.ts"
import * as Holdings from "./collect/Holdings.ts"
import * as Investments from "./collect/Investments.ts"
import * as PaymentDetails from "./collect/PaymentDetails.ts"
import type { ProductResult, Task } from "./collect/Task.ts"
import * as Transactions from "./collect/Transactions.ts"
import * as Reader from "./Reader.ts"

export type { ProductResult, Task } from "./collect/Task.ts"

/** What was collected; a family that was not asked for is empty. */
export interface Collection {
  readonly results: ReadonlyArray<ProductResult>
  readonly accounts: Accounts.CollectedAccounts["accounts"]
  /** The accounts that the Item held before. */
  readonly held: Accounts.CollectedAccounts["held"]
  readonly bills: ReadonlyArray<Accounts.CardBills>
  readonly rows: ReadonlyArray<Transactions.AccountRows>
  readonly details: PaymentDetails.DetailsOf
  readonly investments: Investments.PositionChanges | null
  readonly movements: ReadonlyArray<Investments.Movements>
  readonly identity: Holdings.CollectedIdentity | null
  readonly loans: Holdings.CollectedLoans | null
  readonly statements: ReadonlyArray<Holdings.ListedStatements>
}

const firstError = (results: ReadonlyArray<ProductResult>): ConnectorError.ConnectorError | null =>
  results.find(({ error }) => error !== null)?.error ?? null

/** Runs the steps of the products that the Item asks for. */
export const collect = Effect.fn("Collection.collect")(function* (task: Task) {
  const asked = new Set(task.item.products)
  const { accounts, bills, held, listing, results: listed } = yield* Accounts.collect(task)
  const results = [...listed]
  const told = <A extends { readonly result: ProductResult }>(family: A): A => {
    results.push(family.result)
    return family
  }

  const read = asked.has("TRANSACTIONS") ? told(yield* Transactions.collect(task, accounts, listing)) : null
  const rows = read?.rows ?? []
  const details = asked.has("PAYMENT_DATA")
    ? told(yield* PaymentDetails.collect(task, rows, read?.result.error ?? listing)).details
    : new Map()
  const investments = asked.has("INVESTMENTS") ? told(yield* Investments.collect(task)) : null
  const movements =
    asked.has("INVESTMENTS_TRANSACTIONS") && investments !== null
      ? told(yield* Investments.collectMovements(task, investments.seen, investments.result.error)).movements
      : []
  const identity = asked.has("IDENTITY") ? told(yield* Holdings.collectIdentity(task)).identity : null
  const loans = asked.has("LOANS") ? told(yield* Holdings.collectLoans(task)).loans : null
  const statements = asked.has("ACCOUNT_STATEMENTS")
    ? told(yield* Holdings.collectStatements(task, accounts, listing)).statements
    : []
  const collection: Collection = {
    results,
    accounts,
    held,
    bills,
    rows,
    details,
    investments: investments?.changes ?? null,
    movements,
    identity,
    loans,
    statements
  }
  return collection
})

/**
 * Why the run comes to nothing, null when there is something to merge: no product was collected, or new credentials are needed,
 * so that a partial success would only have the next run try these again.
 */
export const failure = (
  { results }: Pick<Collection, "results">,
  stopped: ConnectorError.ConnectorError | null
): ConnectorError.ConnectorError | null => {
  if (stopped !== null && Reader.refuses(stopped)) return stopped
  return results.every(({ error }) => error !== null) ? firstError(results) : null
}
