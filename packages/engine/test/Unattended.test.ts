// Runs that nobody asked for, codes that serve one login, consents that end, and connectors that fare badly.
import { assert, describe, it } from "@effect/vitest"
import { Errors } from "@tomada/connector-kit"
import { ConnectorError, Manifest } from "@tomada/core"
import { AccountStore, ConnectorStore, ConsentStore, ItemStore, UpkeepStore, WebhookStore } from "@tomada/store"
import { DateTime, Effect, Option, Redacted, Stream } from "effect"
import { TestClock } from "effect/testing"

import { ConnectorHealth, judged, pause, span } from "../src/ConnectorHealth.ts"
import * as Consents from "../src/Consents.ts"
import { Items } from "../src/Items.ts"
import * as Scheduler from "../src/Scheduler.ts"
import * as Bank from "./Bank.ts"
import { inHouse } from "./House.ts"
import { applicationId, create, ended, execution, get, password, pass, until, update, World } from "./World.ts"

const products = ["ACCOUNTS"] as const

/** Moves the clock to the instant; in one step, for what only waits. */
const at = (instant: DateTime.Utc | null) =>
  Effect.gen(function* () {
    assert.isNotNull(instant)
    if (instant !== null) yield* TestClock.setTime(instant.epochMilliseconds)
    yield* pass("1 second")
  })

const dueAt = Effect.fn("dueAt")(function* (id: Parameters<typeof get>[0]) {
  return (yield* (yield* UpkeepStore.UpkeepStore).get(applicationId, id)).autoSyncAt
})

const logins = (calls: ReadonlyArray<string>) => calls.filter((call) => call.includes("login"))

describe("the scheduler", () => {
  it.effect("syncs an Item a day after its success, by its saved session and without a login", () =>
    inHouse(
      {},
      Effect.gen(function* () {
        const { id, lastUpdatedAt, nextAutoSyncAt } = yield* ended((yield* create("ana", { products })).id)
        assert.strictEqual(
          (nextAutoSyncAt?.epochMilliseconds ?? 0) - (lastUpdatedAt?.epochMilliseconds ?? 0),
          24 * 3_600_000
        )
        yield* at(yield* dueAt(id))
        const synced = yield* until(
          "a sync",
          get(id),
          (item) =>
            item.executionStatus === "SUCCESS" &&
            item.lastUpdatedAt?.epochMilliseconds !== lastUpdatedAt?.epochMilliseconds
        )
        assert.strictEqual((yield* execution(synced)).trigger, "SYNC")
        assert.deepStrictEqual((yield* World).calls, ["ana login", "ana ACCOUNTS", "ana resume", "ana ACCOUNTS"])
      })
    )
  )

  it.effect("posts no password where a login may ask: the lost session ends auto-sync", () =>
    inHouse(
      { ana: { resume: Effect.fail(new Errors.SessionExpired()) } },
      Effect.gen(function* () {
        const { id } = yield* ended((yield* create("ana", { products })).id)
        yield* at(yield* dueAt(id))
        const after = yield* until("an end", get(id), (item) => item.executionStatus === "USER_INPUT_TIMEOUT")
        assert.isNull(after.nextAutoSyncAt)
        assert.deepStrictEqual(logins((yield* World).calls), ["ana login"], "only the one that the person attended")
      })
    )
  )

  it.effect("neither does a run that the house itself asked for", () =>
    inHouse(
      { ana: { resume: Effect.fail(new Errors.SessionExpired()) } },
      Effect.gen(function* () {
        const { id } = yield* ended((yield* create("ana", { products })).id)
        yield* update(id, { trigger: "INTERNAL" })
        assert.strictEqual((yield* ended(id)).executionStatus, "USER_INPUT_TIMEOUT")
        assert.strictEqual(logins((yield* World).calls).length, 1)
      })
    )
  )

  it.effect("tries a failure again five times, an hour after each other, and never a sixth", () =>
    inHouse(
      { ana: { accounts: Stream.fail(new Errors.InstitutionDown({ how: "unreachable" })) } },
      Effect.gen(function* () {
        const first = yield* ended((yield* create("ana", { connectorId: Bank.plain, products })).id)
        const world = yield* World
        const runs = () => world.calls.filter((call) => call === "ana ACCOUNTS").length
        for (let retry = 1; retry <= 5; retry++) {
          yield* at(yield* dueAt(first.id))
          yield* until(
            "a retry",
            get(first.id),
            ({ executionStatus }) => executionStatus === "CONNECTION_ERROR" && runs() === retry + 1
          )
        }
        assert.isNull((yield* get(first.id)).nextAutoSyncAt)
        yield* TestClock.adjust("1 day")
        yield* pass("1 second")
        assert.strictEqual(runs(), 6)
      })
    )
  )

  it.effect("leaves the Items of a connector whose pages have changed until the pause is over", () =>
    inHouse(
      {},
      Effect.gen(function* () {
        const { id } = yield* ended((yield* create("ana", { connectorId: Bank.plain, products })).id)
        const when = yield* dueAt(id)
        const connectors = yield* ConnectorStore.ConnectorStore
        const connectorId = Manifest.ConnectorId.make(Bank.plain)
        assert.isNotNull(when)
        if (when === null) return
        const pausedUntil = DateTime.add(when, { minutes: 30 })
        yield* connectors.judge(connectorId, { status: "ONLINE", pausedUntil })
        yield* at(when)
        assert.deepStrictEqual(yield* Scheduler.round(), Scheduler.full)
        assert.strictEqual((yield* World).calls.length, 2)
        yield* at(DateTime.add(pausedUntil, { seconds: 1 }))
        yield* until("the run", get(id), () => true)
        yield* pass("3 seconds")
        assert.isAbove((yield* World).calls.length, 2)
      })
    )
  )
})

