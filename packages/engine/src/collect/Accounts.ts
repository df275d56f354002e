// Accounts and cards, and the bills of the cards. Which held account each is, is decided before anything of it is read.
import { Accounts, type Account, Bills, type ConnectorError, type Coverage, type CreditCardBill } from "@tomada/core"
import { AccountStore, BillStore } from "@tomada/store"
import { DateTime, Effect } from "effect"

import { Ids } from "../Ids.ts"
import type { Lot } from "../Staging.ts"
import { type Counts, idsOf, type Merging, part, type ProductResult, resultOf, type Task } from "./Task.ts"

/** The bills of one card, laid aside. */
export interface CardBills {
  readonly accountId: Account.AccountId
  readonly lot: Lot<CreditCardBill.CollectedBill>
  readonly collected: Omit<Coverage.Collected<unknown>, "records">
}

export interface CollectedAccounts {
  readonly results: ReadonlyArray<ProductResult>
  /** How a list failed, which leaves accounts unknown; null when both are whole. Bills that failed leave none unknown. */
  readonly listing: ConnectorError.ConnectorError | null
  readonly accounts: ReadonlyArray<Accounts.ResolvedAccount>
  /** Those that the Item held before. */
  readonly held: ReadonlyArray<Account.Account>
  readonly bills: ReadonlyArray<CardBills>
}

const readBills = Effect.fnUntraced(function* (task: Task, accounts: ReadonlyArray<Account.Account>) {
  const bills: Array<CardBills> = []
  const parts = yield* Effect.forEach(
    accounts.filter(({ type }) => type === "CREDIT"),
    Effect.fnUntraced(function* (account) {
      const gathered = yield* task.reader.read("BILLS", { account })
      const { complete, coverage, records } = gathered
      bills.push({ accountId: account.id, lot: yield* task.staging.keep(records), collected: { complete, coverage } })
      return part(gathered)
    })
  )
  return { bills, parts }
})

/** The lists of accounts and cards that the Item asks for, and of each card its bills where the connector has them. */
export const collect = Effect.fn("Accounts.collect")(function* (task: Task) {
  const asked = new Set(task.item.products)
  const store = yield* AccountStore.AccountStore
  const { supply } = yield* Ids
  const newId = idsOf<Account.AccountId>(yield* supply)
  const held = yield* store.ofItem(task.item.id)
  const resolve = (seen: ReadonlyArray<Account.CollectedAccount>, now: DateTime.Utc) =>
    Accounts.resolve(held, seen, { itemId: task.item.id, now, newId })

  const results: Array<ProductResult> = []
  const seen: Array<Account.CollectedAccount> = []
  if (asked.has("ACCOUNTS")) {
    yield* task.step("ACCOUNTS_IN_PROGRESS")
    const gathered = yield* task.reader.read("ACCOUNTS", null)
    results.push(resultOf("ACCOUNTS", [part(gathered)]))
    seen.push(...gathered.records)
  }
  if (asked.has("CREDIT_CARDS")) yield* task.step("CREDITCARDS_IN_PROGRESS")
  const cards = asked.has("CREDIT_CARDS") ? yield* task.reader.read("CREDIT_CARDS", null) : null
  seen.push(...(cards?.records ?? []))
  const accounts = resolve(seen, yield* DateTime.now)
  const listing = results.find(({ error }) => error !== null)?.error ?? cards?.error ?? null
  if (cards === null) return { results, listing, accounts, held, bills: [] }

  const offersBills = task.extras.includes("bills")
  const { bills, parts } = offersBills
    ? yield* readBills(
        task,
        accounts.map(({ account }) => account)
      )
    : { bills: [], parts: [] }
  results.push(resultOf("CREDIT_CARDS", [part(cards), ...parts]))
  const collected: CollectedAccounts = { results, listing, accounts, held, bills }
  return collected
})

/** The accounts that changed, with the instant of the merge. */
export const rows = (accounts: CollectedAccounts["accounts"], now: DateTime.Utc): ReadonlyArray<Account.Account> =>
  accounts
    .filter(({ change }) => change !== "unchanged")
    .map(({ account, change }) => ({
      ...account,
      createdAt: change === "created" ? now : account.createdAt,
      updatedAt: now
    }))

/** What the lists changed, by the kind of account. */
export const counts = (accounts: CollectedAccounts["accounts"], type: Account.Account["type"]): Counts => {
  const changed = (wanted: string) =>
    accounts.filter(({ account, change }) => account.type === type && change === wanted).length
  return { created: changed("created"), updated: changed("updated"), removed: 0 }
}

export const mergeBills = Effect.fn("Accounts.mergeBills")(function* (
  bills: ReadonlyArray<CardBills>,
  { executionId, newId, now }: Merging
) {
  const store = yield* BillStore.BillStore
  return yield* Effect.forEach(
    bills,
    Effect.fnUntraced(function* ({ accountId, collected, lot }) {
      const held = yield* store.ofAccount(accountId)
      const records = yield* lot.records
      const request = { accountId, held, collected: { ...collected, records }, executionId, now }
      return Bills.merge({ ...request, newId: idsOf(newId), newPartId: newId })
    })
  )
})
