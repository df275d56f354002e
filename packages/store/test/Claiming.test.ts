// A claim begins in one statement what is plain, and asks the rules about the rest: both must come to what the rules come to alone.
import { randomUUID } from "node:crypto"

import { assert, layer } from "@effect/vitest"
import { Item, UpdateRules, WireStatus } from "@tomada/core"
import { DateTime, Effect, Fiber, Latch, Schema } from "effect"
import { SqlClient } from "effect/sql"

import { ConnectorStore } from "../src/ConnectorStore.ts"
import { ConsentStore } from "../src/ConsentStore.ts"
import { ExecutionStore } from "../src/ExecutionStore.ts"
import * as Claiming from "../src/internal/Claiming.ts"
import * as Surroundings from "../src/internal/Surroundings.ts"
import * as Upkeeping from "../src/internal/Upkeeping.ts"
import { UpkeepStore } from "../src/UpkeepStore.ts"
import * as Scenes from "./Scenes.ts"
import * as TestDatabase from "./TestDatabase.ts"
import * as World from "./World.ts"

const { assertSame, at } = World
const now = at(3 * Scenes.day)

/** The same numbers from 0 to 1 at each run. */
const chance = (seed: number) => {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** Whatever may stand in the tables, most of it as it mostly is. */
const strew = Effect.fn("strew")(function* (next: () => number) {
  const sql = yield* SqlClient.SqlClient
  const rarely = () => next() < 0.08
  const oneOf = <A>(values: readonly [A, ...ReadonlyArray<A>]): A =>
    values[Math.floor(next() * values.length)] ?? values[0]
  const instant = () => DateTime.toDateUtc(at(Math.floor(next() * 6 * Scenes.day)))
  const perhaps = (share: number) => (next() < share ? instant() : null)

  const connectorId = yield* Scenes.connector({
    unattended: rarely() ? "never" : oneOf(["always", "until-session-expiry"]),
    asks: !rarely(),
    oneStepCode: rarely(),
    sandbox: rarely()
  })
  const status = rarely() ? oneOf(["OFFLINE", "UNSTABLE"] as const) : "ONLINE"
  yield* (yield* ConnectorStore).judge(connectorId, { status, pausedUntil: null })
  const { id: applicationId } = yield* Scenes.application({
    kind: rarely() ? "development" : "production",
    autoSyncEvery: rarely() ? null : oneOf([24, 12, 8]),
    disabledAt: rarely() ? at(1) : null,
    updatePolicy: rarely() ? { ...UpdateRules.defaultPolicy, maxConsecutiveFailedLoginAttempts: 1 } : null
  })
  const { execution, item } = yield* Scenes.made({ of: { applicationId, connectorId } })
  yield* Scenes.end(execution.id, World.succeeded, 10)

  if (rarely()) yield* (yield* ConsentStore).revoke(applicationId, item.id, instantOf(next))
  if (rarely()) {
    yield* sql`insert into consents (id, application_id, item_id, products, hosts, text_version, source, given_at, expires_at, revoked_at)
      values (${randomUUID()}, ${applicationId}, ${item.id}, '[]', '[]', '2', 'widget', ${instant()}, ${perhaps(0.7)}, ${perhaps(0.2)})`
  }
  if (rarely()) yield* sql`update consents set expires_at = ${perhaps(0.8)} where item_id = ${item.id}`
  if (rarely()) yield* sql`delete from sealed where item_id = ${item.id} and purpose = 'credentials'`
  if (next() < 0.5) {
    const last = oneOf(WireStatus.WireStatus.literals)
    yield* sql`update items set execution_status = ${last}, consecutive_failed_login_attempts = ${Math.floor(next() * 4)},
      auto_sync_disabled_at = ${perhaps(0.1)}, consent_expires_at = ${perhaps(0.2)},
      error = '{"code":"ERROR","message":"no","providerMessage":null}' where id = ${item.id}`
    yield* sql`update upkeep set consecutive_failed_syncs = ${Math.floor(next() * 8)}, unblocked_at = ${perhaps(0.4)},
      last_execution_ended_at = ${perhaps(0.5)} where item_id = ${item.id}`
  }
  if (rarely()) {
    const state = oneOf<object>([
      { _tag: "NotYet" },
      { _tag: "Ended", because: "person-needed" },
      { _tag: "Retrying", failedAt: DateTime.formatIso(at(9)), startedAt: DateTime.formatIso(at(8)), retries: 2 }
    ])
    yield* sql`update upkeep set auto_sync = ${JSON.stringify(state)}::jsonb where item_id = ${item.id}`
  }
  yield* sql`update upkeep set auto_sync_at = ${DateTime.toDateUtc(at(Math.floor(next() * 2 * Scenes.day)))} where item_id = ${item.id}`
  return { applicationId, connectorId, id: item.id }
})

const instantOf = (next: () => number) => at(Math.floor(next() * 3 * Scenes.day))

const many = 250

layer(TestDatabase.owned, { excludeTestServices: true })("a claim on PostgreSQL", (it) => {
  it.effect(
    "begins and puts off what the rules alone would, of Items in any state",
    () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const next = chance(20_260_901)
        const strewn = yield* Effect.forEach(
          Array.from({ length: many }, () => chance(Math.floor(next() * 2 ** 32))),
          strew,
          { concurrency: 8 }
        )
        const found = yield* Surroundings.read(
          sql,
          strewn.map(({ id }) => id)
        )
        assert.strictEqual(found.length, many)
        const expected = new Map(
          found.map(({ around, kept }) => {
            const execution = Upkeeping.unasked(kept.item, Item.ExecutionId.make(randomUUID()), now)
            return [kept.item.id, { before: kept, after: Upkeeping.taken(kept, execution, around, now) }]
          })
        )

        const free = strewn.map(({ connectorId }) => ({ connector: connectorId, places: 5, counted: false }))
        const ids = Array.from({ length: many }, () => randomUUID())
        const claimed = yield* Effect.flip(
          sql.withTransaction(Effect.flatMap(Claiming.claim(sql, free, ids, now), Effect.fail))
        ).pipe(Effect.flatMap(Schema.decodeUnknownEffect(Schema.Array(Claimed))))
        assert.strictEqual(claimed.length, many)
        const begun = claimed.filter(({ executionId }) => executionId !== null)
        for (const { itemId } of begun) {
          const change = expected.get(itemId)
          assert.isTrue(change?.after.starts, itemId)
        }
        const starting = [...expected.values()].filter(({ after }) => after.starts)
        assert.isAtLeast(begun.length, starting.length * 0.7)
        assert.isAtLeast(many - starting.length, many / 4)

        const request = { connectors: strewn.map(({ connectorId }) => ({ id: connectorId, atOnce: 5 })), atOnce: many }
        const answer = yield* (yield* UpkeepStore).due({ ...request, newId: () => randomUUID() }, now)
        assert.deepStrictEqual(
          answer.started.map(({ itemId }) => itemId).toSorted(),
          starting.map(({ after }) => after.item.id).toSorted()
        )
        assert.strictEqual(answer.postponed, many - starting.length)
        const order = answer.started.map(({ itemId }) => expected.get(itemId)?.before.upkeep.autoSyncAt ?? now)
        assert.isTrue(order.every((one, index) => !DateTime.isLessThan(one, order[index - 1] ?? one)))

        const executions = yield* ExecutionStore
        const runOf = new Map(answer.started.map(({ executionId, itemId }) => [itemId, executionId]))
        for (const { kept } of yield* Surroundings.read(sql, [...expected.keys()])) {
          const after = expected.get(kept.item.id)?.after
          const executionId = runOf.get(kept.item.id)
          if (after === undefined) assert.fail("an Item that was not due")
          assertSame(kept.upkeep, after.upkeep)
          assertSame(kept.item, executionId === undefined ? after.item : { ...after.item, executionId })
          if (executionId === undefined) continue
          const execution = yield* executions.get(kept.item.applicationId, executionId)
          assertSame(execution, Upkeeping.unasked(kept.item, executionId, now))
          assertSame(yield* executions.steps(executionId), [{ status: execution.status, at: now }])
        }
      }),
    60_000
  )

  it.effect("leaves an Item to the rules whose consent was taken back after the claim had begun", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const item = yield* Scenes.succeeded()
      const gate = 7_001
      yield* sql`create schema gate`
      yield* sql`create function gate.pass() returns boolean language plpgsql volatile as $$
        begin perform pg_advisory_xact_lock_shared(7001); return true; end $$`
      yield* sql`create view gate.upkeep as select ctid, * from public.upkeep where gate.pass()`
      const isShut = yield* Latch.make()
      const mayOpen = yield* Latch.make()
      const shut = yield* Effect.forkChild(
        Effect.gen(function* () {
          yield* sql`select pg_advisory_xact_lock(${BigInt(gate)})`
          yield* isShut.open
          yield* mayOpen.await
        }).pipe(sql.withTransaction)
      )
      yield* isShut.await
      const claiming = yield* Effect.forkChild(
        Effect.gen(function* () {
          yield* sql`set local search_path = gate, public`
          return yield* Claiming.claim(
            sql,
            [{ connector: item.connectorId, places: 1, counted: false }],
            [randomUUID()],
            now
          )
        }).pipe(sql.withTransaction)
      )
      yield* sql<{ waiting: boolean }>`
        select exists (select from pg_stat_activity where datname = current_database() and wait_event = 'advisory') as waiting`.pipe(
        Effect.repeat({ until: ([row]) => row?.waiting === true })
      )
      yield* (yield* ConsentStore).revoke(item.applicationId, item.id, at(2 * Scenes.day))
      yield* mayOpen.open
      yield* Fiber.join(shut)
      assert.deepStrictEqual(yield* Fiber.join(claiming), [{ itemId: item.id, executionId: null }])
    })
  )

  it.effect("is told by the database itself that consents and credentials come and go", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const item = yield* Scenes.succeeded({ consent: { expiresAt: at(9 * Scenes.day) } })
      const standing = Effect.map(
        sql<{ until: string; held: boolean }>`
          select consent_ends_at::text as until, holds_credentials as held from upkeep where item_id = ${item.id}`,
        ([row]) => [row?.until === "-infinity" ? "-infinity" : "later", row?.held]
      )
      assert.deepStrictEqual(yield* standing, ["later", true])
      yield* (yield* ConsentStore).revoke(item.applicationId, item.id, at(60))
      assert.deepStrictEqual(yield* standing, ["-infinity", true])
      yield* (yield* ConsentStore).clear(item.id, at(61))
      assert.deepStrictEqual(yield* standing, ["-infinity", false])
    })
  )
})

const Claimed = Schema.Struct({ itemId: Item.ItemId, executionId: Schema.NullOr(Item.ExecutionId) })
