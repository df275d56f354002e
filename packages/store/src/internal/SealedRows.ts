// Sealed values of an Item. A newer one of the same purpose and name takes the place of the older.
import type { CredentialVault, Item } from "@tomada/core"
import { Effect } from "effect"
import { Hex } from "effect/encoding"
import type { SqlClient, SqlError } from "effect/sql"

import type { Sealed } from "../ItemStore.ts"
import { type Batch, writeTogether } from "./Batch.ts"
import { textArray } from "./Table.ts"

type Owner = Pick<Item.Item, "id" | "applicationId">

/** Purposes, names and blobs, each as one array. */
export const arrays = (sealed: ReadonlyArray<Sealed>): readonly [string, string, string] => [
  textArray(sealed.map(({ purpose }) => purpose)),
  textArray(sealed.map(({ name }) => name)),
  textArray(sealed.map(({ blob }) => `\\x${Hex.encode(blob)}`))
]

/** The rows of `arrays`, which are the parameters from this one on. */
export const unnested = (first: number): string =>
  `unnest($${first}::text[], $${first + 1}::text[], $${first + 2}::bytea[]) as rows (purpose, name, blob)`

export const into = "insert into sealed (item_id, application_id, purpose, name, blob)"
export const replacing = "on conflict (item_id, purpose, name) do update set blob = excluded.blob returning 1"

const inserting = (first: number): string =>
  `${into} select $${first}::uuid, $${first + 1}::uuid, purpose, name, blob from ${unnested(first + 2)} ${replacing}`

/** For `writeTogether`. No two of the same purpose and name. */
export const rows = (owner: Owner, sealed: ReadonlyArray<Sealed>): ReadonlyArray<Batch> =>
  sealed.length === 0 ? [] : [{ insert: inserting, parameters: [owner.id, owner.applicationId, ...arrays(sealed)] }]

export const put = (
  sql: SqlClient.SqlClient,
  owner: Owner,
  sealed: ReadonlyArray<Sealed>
): Effect.Effect<void, SqlError.SqlError> => Effect.asVoid(writeTogether(sql, [rows(owner, sealed)]))

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
