// Items in PostgreSQL. Every transaction of this package that locks more than one row locks the Item first and its
// execution second, so that no two of them can wait for each other.
import { ItemLife } from "@tomada/core"
import { Effect, Layer, Option } from "effect"
import { SqlClient } from "effect/sql"

import * as Runs from "./internal/Runs.ts"
import * as SealedRows from "./internal/SealedRows.ts"
import { orDie, transact } from "./internal/Sql.ts"
import { consents, items, newExecutions, steps } from "./internal/Tables.ts"
import { ItemNotFound, ItemStore } from "./ItemStore.ts"

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const atomically = transact(sql)
  const columns = sql.literal(items.columns)

  return ItemStore.of({
    create: Effect.fn("ItemStore.create")(function* ({ item, execution, consent, credentials }) {
      yield* items.write(sql, [item])
      yield* newExecutions.write(sql, [execution])
      yield* steps.write(sql, [{ executionId: execution.id, status: execution.status, at: execution.createdAt }], item)
      yield* consents.write(sql, [consent], item)
      yield* SealedRows.put(sql, item, [credentials])
    }, atomically),
    get: Effect.fn("ItemStore.get")(function* (applicationId, id) {
      const [row] = yield* sql`select ${columns} from items where id = ${id} and application_id = ${applicationId}`
      return row === undefined ? yield* new ItemNotFound() : yield* items.decode(row)
    }, orDie),
    update: Effect.fn("ItemStore.update")(function* (applicationId, id, update, now) {
      const [row] = yield* sql`
        select ${columns} from items where id = ${id} and application_id = ${applicationId} for update`
      if (row === undefined) return yield* new ItemNotFound()
      const item = yield* Effect.fromResult(Runs.update(yield* items.decode(row), update, now))
      const { execution, credentials } = update
      yield* newExecutions
        .write(sql, [execution])
        .pipe(
          Effect.catchReason("SqlError", "UniqueViolation", (reason, error) =>
            Effect.fail(reason.constraint === "executions_one_active" ? new ItemLife.AlreadyUpdating() : error)
          )
        )
      yield* steps.write(sql, [{ executionId: execution.id, status: execution.status, at: execution.createdAt }], item)
      if (credentials !== undefined) yield* SealedRows.replaceCredentials(sql, item, credentials)
      yield* items.write(sql, [item])
      return item
    }, atomically),
    remove: Effect.fn("ItemStore.remove")(function* (applicationId, id) {
      const [row] = yield* sql`
        delete from items where id = ${id} and application_id = ${applicationId} returning ${columns}`
      return row === undefined ? yield* new ItemNotFound() : yield* items.decode(row)
    }, atomically),
    consent: Effect.fn("ItemStore.consent")(function* (applicationId, id) {
      const [row] = yield* sql`
        select ${sql.literal(consents.columns)} from consents
        where item_id = ${id} and application_id = ${applicationId} order by given_at desc limit 1`
      return row === undefined ? yield* new ItemNotFound() : yield* consents.decode(row)
    }, orDie),
    sealed: Effect.fn("ItemStore.sealed")(function* (id, purpose, name) {
      const [row] = yield* sql<{ blob: Uint8Array }>`
        select blob from sealed where item_id = ${id} and purpose = ${purpose} and name = ${name}`
      return Option.fromUndefinedOr(row?.blob)
    }, orDie),
    holdsSealed: sql`
      select 1 as found where exists (select from sealed) or exists (select from answers)`.pipe(
      Effect.map((rows) => rows.length > 0),
      orDie
    )
  })
})

export const layer: Layer.Layer<ItemStore, never, SqlClient.SqlClient> = Layer.effect(ItemStore, make)
