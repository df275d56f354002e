// The merge with storage: a collection is merged with what PostgreSQL holds of its window and committed as a visit does it, against the bare
// upsert of the same rows into a table of its own. Each side has one connection, so that one backend's CPU is its own. Every sync adds a
// day to its history; what a visit does before its merge (claim, login) is not counted.
import {
  type Account,
  type CivilDate,
  Coverage,
  DateInterval,
  type Item,
  Product,
  type Transaction,
  Transactions
} from "@tomada/core"
import { Ids } from "@tomada/engine"
import {
  AccountStore,
  ExecutionStore,
  ItemStore,
  Migrations,
  Postgres,
  SqlStore,
  TransactionStore
} from "@tomada/store"
import { DateTime, Effect, Layer, Redacted, Result } from "effect"
import { SqlClient } from "effect/sql"

import * as MergeCpu from "./MergeCpu.ts"
import * as MergeRows from "./MergeRows.ts"
import * as MergeUpsert from "./MergeUpsert.ts"
import * as MergeVisit from "./MergeVisit.ts"

const { overlapDays } = MergeRows
const noon = (day: CivilDate.CivilDate): DateTime.Utc => DateTime.makeUnsafe(`${day}T12:00:00Z`)
const zone = "UTC"

const pool = (url: string) =>
  Postgres.layer({ url: Redacted.make(url), maxConnections: 1, statementTimeout: "10 minutes" })

/** The stores on the database at this address, whose tables it makes. */
export const stores = (url: string) =>
  SqlStore.layer.pipe(
    Layer.merge(Ids.Ids.layer),
    Layer.provideMerge(Layer.effectDiscard(Migrations.run)),
    Layer.provideMerge(pool(url))
  )

/** A pool for the bare upsert on the database at this address, whose table it makes. */
export const bare = (url: string) => Layer.effectDiscard(MergeUpsert.make).pipe(Layer.provideMerge(pool(url)))

/** Makes a database beside that of this address and answers its address. */
export const database = (url: string, name: string): Effect.Effect<string, unknown> =>
  SqlClient.SqlClient.pipe(
    Effect.flatMap((sql) => sql`create database ${sql(name)}`),
    Effect.map(() => {
      const address = new URL(url)
      address.pathname = `/${name}`
      return address.href
    }),
    Effect.provide(pool(url), { local: true })
  )

/** An account with a history of so many days. */
export interface History {
  readonly item: Item.Item
  readonly account: Account.Account
  /** Days of the history when it was made; the day that a sync adds first. */
  readonly days: number
}

const backend = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const [row] = yield* sql<{ pid: number }>`select pg_backend_pid() as pid`
  return row?.pid ?? 0
})

/** Holds an account with a history of so many days, written by PostgreSQL itself. */
export const holding = Effect.fnUntraced(function* (days: number) {
  const sql = yield* SqlClient.SqlClient
  const [first, last] = [MergeRows.dayOf(0, days), MergeRows.dayOf(days - 1, days)]
  const now = noon(last)
  const { account, claim, item } = yield* MergeVisit.connected(now)
  yield* (yield* ExecutionStore.ExecutionStore).commit(
    claim,
    {
      accounts: [account],
      transactions: [],
      identity: null,
      coverage: [
        {
          accountId: account.id,
          product: MergeVisit.product,
          proven: { intervals: [DateInterval.make(first, last)], collectedAt: now, deepRescanAt: now }
        }
      ],
      sealed: [],
      event: MergeVisit.succeeded
    },
    now
  )
  const { columns } = MergeRows
  yield* sql.unsafe(
    `insert into transactions (id, application_id, account_id, institution_id, date, position, status, type, amount, currency_code,
       description, state, absences, absent_in, unconfirmed, recipe, details, created_at, updated_at)
     select gen_random_uuid(), $3, $4, ${columns.institutionId}, ${columns.date}, ${columns.position}, 'POSTED', 'DEBIT',
       ${columns.amount}, 'BRL', ${columns.description}, 'live', 0, null, false, 1,
       jsonb_build_object('previousIds', '[]'::jsonb, 'category', ${columns.category}, 'providerCode', ${columns.providerCode}),
       $5::timestamptz, $5::timestamptz ${columns.from}`,
    [days, first, item.applicationId, account.id, DateTime.formatIso(now)]
  )
  yield* sql`vacuum analyze`
  yield* sql`checkpoint`
  const history: History = { item, account, days }
  return history
})

