// Executions in PostgreSQL. Each write of a visit locks the Item, then its execution at the fence of the claim, and stops
// when that is gone. `beat` alone takes the execution's lock without the Item's: it waits for nothing while it holds it.
import { Execution } from "@tomada/core"
import type { Item } from "@tomada/core"
import { DateTime, Effect, Layer, Result } from "effect"
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
import { type Batch, writeIf, writeTogether } from "./internal/Batch.ts"
import * as Logins from "./internal/Logins.ts"
import * as Owning from "./internal/Owning.ts"
import * as Paging from "./internal/Paging.ts"
import * as Products from "./internal/ProductTables.ts"
import * as Recollection from "./internal/Recollection.ts"
import * as Runs from "./internal/Runs.ts"
import * as SealedRows from "./internal/SealedRows.ts"
import { alone, orDie, transact } from "./internal/Sql.ts"
import * as Surroundings from "./internal/Surroundings.ts"
import type { Table } from "./internal/Table.ts"
import { accounts, coverage, executions, identities, items, steps, transactions, upkeep } from "./internal/Tables.ts"
import * as Upkeeping from "./internal/Upkeeping.ts"
import * as WebhookOutbox from "./internal/WebhookOutbox.ts"
import { ItemNotFound, type Sealed } from "./ItemStore.ts"

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const atomically = transact(sql)
  const recollection = Recollection.make()
  const columns = sql.literal(executions.columns)
  const itemColumns = sql.literal(items.columns)

  /** Takes the Item's lock, then the execution's, and raises the fence where the execution is free before $3. */
  const claiming = `
    with held as (
      select *, xmin as version from items where id = (select item_id from executions where id = $1) for update
    ), claimed as (
      update executions set fence = executions.fence + 1, heartbeat_at = $2::timestamptz from held
      where executions.id = $1 and executions.item_id = held.id and executions.ended_at is null
        and ($3::timestamptz is null or executions.heartbeat_at is null or executions.heartbeat_at <= $3::timestamptz)
      returning executions.*
    )
    select executions.passed, exists (
        select from executions as given where given.item_id = items.id and given.new_credentials
          and (items.last_updated_at is null or given.created_at > items.last_updated_at)),
      items.version::text, ${Logins.keys}, ${Logins.goesFirst}, ${items.columns}, ${executions.columns}
    from held as items join claimed as executions on true`

  const ours = `items.id = $1 and executions.id = $2 and executions.fence = $3 and executions.ended_at is null`
  const unmoved = `
    select from items join executions on executions.item_id = items.id
    where ${ours} and items.xmin = $4::text::xid for update of items, executions`

  /** Seals for whoever has the claim; none where it is gone. */
  const sealing = `
    with held as (
      select items.id, items.application_id from items join executions on executions.item_id = items.id
      where ${ours} for update of items, executions
    )
    ${SealedRows.into} select held.id, held.application_id, purpose, name, blob from held, ${SealedRows.unnested(4)}
    ${SealedRows.replacing}`

  /** The same for hashes of the login. */
  const recognising = `
    with held as (
      select items.id, items.application_id from items join executions on executions.item_id = items.id
      where ${ours} for update of items, executions
    )
    ${Logins.into} select held.id, held.application_id, key_id, hash from held, ${Logins.unnested(4)} ${Logins.replacing}`

  const waiting = `select 1 from items join executions on executions.item_id = items.id
    where items.id = $1 and executions.id = $2 and ${Logins.goesFirst}`

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
    const written = yield* writeTogether(sql, [
      ...others,
      executions.rows([execution]),
      items.rows([item]),
      steps.rows([{ executionId: execution.id, status: execution.status, at: now }], item),
      kept === undefined ? [] : upkeep.rows([kept.upkeep]),
      WebhookOutbox.rows(events(held.item, item))
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

  const recordLocked = Effect.fnUntraced(function* (
    claim: Claim,
    event: Execution.Event,
    now: DateTime.Utc,
    events?: Events
  ) {
    return (yield* move(yield* lock(claim), event, now, { events })).item
  })

  /** A step on the way, from what the visit's last write left; undefined when it is more than that, or somebody wrote in between. */
  const step = Effect.fnUntraced(function* (
    claim: Claim,
    left: Recollection.Left,
    event: Execution.Event,
    now: DateTime.Utc,
    events: Events = () => []
  ) {
    if (event._tag === "ChallengeRaised" || event._tag === "ChallengeAnswered") return undefined
    const advanced = Runs.advance(left, event, now)
    if (Result.isFailure(advanced) || advanced.success.execution.endedAt !== null) return undefined
    const { item } = advanced.success
    const execution = { ...advanced.success.execution, heartbeatAt: now }
    const { executionId, fence, itemId } = claim
    const guard = { query: unmoved, parameters: [itemId, executionId, fence, left.version] }
    const version = yield* writeIf(sql, guard, [
      ...executions.rows([execution]),
      ...items.rows([item]),
      ...steps.rows([{ executionId, status: execution.status, at: now }], item),
      ...WebhookOutbox.rows(events(left.item, item))
    ])
    if (version === undefined) return undefined
    recollection.leave(claim, { execution, item, version })
    return item
  })

  const sealAll = Effect.fn("ExecutionStore.reseal")(function* (
    { executionId, fence, itemId }: Claim,
    sealed: ReadonlyArray<Sealed>
  ) {
    const kept = yield* sql.unsafe(sealing, [itemId, executionId, fence, ...SealedRows.arrays(sealed)])
    if (kept.length === 0) return yield* new Superseded({ executionId })
  }, alone)

  const resealEach = Effect.fn("ExecutionStore.reseal")(function* (claim: Claim, sealed: ReadonlyArray<Resealed>) {
    const { item } = yield* lock(claim)
    yield* SealedRows.put(sql, item, sealed.filter(holdsBlob))
    for (const each of sealed) if (!holdsBlob(each)) yield* SealedRows.remove(sql, item, each)
  }, atomically)

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
      const before = lease === undefined ? null : iso(DateTime.subtractDuration(now, lease))
      const [row] = yield* sql.unsafe(claiming, [id, iso(now), before]).values
      if (row === undefined) {
        const [found] = yield* sql<{ open: boolean }>`
          select ended_at is null as open from executions where id = ${id}`
        if (found === undefined) return yield* new ExecutionNotFound()
        return yield* found.open ? new Leased({ executionId: id }) : new Superseded({ executionId: id })
      }
      const [passed, newCredentials, version, loginKeys, waits] = row
      const item = yield* items.decodeValues(row, 5)
      const execution = yield* executions.decodeValues(row, 5 + items.width)
      const claim: Claim = { executionId: id, itemId: item.id, fence: execution.fence }
      recollection.leave(claim, { execution, item, version: String(version) })
      return {
        claim,
        item,
        execution,
        newCredentials: newCredentials === true,
        passed: passed === true,
        loginKeys: loginKeys as ReadonlyArray<string>, // an array of text
        waits: waits === true
      }
    }, alone),
    record: Effect.fn("ExecutionStore.record")(function* (claim, event, now, events) {
      const left = recollection.take(claim)
      const moved = left === undefined ? undefined : yield* alone(step(claim, left, event, now, events))
      return moved ?? (yield* atomically(recordLocked(claim, event, now, events)))
    }),
    waits: Effect.fn("ExecutionStore.waits")(function* ({ executionId, itemId }) {
      return (yield* sql.unsafe(waiting, [itemId, executionId])).length > 0
    }, orDie),
    recogniseBy: Effect.fn("ExecutionStore.recogniseBy")(function* ({ executionId, fence, itemId }, login) {
      const kept = yield* sql.unsafe(recognising, [itemId, executionId, fence, ...Logins.arrays(login)])
      if (kept.length === 0) return yield* new Superseded({ executionId })
    }, alone),
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
          Products.counts.rows(counts, item),
          SealedRows.rows(item, merged.sealed)
        ]
      })
      for (const [index, { count, name }] of owned.entries()) {
        if (moved.written[index] !== count) return yield* Effect.die(new Runs.ForeignRow(name))
      }
      yield* Owning.rule(sql, item.applicationId, merged.ruled ?? [], now)
      return moved.item
    }, atomically),
    reseal: (claim, sealed) => {
      const kept = sealed.filter(holdsBlob)
      return kept.length > 0 && kept.length === sealed.length ? sealAll(claim, kept) : resealEach(claim, sealed)
    },
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
const iso = (instant: DateTime.Utc): string => DateTime.formatIso(instant)

type Resealed = Omit<Sealed, "blob"> & { readonly blob: Uint8Array | null }
const holdsBlob = (each: Resealed): each is Sealed => each.blob !== null

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
