// Sealed values of an Item. A newer one of the same purpose and name takes the place of the older.
import type { CredentialVault, Item } from "@tomada/core"
import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"

import type { Sealed } from "../ItemStore.ts"

type Owner = Pick<Item.Item, "id" | "applicationId">

export const put = (
  sql: SqlClient.SqlClient,
  owner: Owner,
  sealed: ReadonlyArray<Sealed>
): Effect.Effect<void, SqlError.SqlError> =>
  Effect.forEach(
    sealed,
    ({ purpose, name, blob }) =>
      sql`insert into sealed (item_id, purpose, name, application_id, blob)
        values (${owner.id}, ${purpose}, ${name}, ${owner.applicationId}, ${blob})
        on conflict (item_id, purpose, name) do update set blob = excluded.blob`,
    { discard: true }
  )

export const remove = (
  sql: SqlClient.SqlClient,
  owner: Owner,
  { purpose, name }: { readonly purpose: CredentialVault.Purpose; readonly name: string }
): Effect.Effect<void, SqlError.SqlError> =>
  Effect.asVoid(sql`delete from sealed where item_id = ${owner.id} and purpose = ${purpose} and name = ${name}`)

/** The new credentials stand alone: older ones go, and with them the session that they had opened. */
export const replaceCredentials = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  owner: Owner,
  credentials: Sealed
): Effect.fn.Return<void, SqlError.SqlError> {
  yield* sql`delete from sealed where item_id = ${owner.id} and purpose in ('credentials', 'session')`
  yield* put(sql, owner, [credentials])
})
