// What every layer of the ports keeps of Items and applications.
import { randomUUID } from "node:crypto"

import { assert, type Vitest } from "@effect/vitest"
import { Execution, Item } from "@tomada/core"
import { Effect, Option } from "effect"

import { ApplicationStore } from "../../src/ApplicationStore.ts"
import { ExecutionStore } from "../../src/ExecutionStore.ts"
import { ItemStore } from "../../src/ItemStore.ts"
import { WebhookStore } from "../../src/WebhookStore.ts"
import * as Outbox from "../Outbox.ts"
import * as World from "../World.ts"

const { assertSame, at, bytes, refusal, text } = World
const failed = (code: "INVALID_CREDENTIALS" | "SITE_NOT_AVAILABLE") => ({
  _tag: "Failed" as const,
  error: { code, message: "refused", providerMessage: null }
})

export const suite = (it: Vitest.MethodsNonLive<World.Stores | WebhookStore>): void => {
  it.effect("an application is replaced under its id", () =>
    Effect.gen(function* () {
      const applications = yield* ApplicationStore
      const id = yield* World.application
      const before = yield* applications.get(id)
      const after = {
        ...before,
        name: "Other",
        kind: "development" as const,
        connectorReach: "trial" as const,
        disabledAt: at(5)
      }
      const framing = { ...after, allowedOrigins: ["https://app.example", "http://localhost:3000"] }
      yield* applications.put(after)
      assertSame(yield* applications.get(id), after)
      yield* applications.put(framing)
      assertSame(yield* applications.get(id), framing)
      const unknown = Item.ApplicationId.make(randomUUID())
      assert.strictEqual(yield* refusal(applications.get(unknown)), "ApplicationNotFound")
    })
  )

  it.effect("a created Item is read as it was made, with its first run, its consent and its credentials", () =>
    Effect.gen(function* () {
      const items = yield* ItemStore
      const executions = yield* ExecutionStore
      const { item, execution, consent } = yield* World.created
      assertSame(yield* items.get(item.applicationId, item.id), item)
      assertSame(yield* items.consent(item.applicationId, item.id), consent)
      assertSame(yield* executions.get(item.applicationId, execution.id), execution)
      assertSame(yield* executions.steps(execution.id), [{ status: "CREATED", at: at(0) }])
      const blob = yield* items.sealed(item.id, "credentials", "1")
      assert.strictEqual(text(Option.getOrUndefined(blob)), "sealed credentials")
      assert.isTrue(Option.isNone(yield* items.sealed(item.id, "credentials", "2")))
      assert.isTrue(yield* items.holdsSealed)
    })
  )

  it.effect("every field of an Item survives", () =>
    Effect.gen(function* () {
      const items = yield* ItemStore
      const made = World.newItem(yield* World.application)
      const item: Item.Item = {
        ...made.item,
        clientUserId: 'O\'Brien "ü" \\ 😀',
        webhookUrl: "https://app.example/hook",
        oauthRedirectUri: "https://app.example/back",
        connectTokenId: randomUUID(),
        connectTokenUrl: "https://app.example/token-hook",
        error: { code: "SITE_NOT_AVAILABLE", message: "down", providerMessage: "Fora do ar" },
        challenge: World.otp(randomUUID(), at(9)),
        statusDetail: {
          ACCOUNTS: { isUpdated: true, lastUpdatedAt: at(3), warnings: [] },
          TRANSACTIONS: {
            isUpdated: false,
            lastUpdatedAt: null,
            warnings: [{ code: "001", message: "late", providerMessage: null }]
          }
        },
        consecutiveFailedLoginAttempts: 3,
        lastUpdatedAt: at(3),
        nextAutoSyncAt: at(4),
        autoSyncDisabledAt: at(5),
        consentExpiresAt: at(6)
      }
      yield* items.create({ ...made, item })
      assertSame(yield* items.get(item.applicationId, item.id), item)
    })
  )

  it.effect("Items are paged, the newest first, by application and by how their last run stands", () =>
    Effect.gen(function* () {
      const items = yield* ItemStore
      const applicationId = yield* World.application
      const made = [0, 1, 2].map((minute) => {
        const one = World.newItem(applicationId)
        const executionStatus = minute === 1 ? ("INVALID_CREDENTIALS" as const) : one.item.executionStatus
        return { ...one, item: { ...one.item, createdAt: at(minute), executionStatus } }
      })
      for (const one of made) yield* items.create(one)
      const [first, refused, last] = made.map(({ item }) => item.id)
      const ids = (page: { readonly rows: ReadonlyArray<Item.Item>; readonly total: number }) => [
        page.rows.map(({ id }) => id),
        page.total
      ]
      assert.deepStrictEqual(ids(yield* items.page({ applicationId }, { number: 1, size: 2 })), [[last, refused], 3])
      assert.deepStrictEqual(ids(yield* items.page({ applicationId }, { number: 2, size: 2 })), [[first], 3])
      const by = (executionStatuses: ReadonlyArray<Item.Item["executionStatus"]>) =>
        items.page({ applicationId, executionStatuses }, { number: 1, size: 9 })
      assert.deepStrictEqual(ids(yield* by(["INVALID_CREDENTIALS", "SUCCESS"])), [[refused], 1])
      assert.deepStrictEqual(ids(yield* by([])), [[], 0])
      assert.isAtLeast((yield* items.page({}, { number: 1, size: 1 })).total, 3)
      const [one] = made
      assertSame(Option.getOrUndefined(yield* items.find(one?.item.id ?? Item.ItemId.make(""))), one?.item)
      assert.isTrue(Option.isNone(yield* items.find(Item.ItemId.make(randomUUID()))))
    })
  )

  it.effect("an unknown Item is not found by any method", () =>
    Effect.gen(function* () {
      const items = yield* ItemStore
      const app = yield* World.application
      const id = Item.ItemId.make(randomUUID())
      const update = { execution: World.execution({ id, applicationId: app }, at(1)) }
      for (const attempt of [
        items.get(app, id),
        items.consent(app, id),
        items.remove(app, id, World.removal),
        items.update(app, id, update, at(1))
      ]) {
        assert.strictEqual(yield* refusal(attempt), "ItemNotFound")
      }
    })
  )

  it.effect("a second update during a run is refused", () =>
    Effect.gen(function* () {
      const items = yield* ItemStore
      const { item } = yield* World.created
      const second = World.execution(item, at(1))
      const refused = yield* items
        .update(item.applicationId, item.id, { execution: second, webhookUrl: "https://x.example" }, at(1))
        .pipe(Effect.flip)
      assert.strictEqual(refused._tag, "AlreadyUpdating")
      assertSame(yield* items.get(item.applicationId, item.id), item)
      const missing = yield* (yield* ExecutionStore).get(item.applicationId, second.id).pipe(Effect.flip)
      assert.strictEqual(missing._tag, "ExecutionNotFound")
    })
  )

  it.effect("an update starts a run and changes what it names, and nothing else", () =>
    Effect.gen(function* () {
      const items = yield* ItemStore
      const { item, claim } = yield* World.visited
      const before = yield* World.collect(claim, {}, at(10))
      const next = World.execution(item, at(20))
      const after = yield* items.update(
        item.applicationId,
        item.id,
        { execution: next, webhookUrl: "https://x.example" },
        at(20)
      )
      assertSame(after, {
        ...before,
        executionId: next.id,
        executionStatus: "CREATED",
        webhookUrl: "https://x.example",
        updatedAt: at(20)
      })
      assertSame(yield* items.get(item.applicationId, item.id), after)
      assert.strictEqual(after.clientUserId, "user-1")
      yield* (yield* ExecutionStore).claim(next.id, at(21))
    })
  )

  it.effect("an update may clear a field with null and change the products", () =>
    Effect.gen(function* () {
      const items = yield* ItemStore
      const { item, claim } = yield* World.visited
      yield* World.collect(claim, {}, at(10))
      const update = { execution: World.execution(item, at(20)), clientUserId: null, products: ["IDENTITY"] as const }
      const after = yield* items.update(item.applicationId, item.id, update, at(20))
      assert.isNull(after.clientUserId)
      assert.deepStrictEqual(after.products, ["IDENTITY"])
      assertSame(yield* items.get(item.applicationId, item.id), after)
    })
  )

  it.effect("after a refused login only new credentials start a run; the session that the old ones opened goes", () =>
    Effect.gen(function* () {
      const items = yield* ItemStore
      const executions = yield* ExecutionStore
      const { item, claim } = yield* World.visited
      yield* executions.reseal(claim, [
        { purpose: "session", name: "", blob: bytes("session") },
        { purpose: "trust", name: "", blob: bytes("trust") }
      ])
      yield* executions.record(claim, World.loginStarted, at(2))
      const refused = yield* executions.record(claim, failed("INVALID_CREDENTIALS"), at(3))
      assert.strictEqual(refused.consecutiveFailedLoginAttempts, 1)

      const again = World.execution(item, at(4))
      const needed = yield* items.update(item.applicationId, item.id, { execution: again }, at(4)).pipe(Effect.flip)
      assert.strictEqual(needed._tag, "NewCredentialsNeeded")
      assert.isTrue(Option.isSome(yield* items.sealed(item.id, "session", "")))

      const credentials = { purpose: "credentials" as const, name: "2", blob: bytes("newer"), version: 2 }
      const after = yield* items.update(item.applicationId, item.id, { execution: again, credentials }, at(5))
      assert.strictEqual(after.credentialsVersion, 2)
      assert.strictEqual(text(Option.getOrUndefined(yield* items.sealed(item.id, "credentials", "2"))), "newer")
      assert.isTrue(Option.isNone(yield* items.sealed(item.id, "credentials", "1")))
      assert.isTrue(Option.isNone(yield* items.sealed(item.id, "session", "")))
      assert.isTrue(Option.isSome(yield* items.sealed(item.id, "trust", "")))
    })
  )

  it.effect("an update without credentials keeps the session", () =>
    Effect.gen(function* () {
      const items = yield* ItemStore
      const executions = yield* ExecutionStore
      const { item, claim } = yield* World.visited
      yield* executions.reseal(claim, [{ purpose: "session", name: "", blob: bytes("session") }])
      yield* executions.record(claim, failed("SITE_NOT_AVAILABLE"), at(3))
      yield* World.visitAgain(item, at(4))
      assert.strictEqual(text(Option.getOrUndefined(yield* items.sealed(item.id, "session", ""))), "session")
      assert.isTrue(Option.isSome(yield* items.sealed(item.id, "credentials", "1")))
    })
  )

  it.effect("outside of any run a session is replaced while the last run is the one that was seen, and has ended", () =>
    Effect.gen(function* () {
      const items = yield* ItemStore
      const session = (value: string) => [{ purpose: "session" as const, name: "session", blob: bytes(value) }]
      const held = (id: Item.ItemId) =>
        Effect.map(items.sealed(id, "session", "session"), (blob) => text(Option.getOrUndefined(blob)))
      const { claim, item } = yield* World.visited
      assert.isFalse(yield* items.resealAfter(item, session("in a run"), at(5)))
      assert.isUndefined(yield* held(item.id))
      const first = yield* World.collect(claim, { sealed: session("of the run") }, at(10))
      assert.isTrue(yield* items.resealAfter(first, session("after it"), at(11)))
      assert.strictEqual(yield* held(item.id), "after it")
      assert.isTrue(Option.isSome(yield* items.sealed(item.id, "credentials", "1")))

      const next = yield* World.visitAgain(first, at(20))
      assert.isFalse(yield* items.resealAfter(first, session("late"), at(21)))
      const second = yield* World.collect(next, { sealed: session("of the next") }, at(30))
      assert.isFalse(yield* items.resealAfter(first, session("later"), at(31)))
      assert.strictEqual(yield* held(item.id), "of the next")
      assert.isTrue(yield* items.resealAfter(second, session("in time"), at(32)))
      yield* items.remove(item.applicationId, item.id, World.removal)
      assert.isFalse(yield* items.resealAfter(second, session("of nobody"), at(33)))
      assert.isUndefined(yield* held(item.id))
    })
  )

  it.effect("a deleted Item is answered as it was, and its run ends with it", () =>
    Effect.gen(function* () {
      const items = yield* ItemStore
      const executions = yield* ExecutionStore
      const { item, execution, claim } = yield* World.visited
      assertSame(yield* items.remove(item.applicationId, item.id, World.removal), item)
      assert.strictEqual(yield* refusal(items.get(item.applicationId, item.id)), "ItemNotFound")
      assert.strictEqual(yield* refusal(executions.claim(execution.id, at(5))), "ExecutionNotFound")
      assert.strictEqual(yield* refusal(executions.record(claim, World.loginStarted, at(5))), "Superseded")
      assert.deepStrictEqual(yield* executions.steps(execution.id), [])
      assert.isTrue(Option.isNone(yield* items.sealed(item.id, "credentials", "1")))
    })
  )

  it.effect("what is told of an Item's end is kept with it, and of none that was not there", () =>
    Effect.gen(function* () {
      const items = yield* ItemStore
      const { item } = yield* World.created
      const told = Outbox.event(item.applicationId, { event: "item/deleted", itemId: item.id })
      const tell = (before: Item.Item) => {
        assertSame(before, item)
        return [told]
      }
      const other = yield* World.application
      assert.strictEqual(
        yield* refusal(items.remove(other, item.id, { ...World.removal, events: tell })),
        "ItemNotFound"
      )
      assertSame(yield* Outbox.eventsOf(item.applicationId), [])
      yield* items.remove(item.applicationId, item.id, { ...World.removal, events: tell })
      assertSame(
        (yield* Outbox.eventsOf(item.applicationId)).map(({ body, id }) => ({ body, id })),
        [{ body: told.body, id: told.id }]
      )
      assert.strictEqual(
        yield* refusal(items.remove(item.applicationId, item.id, { ...World.removal, events: tell })),
        "ItemNotFound"
      )
      assert.lengthOf(yield* Outbox.eventsOf(item.applicationId), 1)
    })
  )

  it.effect("of a deleted Item nothing that was told is kept, also what waits for a receiver; a tombstone is", () =>
    Effect.gen(function* () {
      const items = yield* ItemStore
      const webhooks = yield* WebhookStore
      const { item } = yield* World.created
      const { applicationId, connectorId, createdAt, id: itemId } = item
      const itemUrl = "https://receiver.example/hook"
      const about = (event: string, ofItem: string | null) =>
        Outbox.event(applicationId, { event, itemId: ofItem as Item.ItemId | null, itemUrl }) // a UUID, or of no Item
      const other = about("item/updated", randomUUID())
      const connector = about("connector/status_updated", null)
      yield* webhooks.append([about("transactions/created", itemId), other, connector])
      yield* webhooks.sequence(at(1), 100_000)
      yield* webhooks.append([about("item/updated", itemId)])
      assert.lengthOf(yield* webhooks.deliveries(applicationId, { limit: 9 }), 3)
      const isTombstone = Effect.map(items.tombstone(applicationId, itemId), Option.getOrUndefined)
      assert.isUndefined(yield* isTombstone)
      const told = about("item/deleted", itemId)
      yield* items.remove(applicationId, itemId, { ...World.removal, events: () => [told] })

      const left = yield* Outbox.eventsOf(applicationId)
      assertSame(
        left.map(({ id }) => id),
        [other.id, connector.id, told.id]
      )
      const deliveries = yield* webhooks.deliveries(applicationId, { limit: 9 })
      assertSame(
        deliveries.map(({ eventId, state }) => [eventId, state]),
        [told, connector, other].map(({ id }) => [id, "waiting"])
      )
      const { at: deletedAt, by: deletedBy } = World.removal
      assertSame(yield* isTombstone, { itemId, applicationId, connectorId, createdAt, deletedAt, deletedBy })
      assert.isTrue(Option.isNone(yield* items.tombstone(yield* World.application, itemId)))
    })
  )

  it.effect("an event that cannot be kept leaves the Item where it was", () =>
    Effect.gen(function* () {
      const items = yield* ItemStore
      const { item } = yield* World.created
      const told = Outbox.event(item.applicationId)
      const exit = yield* Effect.exit(
        items.remove(item.applicationId, item.id, { ...World.removal, events: () => [told, told] })
      )
      assert.strictEqual(exit._tag, "Failure")
      assertSame(yield* items.get(item.applicationId, item.id), item)
    })
  )

  it.effect("an Item is found by what it was asked, for as long as it is there", () =>
    Effect.gen(function* () {
      const items = yield* ItemStore
      const executions = yield* ExecutionStore
      const { item, claim } = yield* World.visited
      const challenge = World.otp(randomUUID())
      const asked = Effect.map(items.asked(challenge.id), Option.getOrUndefined)
      assert.isUndefined(yield* asked)
      yield* executions.record(claim, World.loginStarted, at(2))
      const raised = Execution.Event.cases.ChallengeRaised.make({ challenge })
      const waiting = yield* executions.record(claim, raised, at(3))
      assertSame(yield* asked, waiting)
      const ended = yield* executions.record(claim, failed("SITE_NOT_AVAILABLE"), at(4))
      assertSame(yield* asked, ended)
      yield* items.remove(item.applicationId, item.id, World.removal)
      assert.isUndefined(yield* asked)
    })
  )

  it.effect("an Item of an application that does not exist is a defect, and is not kept", () =>
    Effect.gen(function* () {
      const items = yield* ItemStore
      const made = World.newItem(Item.ApplicationId.make(randomUUID()))
      const exit = yield* Effect.exit(items.create(made))
      assert.strictEqual(exit._tag, "Failure")
      assert.strictEqual(yield* refusal(items.get(made.item.applicationId, made.item.id)), "ItemNotFound")
    })
  )
}
