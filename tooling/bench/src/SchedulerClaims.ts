// The statements of a scheduler's round as `Scheduler.roundAt` asks the stores for them, and the least that could do their work, each with what it
// took of the CPU. All speak through one connection, so that one backend's CPU is theirs. Runs are told to nobody: what that costs is the cluster's.
import { randomUUID } from "node:crypto"

import { Ids } from "@tomada/engine"
import { ConnectorStore, UpkeepStore } from "@tomada/store"
import { DateTime, Effect, Option } from "effect"
import { SqlClient } from "effect/sql"

import * as MergeCpu from "./MergeCpu.ts"

/** The process of the connection. */
export const backend = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const [row] = yield* sql<{ pid: number }>`select pg_backend_pid() as pid`
  return row?.pid ?? 0
})

/** What the work answers, and what it cost. */
export const measured = Effect.fnUntraced(function* <A, E, R>(pid: number, work: Effect.Effect<A, E, R>) {
  const before = MergeCpu.now(pid)
  const answer = yield* work
  return { answer, cost: MergeCpu.minus(MergeCpu.now(pid), before) }
})

/** Whether an Item is due: all that an idle round asks. */
export const poll = Effect.fnUntraced(function* (now: DateTime.Utc) {
  const next = yield* (yield* UpkeepStore.UpkeepStore).nextDue
  return Option.isSome(next) && !DateTime.isGreaterThan(next.value, now)
})

/** Claims at most so many of what is due. Answers how many runs it started. */
export const claim = Effect.fnUntraced(function* (atOnce: number, now: DateTime.Utc) {
  if (!(yield* poll(now))) return 0
  const all = yield* (yield* ConnectorStore.ConnectorStore).all
  const connectors = all.map(({ id }) => ({ id, atOnce }))
  const request = { connectors, atOnce, newId: Ids.ofInstant(now.epochMilliseconds, randomUUID) }
  const { postponed, started } = yield* (yield* UpkeepStore.UpkeepStore).due(request, now)
  if (postponed > 0) throw new Error(`${postponed} Items were put off`)
  return started.length
})

const claiming = (table: string): string => `
  update ${table} set execution_id = gen_random_uuid(), execution_status = 'CREATED', next_auto_sync_at = null, updated_at = $1
  where id = any (array(
    select id from ${table} where next_auto_sync_at <= $1 order by next_auto_sync_at limit $2 for update skip locked
  ))
  returning id, execution_id, application_id`

const bare = claiming("bare")
const withRuns = `
  with claimed as (${claiming("bare_with_runs")}), runs as (
    insert into executions (id, application_id, item_id, trigger, status, fence, created_at)
    select execution_id, application_id, id, 'SYNC', 'CREATED', 0, $1 from claimed
  ), steps as (
    insert into execution_steps (application_id, execution_id, status, at)
    select application_id, execution_id, 'CREATED', $1 from claimed
  )
  select id, execution_id from claimed`

const claimedBy = (statement: string) =>
  Effect.fnUntraced(function* (atOnce: number, now: DateTime.Utc) {
    const sql = yield* SqlClient.SqlClient
    const rows = yield* sql.unsafe(statement, [DateTime.toDateUtc(now), atOnce]).values
    return rows.length
  })

/** The floor: one statement over a table whose rows say themselves when they are due. Answers how many it claimed. */
export const bareClaim = claimedBy(bare)

/** The same with an execution and its first step for each, in the product's own tables and in one statement. */
export const bareClaimWithRuns = claimedBy(withRuns)

const ends = [
  `update upkeep set auto_sync_at = $1::timestamptz + interval '24 hours', last_execution_ended_at = $1::timestamptz
   where item_id in (select item_id from executions where ended_at is null)`,
  `update items set execution_status = 'SUCCESS', next_auto_sync_at = $1::timestamptz + interval '24 hours', last_updated_at = $1::timestamptz
   where id in (select item_id from executions where ended_at is null)`,
  `update executions set status = 'SUCCESS', ended_at = $1::timestamptz where ended_at is null`
]

/** Ends the runs that were claimed at `now`, as visits would, and writes what is dirty, as the background writer would have by the next claim. */
export const settle = Effect.fnUntraced(function* (now: DateTime.Utc) {
  const sql = yield* SqlClient.SqlClient
  for (const statement of ends) yield* sql.unsafe(statement, [DateTime.formatIso(now)])
  yield* sql`checkpoint`
})
