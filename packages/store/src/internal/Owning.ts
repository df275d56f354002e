// What a person or a rule says of rows that are held. A rule writes the category alone and never over a person's, whatever was read
// before: the row itself says who spoke last.
import { Owned, type Item, type Transaction } from "@tomada/core"
import { DateTime, Effect, Schema } from "effect"
import type { SqlClient, SqlError } from "effect/sql"

import type { Ruled } from "../TransactionStore.ts"
import { json } from "./Table.ts"

const encodeValue = Schema.encodeSync(Owned.OwnedValue)
const encodeOwned = Schema.encodeSync(Owned.Owned)

const asJson = (ruled: ReadonlyArray<Ruled>): string =>
  json(
    ruled
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .map(({ category, id }) => ({ id, category: category === null ? null : encodeValue(category) }))
  )

/** Answers how many rows changed. */
export const rule = (
  sql: SqlClient.SqlClient,
  applicationId: Item.ApplicationId,
  ruled: ReadonlyArray<Ruled>,
  now: DateTime.Utc
): Effect.Effect<number, SqlError.SqlError> =>
  ruled.length === 0
    ? Effect.succeed(0)
    : Effect.map(
        sql`
          update transactions as held
          set owned = jsonb_build_object(
            'category', said.category, 'notes', held.owned->'notes', 'changedAt', ${DateTime.formatIso(now)}::text)
          from jsonb_to_recordset(${asJson(ruled)}::jsonb) as said (id uuid, category jsonb)
          where held.id = said.id and held.application_id = ${applicationId}
            and held.owned->'category'->>'by' is distinct from 'person'
            and (said.category is not null or held.owned->'category'->>'by' = 'rule')
          returning 1 as changed`,
        (rows) => rows.length
      )

/** Keeps what is owned of a row as it is now. */
export const keep = (
  sql: SqlClient.SqlClient,
  { id, owned }: Transaction.Transaction
): Effect.Effect<unknown, SqlError.SqlError> => {
  const text = owned == null ? null : json(encodeOwned(owned))
  return sql`update transactions set owned = ${text}::jsonb where id = ${id}`
}