/** Merges and commits what was collected for a claimed execution, and says what the two parts cost. */
export const stored = Effect.fnUntraced(function* (
  { account }: Pick<History, "account">,
  claim: ExecutionStore.Claim,
  records: ReadonlyArray<Transaction.CollectedTransaction>,
  days: DateInterval.DateInterval,
  isNew: boolean
) {
  const transactions = yield* TransactionStore.TransactionStore
  const executions = yield* ExecutionStore.ExecutionStore
  const proven = isNew
    ? Coverage.none
    : yield* (yield* AccountStore.AccountStore).proven(account.id, MergeVisit.product)
  const pid = yield* backend
  const newId = (yield* (yield* Ids.Ids).supply) as () => Transaction.TransactionId // fresh UUIDs
  const began = noon(days.to)
  const collected: Coverage.Collected<Transaction.CollectedTransaction> = {
    records,
    coverage: [{ ...days, states: ["POSTED"] }],
    complete: true
  }

  const before = MergeCpu.now(pid)
  const needed = Transactions.needed(collected, { before: isNew })
  const held = needed === null ? [] : yield* transactions.forMerge(account.id, needed.days, needed.institutionIds)
  const merged = Transactions.merge({
    accountId: account.id,
    held,
    collected,
    policy: Product.defaultPolicy,
    executionId: claim.executionId,
    now: began,
    newId,
    before: isNew
  })
  if (Result.isFailure(merged)) throw new Error(`the merge asked for more: ${merged.failure._tag}`)
  const between = MergeCpu.now(pid)
  const { created, removed, revived, touched, updated } = merged.success
  yield* executions.commit(
    claim,
    {
      accounts: isNew ? [account] : [],
      newTransactions: created,
      transactions: [...updated, ...removed, ...revived, ...touched],
      identity: null,
      coverage: [
        {
          accountId: account.id,
          product: MergeVisit.product,
          proven: Coverage.advance(proven, {
            planned: [days],
            proven: Coverage.provenDays(collected, "POSTED"),
            began,
            zone,
            deepRescan: false
          })
        }
      ],
      sealed: [],
      event: MergeVisit.succeeded
    },
    began
  )
  const after = MergeCpu.now(pid)
  const others = updated.length + removed.length + revived.length + touched.length
  if (others > 0) throw new Error(`${others} rows changed although the institution showed the same`)
  return {
    created: created.length,
    accountId: account.id,
    merged: MergeCpu.minus(between, before),
    committed: MergeCpu.minus(after, between)
  }
})

/** The same, once it is seen that so many rows were new. */
const checked = <Cost extends { readonly created: number }>(cost: Cost, wanted: number): Cost => {
  if (cost.created !== wanted) throw new Error(`${cost.created} rows were created instead of ${wanted}`)
  return cost
}

/** The sync of the day `day` after the history's end: the overlap and that day, of which only the day is new. */
export const sync = Effect.fnUntraced(function* (history: History, day: number) {
  const { days, item } = history
  const today = days + day
  const now = noon(MergeRows.dayOf(today, days))
  const next = MergeVisit.execution(item, now)
  yield* (yield* ItemStore.ItemStore).update(item.applicationId, item.id, { execution: next }, now)
  const claim = yield* MergeVisit.toMerging(next.id, now)
  const records = MergeRows.ofDays(today - overlapDays, today, days)
  const read = DateInterval.make(MergeRows.dayOf(today - overlapDays, days), MergeRows.dayOf(today, days))
  return checked(yield* stored(history, claim, records, read, false), MergeRows.perDay)
})

/** The first sync of a new Item, of so many days. */
export const first = Effect.fnUntraced(function* (days: number) {
  const read = DateInterval.make(MergeRows.dayOf(0, days), MergeRows.dayOf(days - 1, days))
  const { account, claim } = yield* MergeVisit.connected(noon(read.to))
  const records = MergeRows.ofDays(0, days - 1, days)
  return checked(yield* stored({ account }, claim, records, read, true), records.length)
})

/** What the bare upsert of these rows costs. */
export const upsert = Effect.fnUntraced(function* (
  accountId: string,
  rows: ReadonlyArray<Transaction.CollectedTransaction>,
  wanted: number
) {
  const pid = yield* backend
  const bareRows = rows.map((row) => MergeUpsert.bareOf(accountId, row))
  const before = MergeCpu.now(pid)
  const written = yield* MergeUpsert.upsert(bareRows)
  const cost = MergeCpu.minus(MergeCpu.now(pid), before)
  if (written !== wanted) throw new Error(`the bare upsert wrote ${written} rows instead of ${wanted}`)
  return cost
})

/** The rows that `sync` collects of that day. */
export const overlapRows = ({ days }: History, day: number) =>
  MergeRows.ofDays(days + day - overlapDays, days + day, days)
