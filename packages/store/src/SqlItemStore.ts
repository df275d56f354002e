// Items in PostgreSQL. Every transaction of this package that locks more than one row locks the Item first and its
// execution second, so that no two of them can wait for each other.
import { Consent, type Item, UpdateRefusal } from "@tomada/core"
import { DateTime, Effect, Layer, Option } from "effect"
import { SqlClient, type SqlError } from "effect/sql"

import { writeTogether } from "./internal/Batch.ts"
import * as Logins from "./internal/Logins.ts"
import * as Paging from "./internal/Paging.ts"
import * as SealedRows from "./internal/SealedRows.ts"
import { alone, orDie, transact } from "./internal/Sql.ts"
import * as Surroundings from "./internal/Surroundings.ts"
import { storable } from "./internal/Table.ts"
import { consents, items, newExecutions, steps, tombstones, upkeep } from "./internal/Tables.ts"
import * as Upkeeping from "./internal/Upkeeping.ts"
import * as WebhookOutbox from "./internal/WebhookOutbox.ts"
import { entombed, ItemNotFound, ItemStore, type Login, LoginHeld, type NewItem } from "./ItemStore.ts"
import { fresh } from "./UpkeepStore.ts"

/** `held`: by another Item of the login, where there may be none. */
type Attempt = "made" | "held"

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const atomically = transact(sql)
  const columns = sql.literal(items.columns)

  /** `login`: the one that the Item is to have, if it is to have another: then that one's runs count. */
  const surrounded = Effect.fnUntraced(function* (applicationId: Item.ApplicationId, id: Item.ItemId, login?: Login) {
    const found = yield* Surroundings.of(sql, id)
    if (found === undefined || found.kept.item.applicationId !== applicationId) return yield* new ItemNotFound()
    if (login === undefined) return found
    const twins = yield* Logins.found(sql, applicationId, login)
    const sameCredentialsInFlight = twins.some(({ itemId, runs }) => runs && itemId !== id)
    return { ...found, around: { ...found.around, sameCredentialsInFlight } }
  })

  const ofLogin = Effect.fnUntraced(function* (applicationId: Item.ApplicationId, login: Login) {
    const found = yield* Logins.found(sql, applicationId, login)
    return { items: found.map(({ itemId }) => itemId), inFlight: found.some(({ runs }) => runs) }
  })

  const inserted = ({ consent, credentials, execution, isAlone = false, item, login = [], sealed = [] }: NewItem) =>
    writeTogether(sql, [
      items.rows([item]),
      upkeep.rows([fresh(item)]),
      newExecutions.rows([execution]),
      steps.rows([{ executionId: execution.id, status: execution.status, at: execution.createdAt }], item),
      consents.rows([consent], item),
      Logins.rows(item, login, isAlone),
      SealedRows.rows(item, [credentials, ...sealed])
    ]).pipe(
      Effect.as<Attempt>("made"),
      Effect.catchReason(
        "SqlError",
        "UniqueViolation",
        (reason, error): Effect.Effect<Attempt, SqlError.SqlError | UpdateRefusal.SameCredentialsUpdating> => {
          if (reason.constraint === Logins.oneActive) return Effect.fail(new UpdateRefusal.SameCredentialsUpdating())
          return reason.constraint === Logins.alone ? Effect.succeed("held") : Effect.fail(error)
        }
      )
    )

  return ItemStore.of({
    create: Effect.fn("ItemStore.create")(function* (created) {
      while ((yield* inserted(created)) === "held") {
        const { items } = yield* ofLogin(created.item.applicationId, created.login ?? [])
        // None is there any more where the last of them was removed meanwhile.
        if (items.length > 0) return yield* new LoginHeld({ items })
      }
    }, alone),
    ofLogin: Effect.fn("ItemStore.ofLogin")(ofLogin, orDie),
    get: Effect.fn("ItemStore.get")(function* (applicationId, id) {
      const [row] = yield* sql`select ${columns} from items where id = ${id} and application_id = ${applicationId}`
      return row === undefined ? yield* new ItemNotFound() : yield* items.decode(row)
    }, orDie),
    mayUpdate: Effect.fn("ItemStore.mayUpdate")(function* (applicationId, id, { login, ...request }, now) {
      const { around, kept } = yield* surrounded(applicationId, id, login)
      yield* Effect.fromResult(Upkeeping.mayStart(kept, request, around, now))
      return kept.item
    }, orDie),
    update: Effect.fn("ItemStore.update")(function* (applicationId, id, update, now) {
      if (!(yield* Logins.lock(sql, { applicationId, id }, update.login))) return yield* new ItemNotFound()
      const { around, kept } = yield* surrounded(applicationId, id, update.login)
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
      if (update.login !== undefined) yield* Logins.replace(sql, item, update.login)
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
    after: Effect.fn("ItemStore.after")(function* (applicationId, filter, place, limit) {
      const { clientUserId, connectorId, executionStatuses, updatedAtFrom } = filter
      if (executionStatuses?.length === 0) return { rows: [], next: Option.none() }
      const where = sql.and([
        sql`application_id = ${applicationId}`,
        ...(executionStatuses === undefined ? [] : [sql`execution_status in ${sql.in(executionStatuses)}`]),
        ...(connectorId === undefined ? [] : [sql`connector_id = ${connectorId}`]),
        ...(clientUserId === undefined ? [] : [sql`client_user_id = ${storable(clientUserId)}`]),
        ...(updatedAtFrom === undefined ? [] : [sql`updated_at >= ${DateTime.toDateUtc(updatedAtFrom)}`])
      ])
      return yield* Paging.after(sql, { name: "items", table: items, where }, place, limit)
    }, orDie),
    find: Effect.fn("ItemStore.find")(function* (id) {
      const [row] = yield* sql`select ${columns} from items where id = ${id}`
      return row === undefined ? Option.none() : Option.some(yield* items.decode(row))
    }, orDie),
    remove: Effect.fn("ItemStore.remove")(function* (applicationId, id, { at, by, events = () => [] }) {
      const [row] = yield* sql`
        delete from items where id = ${id} and application_id = ${applicationId} returning ${columns}`
      if (row === undefined) return yield* new ItemNotFound()
      const item = yield* items.decode(row)
      yield* WebhookOutbox.forget(sql, id)
      yield* writeTogether(sql, [tombstones.rows([entombed(item, at, by)]), WebhookOutbox.rows(events(item))])
      return item
    }, atomically),
    tombstone: Effect.fn("ItemStore.tombstone")(function* (applicationId, id) {
      const [row] = yield* sql`
        select ${sql.literal(tombstones.columns)} from item_tombstones
        where item_id = ${id} and application_id = ${applicationId}`
      return row === undefined ? Option.none() : Option.some(yield* tombstones.decode(row))
    }, orDie),
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
        or exists (select from webhook_secrets) or exists (select from parameter_keys)`.pipe(
      Effect.map((rows) => rows.length > 0),
      orDie
    )
  })
})

export const layer: Layer.Layer<ItemStore, never, SqlClient.SqlClient> = Layer.effect(ItemStore, make)
