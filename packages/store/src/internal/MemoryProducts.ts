// Accounts, transactions and identities in memory.
import { type Account, type CivilDate, Coverage, type Item, Owned, Transaction } from "@tomada/core"
import { DateTime, Effect, Option, Schema } from "effect"

import { AccountNotFound, AccountStore } from "../AccountStore.ts"
import { IdentityNotFound, IdentityStore } from "../IdentityStore.ts"
import {
  cursorOf,
  type Ruled,
  type TransactionCursor,
  type TransactionFilter,
  TransactionNotFound,
  TransactionStore
} from "../TransactionStore.ts"
import { isOf, key, type State } from "./MemoryState.ts"

export const accounts = (state: State) => {
  const ofItem = (itemId: Item.ItemId) =>
    [...state.accounts.values()]
      .filter((account) => account.itemId === itemId)
      .toSorted((a, b) => a.createdAt.epochMilliseconds - b.createdAt.epochMilliseconds)
  return AccountStore.of({
    get: Effect.fn("AccountStore.get")(function* (applicationId, id) {
      const account = state.accounts.get(id)
      if (account === undefined || !isOf(state, applicationId, account.itemId)) return yield* new AccountNotFound()
      return account
    }),
    ofItem: (itemId) => Effect.sync(() => ofItem(itemId)),
    ofTheirs: (applicationId, itemId) => Effect.sync(() => (isOf(state, applicationId, itemId) ? ofItem(itemId) : [])),
    proven: (id, product) => Effect.sync(() => state.coverage.get(key(id, product))?.proven ?? Coverage.none)
  })
}

export const identities = (state: State) =>
  IdentityStore.of({
    get: Effect.fn("IdentityStore.get")(function* (applicationId, id) {
      const identity = [...state.identities.values()].find((candidate) => candidate.id === id)
      if (identity === undefined || !isOf(state, applicationId, identity.itemId)) return yield* new IdentityNotFound()
      return identity
    }),
    ofItem: (itemId) => Effect.sync(() => Option.fromUndefinedOr(state.identities.get(itemId)))
  })

const isId = Schema.is(Transaction.TransactionId)

/** Below zero when `a` is shown before `b`: newer day, then higher place, then higher id. */
const newestFirst = (a: TransactionCursor, b: TransactionCursor): number =>
  compare(b.date, a.date) || b.position - a.position || compare(b.id, a.id)

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const between = (date: CivilDate.CivilDate, from: string | undefined, to: string | undefined): boolean =>
  (from === undefined || date >= from) && (to === undefined || date <= to)

/** The row with what is owned of another. */
export const owning = (
  row: Transaction.Transaction,
  owned: Transaction.Transaction["owned"]
): Transaction.Transaction => {
  const { owned: _, ...rest } = row
  return owned === undefined ? rest : { ...rest, owned }
}

/** What rules say; answers how many rows changed. */
export const rule = (state: State, ruled: ReadonlyArray<Ruled>, now: DateTime.Utc): number => {
  const changed = ruled.flatMap(({ category, id }) => {
    const held = state.transactions.get(id)
    if (held === undefined) return []
    const next =
      category === null ? Owned.clear(held, "category", { by: "rule", at: now }) : Owned.set(held, "category", category)
    return next === held ? [] : [next]
  })
  for (const row of changed) state.transactions.set(row.id, row)
  return changed.length
}

export const transactions = (state: State) => {
  const rowsOf = (
    accountId: Account.AccountId,
    wanted: (row: Transaction.Transaction) => boolean
  ): ReadonlyArray<Transaction.Transaction> =>
    state.transactions.ofAccount(accountId).filter(wanted).toSorted(newestFirst)

  const shown = ({ accountId, billKey, from, to, createdAtFrom, ids }: TransactionFilter) =>
    rowsOf(
      accountId,
      (row) =>
        row.state === "live" &&
        (ids === undefined ? between(row.date, from, to) : ids.includes(row.id)) &&
        (createdAtFrom === undefined || DateTime.isGreaterThanOrEqualTo(row.createdAt, createdAtFrom)) &&
        (billKey === undefined || row.creditCardMetadata?.billId === billKey)
    )

  return TransactionStore.of({
    get: Effect.fn("TransactionStore.get")(function* (applicationId, id) {
      const row = state.transactions.get(id)
      const itemId = row?.state === "live" ? state.accounts.get(row.accountId)?.itemId : undefined
      return row === undefined || !isOf(state, applicationId, itemId) ? yield* new TransactionNotFound() : row
    }),
    page: (filter, { number, size }) =>
      Effect.sync(() => {
        const rows = shown(filter)
        return { rows: rows.slice((number - 1) * size, number * size), total: rows.length }
      }),
    after: (filter, cursor, limit) =>
      Effect.sync(() => {
        const place = Option.map(cursor, (at) => (isId(at.id) ? at : { ...at, id: "" }))
        const rows = shown(filter).filter((row) => Option.isNone(place) || newestFirst(place.value, row) < 0)
        const page = rows.slice(0, limit)
        const last = page.at(-1)
        const next =
          rows.length > limit && last !== undefined ? Option.some(cursorOf(last)) : Option.none<TransactionCursor>()
        return { rows: page, next }
      }),
    forMerge: (accountId, { from, to }, institutionIds) =>
      Effect.sync(() => {
        const named = new Set<string | null | undefined>(institutionIds)
        return rowsOf(accountId, (row) => between(row.date, from, to) || named.has(row.institutionId))
      }),
    unsettled: (accountId) =>
      Effect.sync(() =>
        rowsOf(
          accountId,
          ({ state, status, absences, unconfirmed }) =>
            state === "live" && (status === "PENDING" || (status === "POSTED" && absences > 0 && !unconfirmed))
        )
      ),
    own: Effect.fn("TransactionStore.own")(function* (applicationId, id, field, value, now) {
      const held = state.transactions.get(id)
      const itemId = held?.state === "live" ? state.accounts.get(held.accountId)?.itemId : undefined
      if (held === undefined || !isOf(state, applicationId, itemId)) return yield* new TransactionNotFound()
      const row =
        value === null
          ? Owned.clear(held, field, { by: "person", at: now })
          : Owned.set(held, field, { value, by: "person", at: now })
      state.transactions.set(id, row)
      return row
    }),
    rule: (applicationId, ruled, now) =>
      Effect.sync(() => {
        const own = ruled.filter(({ id }) => {
          const accountId = state.transactions.get(id)?.accountId
          const itemId = accountId === undefined ? undefined : state.accounts.get(accountId)?.itemId
          return isOf(state, applicationId, itemId)
        })
        return rule(state, own, now)
      })
  })
}
