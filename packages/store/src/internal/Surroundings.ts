// Reads Items with all that the rules over them ask for, in one statement. Whoever decides by it holds the Items locked before
// the statement begins, since a row that another transaction has just written would be read as it was; or sees afterwards that
// nobody wrote the Item in between, which everyone does who changes what stands around it.
import type { Item } from "@tomada/core"
import { Effect, Predicate } from "effect"
import type { SqlClient, SqlError } from "effect/sql"

import { unknown } from "../ConnectorStore.ts"
import * as Logins from "./Logins.ts"
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

/** Whether another Item of the login has a run stands last, where it is asked for at all. */
const text = `select ${columns}, ${Logins.inFlight} from items ${joins} where items.id = any($1::uuid[])`

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
  const sameCredentialsInFlight = row[at + connectors.width] === true
  const connector = Predicate.isNotNullish(row[at]) ? yield* next(connectors) : unknown(item.connectorId)
  const holdsCredentials = row[start] === true
  return { kept, around: { application, connector, consent, holdsCredentials, sameCredentialsInFlight } }
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

/** Of one Item. */
export const of = (sql: SqlClient.SqlClient, id: Item.ItemId) => Effect.map(read(sql, [id]), ([found]) => found)
