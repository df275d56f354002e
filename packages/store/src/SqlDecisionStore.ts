// Decisions and suggestions in PostgreSQL. Accepting locks the Item first, as every transaction of this package does; a run that
// is under way has read the rows already and would write them over, so it refuses.
import { UpdateRefusal, Suggestions } from "@tomada/core"
import type { Item } from "@tomada/core"
import { type DateTime, Effect, Layer, Result } from "effect"
import { SqlClient } from "effect/sql"

import { DecisionStore, type Suggested, type SuggestionId, SuggestionNotFound } from "./DecisionStore.ts"
import * as Paging from "./internal/Paging.ts"
import { decisions, suggestions } from "./internal/ProductTables.ts"
import * as Settling from "./internal/Settling.ts"
import { orDie, transact } from "./internal/Sql.ts"
import { transactions, transactionsOwned } from "./internal/Tables.ts"

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const atomically = transact(sql)
  const made = { name: "merge_decisions", table: decisions, order: "id desc" }
  const given = { name: "merge_suggestions", table: suggestions, order: "ordinal desc" }

  const find = Effect.fnUntraced(function* (applicationId: Item.ApplicationId, id: SuggestionId) {
    const [row] = yield* sql`
      select ${sql.literal(suggestions.columns)} from merge_suggestions
      where id = ${id} and application_id = ${applicationId}`
    return row === undefined ? yield* new SuggestionNotFound() : yield* suggestions.decode(row)
  })

  /** Holds the Item, unless it runs, and reads the suggestion and its rows. */
  const hold = Effect.fnUntraced(function* (applicationId: Item.ApplicationId, id: SuggestionId) {
    const { accountId } = yield* find(applicationId, id)
    yield* sql`
      select 1 as held from items where id = (select item_id from accounts where id = ${accountId}) for update`
    const running = yield* sql`
      select 1 as running from executions join accounts on accounts.item_id = executions.item_id
      where accounts.id = ${accountId} and executions.ended_at is null`
    if (running.length > 0) return yield* new UpdateRefusal.AlreadyUpdating()
    const suggestion = yield* find(applicationId, id)
    const rows = yield* transactions.decodeAll(
      yield* sql`
        select ${sql.literal(transactions.columns)} from transactions
        where account_id = ${accountId} and id = any(${[suggestion.held, suggestion.created]}::uuid[]) for update`
        .values
    )
    const held = rows.find((row) => row.id === suggestion.held)
    const created = rows.find((row) => row.id === suggestion.created)
    if (held === undefined || created === undefined) {
      return yield* new Suggestions.SuggestionOutdated({ reason: "gone" })
    }
    return { suggestion, held, created }
  })

  const keep = Effect.fnUntraced(function* (
    applicationId: Item.ApplicationId,
    before: Suggested,
    { rows, ...next }: Settling.Step,
    now: DateTime.Utc
  ) {
    const suggestion: Suggested = { ...before, ...next, updatedAt: now }
    yield* transactionsOwned.write(sql, [rows.held, rows.created], { applicationId })
    const acceptance = next.acceptance === null ? null : Settling.encode(next.acceptance)
    yield* sql`
      update merge_suggestions set state = ${next.state}, acceptance = ${acceptance}::jsonb,
        updated_at = ${Settling.date(now)} where id = ${before.id}`
    return { suggestion, held: rows.held, created: rows.created }
  })

  return DecisionStore.of({
    ofTransaction: Effect.fn("DecisionStore.ofTransaction")(function* (applicationId, id) {
      return yield* Paging.all(sql, {
        ...made,
        where: sql`transaction_id = ${id} and application_id = ${applicationId}`
      })
    }, orDie),
    ofAccount: Effect.fn("DecisionStore.ofAccount")(function* (accountId, page) {
      return yield* Paging.page(sql, { ...made, where: sql`account_id = ${accountId}` }, page)
    }, orDie),
    suggestions: Effect.fn("DecisionStore.suggestions")(function* ({ accountId, state }, page) {
      const inState = state === undefined ? [] : [sql`state = ${state}`]
      return yield* Paging.page(sql, { ...given, where: sql.and([sql`account_id = ${accountId}`, ...inState]) }, page)
    }, orDie),
    suggestionsAfter: Effect.fn("DecisionStore.suggestionsAfter")(function* (applicationId, filter, place, limit) {
      const { accountId, state } = filter
      const where = sql.and([
        sql`application_id = ${applicationId}`,
        sql`account_id = ${accountId}`,
        ...(state === undefined ? [] : [sql`state = ${state}`])
      ])
      return yield* Paging.after(sql, { name: "merge_suggestions", table: suggestions, where }, place, limit)
    }, orDie),
    suggestion: Effect.fn("DecisionStore.suggestion")(find, orDie),
    accept: Effect.fn("DecisionStore.accept")(function* (applicationId, id, policy, now) {
      const { created, held, suggestion } = yield* hold(applicationId, id)
      const step = Settling.accept({ suggestion, held, created, policy, now })
      if (Result.isFailure(step)) return yield* step.failure
      return yield* keep(applicationId, suggestion, step.success, now)
    }, atomically),
    undo: Effect.fn("DecisionStore.undo")(function* (applicationId, id, now) {
      const { created, held, suggestion } = yield* hold(applicationId, id)
      const step = Settling.undo({ suggestion, held, created, now })
      if (Result.isFailure(step)) return yield* step.failure
      return yield* keep(applicationId, suggestion, step.success, now)
    }, atomically)
  })
})

export const layer: Layer.Layer<DecisionStore, never, SqlClient.SqlClient> = Layer.effect(DecisionStore, make)
