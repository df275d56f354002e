// Executions in PostgreSQL. Each write of a visit locks the Item, then its execution at the fence of the claim, and stops
// when that is gone. `beat` alone takes the execution's lock without the Item's: it waits for nothing while it holds it.
import { Execution } from "@tomada/core"
import type { Item } from "@tomada/core"
import { DateTime, Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"

import { type Claim, ExecutionNotFound, ExecutionStore, Superseded } from "./ExecutionStore.ts"
import * as Runs from "./internal/Runs.ts"
import * as SealedRows from "./internal/SealedRows.ts"
import { orDie, transact } from "./internal/Sql.ts"
import { accounts, coverage, executions, identities, items, steps, transactions } from "./internal/Tables.ts"
import { ItemNotFound } from "./ItemStore.ts"

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const atomically = transact(sql)
  const columns = sql.literal(executions.columns)
  const itemColumns = sql.literal(items.columns)

  const lock = Effect.fnUntraced(function* ({ executionId, itemId, fence }: Claim) {
    const superseded = new Superseded({ executionId })
    const [itemRow] = yield* sql`select ${itemColumns} from items where id = ${itemId} for update`
    if (itemRow === undefined) return yield* superseded
    const [row] = yield* sql`
      select ${columns} from executions
      where id = ${executionId} and item_id = ${itemId} and fence = ${fence} and ended_at is null for update`
    if (row === undefined) return yield* superseded
    return { item: yield* items.decode(itemRow), execution: yield* executions.decode(row) }
  })

  const move = Effect.fnUntraced(function* (
    held: { readonly execution: Execution.Execution; readonly item: Item.Item },
    event: Execution.Event,
    now: DateTime.Utc
  ) {
    const { execution, item } = yield* Effect.fromResult(Runs.advance(held, event, now)).pipe(Effect.orDie)
    yield* executions.write(sql, [execution])
    yield* items.write(sql, [item])
    yield* steps.write(sql, [{ executionId: execution.id, status: execution.status, at: now }], item)
    if (event._tag === "ChallengeRaised") {
      yield* sql`insert into challenges (id, application_id, item_id, execution_id)
        values (${event.challenge.id}, ${item.applicationId}, ${item.id}, ${execution.id})`
    }
    if (event._tag === "ChallengeAnswered") {
      yield* sql`update challenges set answered_at = ${date(now)} where id = ${event.id}`
    }
    return item
  })

  return ExecutionStore.of({
    get: Effect.fn("ExecutionStore.get")(function* (applicationId, id) {
      const [row] = yield* sql`
        select ${columns} from executions where id = ${id} and application_id = ${applicationId}`
      return row === undefined ? yield* new ExecutionNotFound() : yield* executions.decode(row)
    }, orDie),
    steps: Effect.fn("ExecutionStore.steps")(function* (id) {
      const rows = yield* steps.decodeAll(
        yield* sql`select ${sql.literal(steps.columns)} from execution_steps where execution_id = ${id} order by id`
      )
      return rows.map(({ status, at }) => ({ status, at }))
    }, orDie),
    claim: Effect.fn("ExecutionStore.claim")(function* (id, now) {
      const [found] = yield* sql<{ itemId: Item.ItemId }>`select item_id as "itemId" from executions where id = ${id}`
      if (found === undefined) return yield* new ExecutionNotFound()
      const { itemId } = found
      const [itemRow] = yield* sql`select ${itemColumns} from items where id = ${itemId} for update`
      if (itemRow === undefined) return yield* new ExecutionNotFound()
      const [row] = yield* sql`
        update executions set fence = fence + 1, heartbeat_at = ${date(now)}
        where id = ${id} and ended_at is null returning ${columns}`
      if (row === undefined) return yield* new Superseded({ executionId: id })
      const execution = yield* executions.decode(row)
      return {
        claim: { executionId: id, itemId, fence: execution.fence },
        item: yield* items.decode(itemRow),
        execution
      }
    }, atomically),
    record: Effect.fn("ExecutionStore.record")(function* (claim, event, now) {
      return yield* move(yield* lock(claim), event, now)
    }, atomically),
    beat: Effect.fn("ExecutionStore.beat")(function* ({ executionId, fence }, now) {
      const alive = yield* sql`
        update executions set heartbeat_at = ${date(now)}
        where id = ${executionId} and fence = ${fence} and ended_at is null returning 1 as alive`
      if (alive.length === 0) return yield* new Superseded({ executionId })
    }, orDie),
    silent: Effect.fn("ExecutionStore.silent")(function* (since, limit) {
      return yield* sql<Claim>`
        select id as "executionId", item_id as "itemId", fence from executions
        where ended_at is null and coalesce(heartbeat_at, created_at) < ${date(since)}
        order by coalesce(heartbeat_at, created_at) limit ${limit}`
    }, orDie),
    commit: Effect.fn("ExecutionStore.commit")(function* (claim, merged, now) {
      const held = yield* lock(claim)
      const { item } = held
      const foreign = Runs.foreign(claim, merged)
      if (foreign !== undefined) return yield* Effect.die(new Runs.ForeignRow(foreign))
      const written = yield* accounts.write(sql, merged.accounts, item)
      if (written !== merged.accounts.length) return yield* Effect.die(new Runs.ForeignRow("accounts"))
      const named = new Set([...merged.transactions, ...merged.coverage].map(({ accountId }) => accountId))
      const own = yield* sql`select id from accounts where item_id = ${item.id} and id = any(${[...named]}::uuid[])`
      if (own.length !== named.size) return yield* Effect.die(new Runs.ForeignRow("transactions"))
      const kept = yield* transactions.write(sql, merged.transactions, item)
      if (kept !== merged.transactions.length) return yield* Effect.die(new Runs.ForeignRow("transactions"))
      if (merged.identity !== null) yield* identities.write(sql, [merged.identity], item)
      yield* coverage.write(
        sql,
        merged.coverage.map(({ accountId, product, proven }) => ({ accountId, product, ...proven })),
        item
      )
      yield* SealedRows.put(sql, item, merged.sealed)
      return yield* move(held, merged.event, now)
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
      return yield* move({ item, execution }, Execution.Event.cases.ChallengeAnswered.make({ id: challengeId }), now)
    }, atomically),
    takeAnswer: Effect.fn("ExecutionStore.takeAnswer")(function* (challengeId) {
      const [row] = yield* sql<{ blob: Uint8Array }>`
        delete from answers where challenge_id = ${challengeId} returning blob`
      return row?.blob
    }, orDie)
  })
})

const date = (instant: DateTime.Utc): Date => DateTime.toDateUtc(instant)

export const layer: Layer.Layer<ExecutionStore, never, SqlClient.SqlClient> = Layer.effect(ExecutionStore, make)
