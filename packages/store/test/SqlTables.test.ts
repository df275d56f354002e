// What the tables themselves owe: nothing is left of a deleted Item, the indexes serve their queries, errors name no value.
import { randomUUID } from "node:crypto"
import { inspect } from "node:util"

import { assert, layer } from "@effect/vitest"
import { CivilDate, Coverage, Execution } from "@tomada/core"
import { Cause, Effect, Exit } from "effect"
import { SqlClient } from "effect/sql"

import { BudgetStore } from "../src/BudgetStore.ts"
import { ExecutionStore, type Merged } from "../src/ExecutionStore.ts"
import { ItemStore } from "../src/ItemStore.ts"
import { ScreenshotStore } from "../src/ScreenshotStore.ts"
import { StagedPageStore } from "../src/StagedPageStore.ts"
import { TransactionStore } from "../src/TransactionStore.ts"
import { WebhookStore } from "../src/WebhookStore.ts"
import * as TestDatabase from "./TestDatabase.ts"
import * as World from "./World.ts"

const { at, bytes } = World

/** Of all tables but those of the outbox, tombstones, and those of connectors and applications. */
const counts = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const tables = yield* sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_name <> 'tomada_migrations' and table_name not like 'webhook%' and table_name not like 'connector%'
      and table_name not like 'category%' and table_name not in ('parameter_keys', 'item_tombstones') order by 1`
  const rows = new Map<string, number>()
  for (const { name } of tables) {
    const [counted] = yield* sql<{ n: number }>`select count(*)::int as n from ${sql(name)}`
    rows.set(name, counted?.n ?? -1)
  }
  return rows
})

layer(TestDatabase.owned, { excludeTestServices: true })("the tables", (it) => {
  it.effect("keep no row of a deleted Item", () =>
    Effect.gen(function* () {
      const executions = yield* ExecutionStore
      const { item, claim } = yield* World.visited
      const challenge = World.otp(randomUUID())
      yield* executions.record(claim, World.loginStarted, at(2))
      yield* executions.record(claim, Execution.Event.cases.ChallengeRaised.make({ challenge }), at(3))
      const answer = { challengeId: challenge.id, blob: bytes("answer") }
      yield* executions.answer(item.applicationId, item.id, answer, at(4))
      yield* executions.record(claim, World.mergeStarted, at(5))
      const account = World.account(item.id)
      yield* (yield* StagedPageStore).put(claim, { name: "1/0", blob: bytes("page") })
      const screenshot = { image: bytes("picture"), takenAt: at(5), expiresAt: at(50) }
      yield* (yield* ScreenshotStore).put(claim, screenshot)
      const window = { from: at(0), resetsAt: at(60) }
      const own = { connectorId: item.connectorId, itemId: item.id, budget: "requests", max: 9, ...window }
      yield* (yield* BudgetStore).take([own], 1)
      const row = World.transaction(account.id)
      const position = World.investment(item.id)
      const { executionId } = claim
      const merged: Merged = {
        ...World.nothing,
        bills: [World.bill(account.id)],
        statements: [World.statement(account.id)],
        loans: [World.loan(item.id)],
        investments: [position],
        investmentTransactions: [World.movement(position.id)],
        investmentCoverage: [{ investmentId: position.id, proven: Coverage.none }],
        decisions: [
          {
            accountId: account.id,
            executionId,
            transactionId: row.id,
            rule: "removed",
            evidence: {},
            rivals: 0,
            at: at(6)
          }
        ],
        suggestions: [World.suggestion(executionId, row, row)],
        counts: [{ product: "ACCOUNTS", collected: 1, created: 1, updated: 0, removed: 0 }],
        accounts: [account],
        transactions: [row],
        identity: World.identity(item.id, { fullName: "Ana" }),
        coverage: [{ accountId: account.id, product: World.product, proven: Coverage.none }],
        sealed: [{ purpose: "session" as const, name: "", blob: bytes("session") }]
      }
      yield* executions.recogniseBy(claim, [{ keyId: "k1", hash: "ab".repeat(32) }])
      yield* executions.commit(claim, merged, at(6))
      for (const [table, count] of yield* counts) assert.isAbove(count, 0, `${table} has a row to lose`)

      yield* (yield* ItemStore).remove(item.applicationId, item.id, World.removal)
      const left = [...(yield* counts)].filter(([, count]) => count > 0)
      assert.deepStrictEqual(left, [["applications", 1]])
      const items = yield* ItemStore
      assert.isFalse(yield* items.holdsSealed)
      const owner = { applicationId: item.applicationId, owner: item.applicationId }
      yield* (yield* WebhookStore).rotate(owner, bytes("secret"), at(9))
      assert.isTrue(yield* items.holdsSealed, "a webhook's secret is sealed too")
    })
  )

  it.effect("bear the application on every row", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const without = yield* sql<{ name: string }>`
        select t.table_name as name from information_schema.tables t
        where t.table_schema = 'public' and t.table_name not in (
            'tomada_migrations', 'applications', 'webhook_sequencer', 'connectors', 'connector_ends', 'connector_budgets')
          and not exists (
            select from information_schema.columns c
            where c.table_name = t.table_name and c.column_name = 'application_id' and c.is_nullable = 'NO')`
      assert.deepStrictEqual(without, [])
    })
  )

  it.effect("have an index for every foreign key, so that a deletion costs what it deletes", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const without = yield* sql<{ name: string }>`
        select c.conrelid::regclass::text || ' ' || c.conkey::text as name from pg_constraint c
        where c.contype = 'f' and not exists (
          select from pg_index i where i.indrelid = c.conrelid and i.indpred is null and i.indkey[0] = c.conkey[1])`
      assert.deepStrictEqual(without, [])
    })
  )

  it.effect("serve a page, a cursor and a window from the index in their order", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const day = (n: number) => CivilDate.addDays(CivilDate.make("2020-01-01"), n)
      const { account } = yield* World.holding((id) =>
        Array.from({ length: 3_000 }, (_, n) =>
          World.transaction(id, { date: day(n), institutionId: `i-${n}`, status: n === 7 ? "PENDING" : "POSTED" })
        )
      )
      yield* sql`analyze transactions`
      const plan = (query: string) =>
        sql
          .unsafe<{ "QUERY PLAN": string }>(`explain ${query}`, [account.id])
          .pipe(Effect.map((lines) => lines.map((line) => line["QUERY PLAN"]).join("\n")))
      const newest = "order by date desc, position desc, id desc"
      const page = yield* plan(
        `select * from transactions where account_id = $1::uuid and state = 'live'
         and (date, position, id) < ('2024-01-01', 0, '${randomUUID()}') ${newest} limit 50`
      )
      assert.include(page, "transactions_newest")
      assert.notInclude(page, "Sort")
      const window = yield* plan(
        `select * from transactions where account_id = $1::uuid
         and ((date >= '2024-01-01' and date <= '2024-01-09') or institution_id = any('{i-1,i-2}'::text[])) ${newest}`
      )
      assert.include(window, "transactions_newest")
      assert.include(window, "transactions_institution")
      const unsettled = yield* plan(
        `select * from transactions where account_id = $1::uuid and state = 'live'
         and (status = 'PENDING' or (status = 'POSTED' and absences > 0 and not unconfirmed)) ${newest}`
      )
      assert.include(unsettled, "transactions_unsettled")
      assert.deepStrictEqual(
        (yield* (yield* TransactionStore).unsettled(account.id)).map(({ date }) => date),
        [day(7)]
      )
    })
  )

  it.effect("take a text that PostgreSQL cannot hold without what it cannot hold", () =>
    Effect.gen(function* () {
      const strange = "a\u0000b \ud83d c \\u0000 '"
      const world = yield* World.holding((id) => [
        World.transaction(id, { description: strange, merchant: { name: strange } })
      ])
      const [row] = world.transactions
      assert(row !== undefined)
      const held = yield* (yield* TransactionStore).get(world.item.applicationId, row.id)
      assert.strictEqual(held.description, "ab \ufffd c \\u0000 '")
      assert.strictEqual(held.merchant?.name, held.description)
    })
  )

  it.effect("keep a text as it is, whatever it means to an array or to JSON", () =>
    Effect.gen(function* () {
      const texts = [
        'say "hi", {a} \\',
        "null",
        "",
        " {NULL,} ",
        "two\nlines\tand \r\u2028",
        "C:\\new\\table",
        "'; --",
        "é 😀"
      ]
      const world = yield* World.holding((id) =>
        texts.map((text, index) =>
          World.transaction(id, { description: text, institutionId: `${index}${text}`, merchant: { name: text } })
        )
      )
      for (const [index, row] of world.transactions.entries()) {
        const held = yield* (yield* TransactionStore).get(world.item.applicationId, row.id)
        const text = texts[index]
        assert.deepStrictEqual(
          [held.description, held.institutionId, held.merchant?.name],
          [text, `${index}${text}`, text]
        )
      }
    })
  )

  it.effect("fail with a defect that repeats nothing of what was to be written", () =>
    Effect.gen(function* () {
      const world = yield* World.holding((id) => [World.transaction(id)])
      const claim = yield* World.visitAgain(world.item, at(20))
      yield* World.toMerging(claim)
      const twin = World.account(world.item.id, { key: world.account.key, name: "a name of a person" })
      const merged = { ...World.nothing, accounts: [twin] }
      const exit = yield* (yield* ExecutionStore).commit(claim, merged, at(30)).pipe(Effect.exit)
      assert.isTrue(Exit.isFailure(exit) && Cause.hasDies(exit.cause))
      const words = Exit.isFailure(exit) ? inspect(exit.cause, { depth: 20, showHidden: true }) : ""
      assert.include(words, "UniqueViolation")
      for (const value of [twin.id, twin.key, twin.name, twin.itemId]) assert.notInclude(words, value)
    })
  )
})
