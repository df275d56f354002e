// The tables in memory that are asked for a few of many rows, each with what the database has an index for. Whoever sets a row
// sets the index.
import type { Account, Execution, Item, Manifest, Transaction } from "@tomada/core"

import type { Upkeep } from "../UpkeepStore.ts"
import { DueQueue } from "./DueQueue.ts"

/** Knows for each connector what is due. */
export class UpkeepTable extends Map<Item.ItemId, Upkeep> {
  readonly #due = new Map<Manifest.ConnectorId, DueQueue<Item.ItemId>>()

  override set(id: Item.ItemId, upkeep: Upkeep): this {
    const { autoSyncAt, connectorId } = upkeep
    const queue = this.#due.get(connectorId) ?? new DueQueue()
    this.#due.set(connectorId, queue)
    if (autoSyncAt === null) queue.remove(id)
    else queue.put(id, autoSyncAt.epochMilliseconds)
    return super.set(id, upkeep)
  }

  override delete(id: Item.ItemId): boolean {
    const held = this.get(id)
    if (held !== undefined) this.#due.get(held.connectorId)?.remove(id)
    return super.delete(id)
  }

  /** The Item that is due first, of those of these connectors or of all. */
  first(connectors: Iterable<Manifest.ConnectorId> = this.#due.keys()): Upkeep | undefined {
    let first: DueQueue<Item.ItemId>["first"]
    for (const connector of connectors) {
      const candidate = this.#due.get(connector)?.first
      if (candidate !== undefined && (first === undefined || candidate.at < first.at)) first = candidate
    }
    return first === undefined ? undefined : this.get(first.key)
  }
}

/** Knows those that have not ended. */
export class ExecutionTable extends Map<Item.ExecutionId, Execution.Execution> {
  readonly #active = new Map<Item.ExecutionId, Execution.Execution>()

  override set(id: Item.ExecutionId, execution: Execution.Execution): this {
    if (execution.endedAt === null) this.#active.set(id, execution)
    else this.#active.delete(id)
    return super.set(id, execution)
  }

  override delete(id: Item.ExecutionId): boolean {
    this.#active.delete(id)
    return super.delete(id)
  }

  active(): IterableIterator<Execution.Execution> {
    return this.#active.values()
  }
}

/** Knows the rows of each account. */
export class TransactionTable extends Map<Transaction.TransactionId, Transaction.Transaction> {
  readonly #ofAccount = new Map<Account.AccountId, Map<Transaction.TransactionId, Transaction.Transaction>>()

  override set(id: Transaction.TransactionId, row: Transaction.Transaction): this {
    const rows = this.#ofAccount.get(row.accountId)
    if (rows === undefined) this.#ofAccount.set(row.accountId, new Map([[id, row]]))
    else rows.set(id, row)
    return super.set(id, row)
  }

  override delete(id: Transaction.TransactionId): boolean {
    const held = this.get(id)
    if (held !== undefined) this.#ofAccount.get(held.accountId)?.delete(id)
    return super.delete(id)
  }

  ofAccount(id: Account.AccountId): ReadonlyArray<Transaction.Transaction> {
    return [...(this.#ofAccount.get(id)?.values() ?? [])]
  }
}