describe("a code that serves one login", () => {
  const given = (token: string) => Redacted.make({ user: "ana", password, token })
  const connect = Effect.gen(function* () {
    const items = yield* Items
    const { id } = yield* items.create({
      applicationId,
      connectorId: Bank.coded,
      parameters: given("111111"),
      products,
      clientUserId: null,
      webhookUrl: null,
      oauthRedirectUri: null,
      trigger: "CLIENT"
    })
    return yield* ended(id)
  })
  const again = Effect.fn("again")(function* (
    id: Parameters<typeof get>[0],
    values: Readonly<Record<string, string>> | null
  ) {
    const items = yield* Items
    return yield* items.update({
      applicationId,
      itemId: id,
      parameters: values === null ? null : Redacted.make(values),
      products: null,
      trigger: "CLIENT"
    })
  })

  it.effect("reaches the login, is destroyed as it is read, and is no part of the credentials", () =>
    inHouse(
      {},
      Effect.gen(function* () {
        const item = yield* connect
        const world = yield* World
        assert.deepStrictEqual(logins(world.calls), ["ana login 111111"])
        const items = yield* ItemStore.ItemStore
        assert.isTrue(Option.isNone(yield* items.sealed(item.id, "answer", "codes")))
        assert.isNull(item.nextAutoSyncAt, "such an Item is never synced unasked")
        assert.deepStrictEqual(
          world
            .sealed(item.id)
            .filter((purpose) => purpose === "answer" || purpose === "credentials")
            .toSorted(),
          ["answer", "credentials"],
          "what is left of the code is the digest of a spent one"
        )
      })
    )
  )

  it.effect("is asked for at each update, may not be the last one, and a fresh one alone is no new credential", () =>
    inHouse(
      { ana: { resume: Effect.fail(new Errors.SessionExpired()) } },
      Effect.gen(function* () {
        const { id } = yield* connect
        const missing = yield* Effect.flip(again(id, null))
        assert.strictEqual(missing._tag, "OneStepCodeMissing")
        assert.strictEqual((yield* Effect.flip(again(id, { token: "" })))._tag, "OneStepCodeMissing")
        assert.strictEqual((yield* Effect.flip(again(id, { token: "111111" })))._tag, "OneStepCodeAlreadyUsed")
        yield* again(id, { token: "222222" })
        const after = yield* ended(id)
        assert.deepStrictEqual([after.executionStatus, after.credentialsVersion], ["SUCCESS", 1])
        assert.deepStrictEqual(logins((yield* World).calls), ["ana login 111111", "ana login 222222"])
        assert.strictEqual((yield* Effect.flip(again(id, { token: "222222" })))._tag, "OneStepCodeAlreadyUsed")
      })
    )
  )

  it.effect("does not lead out of a refused login by itself", () =>
    inHouse(
      { ana: { login: Effect.fail(new Errors.InvalidCredentials({ fields: [] })) } },
      Effect.gen(function* () {
        const { id } = yield* connect
        assert.strictEqual((yield* Effect.flip(again(id, { token: "222222" })))._tag, "NewCredentialsNeeded")
        assert.strictEqual((yield* again(id, { password: "other", token: "222222" })).executionStatus, "CREATED")
      })
    )
  )
})

