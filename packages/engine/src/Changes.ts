// What a collection changes in what is held: the rows of the one transaction in which an execution ends. Everything made
// here bears the same instant, so that a reader who asks "created since" misses nothing.
import {
  type Account,
  ConnectorError,
  Coverage,
  Execution,
  Identities,
  type Identity,
  type Item,
  type Transaction,
  Transactions
} from "@tomada/core"
import type { ExecutionStore, ItemStore } from "@tomada/store"
import { type DateTime, Option, Result } from "effect"

import { type AccountRows, type Collection, mergeRequest, type ProductResult } from "./Collection.ts"

/** The merge asked for more days although it was given them: its own rule is broken. */
class MergeUnsettled extends Error {
  override readonly name = "MergeUnsettled"
}

const merge = (rows: AccountRows, item: Item.Item, now: DateTime.Utc, newId: () => string): Transactions.Merge => {
  const merged = Transactions.merge({
    ...mergeRequest(rows, item),
    now,
    newId: newId as () => Transaction.TransactionId, // a fresh UUID is one
    wider: true
  })
  if (Result.isFailure(merged)) throw new MergeUnsettled(merged.failure._tag)
  return merged.success
}

const touchedRows = (merged: Transactions.Merge): ReadonlyArray<Transaction.Transaction> => [
  ...merged.created,
  ...merged.updated,
  ...merged.removed,
  ...merged.revived,
  ...merged.touched
]

const identityRow = (
  item: Item.Item,
  held: Option.Option<Identity.Identity>,
  collected: Collection["identity"],
  now: DateTime.Utc,
  newId: () => string
): Identity.Identity | null => {
  const merged = Identities.merge({
    itemId: item.id,
    held: Option.getOrNull(held),
    collected,
    now,
    newId: newId as () => Identity.IdentityId // a fresh UUID is one
  })
  return merged === null || merged.change === "unchanged" ? null : merged.identity
}

const accountRows = (accounts: Collection["accounts"], now: DateTime.Utc): ReadonlyArray<Account.Account> =>
  accounts
    .filter(({ change }) => change !== "unchanged")
    .map(({ account, change }) => ({
      ...account,
      createdAt: change === "created" ? now : account.createdAt,
      updatedAt: now
    }))

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

/** Everything that the end of the execution commits. */
export const prepare = (
  item: Item.Item,
  collection: Collection,
  held: { readonly identity: Option.Option<Identity.Identity> },
  sealed: ReadonlyArray<ItemStore.Sealed>,
  now: DateTime.Utc,
  newId: () => string
): ExecutionStore.Merged => ({
  accounts: accountRows(collection.accounts, now),
  transactions: collection.rows.flatMap((rows) => touchedRows(merge(rows, item, now, newId))),
  identity: identityRow(item, held.identity, collection.identity, now, newId),
  coverage: collection.rows
    .filter(({ error }) => error === null)
    .map(({ account, began, collected, deepRescan, proven, windows, zone }) => ({
      accountId: account.id,
      product: "TRANSACTIONS",
      proven: Coverage.advance(proven, {
        planned: windows,
        proven: Coverage.provenDays(collected, "POSTED"),
        began,
        zone,
        deepRescan
      })
    })),
  sealed,
  event: ending(item, collection.results, now)
})
