// The statements about logins: their rows, the twins of an Item, and which of these have runs. A hash is made under a key and bound to
// application and connector by its bytes, so equal hashes are equal logins.
import type { Fingerprints, Item } from "@tomada/core"
import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"

import type { Batch } from "./Batch.ts"
import { textArray } from "./Table.ts"

type Owner = Pick<Item.Item, "id" | "applicationId">
export type Login = ReadonlyArray<Fingerprints.Keyed>

/** What a statement fails with that would make a second Item of a login, or a second run. */
export const alone = "item_logins_alone"
export const oneActive = "item_logins_one_active"

/** In one order, so that no two statements wait for each other's locks. */
const inOrder = (login: Login): Login => login.toSorted((a, b) => (a.hash < b.hash ? -1 : 1))

const hashes = (login: Login): string => textArray(login.map(({ hash }) => `\\x${hash}`))

/** Keys and hashes, each as one array. */
export const arrays = (login: Login): readonly [string, string] => {
  const sorted = inOrder(login)
  return [textArray(sorted.map(({ keyId }) => keyId)), hashes(sorted)]
}

/** The rows of `arrays`, which are the parameters from this one on. */
export const unnested = (first: number): string =>
  `unnest($${first}::text[], $${first + 1}::bytea[]) as rows (key_id, hash)`

export const into = "insert into item_logins (item_id, application_id, key_id, hash)"
export const replacing = "on conflict (item_id, key_id) do update set hash = excluded.hash returning 1"

const admitted = (first: number): string => `
  ${into} select $${first}::uuid, $${first + 1}::uuid, key_id, hash from ${unnested(first + 2)}
  where may_log_in($${first + 1}::uuid, $${first}::uuid, hash, $${first + 4}::boolean) returning 1`

/** For `writeTogether`, of an Item that is made: the whole statement fails where it may not be. */
export const rows = ({ applicationId, id }: Owner, login: Login, isAlone: boolean): ReadonlyArray<Batch> =>
  login.length === 0 ? [] : [{ insert: admitted, parameters: [id, applicationId, ...arrays(login), String(isAlone)] }]

const locking = `
  with held as (select id from items where id = $1 and application_id = $2 for update)
  select (
    select count(lock_login(hash)) from (
      select hash from item_logins where item_id = held.id union select unnest($3::bytea[]) order by 1
    ) as logins
  ) from held`

/** Locks the Item, then its login and the one that it is to have; answers whether it is there. */
export const lock = (
  sql: SqlClient.SqlClient,
  { applicationId, id }: Owner,
  login: Login = []
): Effect.Effect<boolean, SqlError.SqlError> =>
  Effect.map(sql.unsafe(locking, [id, applicationId, hashes(login)]), (found) => found.length > 0)

const replacingAll = `
  with gone as (delete from item_logins where item_id = $1 and key_id <> all ($3::text[]))
  ${into} select $1::uuid, $2::uuid, key_id, hash from ${unnested(3)} ${replacing}`

/** The Item's login is this one from now on. */
export const replace = (
  sql: SqlClient.SqlClient,
  { applicationId, id }: Owner,
  login: Login
): Effect.Effect<void, SqlError.SqlError> =>
  Effect.asVoid(sql.unsafe(replacingAll, [id, applicationId, ...arrays(login)]))

/** Another Item's row with the login of `own`. */
const twins = (own: string): string => `item_logins as own
    join item_logins as twin on twin.hash = own.hash and twin.application_id = own.application_id and twin.item_id <> own.item_id
    join executions as running on running.item_id = twin.item_id and running.ended_at is null
  where own.item_id = ${own}`

/** Whether another Item of the login of `items` has a run. */
export const inFlight = `exists (select from ${twins("items.id")})`

/** Whether one has that was asked for before that of `executions`: the later one waits, so that no two wait for each other. */
export const goesFirst = `exists (
  select from ${twins("items.id")} and (running.created_at, running.id) < (executions.created_at, executions.id))`

/** The keys under which the login of `items` is kept. */
export const keys = `array(select key_id from item_logins where item_logins.item_id = items.id)`

export interface Twin {
  readonly itemId: Item.ItemId
  readonly runs: boolean
}

/** The application's Items with this login, oldest first. */
export const found = (
  sql: SqlClient.SqlClient,
  applicationId: Item.ApplicationId,
  login: Login
): Effect.Effect<ReadonlyArray<Twin>, SqlError.SqlError> =>
  login.length === 0
    ? Effect.succeed([])
    : sql.unsafe<Twin>(
        `select id as "itemId", exists (
            select from executions where executions.item_id = items.id and executions.ended_at is null
          ) as runs
          from items where application_id = $1 and id in (
            select item_id from item_logins where hash = any ($2::bytea[]) and application_id = $1
          ) order by created_at, id`,
        [applicationId, hashes(login)]
      )
