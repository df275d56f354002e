// Items in PostgreSQL. Every transaction of this package that locks more than one row locks the Item first and its
// execution second, so that no two of them can wait for each other.
import { Consent, type Item, UpdateRefusal } from "@tomada/core"
import { Effect, Layer, Option } from "effect"
import { SqlClient } from "effect/sql"

import { writeTogether } from "./internal/Batch.ts"
import * as Paging from "./internal/Paging.ts"
import * as SealedRows from "./internal/SealedRows.ts"
import { alone, orDie, transact } from "./internal/Sql.ts"
import * as Surroundings from "./internal/Surroundings.ts"
import { consents, items, newExecutions, steps, upkeep } from "./internal/Tables.ts"
import * as Upkeeping from "./internal/Upkeeping.ts"
import * as WebhookOutbox from "./internal/WebhookOutbox.ts"
import { ItemNotFound, ItemStore } from "./ItemStore.ts"
import { fresh } from "./UpkeepStore.ts"

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const atomically = transact(sql)
  const columns = sql.literal(items.columns)

  const surrounded = Effect.fnUntraced(function* (applicationId: Item.ApplicationId, id: Item.ItemId) {
    const found = yield* Surroundings.of(sql, id)
    return found === undefined || found.kept.item.applicationId !== applicationId ? yield* new ItemNotFound() : found
  })

  return ItemStore.of({
    create: Effect.fn("ItemStore.create")(function* ({ item, execution, consent, credentials, sealed = [] }) {
      yield* writeTogether(sql, [
        items.rows([item]),
        upkeep.rows([fresh(item)]),
        newExecutions.rows([execution]),
        steps.rows([{ executionId: execution.id, status: execution.status, at: execution.createdAt }], item),
        consents.rows([consent], item),
        SealedRows.rows(item, [credentials, ...sealed])
      ])
    }, alone),
    get: Effect.fn("ItemStore.get")(function* (applicationId, id) {
      const [row] = yield* sql`select ${columns} from items where id = ${id} and application_id = ${applicationId}`
      return row === undefined ? yield* new ItemNotFound() : yield* items.decode(row)
    }, orDie),
    mayUpdate: Effect.fn("ItemStore.mayUpdate")(function* (applicationId, id, request, now) {
      const { around, kept } = yield* surrounded(applicationId, id)
      yield* Effect.fromResult(Upkeeping.mayStart(kept, request, around, now))
      return kept.item
    }, orDie),
    update: Effect.fn("ItemStore.update")(function* (applicationId, id, update, now) {
      const locked = yield* sql`
        select 1 from items where id = ${id} and application_id = ${applicationId} for update`
      if (locked.length === 0) return yield* new ItemNotFound()
      const { around, kept } = yield* surrounded(applicationId, id)
      const after = yield* Effect.fromResult(Upkeeping.started(kept, update, around, now))
      const { consent, item, passed } = after
      const { execution, credentials } = update
      yield* newExecutions
        .write(sql, [execution])
        .pipe(
          Effect.catchReason("SqlError", "UniqueViolation", (reason, error) =>
            Effect.fail(reason.constraint === "executions_one_active" ? new UpdateRefusal.AlreadyUpdating() : error)
          )
        )
      if (passed || credentials !== undefined) {
        yield* sql`update executions set passed = ${passed}, new_credentials = ${credentials !== undefined}
          where id = ${execution.id}`
      }
      yield* steps.write(sql, [{ executionId: execution.id, status: execution.status, at: execution.createdAt }], item)
      if (consent !== null) yield* consents.write(sql, [consent], item)
      if (credentials !== undefined) yield* SealedRows.replaceCredentials(sql, item, credentials)
      yield* SealedRows.put(sql, item, update.sealed ?? [])
      yield* items.write(sql, [item])
      yield* upkeep.write(sql, [after.upkeep])
      return item
    }, atomically),
    list: Effect.fn("ItemStore.list")(function* (applicationId, limit) {
      const wanted = applicationId === null ? sql`true` : sql`application_id = ${applicationId}`
      const rows = yield* sql`select ${columns} from items where ${wanted} order by created_at desc, id limit ${limit}`
        .values
      return yield* items.decodeAll(rows)
    }, orDie),
    page: Effect.fn("ItemStore.page")(function* ({ applicationId, executionStatuses }, page) {
      const where = sql.and([
        applicationId === undefined ? sql`true` : sql`application_id = ${applicationId}`,
        executionStatuses === undefined
          ? sql`true`
          : executionStatuses.length === 0
            ? sql`false`
            : sql`execution_status in ${sql.in(executionStatuses)}`
      ])
      return yield* Paging.page(sql, { name: "items", table: items, where, order: "created_at desc, id" }, page)
    }, orDie),
    find: Effect.fn("ItemStore.find")(function* (id) {
      const [row] = yield* sql`select ${columns} from items where id = ${id}`
      return row === undefined ? Option.none() : Option.some(yield* items.decode(row))
    }, orDie),
    remove: Effect.fn("ItemStore.remove")(function* (applicationId, id, events = () => []) {
      const [row] = yield* sql`
        delete from items where id = ${id} and application_id = ${applicationId} returning ${columns}`
      if (row === undefined) return yield* new ItemNotFound()
      const item = yield* items.decode(row)
      yield* WebhookOutbox.append(sql, events(item))
      return item
    }, atomically),
    asked: Effect.fn("ItemStore.asked")(function* (challengeId) {
      const rows = yield* sql`
        select ${columns} from items where id = (select item_id from challenges where id = ${challengeId})`
      return Option.fromUndefinedOr((yield* Effect.forEach(rows, items.decode))[0])
    }, orDie),
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
    resealAfter: Effect.fn("ItemStore.resealAfter")(function* ({ executionId, id }, sealed, now) {
      const [row] = yield* sql`select ${columns} from items where id = ${id} for update`
      const item = row === undefined ? undefined : yield* items.decode(row)
      if (item === undefined || item.executionId !== executionId) return false
      const active = yield* sql`select 1 from executions where item_id = ${id} and ended_at is null`
      const [given] = yield* sql`
        select ${sql.literal(consents.columns)} from consents where item_id = ${id} order by given_at desc limit 1`
      if (active.length > 0 || given === undefined) return false
      if (Consent.standing(yield* consents.decode(given), now) !== "given") return false
      yield* SealedRows.put(sql, item, sealed)
      return true
    }, atomically),
    holdsSealed: sql`
      select 1 as found where exists (select from sealed) or exists (select from answers)
        or exists (select from webhook_secrets)`.pipe(
      Effect.map((rows) => rows.length > 0),
      orDie
    )
  })
})

export const layer: Layer.Layer<ItemStore, never, SqlClient.SqlClient> = Layer.effect(ItemStore, make)
