// Consents in PostgreSQL. What an Item's end of consent deletes is found by cascade from the rows that name the Item.
import { Consent, type Execution, type Item } from "@tomada/core"
import { DateTime, Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"

import { ConsentNotFound, ConsentStore } from "./ConsentStore.ts"
import { writeTogether } from "./internal/Batch.ts"
import * as Runs from "./internal/Runs.ts"
import { orDie, transact } from "./internal/Sql.ts"
import * as Surroundings from "./internal/Surroundings.ts"
import { consents, executions, items, steps, upkeep } from "./internal/Tables.ts"
import * as Upkeeping from "./internal/Upkeeping.ts"
import * as WebhookOutbox from "./internal/WebhookOutbox.ts"
import { ItemNotFound } from "./ItemStore.ts"

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const atomically = transact(sql)
  const columns = sql.literal(consents.columns)
  const date = (instant: DateTime.Utc): Date => DateTime.toDateUtc(instant)

  const keep = ({ item, upkeep: row }: Upkeeping.Kept) => writeTogether(sql, [items.rows([item]), upkeep.rows([row])])

  /** An execution that is active ends, and its visit, wherever it is, writes nothing more. */
  const endRun = Effect.fnUntraced(function* (kept: Upkeeping.Kept, around: Upkeeping.Around, now: DateTime.Utc) {
    const [row] = yield* sql`
      select ${sql.literal(executions.columns)} from executions
      where item_id = ${kept.item.id} and ended_at is null for update`
    if (row === undefined) return kept
    const held = { execution: yield* executions.decode(row), item: kept.item }
    const advanced = yield* Effect.fromResult(Runs.advance(held, Runs.revoked, now)).pipe(Effect.orDie)
    const execution: Execution.Execution = { ...advanced.execution, fence: held.execution.fence + 1 }
    yield* writeTogether(sql, [
      executions.rows([execution]),
      steps.rows([{ executionId: execution.id, status: execution.status, at: now }], kept.item)
    ])
    return Upkeeping.ended({ item: advanced.item, upkeep: kept.upkeep }, execution, around, now)
  })

  return ConsentStore.of({
    get: Effect.fn("ConsentStore.get")(function* (applicationId, id) {
      const [row] = yield* sql`
        select ${columns} from consents where id = ${id} and application_id = ${applicationId}`.values
      return row === undefined ? yield* new ConsentNotFound() : yield* consents.decodeValues(row)
    }, orDie),
    ofItem: Effect.fn("ConsentStore.ofItem")(function* (itemId) {
      const rows = yield* sql`select ${columns} from consents where item_id = ${itemId} order by given_at desc`.values
      return yield* consents.decodeAll(rows)
    }, orDie),
    revoke: Effect.fn("ConsentStore.revoke")(function* (applicationId, id, now) {
      const locked = yield* sql`
        select 1 from items where id = ${id} and application_id = ${applicationId} for update`
      const found = locked.length === 0 ? undefined : yield* Surroundings.of(sql, id)
      if (found === undefined) return yield* new ItemNotFound()
      const { around, kept } = found
      const consent = Consent.revoke(around.consent, now)
      yield* sql`update consents set revoked_at = coalesce(revoked_at, ${date(now)}) where id = ${consent.id}`
      const after = Upkeeping.replanned(kept, { ...around, consent }, now)
      yield* keep(after)
      return after.item
    }, atomically),
    announce: Effect.fn("ConsentStore.announce")(function* (now, limit, events = () => []) {
      const rows = yield* sql`
        update consents set announced_at = ${date(now)} where id in (
          select id from consents as due
          where expires_at is not null and revoked_at is null and announced_at is null and expires_at > ${date(now)}
            and expires_at - least((expires_at - given_at) / 2, interval '30 days') <= ${date(now)}
            and not exists (select from consents as later where later.item_id = due.item_id and later.given_at > due.given_at)
          order by expires_at limit ${limit} for update skip locked
        ) returning ${columns}`.values
      const announced = yield* consents.decodeAll(rows)
      if (announced.length === 0) return announced
      const about = yield* sql`
        select ${sql.literal(items.columns)} from items where ${sql.in(
          "id",
          announced.map(({ itemId }) => itemId)
        )}`.values
      const itemOf = new Map((yield* items.decodeAll(about)).map((item) => [item.id, item]))
      const told = announced.flatMap((consent) => {
        const item = itemOf.get(consent.itemId)
        return item === undefined ? [] : events(consent, item)
      })
      yield* WebhookOutbox.append(sql, told)
      return announced
    }, atomically),
    ended: Effect.fn("ConsentStore.ended")(function* (now, limit) {
      const rows = yield* sql`
        select ${sql.literal(items.columns)} from items where id in (
          select item_id from consents as over
          where cleared_at is null and (revoked_at is not null or expires_at <= ${date(now)})
            and not exists (select from consents as later where later.item_id = over.item_id and later.given_at > over.given_at)
          limit ${limit}
        )`.values
      return yield* items.decodeAll(rows)
    }, orDie),
    clear: Effect.fn("ConsentStore.clear")(function* (id: Item.ItemId, now) {
      yield* sql`select 1 from items where id = ${id} for update`
      const found = yield* Surroundings.of(sql, id)
      if (found === undefined || Consent.standing(found.around.consent, now) === "given") return false
      for (const table of [
        "accounts",
        "identities",
        "investments",
        "loans",
        "challenges",
        "sealed",
        "screenshots",
        "item_logins"
      ]) {
        yield* sql`delete from ${sql(table)} where item_id = ${id}`
      }
      yield* sql`delete from staged_pages where item_id = ${id}`
      yield* sql`update consents set cleared_at = ${date(now)} where item_id = ${id} and cleared_at is null`
      const around = { ...found.around, holdsCredentials: false }
      yield* keep(Upkeeping.replanned(yield* endRun(found.kept, around, now), around, now))
      return true
    }, atomically)
  })
})

export const layer: Layer.Layer<ConsentStore, never, SqlClient.SqlClient> = Layer.effect(ConsentStore, make)
