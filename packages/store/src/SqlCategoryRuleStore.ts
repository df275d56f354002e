// Rules of categories in PostgreSQL. Changes of one application's rules take turns behind its recast.
import { type Account, CategoryRule, type Item } from "@tomada/core"
import { DateTime, Effect, Layer, Option } from "effect"
import { SqlClient } from "effect/sql"

import {
  CategoryRuleNotFound,
  CategoryRuleStore,
  type Change,
  mostRules,
  TooManyCategoryRules,
  type Waiting
} from "./CategoryRuleStore.ts"
import * as Paging from "./internal/Paging.ts"
import { orDie, transact } from "./internal/Sql.ts"
import * as Table from "./internal/Table.ts"
import { accounts } from "./internal/Tables.ts"

const rules = Table.make({
  name: "category_rules",
  schema: CategoryRule.CategoryRule,
  columns: {
    id: "uuid",
    applicationId: "uuid",
    description: "text",
    matchType: "text",
    transactionType: "text",
    accountType: "text",
    categoryId: "text",
    createdAt: "timestamptz"
  }
})

interface RecastRow {
  readonly id: string
  readonly applicationId: Item.ApplicationId
  readonly after: Account.AccountId | null
  readonly waiting: ReadonlyArray<readonly [Item.ExecutionId, Item.ItemId]>
}

const date = DateTime.toDateUtc

/** As the column holds them, without an order that anybody needs. */
const pairs = (waiting: ReadonlyArray<Waiting>): string =>
  JSON.stringify(waiting.map(({ executionId, itemId }) => [executionId, itemId]))

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const atomically = transact(sql)

  const asked = (applicationId: Item.ApplicationId, { now, recastId }: Change) => sql`
    insert into category_recasts (application_id, id, due_at) values (${applicationId}, ${recastId}, ${date(now)})
    on conflict (application_id) do update set id = excluded.id, due_at = excluded.due_at, after_account = null, waiting = null`

  return CategoryRuleStore.of({
    list: Effect.fn("CategoryRuleStore.list")(function* (applicationId) {
      const where = sql`application_id = ${applicationId}`
      return yield* Paging.all(sql, { name: "category_rules", table: rules, where, order: "created_at desc, id desc" })
    }, orDie),
    create: Effect.fn("CategoryRuleStore.create")(function* (rule, change) {
      yield* asked(rule.applicationId, change)
      const [counted] = yield* sql<{ n: number }>`
        select count(*)::int as n from category_rules where application_id = ${rule.applicationId}`
      if ((counted?.n ?? 0) >= mostRules) return yield* new TooManyCategoryRules({ most: mostRules })
      yield* rules.write(sql, [rule])
    }, atomically),
    remove: Effect.fn("CategoryRuleStore.remove")(function* (applicationId, id, change) {
      yield* asked(applicationId, change)
      const gone = yield* sql`
        delete from category_rules where id = ${id} and application_id = ${applicationId} returning 1 as gone`
      if (gone.length === 0) return yield* new CategoryRuleNotFound()
    }, atomically),
    takeRecast: Effect.fn("CategoryRuleStore.takeRecast")(function* (now, until) {
      const [row] = yield* sql<RecastRow>`
        update category_recasts as recast set due_at = ${date(until)}, waiting = coalesce(waiting, (
          select coalesce(jsonb_agg(jsonb_build_array(id, item_id)), '[]'::jsonb) from executions
          where executions.application_id = recast.application_id and ended_at is null))
        where application_id = (
          select application_id from category_recasts where due_at <= ${date(now)}
          order by due_at limit 1 for update skip locked)
        returning id, application_id as "applicationId", after_account as "after", waiting`
      return Option.map(Option.fromUndefinedOr(row), ({ waiting, ...recast }) => ({
        ...recast,
        waiting: waiting.map(([executionId, itemId]) => ({ executionId, itemId }))
      }))
    }, orDie),
    accounts: Effect.fn("CategoryRuleStore.accounts")(function* ({ after, applicationId }, limit) {
      const where = sql.and([sql`application_id = ${applicationId}`, ...(after === null ? [] : [sql`id > ${after}`])])
      return yield* accounts.decodeAll(
        yield* sql`select ${sql.literal(accounts.columns)} from accounts where ${where} order by id limit ${limit}`
          .values
      )
    }, orDie),
    running: Effect.fn("CategoryRuleStore.running")(function* (waiting) {
      if (waiting.length === 0) return []
      const ids = waiting.map(({ executionId }) => executionId)
      return yield* sql<Waiting>`
        select id as "executionId", item_id as "itemId" from executions
        where id = any(${ids}::uuid[]) and ended_at is null`
    }, orDie),
    keepRecast: Effect.fn("CategoryRuleStore.keepRecast")(function* ({ after, applicationId, id, waiting }, dueAt) {
      const kept = yield* sql`
        update category_recasts set after_account = ${after}, waiting = ${pairs(waiting)}::jsonb, due_at = ${date(dueAt)}
        where application_id = ${applicationId} and id = ${id} returning 1 as kept`
      return kept.length > 0
    }, orDie),
    endRecast: Effect.fn("CategoryRuleStore.endRecast")(function* ({ applicationId, id }) {
      yield* sql`delete from category_recasts where application_id = ${applicationId} and id = ${id}`
    }, orDie)
  })
})

export const layer: Layer.Layer<CategoryRuleStore, never, SqlClient.SqlClient> = Layer.effect(CategoryRuleStore, make)
