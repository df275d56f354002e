// When an Item may run, and when it runs unasked, in every layer of the ports.
import { assert, type Vitest } from "@effect/vitest"
import { type Execution, Item, Manifest } from "@tomada/core"
import { Effect, Option } from "effect"

import { ApplicationStore } from "../../src/ApplicationStore.ts"
import { ConnectorStore } from "../../src/ConnectorStore.ts"
import { ExecutionStore } from "../../src/ExecutionStore.ts"
import { ItemStore, type ItemUpdate } from "../../src/ItemStore.ts"
import { UpkeepStore } from "../../src/UpkeepStore.ts"
import * as Scenes from "../Scenes.ts"
import * as World from "../World.ts"

const { application, day, due, end, failed, made, refused, succeeded } = Scenes
const { assertSame, at, bytes, refusal } = World

export const suite = (it: Vitest.MethodsNonLive<Scenes.Stores>): void => {
  it.effect("a success plans the next run a day after it, spread by ten minutes at most", () =>
    Effect.gen(function* () {
      const item = yield* succeeded()
      assertSame(item.nextAutoSyncAt, at(10 + day))
      const { autoSyncAt } = yield* (yield* UpkeepStore).get(item.applicationId, item.id)
      assert.isNotNull(autoSyncAt)
      const late = (autoSyncAt?.epochMilliseconds ?? 0) - at(10 + day).epochMilliseconds
      assert.isTrue(late >= 0 && late < 600_000)
    })
  )

  it.effect(
    "nothing is planned for a development application, a connector that may not, and one that nobody announced",
    () =>
      Effect.gen(function* () {
        const scenes: ReadonlyArray<Scenes.Scene> = [
          { application: { kind: "development" } },
          { application: { autoSyncEvery: null } },
          { application: { disabledAt: at(1) } },
          { connector: { unattended: "never" } },
          { connector: { oneStepCode: true } },
          { of: { applicationId: (yield* application()).id, connectorId: Manifest.ConnectorId.make(999_999) } },
          { consent: { expiresAt: at(60) } }
        ]
        for (const scene of scenes) assert.isNull((yield* succeeded(scene)).nextAutoSyncAt)
      })
  )

  it.effect("what is due starts one execution by SYNC, and is not due again while it runs", () =>
    Effect.gen(function* () {
      const item = yield* succeeded()
      const now = at(10 + day + 10)
      assert.deepStrictEqual((yield* due(item.connectorId, at(10 + day - 1))).started, [])
      const { started } = yield* due(item.connectorId, now)
      assert.deepStrictEqual(
        started.map(({ itemId }) => itemId),
        [item.id]
      )
      const [run] = started
      const id = run?.executionId ?? Item.ExecutionId.make("")
      const execution = yield* (yield* ExecutionStore).get(item.applicationId, id)
      assert.deepStrictEqual([execution.trigger, execution.status], ["SYNC", "CREATED"])
      assert.strictEqual((yield* (yield* ItemStore).get(item.applicationId, item.id)).executionId, id)
      assert.deepStrictEqual(yield* due(item.connectorId, now), { started: [], postponed: 0 })
      const after = yield* end(id, World.succeeded, 20 + day)
      assertSame(after.nextAutoSyncAt, at(20 + 2 * day))
    })
  )

  it.effect("a connector gets no more runs at once than it has places, the oldest first", () =>
    Effect.gen(function* () {
      const first = yield* succeeded()
      const of = { applicationId: first.applicationId, connectorId: first.connectorId }
      for (let index = 0; index < 4; index++) {
        const { execution } = yield* made({ of })
        yield* end(execution.id, World.succeeded, 40 + 20 * index)
      }
      const one = yield* due(first.connectorId, at(10 * day), { atOnce: 2 })
      assert.strictEqual(one.started.length, 2)
      assert.strictEqual(one.started[0]?.itemId, first.id)
      assert.strictEqual((yield* due(first.connectorId, at(10 * day), { atOnce: 2 })).started.length, 0)
      yield* end(one.started[0]?.executionId ?? Item.ExecutionId.make(""), World.succeeded, 10 * day)
      assert.strictEqual((yield* due(first.connectorId, at(10 * day), { atOnce: 2 })).started.length, 1)
    })
  )

  it.effect("a failure is tried again after one to five hours, then no more", () =>
    Effect.gen(function* () {
      const { execution, item } = yield* made()
      let run = execution.id
      let minutes = 0
      const waits: Array<number | null> = []
      for (let attempt = 0; attempt < 6; attempt++) {
        const after = yield* end(run, failed("SITE_NOT_AVAILABLE"), minutes)
        const next = after.nextAutoSyncAt
        waits.push(next === null ? null : (next.epochMilliseconds - at(0).epochMilliseconds) / 3_600_000)
        if (next === null) break
        minutes = (next.epochMilliseconds - at(0).epochMilliseconds) / 60_000
        const { started } = yield* due(item.connectorId, at(minutes))
        run = started[0]?.executionId ?? run
      }
      assert.deepStrictEqual(waits, [1, 2, 3, 4, 5, null])
      const { autoSync, consecutiveFailedSyncs } = yield* (yield* UpkeepStore).get(item.applicationId, item.id)
      assert.strictEqual(autoSync._tag, "Ended")
      assert.strictEqual(consecutiveFailedSyncs, 6)
    })
  )

  it.effect("a run that begins unasked clears what the last one ended with, and has its first step", () =>
    Effect.gen(function* () {
      const { execution, item } = yield* made()
      const ended = yield* end(execution.id, failed("SITE_NOT_AVAILABLE"), 1)
      const passed = yield* (yield* UpkeepStore).unblock(item.applicationId, item.id, at(2))
      assertSame({ ...passed, updatedAt: ended.updatedAt }, ended)
      for (const minutes of [61, 121]) {
        const before = yield* (yield* ItemStore).get(item.applicationId, item.id)
        assert.isNotNull(before.error)
        const [run] = (yield* due(item.connectorId, at(minutes))).started
        const executionId = run?.executionId ?? Item.ExecutionId.make("")
        assertSame(yield* (yield* ItemStore).get(item.applicationId, item.id), {
          ...before,
          executionId,
          executionStatus: "CREATED",
          error: null,
          updatedAt: at(minutes)
        })
        const { autoSyncAt, unblockedAt } = yield* (yield* UpkeepStore).get(item.applicationId, item.id)
        assert.deepStrictEqual([autoSyncAt, unblockedAt], [null, null])
        assertSame(yield* (yield* ExecutionStore).steps(executionId), [{ status: "CREATED", at: at(minutes) }])
        yield* end(executionId, failed("SITE_NOT_AVAILABLE"), minutes)
      }
    })
  )

  it.effect("a refused login is never tried again unasked", () =>
    Effect.gen(function* () {
      const { execution } = yield* made()
      const item = yield* end(execution.id, failed("INVALID_CREDENTIALS"), 5)
      assert.isNull(item.nextAutoSyncAt)
      assert.deepStrictEqual(yield* due(item.connectorId, at(30 * day)), { started: [], postponed: 0 })
    })
  )

  it.effect("what is due while its connector is offline is put off, and what may not run any more is dropped", () =>
    Effect.gen(function* () {
      const item = yield* succeeded()
      const connectors = yield* ConnectorStore
      yield* connectors.judge(item.connectorId, { status: "OFFLINE", pausedUntil: null })
      const now = at(10 + day + 10)
      assert.deepStrictEqual(yield* due(item.connectorId, now), { started: [], postponed: 1 })
      const items = yield* ItemStore
      assertSame((yield* items.get(item.applicationId, item.id)).nextAutoSyncAt, at(10 + day + 70))

      const before = yield* connectors.judge(item.connectorId, { status: "ONLINE", pausedUntil: at(5) })
      assert.strictEqual(before.status, "OFFLINE")
      yield* connectors.announce([
        { id: item.connectorId, unattended: "never", asks: true, oneStepCode: false, sandbox: false }
      ])
      assertSame((yield* connectors.get(item.connectorId)).pausedUntil, at(5))
      assert.strictEqual((yield* due(item.connectorId, at(3 * day))).postponed, 1)
      assert.isNull((yield* items.get(item.applicationId, item.id)).nextAutoSyncAt)
    })
  )

  it.effect("another setting of the application plans its Items anew", () =>
    Effect.gen(function* () {
      const upkeep = yield* UpkeepStore
      const items = yield* ItemStore
      const item = yield* succeeded()
      const applications = yield* ApplicationStore
      const held = yield* applications.get(item.applicationId)
      yield* applications.put({ ...held, autoSyncEvery: 8 })
      assert.strictEqual(yield* upkeep.replan(held.id, at(20)), 1)
      assertSame((yield* items.get(held.id, item.id)).nextAutoSyncAt, at(10 + 8 * 60))
      yield* applications.put({ ...held, autoSyncEvery: null })
      yield* upkeep.replan(held.id, at(20))
      assert.isNull((yield* items.get(held.id, item.id)).nextAutoSyncAt)
      assert.deepInclude(
        (yield* applications.all).map(({ id }) => id),
        held.id
      )
    })
  )

  it.effect("auto-sync that was disabled comes back with the next update that somebody asks for", () =>
    Effect.gen(function* () {
      const item = yield* succeeded()
      const disabled = yield* (yield* UpkeepStore).disableAutoSync(item.applicationId, item.id, at(20))
      assertSame([disabled.autoSyncDisabledAt, disabled.nextAutoSyncAt], [at(20), null])
      assertSame(yield* (yield* ItemStore).get(item.applicationId, item.id), disabled)
      const execution = World.execution(item, at(30))
      const after = yield* (yield* ItemStore).update(item.applicationId, item.id, { execution }, at(30))
      assert.isNull(after.autoSyncDisabledAt)
      assertSame((yield* end(execution.id, World.succeeded, 31)).nextAutoSyncAt, at(31 + day))
    })
  )

  it.effect("an update is refused by the record that the database keeps, until an operator gives a pass", () =>
    Effect.gen(function* () {
      const items = yield* ItemStore
      const { execution, item } = yield* made()
      let last = yield* end(execution.id, failed("SITE_NOT_AVAILABLE"), 1)
      for (let run = 2; run <= 6; run++) {
        const next = World.execution(item, at(run * 60))
        yield* items.update(item.applicationId, item.id, { execution: next }, at(run * 60))
        last = yield* end(next.id, failed("SITE_NOT_AVAILABLE"), run * 60)
      }
      assert.strictEqual((yield* refused(last, 9 * 60))._tag, "TooManyConsecutiveErrors")
      const request = { trigger: "CLIENT" as const, newCredentials: false, oneStepCodes: [] }
      const asked = items.mayUpdate(item.applicationId, item.id, request, at(9 * 60))
      assert.strictEqual(yield* refusal(asked), "TooManyConsecutiveErrors")
      yield* (yield* UpkeepStore).unblock(item.applicationId, item.id, at(9 * 60))
      assert.strictEqual((yield* asked).id, item.id)
      const passed = World.execution(item, at(9 * 60))
      yield* items.update(item.applicationId, item.id, { execution: passed }, at(9 * 60))
      const claimed = yield* (yield* ExecutionStore).claim(passed.id, at(9 * 60))
      assert.isTrue(claimed.passed)
      assert.isNull((yield* (yield* UpkeepStore).get(item.applicationId, item.id)).unblockedAt)
    })
  )

  it.effect("the floor of an application holds for its key, not for a person", () =>
    Effect.gen(function* () {
      const item = yield* succeeded({ application: { minUpdateFrequencyHours: 1 } })
      const error = yield* refused(item, 30)
      assert.strictEqual(error._tag, "UpdatingTooOften")
      const execution = { ...World.execution(item, at(30)), trigger: "USER" as const }
      yield* (yield* ItemStore).update(item.applicationId, item.id, { execution }, at(30))
    })
  )

  it.effect("an application's own limits take the place of the house's", () =>
    Effect.gen(function* () {
      const updatePolicy = {
        maxConsecutiveFailedLoginAttempts: 1,
        loginBackoffMinutes: 90,
        maxConsecutiveFailedSyncs: 5,
        errorCooldownAfter: 3,
        errorCooldownMinutes: 5
      }
      const { execution } = yield* made({ application: { updatePolicy } })
      const item = yield* end(execution.id, failed("INVALID_CREDENTIALS"), 1)
      const credentials = { purpose: "credentials" as const, name: "2", blob: bytes("newer"), version: 2 }
      const error = yield* refused(item, 30, { credentials })
      assert.strictEqual(error._tag, "TooManyLoginFailures")
      if (error._tag === "TooManyLoginFailures") assertSame(error.canRetryAfterDate, at(91))
    })
  )

  it.effect(
    "a code that is missing or spent is refused; what is sealed for one run is kept beside the credentials",
    () =>
      Effect.gen(function* () {
        const items = yield* ItemStore
        const item = yield* succeeded({ connector: { oneStepCode: true } })
        const code = (value: "fresh" | "missing" | "repeated") => ({ oneStepCodes: [{ parameter: "token", value }] })
        assert.strictEqual((yield* refused(item, 30, code("missing")))._tag, "OneStepCodeMissing")
        assert.strictEqual((yield* refused(item, 30, code("repeated")))._tag, "OneStepCodeAlreadyUsed")
        const execution = World.execution(item, at(30))
        const sealed = [{ purpose: "answer" as const, name: "codes", blob: bytes("code") }]
        yield* items.update(item.applicationId, item.id, { execution, ...code("fresh"), sealed }, at(30))
        assert.isTrue(Option.isSome(yield* items.sealed(item.id, "answer", "codes")))
        assert.isTrue(Option.isSome(yield* items.sealed(item.id, "credentials", "1")))
      })
  )

  it.effect("new credentials are told to every run until one of them succeeds", () =>
    Effect.gen(function* () {
      const items = yield* ItemStore
      const executions = yield* ExecutionStore
      const item = yield* succeeded()
      const tells = Effect.fn("tells")(function* (
        minutes: number,
        event: Execution.Event,
        update: Partial<ItemUpdate> = {}
      ) {
        const execution = World.execution(item, at(minutes))
        yield* items.update(item.applicationId, item.id, { execution, ...update }, at(minutes))
        const { newCredentials } = yield* executions.claim(execution.id, at(minutes))
        yield* end(execution.id, event, minutes)
        return newCredentials
      })
      const credentials = { purpose: "credentials" as const, name: "2", blob: bytes("newer"), version: 2 }
      assert.isFalse(yield* tells(60, World.succeeded))
      assert.isTrue(yield* tells(120, failed("SITE_NOT_AVAILABLE"), { credentials }))
      assert.isTrue(yield* tells(180, World.succeeded))
      assert.isFalse(yield* tells(240, World.succeeded))
    })
  )
}
