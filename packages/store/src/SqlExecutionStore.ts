// Executions in PostgreSQL. Each write of a visit locks the Item, then its execution at the fence of the claim, and stops
// when that is gone. `beat` alone takes the execution's lock without the Item's: it waits for nothing while it holds it.
import { Execution } from "@tomada/core"
import type { Item } from "@tomada/core"
import { DateTime, Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"

import {
  type Claim,
  type Events,
  ExecutionNotFound,
  ExecutionStore,
  Leased,
  type Merged,
  Superseded
} from "./ExecutionStore.ts"
import { type Batch, writeTogether } from "./internal/Batch.ts"
import * as Paging from "./internal/Paging.ts"
import * as Products from "./internal/ProductTables.ts"
import * as Runs from "./internal/Runs.ts"
import * as SealedRows from "./internal/SealedRows.ts"
import { orDie, transact } from "./internal/Sql.ts"
import * as Surroundings from "./internal/Surroundings.ts"
import type { Table } from "./internal/Table.ts"
import { accounts, coverage, executions, identities, items, steps, transactions, upkeep } from "./internal/Tables.ts"
import * as Upkeeping from "./internal/Upkeeping.ts"
import * as WebhookOutbox from "./internal/WebhookOutbox.ts"
import { ItemNotFound } from "./ItemStore.ts"

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const atomically = transact(sql)
  const columns = sql.literal(executions.columns)
  const itemColumns = sql.literal(items.columns)

  const ours = `items.id = $1 and executions.id = $2 and executions.fence = $3 and executions.ended_at is null`
  const locking = `
    select ${items.columns}, ${executions.columns} from items join executions on executions.item_id = items.id
    where ${ours} for update of items, executions`

  const lock = Effect.fnUntraced(function* ({ executionId, itemId, fence }: Claim) {
    const [row] = yield* sql.unsafe(locking, [itemId, executionId, fence]).values
    if (row === undefined) return yield* new Superseded({ executionId })
    return { item: yield* items.decodeValues(row), execution: yield* executions.decodeValues(row, items.width) }
  })

  /** `seen` stays the row that the statement began with, where `items` is the one that it waited for. */
  const lockingAll = `
    select array(select accounts.id from accounts where accounts.item_id = items.id), seen.xmin = items.xmin,
      ${executions.columns}, ${Surroundings.columns}
    from items join executions on executions.item_id = items.id join items as seen on seen.id = items.id ${Surroundings.joins}
    where ${ours} for update of items, executions`

  /** The same with what the rules ask of the world around the Item, in one turn. */
  const lockWithSurroundings = Effect.fnUntraced(function* ({ executionId, itemId, fence }: Claim) {
    const [row] = yield* sql.unsafe(lockingAll, [itemId, executionId, fence]).values
    if (row === undefined) return yield* new Superseded({ executionId })
    const accountIds = row[0] as ReadonlyArray<string> // an array of uuid
    const execution = yield* executions.decodeValues(row, 2)
    const read = yield* Surroundings.decodeFrom(row, 2 + executions.width)
    const found = row[1] === true ? read : yield* Surroundings.of(sql, itemId)
    return { accountIds, execution, item: found?.kept.item ?? read.kept.item, found }
  })

  /** Moves the execution and its Item, in one statement with what else is to be written. Answers how many of that were. */
  const move = Effect.fnUntraced(function* (
    held: {
      readonly execution: Execution.Execution
      readonly item: Item.Item
      readonly found?: Surroundings.Found | undefined
    },
    event: Execution.Event,
    now: DateTime.Utc,
    {
      events = () => [],
      others = []
    }: { readonly events?: Events | undefined; readonly others?: ReadonlyArray<ReadonlyArray<Batch>> } = {}
  ) {
    const advanced = yield* Effect.fromResult(Runs.advance(held, event, now)).pipe(Effect.orDie)
    const { execution } = advanced
    const around = execution.endedAt === null ? undefined : (held.found ?? (yield* Surroundings.of(sql, held.item.id)))
    const kept =
      around === undefined
        ? undefined
        : Upkeeping.ended({ item: advanced.item, upkeep: around.kept.upkeep }, execution, around.around, now)
    const item = kept?.item ?? advanced.item
    yield* WebhookOutbox.append(sql, events(held.item, item))
    const written = yield* writeTogether(sql, [
      ...others,
      executions.rows([execution]),
      items.rows([item]),
      steps.rows([{ executionId: execution.id, status: execution.status, at: now }], item),
      kept === undefined ? [] : upkeep.rows([kept.upkeep])
    ])
    if (event._tag === "ChallengeRaised") {
      yield* sql`insert into challenges (id, application_id, item_id, execution_id)
        values (${event.challenge.id}, ${item.applicationId}, ${item.id}, ${execution.id})
        on conflict (id) do update set answered_at = null`
    }
    if (event._tag === "ChallengeAnswered") {
      yield* sql`update challenges set answered_at = ${date(now)} where id = ${event.id}`
    }
    return { item, written }
  })

  /** The investments that rows of the merge may name; asked only where there are such rows. */
  const investmentsNamed = (
    item: Pick<Item.Item, "id">,
    { investmentCoverage = [], investmentTransactions = [] }: Merged
  ) =>
    investmentCoverage.length + investmentTransactions.length === 0
      ? Effect.succeed([])
      : Effect.map(sql<{ id: string }>`select id from investments where item_id = ${item.id}`, (rows) =>
          rows.map(({ id }) => id)
        )

  return ExecutionStore.of({
    get: Effect.fn("ExecutionStore.get")(function* (applicationId, id) {
      const [row] = yield* sql`
        select ${columns} from executions where id = ${id} and application_id = ${applicationId}`
      return row === undefined ? yield* new ExecutionNotFound() : yield* executions.decode(row)
    }, orDie),
    steps: Effect.fn("ExecutionStore.steps")(function* (id) {
      const rows = yield* steps.decodeAll(
        yield* sql`select ${sql.literal(steps.columns)} from execution_steps where execution_id = ${id} order by id`
          .values
      )
      return rows.map(({ status, at }) => ({ status, at }))
    }, orDie),
    counts: Effect.fn("ExecutionStore.counts")(function* (id) {
      const rows = yield* Products.counts.decodeAll(
        yield* sql`
          select ${sql.literal(Products.counts.columns)} from execution_counts where execution_id = ${id}`.values
      )
      return Runs.inOrder(rows.map(({ executionId: _, ...counts }) => counts))
    }, orDie),
    ofItem: Effect.fn("ExecutionStore.ofItem")(function* (applicationId, itemId, page) {
      const where = sql`item_id = ${itemId} and application_id = ${applicationId}`
      const list = { name: "executions", table: executions, order: "created_at desc, id desc" }
      return yield* Paging.page(sql, { ...list, where }, page)
    }, orDie),
    claim: Effect.fn("ExecutionStore.claim")(function* (id, now, lease) {
      const [found] = yield* sql<{ itemId: Item.ItemId }>`select item_id as "itemId" from executions where id = ${id}`
      if (found === undefined) return yield* new ExecutionNotFound()
      const { itemId } = found
      const [itemRow] = yield* sql`select ${itemColumns} from items where id = ${itemId} for update`
      if (itemRow === undefined) return yield* new ExecutionNotFound()
      const free =
        lease === undefined
          ? sql`true`
          : sql`(heartbeat_at is null or heartbeat_at <= ${date(DateTime.subtractDuration(now, lease))})`
      const [row] = yield* sql`
        update executions set fence = fence + 1, heartbeat_at = ${date(now)}
        where id = ${id} and ended_at is null and ${free} returning ${columns}, passed`
      if (row === undefined) {
        const open = yield* sql`select 1 from executions where id = ${id} and ended_at is null`
        return yield* open.length === 0 ? new Superseded({ executionId: id }) : new Leased({ executionId: id })
      }
      const execution = yield* executions.decode(row)
      const item = yield* items.decode(itemRow)
      const since = item.lastUpdatedAt === null ? sql`true` : sql`created_at > ${date(item.lastUpdatedAt)}`
      const changed = yield* sql`
        select 1 from executions where item_id = ${itemId} and new_credentials and ${since} limit 1`
      return {
        claim: { executionId: id, itemId, fence: execution.fence },
        item,
        execution,
        newCredentials: changed.length > 0,
        passed: row["passed"] === true
      }
    }, atomically),
    record: Effect.fn("ExecutionStore.record")(function* (claim, event, now, events) {
      return (yield* move(yield* lock(claim), event, now, { events })).item
    }, atomically),
    beat: Effect.fn("ExecutionStore.beat")(function* ({ executionId, fence }, now) {
      const alive = yield* sql`
        update executions set heartbeat_at = ${date(now)}
        where id = ${executionId} and fence = ${fence} and ended_at is null returning 1 as alive`
      if (alive.length === 0) return yield* new Superseded({ executionId })
    }, orDie),
    release: Effect.fn("ExecutionStore.release")(function* ({ executionId, fence }) {
      yield* sql`
        update executions set heartbeat_at = null where id = ${executionId} and fence = ${fence} and ended_at is null`
    }, orDie),
    silent: Effect.fn("ExecutionStore.silent")(function* (since, limit) {
      return yield* sql<Claim>`
        select id as "executionId", item_id as "itemId", fence from executions
        where ended_at is null and coalesce(heartbeat_at, created_at) < ${date(since)}
        order by coalesce(heartbeat_at, created_at) limit ${limit}`
    }, orDie),
    commit: Effect.fn("ExecutionStore.commit")(function* (claim, merged, now) {
      const held = yield* lockWithSurroundings(claim)
      const { item } = held
      const foreign = Runs.foreign(claim, merged)
      if (foreign !== undefined) return yield* Effect.die(new Runs.ForeignRow(foreign))
      const investmentIds = yield* investmentsNamed(item, merged)
      const stray = Runs.stray(merged, {
        accounts: new Set<string>([...held.accountIds, ...merged.accounts.map(({ id }) => id)]),
        investments: new Set<string>([...investmentIds, ...(merged.investments ?? []).map(({ id }) => id)])
      })
      if (stray !== undefined) return yield* Effect.die(new Runs.ForeignRow(stray))
      yield* SealedRows.put(sql, item, merged.sealed)
      const { executionId } = claim
      const owned: ReadonlyArray<Owned> = [
        ofTable("accounts", accounts, merged.accounts, item),
        ofTable("transactions", transactions, merged.transactions, item),
        {
          name: "transactions",
          count: merged.newTransactions?.length ?? 0,
          rows: transactions.newRows(merged.newTransactions ?? [], item)
        },
        ofTable("bills", Products.bills, merged.bills, item),
        ofTable("account_statements", Products.statements, merged.statements, item),
        ofTable("investments", Products.investments, merged.investments, item),
        ofTable("investment_transactions", Products.investmentTransactions, merged.investmentTransactions, item),
        ofTable("loans", Products.loans, merged.loans, item)
      ]
      const coverages = merged.coverage.map(({ accountId, product, proven }) => ({ accountId, product, ...proven }))
      const investmentCoverages = (merged.investmentCoverage ?? []).map(({ investmentId, proven }) => ({
        investmentId,
        ...proven
      }))
      const counts = (merged.counts ?? []).map((of) => ({ executionId, ...of }))
      const moved = yield* move(held, merged.event, now, {
        events: merged.events,
        others: [
          ...owned.map(({ rows }) => rows),
          merged.identity === null ? [] : identities.rows([merged.identity], item),
          coverage.rows(coverages, item),
          Products.investmentCoverage.rows(investmentCoverages, item),
          Products.decisions.rows(merged.decisions ?? [], item),
          Products.suggestions.rows(merged.suggestions ?? [], item),
          Products.counts.rows(counts, item)
        ]
      })
      for (const [index, { count, name }] of owned.entries()) {
        if (moved.written[index] !== count) return yield* Effect.die(new Runs.ForeignRow(name))
      }
      return moved.item
    }, atomically),
    reseal: Effect.fn("ExecutionStore.reseal")(function* (claim, sealed) {
      const { item } = yield* lock(claim)
      for (const { purpose, name, blob } of sealed) {
        yield* blob === null
          ? SealedRows.remove(sql, item, { purpose, name })
          : SealedRows.put(sql, item, [{ purpose, name, blob }])
      }
    }, atomically),
    answer: Effect.fn("ExecutionStore.answer")(function* (applicationId, itemId, { challengeId, blob }, now) {
      const [itemRow] = yield* sql`
        select ${itemColumns} from items where id = ${itemId} and application_id = ${applicationId} for update`
      if (itemRow === undefined) return yield* new ItemNotFound()
      const item = yield* items.decode(itemRow)
      const [asked] = yield* sql<{ answered: boolean }>`
        select answered_at is not null as answered from challenges where id = ${challengeId} and item_id = ${itemId}`
      const refused = Runs.refusal(item, challengeId, asked, now)
      if (refused !== undefined) return yield* refused
      const [row] = yield* sql`
        select ${columns} from executions where id = ${item.executionId} and ended_at is null for update`
      if (row === undefined) return yield* Effect.die(new Error("an Item that waits has no execution"))
      const execution = yield* executions.decode(row)
      yield* sql`insert into answers (challenge_id, application_id, blob)
        values (${challengeId}, ${applicationId}, ${blob})`
      const event = Execution.Event.cases.ChallengeAnswered.make({ id: challengeId })
      return (yield* move({ item, execution }, event, now)).item
    }, atomically),
    takeAnswer: Effect.fn("ExecutionStore.takeAnswer")(function* (challengeId) {
      const [row] = yield* sql<{ blob: Uint8Array }>`
        delete from answers where challenge_id = ${challengeId} returning blob`
      return row?.blob
    }, orDie)
  })
})

const date = (instant: DateTime.Utc): Date => DateTime.toDateUtc(instant)

/** Rows that are written only where they belong already: all of them, or it is a mistake. */
interface Owned {
  readonly name: string
  readonly count: number
  readonly rows: ReadonlyArray<Batch>
}

const ofTable = <A>(name: string, table: Table<A>, rows: ReadonlyArray<A> | undefined, item: Item.Item): Owned => ({
  name,
  count: rows?.length ?? 0,
  rows: table.rows(rows ?? [], item)
})

export const layer: Layer.Layer<ExecutionStore, never, SqlClient.SqlClient> = Layer.effect(ExecutionStore, make)
