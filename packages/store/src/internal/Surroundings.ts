// Reads Items with all that the rules over them ask for, in one statement. Whoever decides by it holds the Items locked before
// the statement begins, since a row that another transaction has just written would be read as it was; or sees afterwards that
// nobody wrote the Item in between, which everyone does who changes what stands around it.
import type { Item } from "@tomada/core"
import { Effect, Predicate } from "effect"
import type { SqlClient, SqlError } from "effect/sql"

import { unknown } from "../ConnectorStore.ts"
import { applications, connectors, consents, items, upkeep } from "./Tables.ts"
import type { Around, Kept } from "./Upkeeping.ts"

const tables = [items, upkeep, applications, consents, connectors] as const

/** For `select`, with `joins` beside `items`; `decodeFrom` reads them. */
export const columns = `exists (select from sealed where sealed.item_id = items.id and sealed.purpose = 'credentials'),
    ${tables.map((table) => table.columns).join(", ")}`

export const joins = `
  join upkeep on upkeep.item_id = items.id
  join applications on applications.id = items.application_id
  join lateral (
    select * from consents where consents.item_id = items.id order by consents.given_at desc limit 1
  ) as consents on true
  left join connectors on connectors.id = items.connector_id`

const text = `select ${columns} from items ${joins} where items.id = any($1::uuid[])`

/** An Item with all that. */
export interface Found {
  readonly kept: Kept
  readonly around: Around
}

/** `start`: the place of the first of `columns`. */
export const decodeFrom = Effect.fnUntraced(function* (
  row: ReadonlyArray<unknown>,
  start = 0
): Effect.fn.Return<Found> {
  let at = start + 1
  const next = <A>(table: {
    readonly width: number
    decodeValues(row: ReadonlyArray<unknown>, start?: number): Effect.Effect<A>
  }) => {
    const first = at
    at += table.width
    return table.decodeValues(row, first)
  }
  const item = yield* next(items)
  const kept = { item, upkeep: yield* next(upkeep) }
  const application = yield* next(applications)
  const consent = yield* next(consents)
  const connector = Predicate.isNotNullish(row[at]) ? yield* next(connectors) : unknown(item.connectorId)
  return { kept, around: { application, connector, consent, holdsCredentials: row[start] === true } }
})

/** In no order; an Item that is gone is left out. */
export const read = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  ids: ReadonlyArray<Item.ItemId>
): Effect.fn.Return<ReadonlyArray<Found>, SqlError.SqlError> {
  if (ids.length === 0) return []
  const rows = yield* sql.unsafe(text, [ids]).values
  return yield* Effect.forEach(rows, (row) => decodeFrom(row))
})

const newest = `
  select exists (select from sealed where sealed.item_id = claimed.id and sealed.purpose = 'credentials'), ${consents.columns}
  from unnest($1::uuid[]) as claimed (id)
  join lateral (
    select * from consents where consents.item_id = claimed.id order by consents.given_at desc limit 1
  ) as consents on true`
const ofApplications = `select ${applications.columns} from applications where id = any($1::uuid[])`
const ofConnectors = `select ${connectors.columns} from connectors where id = any($1::integer[])`

const distinct = <A>(values: ReadonlyArray<A>): ReadonlyArray<A> => [...new Set(values)]

/** What stands around Items that were read and are held locked, in their order; what many share is read once. */
export const around = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  held: ReadonlyArray<Kept>
): Effect.fn.Return<ReadonlyArray<Found>, SqlError.SqlError> {
  if (held.length === 0) return []
  const own = yield* sql.unsafe(newest, [held.map(({ item }) => item.id)]).values
  const applicationIds = distinct(held.map(({ item }) => item.applicationId))
  const connectorIds = distinct(held.map(({ item }) => item.connectorId))
  const theirApplications = yield* applications.decodeAll(yield* sql.unsafe(ofApplications, [applicationIds]).values)
  const theirConnectors = yield* connectors.decodeAll(yield* sql.unsafe(ofConnectors, [connectorIds]).values)
  const applicationOf = new Map(theirApplications.map((application) => [application.id, application]))
  const connectorOf = new Map(theirConnectors.map((connector) => [connector.id, connector]))
  const theirConsents = yield* consents.decodeAll(own.map((row) => row.slice(1)))
  const ownOf = new Map(
    theirConsents.map((consent, index) => [consent.itemId, { consent, holdsCredentials: own[index]?.[0] === true }])
  )
  return held.flatMap((kept) => {
    const { applicationId, connectorId, id } = kept.item
    const application = applicationOf.get(applicationId)
    const found = ownOf.get(id)
    if (application === undefined || found === undefined) return []
    return [
      { kept, around: { application, connector: connectorOf.get(connectorId) ?? unknown(connectorId), ...found } }
    ]
  })
})

/** Of one Item. */
export const of = (sql: SqlClient.SqlClient, id: Item.ItemId) => Effect.map(read(sql, [id]), ([found]) => found)
