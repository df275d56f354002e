// What only a real database can show: transactions that meet.
import { randomUUID } from "node:crypto"

import { assert, layer } from "@effect/vitest"
import { Execution, UpdateRefusal, Manifest } from "@tomada/core"
import { Effect, Exit, Fiber, Latch, Result } from "effect"
import { SqlClient } from "effect/sql"

import { ApplicationStore } from "../src/ApplicationStore.ts"
import { ConnectorStore } from "../src/ConnectorStore.ts"
import { ExecutionStore } from "../src/ExecutionStore.ts"
import { ItemStore } from "../src/ItemStore.ts"
import { TransactionStore } from "../src/TransactionStore.ts"
import { UpkeepStore } from "../src/UpkeepStore.ts"
import * as Scenes from "./Scenes.ts"
import * as TestDatabase from "./TestDatabase.ts"
import * as World from "./World.ts"

const { at, bytes } = World
const rounds = Array.from({ length: 20 }, (_, n) => n)

/** Until a transaction waits for another's lock. */
const untilOneWaits = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql<{ waiting: boolean }>`
    select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock') as waiting`.pipe(
    Effect.repeat({ until: ([row]) => row?.waiting === true })
  )
})

layer(TestDatabase.owned, { excludeTestServices: true })("on PostgreSQL", (it) => {
  it.effect("of updates that race one wins, and the others are told that it runs", () =>
    Effect.gen(function* () {
      const items = yield* ItemStore
      const { item, claim } = yield* World.visited
      yield* World.collect(claim, {}, at(10))
      for (const round of rounds) {
        const racing = Array.from({ length: 4 }, () => World.execution(item, at(20 + round)))
        const results = yield* Effect.forEach(
          racing,
          (execution) => items.update(item.applicationId, item.id, { execution }, at(20 + round)).pipe(Effect.result),
          { concurrency: "unbounded" }
        )
        const won = results.flatMap((result) => (Result.isSuccess(result) ? [result.success.executionId] : []))
        assert.strictEqual(won.length, 1, `round ${round}`)
        for (const result of results) {
          if (Result.isFailure(result)) assert.deepStrictEqual(result.failure, new UpdateRefusal.AlreadyUpdating())
        }
        const held = yield* items.get(item.applicationId, item.id)
        assert.strictEqual(held.executionId, won[0])
        const winner = racing.find(({ id }) => id === won[0])
        assert(winner !== undefined)
        const next = yield* (yield* ExecutionStore).claim(winner.id, at(21 + round))
        yield* World.collect(next.claim, {}, at(22 + round))
      }
    })
  )

  it.effect("of Items that are made at once with one login one is made, and the others meet it or its run", () =>
    Effect.gen(function* () {
      const items = yield* ItemStore
      for (const round of rounds) {
        const applicationId = yield* World.application
        const login = ["k1", "k2"].map((keyId) => ({ keyId, hash: randomUUID().replaceAll("-", "").repeat(2) }))
        const isAlone = round % 2 === 0
        const results = yield* Effect.forEach(
          [login, login.toReversed(), login.slice(0, 1), login],
          (own) => items.create({ ...World.newItem(applicationId), login: own, isAlone }).pipe(Effect.result),
          { concurrency: "unbounded" }
        )
        const tags = results.flatMap((result) => (Result.isFailure(result) ? [result.failure._tag] : []))
        const expected = isAlone ? "LoginHeld" : "SameCredentialsUpdating"
        assert.deepStrictEqual(tags, [expected, expected, expected], `round ${round}`)
        assert.strictEqual((yield* items.ofLogin(applicationId, login)).items.length, 1)
      }
    })
  )

  it.effect("of updates of Items with one login that race one wins", () =>
    Effect.gen(function* () {
      const items = yield* ItemStore
      const executions = yield* ExecutionStore
      const applicationId = yield* World.application
      const login = [{ keyId: "k1", hash: randomUUID().replaceAll("-", "").repeat(2) }]
      const twins = yield* Effect.forEach([0, 1, 2], () =>
        Effect.gen(function* () {
          const made = { ...World.newItem(applicationId), login }
          yield* items.create(made)
          yield* World.collect((yield* executions.claim(made.execution.id, at(1))).claim, {}, at(2))
          return made.item
        })
      )
      for (const round of rounds) {
        const results = yield* Effect.forEach(
          twins,
          (item) => {
            const execution = World.execution(item, at(20 + round))
            return items.update(applicationId, item.id, { execution }, at(20 + round)).pipe(Effect.result)
          },
          { concurrency: "unbounded" }
        )
        const won = results.flatMap((result) => (Result.isSuccess(result) ? [result.success] : []))
        assert.strictEqual(won.length, 1, `round ${round}`)
        for (const { executionId } of won) {
          if (executionId === null) return assert.fail("no run")
          yield* World.collect((yield* executions.claim(executionId, at(20 + round))).claim, {}, at(20 + round))
        }
      }
    })
  )

  it.effect("schedulers that claim what is due at once start each Item once, and no more than there are places", () =>
    Effect.gen(function* () {
      const upkeep = yield* UpkeepStore
      const sql = yield* SqlClient.SqlClient
      const connectorId = Manifest.ConnectorId.make(77)
      yield* (yield* ConnectorStore).announce([
        { id: connectorId, unattended: "always", asks: true, oneStepCode: false, sandbox: false }
      ])
      const many = 60
      for (let index = 0; index < many; index++) {
        const { claim, item } = yield* World.visited
        yield* World.collect(claim, {}, at(10))
        yield* sql`update items set connector_id = ${connectorId} where id = ${item.id}`
        yield* sql`update upkeep set connector_id = ${connectorId}, auto_sync_at = ${new Date(index)} where item_id = ${item.id}`
      }
      const request = { connectors: [{ id: connectorId, atOnce: 40 }], atOnce: 50, newId: () => randomUUID() }
      const claims = yield* Effect.all(
        Array.from({ length: 12 }, () => Effect.repeat(upkeep.due(request, at(3_000)), { times: 4 })),
        { concurrency: "unbounded" }
      )
      assert.isAtLeast(claims.length, 12)
      const runs = yield* sql<{ items: number; runs: number }>`
        select count(distinct item_id)::int as items, count(*)::int as runs from executions
        where trigger = 'SYNC' and item_id in (select id from items where connector_id = ${connectorId})`
      assert.deepStrictEqual(runs, [{ items: 40, runs: 40 }])
    })
  )

  it.effect(
    "a step keeps what somebody wrote into the Item since the visit's last one, also one that waited for it",
    () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const executions = yield* ExecutionStore
        const { execution, item } = yield* Scenes.made()
        const { claim } = yield* executions.claim(execution.id, at(1))
        yield* executions.record(claim, Execution.Event.cases.LoginStarted.make({}), at(2))
        yield* sql`update items set client_user_id = 'somebody' where id = ${item.id}`
        const collecting = Execution.Event.cases.CollectStarted.make({ step: "ACCOUNTS_IN_PROGRESS" })
        assert.strictEqual((yield* executions.record(claim, collecting, at(3))).clientUserId, "somebody")

        const next = (yield* executions.claim(execution.id, at(4))).claim
        const holds = yield* Latch.make()
        const mayEnd = yield* Latch.make()
        const somebody = yield* Effect.forkChild(
          Effect.gen(function* () {
            yield* sql`update items set client_user_id = 'another' where id = ${item.id}`
            yield* holds.open
            yield* mayEnd.await
          }).pipe(sql.withTransaction)
        )
        yield* holds.await
        const step = Execution.Event.cases.CollectStarted.make({ step: "TRANSACTIONS_IN_PROGRESS" })
        const recording = yield* Effect.forkChild(executions.record(next, step, at(5)))
        yield* untilOneWaits
        yield* mayEnd.open
        yield* Fiber.join(somebody)
        assert.strictEqual((yield* Fiber.join(recording)).clientUserId, "another")
        const held = yield* (yield* ItemStore).get(item.applicationId, item.id)
        assert.deepStrictEqual([held.clientUserId, held.executionStatus], ["another", "TRANSACTIONS_IN_PROGRESS"])
        const taken = yield* executions.steps(execution.id)
        assert.strictEqual(taken.at(-1)?.status, "TRANSACTIONS_IN_PROGRESS")
        assert.strictEqual(taken.filter(({ status }) => status === "TRANSACTIONS_IN_PROGRESS").length, 1)
      })
  )

  it.effect("a merge that waited for new settings of its application plans the next run by them", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const applications = yield* ApplicationStore
      const { execution, item } = yield* Scenes.made()
      const application = yield* applications.get(item.applicationId)
      const { claim } = yield* (yield* ExecutionStore).claim(execution.id, at(1))
      yield* World.toMerging(claim)
      const holds = yield* Latch.make()
      const mayEnd = yield* Latch.make()
      const settings = yield* Effect.forkChild(
        Effect.gen(function* () {
          yield* sql`select 1 from items where id = ${item.id} for update`
          yield* holds.open
          yield* mayEnd.await
          yield* applications.put({ ...application, autoSyncEvery: 8 })
          yield* (yield* UpkeepStore).replan(item.applicationId, at(9))
        }).pipe(sql.withTransaction)
      )
      yield* holds.await
      const merging = yield* Effect.forkChild((yield* ExecutionStore).commit(claim, World.nothing, at(10)))
      yield* untilOneWaits
      yield* mayEnd.open
      yield* Fiber.join(settings)
      yield* Fiber.join(merging)
      const held = yield* (yield* ItemStore).get(item.applicationId, item.id)
      assert.strictEqual(held.executionStatus, "SUCCESS")
      World.assertSame(held.nextAutoSyncAt, at(10 + 8 * 60))
    })
  )

  it.effect("the database itself refuses a second active run, also one that nobody asked for", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const items = yield* ItemStore
      const { item, claim } = yield* World.visited
      yield* World.collect(claim, {}, at(10))
      yield* sql`
        insert into executions (id, application_id, item_id, trigger, status, fence, created_at)
        values (${randomUUID()}, ${item.applicationId}, ${item.id}, 'SYNC', 'CREATED', 0, now())`
      const update = { execution: World.execution(item, at(20)) }
      assert.strictEqual(
        yield* World.refusal(items.update(item.applicationId, item.id, update, at(20))),
        "AlreadyUpdating"
      )
    })
  )

  it.effect("claims that race raise the fence once each, and only the last may write", () =>
    Effect.gen(function* () {
      const executions = yield* ExecutionStore
      const { execution } = yield* World.created
      const claims = yield* Effect.forEach(rounds, () => executions.claim(execution.id, at(1)), {
        concurrency: "unbounded"
      })
      assert.deepStrictEqual(
        claims.map(({ claim }) => claim.fence).toSorted((a, b) => a - b),
        rounds.map((n) => n + 1)
      )
      const written = yield* Effect.forEach(
        claims,
        ({ claim }) => executions.record(claim, World.loginStarted, at(2)).pipe(Effect.exit),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(written.filter(Exit.isSuccess).length, 1)
    })
  )

  it.effect("answers that race: one is kept, and it is read by one of those who ask", () =>
    Effect.gen(function* () {
      const executions = yield* ExecutionStore
      for (const round of rounds) {
        const { item, claim } = yield* World.visited
        const challenge = World.otp(randomUUID())
        yield* executions.record(claim, World.loginStarted, at(2))
        yield* executions.record(claim, Execution.Event.cases.ChallengeRaised.make({ challenge }), at(3))
        const given = yield* Effect.forEach(
          ["a", "b", "c"],
          (text) =>
            executions
              .answer(item.applicationId, item.id, { challengeId: challenge.id, blob: bytes(text) }, at(4))
              .pipe(Effect.as(text), Effect.result),
          { concurrency: "unbounded" }
        )
        const kept = given.flatMap((result) => (Result.isSuccess(result) ? [result.success] : []))
        assert.strictEqual(kept.length, 1, `round ${round}`)
        const taken = yield* Effect.forEach([1, 2, 3], () => executions.takeAnswer(challenge.id), {
          concurrency: "unbounded"
        })
        assert.deepStrictEqual(
          taken.filter((blob) => blob !== undefined).map((blob) => World.text(blob)),
          kept
        )
      }
    })
  )

  it.effect("updates, writes of a visit, answers and deletions of one Item never wait for each other in a circle", () =>
    Effect.gen(function* () {
      const items = yield* ItemStore
      const executions = yield* ExecutionStore
      for (const round of rounds) {
        const { item, execution, claim } = yield* World.visited
        const row = World.account(item.id)
        const update = { execution: World.execution(item, at(20)) }
        const answer = { challengeId: randomUUID(), blob: bytes("") }
        const session = { purpose: "session" as const, name: "", blob: bytes("s") }
        const work: ReadonlyArray<Effect.Effect<unknown, unknown>> = [
          executions.record(claim, World.loginStarted, at(2)),
          executions.record(claim, World.mergeStarted, at(3)),
          executions.commit(claim, { ...World.nothing, accounts: [row] }, at(4)).pipe(Effect.catchDefect(Effect.fail)),
          executions.beat(claim, at(3)),
          executions.reseal(claim, [session]),
          executions.claim(execution.id, at(5)),
          items.update(item.applicationId, item.id, update, at(20)),
          executions.answer(item.applicationId, item.id, answer, at(6)),
          ...(round % 2 === 0 ? [items.remove(item.applicationId, item.id, World.removal)] : [])
        ]
        const exits = yield* Effect.forEach(work, (effect) => Effect.exit(effect), { concurrency: "unbounded" })
        const deadlocked = exits.filter((exit) => String(exit).includes("Deadlock"))
        assert.deepStrictEqual(deadlocked, [])
      }
      const sql = yield* SqlClient.SqlClient
      const [stats] = yield* sql<{ deadlocks: bigint }>`
        select deadlocks from pg_stat_database where datname = current_database()`
      assert.strictEqual(stats?.deadlocks, 0n)
    })
  )

  it.effect("a merge that is cut leaves the rows of before", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const executions = yield* ExecutionStore
      const { item, claim } = yield* World.visited
      yield* World.toMerging(claim)
      const held = World.account(item.id)
      const rows = Array.from({ length: 1_500 }, () => World.transaction(held.id))
      const merged = { ...World.nothing, accounts: [held], transactions: rows }
      const outcome = yield* sql
        .withTransaction(executions.commit(claim, merged, at(9)).pipe(Effect.andThen(Effect.fail("cut" as const))))
        .pipe(Effect.flip)
      assert.strictEqual(outcome, "cut")
      const { total } = yield* (yield* TransactionStore).page({ accountId: held.id }, { number: 1, size: 1 })
      assert.strictEqual(total, 0)
      assert.strictEqual((yield* executions.get(item.applicationId, claim.executionId)).status, "MERGING")
      yield* executions.commit(claim, merged, at(9))
    })
  )
})
