// Budgets in PostgreSQL. A row is counted up where it stands, so that those who take at once wait for each other; they take in one order.
import { DateTime, Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"

import { BudgetStore, refusal, type Share } from "./BudgetStore.ts"
import { orDie, transact } from "./internal/Sql.ts"

const asJson = (shares: ReadonlyArray<Share>): string =>
  JSON.stringify(
    shares.map(({ budget, connectorId, from, itemId, max, resetsAt }, index) => ({
      index,
      item: itemId,
      connector: connectorId,
      budget,
      max,
      since: DateTime.formatIso(from),
      until: DateTime.formatIso(resetsAt)
    }))
  )

const asked = `jsonb_to_recordset($1::jsonb)
    as asked (index integer, item uuid, connector integer, budget text, max integer, since timestamptz, until timestamptz)`

const counting = (key: string) => `
    on conflict (${key}, budget, window_from) do update
      set used = held.used + excluded.used, allowed = excluded.allowed, resets_at = excluded.resets_at
      where held.used + excluded.used <= excluded.allowed
    returning budget`

const taking = `
  with of_connectors as (
    insert into connector_budgets as held (connector_id, budget, window_from, resets_at, allowed, used)
    select connector, budget, since, until, max, $2::integer from ${asked}
    where item is null and max >= $2::integer order by connector, budget ${counting("connector_id")}
  ), of_items as (
    insert into item_budgets as held (item_id, application_id, budget, window_from, resets_at, allowed, used)
    select item, items.application_id, budget, since, until, max, $2::integer from ${asked} join items on items.id = asked.item
    where max >= $2::integer order by item, budget ${counting("item_id")}
  )
  select budget, false as own from of_connectors union all select budget, true from of_items`

const finding = `
  select index from ${asked} join connector_budgets as held on held.connector_id = asked.connector
    and held.budget = asked.budget and held.window_from = asked.since
  where asked.item is null and held.used >= asked.max
  union all
  select index from ${asked} join item_budgets as held on held.item_id = asked.item
    and held.budget = asked.budget and held.window_from = asked.since
  where held.used >= asked.max`

export const layer: Layer.Layer<BudgetStore, never, SqlClient.SqlClient> = Layer.effect(
  BudgetStore,
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    return BudgetStore.of({
      take: Effect.fn("BudgetStore.take")(function* (shares, count) {
        if (shares.length === 0) return
        const rows = yield* sql.unsafe<{ budget: string; own: boolean }>(taking, [asJson(shares), count])
        const isTaken = (share: Share) =>
          rows.some(({ budget, own }) => budget === share.budget && own === (share.itemId !== null))
        const refused = refusal(shares.filter((share) => !isTaken(share)))
        if (refused !== undefined) return yield* refused
      }, transact(sql)),
      spent: Effect.fn("BudgetStore.spent")(function* (shares) {
        if (shares.length === 0) return []
        const rows = yield* sql.unsafe<{ index: number }>(finding, [asJson(shares)])
        return shares.filter((_share, place) => rows.some(({ index }) => index === place))
      }, orDie),
      prune: Effect.fn("BudgetStore.prune")(function* (now) {
        const at = DateTime.toDateUtc(now)
        const ofConnectors = yield* sql`delete from connector_budgets where resets_at <= ${at} returning 1 as gone`
        const ofItems = yield* sql`delete from item_budgets where resets_at <= ${at} returning 1 as gone`
        return ofConnectors.length + ofItems.length
      }, orDie)
    })
  })
)
