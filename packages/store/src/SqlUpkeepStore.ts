// The upkeep of Items in PostgreSQL. A claim of what is due holds an advisory lock, so that two schedulers cannot both give away
// the last place of a connector; it skips Items that a visit or a request holds, and no statement of it grows with what is
// not due.
import { type Execution, Item } from "@tomada/core"
import { DateTime, Effect, Layer, Option } from "effect"
import { SqlClient } from "effect/sql"

import { writeTogether } from "./internal/Batch.ts"
import * as Beginning from "./internal/Beginning.ts"
import { orDie, transact } from "./internal/Sql.ts"
import * as Surroundings from "./internal/Surroundings.ts"
import { items, newExecutions, upkeep } from "./internal/Tables.ts"
import * as Upkeeping from "./internal/Upkeeping.ts"
import { ItemNotFound } from "./ItemStore.ts"
import { type Due, type DueRequest, UpkeepStore } from "./UpkeepStore.ts"

const lock = 7_661_623_202
const batch = 500

/** Of each connector as many as it has places; `$1`: the places as JSON, `$2`: now, `$3`: places of all. */
const claiming = `
  select due.* from jsonb_to_recordset($1::jsonb) as free (connector integer, places integer)
  cross join lateral (
    select ${items.columns}, ${upkeep.columns} from upkeep join items on items.id = upkeep.item_id
    where upkeep.connector_id = free.connector and upkeep.auto_sync_at <= $2
    order by upkeep.auto_sync_at limit free.places
    for update of items, upkeep skip locked
  ) as due
  order by due."autoSyncAt" limit $3`

const nobody: Due = { started: [], postponed: 0 }

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const atomically = transact(sql)

  const keep = (changes: ReadonlyArray<Beginning.Change>, executions: ReadonlyArray<Execution.Execution> = []) => {
    const others = changes.filter((change) => !Beginning.isOne(change)).map(({ after }) => after)
    return writeTogether(sql, [
      ...Beginning.rows(changes.filter(Beginning.isOne)),
      items.rows(others.map(({ item }) => item)),
      upkeep.rows(others.map(({ upkeep: row }) => row)),
      newExecutions.rows(executions),
      Beginning.firstSteps(executions)
    ])
  }

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
      yield* keep([{ before: found.kept, after }])
      return after.item
    }, atomically)

  const due = Effect.fn("UpkeepStore.due")(function* (request: DueRequest, now: DateTime.Utc) {
    const [turn] = yield* sql<{ ours: boolean }>`select pg_try_advisory_xact_lock(${BigInt(lock)}) as ours`
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
      .map(({ atOnce, id }) => ({ connector: id, places: Math.min(left, atOnce - (running.get(id) ?? 0)) }))
      .filter(({ places }) => places > 0)
    if (free.length === 0) return nobody
    const rows = yield* sql.unsafe(claiming, [JSON.stringify(free), DateTime.toDateUtc(now), left]).values
    const upkeeps = yield* upkeep.decodeAll(rows.map((row) => row.slice(items.width)))
    const claimed = (yield* items.decodeAll(rows)).flatMap((item, index) => {
      const own = upkeeps[index]
      return own === undefined ? [] : [{ item, upkeep: own }]
    })
    const decided = (yield* Surroundings.around(sql, claimed)).map(({ around, kept }) => {
      const execution = Upkeeping.unasked(kept.item, Item.ExecutionId.make(request.newId()), now)
      return { before: kept, execution, after: Upkeeping.taken(kept, execution, around, now) }
    })
    const starting = decided.filter(({ after }) => after.starts)
    yield* keep(
      decided,
      starting.map(({ execution }) => execution)
    )
    return {
      started: starting.map(({ execution }) => ({ itemId: execution.itemId, executionId: execution.id })),
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
    yield* keep(found.map(({ around, kept }) => ({ before: kept, after: Upkeeping.replanned(kept, around, now) })))
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