describe("a consent that ends", () => {
  it.effect("by withdrawal is told to the connector, and leaves neither rows nor keys nor runs", () =>
    inHouse(
      {},
      Effect.gen(function* () {
        const items = yield* Items
        const { id } = yield* items.create({
          applicationId,
          connectorId: Bank.coded,
          parameters: Redacted.make({ user: "ana", password, token: "1" }),
          products,
          clientUserId: null,
          webhookUrl: null,
          oauthRedirectUri: null,
          trigger: "CLIENT"
        })
        yield* ended(id)
        assert.strictEqual((yield* (yield* AccountStore.AccountStore).ofItem(id)).length, 1)
        const after = yield* items.revokeConsent(applicationId, id)
        const world = yield* World
        assert.deepStrictEqual(world.calls.slice(2), ["ana resume", "ana revoke"])
        assert.deepStrictEqual(world.sealed(id), [])
        assert.deepStrictEqual(yield* (yield* AccountStore.AccountStore).ofItem(id), [])
        assert.isNull(after.nextAutoSyncAt)
        assert.strictEqual((yield* Effect.flip(update(id)))._tag, "ParametersNotProvided")
      })
    )
  )

  it.effect("by withdrawal ends the visit that is under way", () =>
    inHouse(
      { ana: { accounts: Stream.never } },
      Effect.gen(function* () {
        const { id } = yield* create("ana", { products })
        yield* until("collection", get(id), ({ executionStatus }) => executionStatus === "ACCOUNTS_IN_PROGRESS")
        const items = yield* Items
        const after = yield* items.revokeConsent(applicationId, id)
        assert.strictEqual(after.executionStatus, "USER_AUTHORIZATION_REVOKED")
        yield* pass("10 seconds")
        assert.deepStrictEqual((yield* World).sealed(id), [])
      })
    )
  )

  it.effect("by its date is swept up", () =>
    inHouse(
      {},
      Effect.gen(function* () {
        const { id } = yield* ended((yield* create("ana", { connectorId: Bank.plain, products })).id)
        const consents = yield* ConsentStore.ConsentStore
        yield* consents.revoke(applicationId, id, yield* DateTime.now)
        assert.deepStrictEqual(yield* Consents.sweep(), { announced: 0, ended: 1 })
        assert.deepStrictEqual((yield* World).sealed(id), [])
        assert.deepStrictEqual(yield* Consents.sweep(), { announced: 0, ended: 0 })
      })
    )
  )
})

