// The claim of what is due, in one statement. An Item of which nothing speaks against a run begins it in the same breath; every other one is
// only held locked, and the rules themselves decide about it afterwards. So `plain` may be narrower than the rules, and never wider: a test
// holds the two together. Only the Item is locked, because whoever writes upkeep holds its Item; and an Item that somebody wrote
// after the statement began, with whatever stands around it, is not plain. Rows are written by the place at which they were found, which
// spares a second walk through an index; what is about to be written was locked, so it cannot move.
import { Execution, type Item, WireStatus } from "@tomada/core"
import { DateTime, Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"

/** Of each connector how many may begin; `counted`: whether their Items have budgets of their own. */
export type Free = ReadonlyArray<{
  readonly connector: number
  readonly places: number
  readonly counted: boolean
}>

/** An Item that was due, held locked; `executionId`: of the run that has begun, null where the rules are still to decide. */
export interface Claimed {
  readonly itemId: Item.ItemId
  readonly executionId: Item.ExecutionId | null
}

const { status } = Execution.created

/** Statuses after which a run is neither under way nor kept from it by what the login came to. */
const mayFollow = WireStatus.WireStatus.literals.filter(
  (last) => WireStatus.hasEnded(last) && !WireStatus.refusedLogin(last)
)

/** Those of which nothing is left at `$2`. */
const emptyBudgets = `item_budgets as held where held.resets_at > $2 and held.used >= held.allowed`

/** `$1`: places as JSON, `$2`: now, `$3`: places of all, `$4`: ids for executions, `$5`: `mayFollow`. */
const text = `
  with due as materialized (
    select own.*, row_number() over (order by own.at, own.id) as turn
    from jsonb_to_recordset($1::jsonb) as free (connector integer, places integer, counted boolean)
    cross join lateral (
      select items.id, items.ctid as place, items.xmin = seen.xmin as same, items.execution_status as status, items.application_id,
        items.connector_id, items.auto_sync_disabled_at, upkeep.ctid as upkeep_place, upkeep.auto_sync_at as at, upkeep.unblocked_at,
        upkeep.consent_ends_at, upkeep.holds_credentials, free.counted
      from upkeep join items on items.id = upkeep.item_id join items as seen on seen.id = items.id
      where upkeep.connector_id = free.connector and upkeep.auto_sync_at <= $2
      order by upkeep.auto_sync_at limit free.places
      for update of items skip locked
    ) as own
    order by own.at, own.id limit $3
  ), chosen as materialized (
    select due.*, ($4::uuid[])[turn] as run, due.same and due.status = any ($5::text[])
      and due.auto_sync_disabled_at is null and due.unblocked_at is null
      and coalesce(connectors.unattended <> 'never' and not connectors.one_step_code and connectors.status <> 'OFFLINE', false)
      and coalesce(applications.kind = 'production' and applications.disabled_at is null, false)
      and applications.auto_sync_every is not null
      and due.consent_ends_at > $2 and (due.holds_credentials or not connectors.asks)
      and not (due.counted and exists (select from ${emptyBudgets} and held.item_id = due.id)) as plain
    from due left join connectors on connectors.id = due.connector_id
      left join applications on applications.id = due.application_id
  ), of_items as (
    update items set execution_id = chosen.run, execution_status = '${status}', error = null, challenge = null, updated_at = $2
    from chosen where chosen.plain and items.ctid = chosen.place
  ), of_upkeep as (
    update upkeep set auto_sync_at = null from chosen where chosen.plain and upkeep.ctid = chosen.upkeep_place
  ), runs as (
    insert into executions (id, application_id, item_id, trigger, status, fence, created_at)
    select run, application_id, id, 'SYNC', '${status}', 0, $2 from chosen where plain order by turn
  ), first_steps as (
    insert into execution_steps (application_id, execution_id, status, at)
    select application_id, run, '${status}', $2 from chosen where plain order by turn
  )
  select id, case when plain then run end from chosen order by turn`

/**
 * Locks at most `atOnce` of what is due, oldest first, and begins the plain ones. What somebody else holds locked is left out.
 *
 * - `ids`: as many as `atOnce`, in the order in which they are given to what was locked.
 */
export const claim = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  free: Free,
  ids: ReadonlyArray<string>,
  now: DateTime.Utc
): Effect.fn.Return<ReadonlyArray<Claimed>, SqlError.SqlError> {
  const rows = yield* sql.unsafe(text, [JSON.stringify(free), DateTime.toDateUtc(now), ids.length, ids, mayFollow])
    .values
  return rows.map(([itemId, executionId]) => ({ itemId, executionId }) as Claimed) // two columns of uuid
})

const emptyUntilText = `select held.item_id, max(held.resets_at) from ${emptyBudgets} and held.item_id = any ($1::uuid[]) group by 1`

/** Until when nothing is left of a budget of these Items' own; the others are not in it. */
export const emptyUntil = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  ids: ReadonlyArray<Item.ItemId>,
  now: DateTime.Utc
): Effect.fn.Return<ReadonlyMap<string, DateTime.Utc>, SqlError.SqlError> {
  if (ids.length === 0) return new Map()
  const rows = yield* sql.unsafe(emptyUntilText, [ids, DateTime.toDateUtc(now)]).values
  return new Map(rows.map(([itemId, at]) => [String(itemId), DateTime.makeUnsafe(at as Date)])) // a timestamptz
})
