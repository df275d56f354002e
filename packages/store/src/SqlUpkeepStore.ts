// The upkeep of Items in PostgreSQL. A claim of what is due holds an advisory lock, so that two schedulers cannot both give away
// the last place of a connector; it skips Items that a visit or a request holds, and no statement of it grows with what is
// not due.
import { type Execution, Item } from "@tomada/core"
import { DateTime, Effect, Layer, Option } from "effect"
import { SqlClient } from "effect/sql"

import * as AdvisoryLock from "./AdvisoryLock.ts"
import { writeTogether } from "./internal/Batch.ts"
import * as Beginning from "./internal/Beginning.ts"
import * as Claiming from "./internal/Claiming.ts"
import { orDie, transact } from "./internal/Sql.ts"
import * as Surroundings from "./internal/Surroundings.ts"
import { items, newExecutions, upkeep } from "./internal/Tables.ts"
import * as Upkeeping from "./internal/Upkeeping.ts"
import { ItemNotFound } from "./ItemStore.ts"
import { type Due, type DueRequest, UpkeepStore } from "./UpkeepStore.ts"

const batch = 500

const nobody: Due = { started: [], postponed: 0 }

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const atomically = transact(sql)

  const keep = (kept: ReadonlyArray<Upkeeping.Kept>, executions: ReadonlyArray<Execution.Execution> = []) =>
    writeTogether(sql, [
      items.rows(kept.map(({ item }) => item)),
      upkeep.rows(kept.map(({ upkeep: row }) => row)),
      newExecutions.rows(executions),
      Beginning.firstSteps(executions)
    ])

  const change = (
    name: string,
    decide: (kept: Upkeeping.Kept, around: Upkeeping.Around, now: DateTime.Utc) => Upkeeping.Kept
  ) =>
    Effect.fn(name)(function* (applicationId: Item.ApplicationId, id: Item.ItemId, now: DateTime.Utc) {
      const locked = yield* sql`
        select 1 from items where id = ${id} and application_id = ${applicationId} for update`
      const found = locked.length === 0 ? undefined : yield* Surroundings.of(sql, id)
      if (found === undefined) return yield* new ItemNotFound()
      const after = decide(found.kept, found.around, now)
      yield* keep([after])
      return after.item
    }, atomically)

  /** What the rules make of Items that are held locked and are not plain; `executionIds`: for their runs. */
  const decide = Effect.fnUntraced(function* (
    executionIds: ReadonlyMap<Item.ItemId, Item.ExecutionId>,
    free: Claiming.Free,
    now: DateTime.Utc
  ) {
    const ids = [...executionIds.keys()]
    const emptyUntil = free.some(({ counted }) => counted) ? yield* Claiming.emptyUntil(sql, ids, now) : undefined
    return (yield* Surroundings.read(sql, ids)).flatMap(({ around, kept }) => {
      const executionId = executionIds.get(kept.item.id)
      if (executionId === undefined) return []
      const execution = Upkeeping.unasked(kept.item, executionId, now)
      const until = emptyUntil?.get(kept.item.id) ?? null
      return [{ execution, after: Upkeeping.taken(kept, execution, around, now, until) }]
    })
  })

  const due = Effect.fn("UpkeepStore.due")(function* (request: DueRequest, now: DateTime.Utc) {
    const [turn] = yield* sql<{ ours: boolean }>`select pg_try_advisory_xact_lock(${AdvisoryLock.claims}) as ours`
    if (turn?.ours !== true) return nobody
    const running = new Map(
      (yield* sql<{ connectorId: number; runs: number }>`
        select items.connector_id as "connectorId", count(*)::int as runs
        from executions join items on items.id = executions.item_id
        where executions.ended_at is null and executions.trigger = 'SYNC' group by 1`).map(
        ({ connectorId, runs }) => [connectorId, runs] as const
      )
    )
    const left = request.atOnce - [...running.values()].reduce((sum, runs) => sum + runs, 0)
    const free = request.connectors
      .map(({ atOnce, id, ownBudgets }) => ({
        connector: id,
        places: Math.min(left, atOnce - (running.get(id) ?? 0)),
        counted: ownBudgets === true
      }))
      .filter(({ places }) => places > 0)
    if (free.length === 0) return nobody
    const places = Math.min(
      left,
      free.reduce((sum, one) => sum + one.places, 0)
    )
    const ids = Array.from({ length: places }, () => Item.ExecutionId.make(request.newId()))
    const claimed = yield* Claiming.claim(sql, free, ids, now)
    const undecided = new Map(
      claimed.flatMap(({ executionId, itemId }, index) => {
        const id = ids[index]
        return executionId !== null || id === undefined ? [] : [[itemId, id] as const]
      })
    )
    const decided = yield* decide(undecided, free, now)
    const starting = decided.flatMap(({ after, execution }) => (after.starts ? [execution] : []))
    if (decided.length > 0) {
      yield* keep(
        decided.map(({ after }) => after),
        starting
      )
    }
    const begun = new Map(starting.map(({ id, itemId }) => [itemId, id]))
    return {
      started: claimed.flatMap(({ executionId, itemId }) => {
        const id = executionId ?? begun.get(itemId)
        return id === undefined ? [] : [{ itemId, executionId: id }]
      }),
      postponed: decided.length - starting.length
    }
  }, atomically)

  const replanBatch = Effect.fnUntraced(function* (
    applicationId: Item.ApplicationId,
    after: Item.ItemId | null,
    now: DateTime.Utc
  ) {
    const rest = after === null ? sql`true` : sql`id > ${after}`
    const rows = yield* sql<{ id: Item.ItemId }>`
      select id from items where application_id = ${applicationId} and ${rest} order by id limit ${batch} for update`
    const ids = rows.map(({ id }) => id)
    const found = yield* Surroundings.read(sql, ids)
    yield* keep(found.map(({ around, kept }) => Upkeeping.replanned(kept, around, now)))
    return ids
  }, atomically)

  return UpkeepStore.of({
    get: Effect.fn("UpkeepStore.get")(function* (applicationId, id) {
      const [row] = yield* sql`
        select ${sql.literal(upkeep.columns)} from upkeep where item_id = ${id} and application_id = ${applicationId}`
      return row === undefined ? yield* new ItemNotFound() : yield* upkeep.decode(row)
    }, orDie),
    nextDue: sql<{ at: Date }>`
      select auto_sync_at as at from upkeep where auto_sync_at is not null order by auto_sync_at limit 1`.pipe(
      Effect.map(([row]) => Option.map(Option.fromUndefinedOr(row?.at), (at) => DateTime.makeUnsafe(at))),
      orDie
    ),
    due,
    replan: Effect.fn("UpkeepStore.replan")(function* (applicationId, now) {
      let count = 0
      let last: Item.ItemId | null = null
      for (;;) {
        const ids: ReadonlyArray<Item.ItemId> = yield* replanBatch(applicationId, last, now)
        count += ids.length
        last = ids.at(-1) ?? null
        if (ids.length < batch || last === null) return count
      }
    }),
    disableAutoSync: change("UpkeepStore.disableAutoSync", Upkeeping.disabled),
    unblock: change("UpkeepStore.unblock", (kept, _around, now) => Upkeeping.unblocked(kept, now))
  })
})

export const layer: Layer.Layer<UpkeepStore, never, SqlClient.SqlClient> = Layer.effect(UpkeepStore, make)