describe("a disabled auto-sync", () => {
  it.effect("stays away until a client asks for an update", () =>
    inHouse(
      {},
      Effect.gen(function* () {
        const { id } = yield* ended((yield* create("ana", { products })).id)
        const items = yield* Items
        assert.isNull((yield* items.disableAutoSync(applicationId, id)).nextAutoSyncAt)
        yield* update(id)
        assert.isNotNull((yield* ended(id)).nextAutoSyncAt)
      })
    )
  )
})

describe("an operator's unblock", () => {
  it.effect("lets one run start after a refused login", () =>
    inHouse(
      { ana: { login: Effect.fail(new Errors.InvalidCredentials({ fields: [] })) } },
      Effect.gen(function* () {
        const { id } = yield* ended((yield* create("ana", { products })).id)
        assert.strictEqual((yield* Effect.flip(update(id)))._tag, "NewCredentialsNeeded")
        const items = yield* Items
        yield* items.unblock(applicationId, id)
        yield* update(id)
        yield* ended(id)
        assert.strictEqual((yield* Effect.flip(update(id)))._tag, "NewCredentialsNeeded")
      })
    )
  )
})

describe("a connector's health", () => {
  it("is said of five runs and more", () => {
    assert.strictEqual(judged({ succeeded: 0, failed: 4, changed: 0 }).status, "ONLINE")
    assert.strictEqual(judged({ succeeded: 0, failed: 5, changed: 0 }).status, "OFFLINE")
    assert.strictEqual(judged({ succeeded: 6, failed: 4, changed: 0 }).status, "UNSTABLE")
    assert.strictEqual(judged({ succeeded: 8, failed: 2, changed: 0 }).status, "ONLINE")
    assert.isTrue(judged({ succeeded: 3, failed: 0, changed: 3 }).changed)
    assert.isFalse(judged({ succeeded: 4, failed: 0, changed: 3 }).changed)
    assert.isFalse(judged({ succeeded: 0, failed: 0, changed: 2 }).changed)
  })

  it.effect(
    "goes OFFLINE, is told to the applications that have Items with it, lets nobody in, and heals by itself",
    () =>
      inHouse(
        {},
        Effect.gen(function* () {
          const { id } = yield* ended((yield* create("ana", { connectorId: Bank.plain, products })).id)
          const health = yield* ConnectorHealth
          const connectors = yield* ConnectorStore.ConnectorStore
          const connectorId = Manifest.ConnectorId.make(Bank.plain)
          const manifest = { id: connectorId, sandbox: false }
          for (let run = 0; run < 8; run++) {
            yield* health.tell(manifest, new ConnectorError.InvalidCredentials({ fields: [] }))
          }
          assert.strictEqual(
            (yield* connectors.get(connectorId)).status,
            "ONLINE",
            "what a person caused does not count"
          )
          for (let run = 0; run < 8; run++)
            yield* health.tell(manifest, new ConnectorError.SiteChanged({ at: "a", expected: "b" }))
          const now = yield* DateTime.now
          const held = yield* connectors.get(connectorId)
          assert.strictEqual(held.status, "OFFLINE")
          assert.deepStrictEqual(held.pausedUntil, DateTime.addDuration(now, pause))
          const webhooks = yield* WebhookStore.WebhookStore
          yield* webhooks.sequence(now, 100)
          const told = (yield* webhooks.events(applicationId, 0, 100)).filter(
            ({ event }) => event === "connector/status_updated"
          )
          assert.strictEqual(told.length, 1)
          assert.strictEqual((yield* Effect.flip(update(id)))._tag, "ConnectorOffline")
          assert.strictEqual(
            (yield* Effect.flip(create("bob", { connectorId: Bank.plain, products })))._tag,
            "ConnectorOffline"
          )
          yield* TestClock.setTime(DateTime.addDuration(now, span).epochMilliseconds + 600_000)
          yield* health.review
          assert.strictEqual((yield* connectors.get(connectorId)).status, "ONLINE")
          yield* update(id)
        })
      )
  )
})
