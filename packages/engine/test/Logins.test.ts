// Items with one login: who is refused, who waits, what a change of keys does; and what new credentials may open.
import { randomUUID } from "node:crypto"

import { assert, describe, it } from "@effect/vitest"
import { Challenges, Errors, Pages } from "@tomada/connector-kit"
import { Execution, Fingerprint, Fingerprints, Item, Manifest } from "@tomada/core"
import { AccountStore, ConnectorStore, ExecutionStore, IdentityStore, ItemStore, UpkeepStore } from "@tomada/store"
import { DateTime, Deferred, Effect, Option, Stream } from "effect"
import { TestClock } from "effect/testing"

import { Items } from "../src/Items.ts"
import * as Bank from "./Bank.ts"
import { inHouse } from "./House.ts"
import type { TestFingerprints } from "./TestVault.ts"
import {
  answer,
  applicationId,
  create,
  ended,
  execution,
  get,
  inWorld,
  parameters,
  pass,
  reaches,
  until,
  update,
  World
} from "./World.ts"

const alone = (user: string, connectorId: number = Bank.plain) =>
  Effect.flatMap(Items, (items) =>
    items.create({
      applicationId,
      connectorId,
      parameters: parameters(user),
      products: ["IDENTITY"],
      clientUserId: null,
      webhookUrl: null,
      oauthRedirectUri: null,
      avoidDuplicates: true,
      trigger: "CLIENT"
    })
  )

const plain = { connectorId: Bank.plain, products: ["IDENTITY"] } as const

/** The keys that hash logins, for a test to change. */
const keys = Effect.map(Fingerprints.Fingerprints, (service) => service as unknown as TestFingerprints) // the world's

/** A login that asks for 123456. */
const asked = Effect.flatMap(Challenges.Challenges, (challenges) =>
  challenges.ask(
    Challenges.Challenge.cases.Otp.make({
      name: "token",
      label: "Token",
      channel: "sms",
      hint: null,
      length: 6,
      expiresAt: null
    })
  )
)

describe("an Item of a login that another has", () => {
  it.effect("is refused where duplicates are to be avoided, before anything is asked", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const first = yield* create("ana", plain)
        yield* ended(first.id)
        const calls = [...(yield* World).calls]
        const refused = yield* Effect.flip(alone(" ANA "))
        assert.deepStrictEqual(refused, new ItemStore.LoginHeld({ items: [first.id] }))
        yield* pass("5 seconds")
        assert.deepStrictEqual((yield* World).calls, calls)
        assert.strictEqual((yield* alone("bea")).connectorId, Bank.plain)
        yield* ended((yield* alone("ana", Bank.fresh)).id)
        yield* (yield* Items).remove(applicationId, first.id, "a test")
        yield* ended((yield* alone("ana")).id)
      })
    )
  )

  it.effect(
    "is found after a change of the key, whichever of them was there first, and gets the new one's hash when visited",
    () =>
      inWorld(
        {},
        Effect.gen(function* () {
          const items = yield* ItemStore.ItemStore
          const old = yield* create("ana", plain)
          yield* ended(old.id)
          const own = yield* keys
          own.keys = ["second", "first"]
          assert.strictEqual((yield* Effect.flip(alone("ana")))._tag, "LoginHeld")
          const fresh = yield* create("bea", plain)
          yield* ended(fresh.id)
          yield* update(old.id)
          yield* ended(old.id)
          own.keys = ["second"]
          assert.strictEqual((yield* Effect.flip(alone("ana")))._tag, "LoginHeld", "the old key is not needed any more")
          assert.strictEqual((yield* Effect.flip(alone("bea")))._tag, "LoginHeld")
          own.keys = ["first"]
          assert.strictEqual(
            (yield* Effect.flip(alone("bea")))._tag,
            "LoginHeld",
            "nor the new one where it is not known"
          )
          assert.strictEqual((yield* items.list(applicationId, 9)).length, 2)
        })
      )
  )

  it.effect("is refused while that one is visited, and so is its update", () =>
    inWorld(
      { ana: { login: asked } },
      Effect.gen(function* () {
        const first = yield* create("ana", { products: ["IDENTITY"] })
        yield* reaches(first.id, "WAITING_USER_INPUT")
        assert.strictEqual((yield* Effect.flip(create("ana")))._tag, "SameCredentialsUpdating")
        const other = yield* create("bea", { products: ["IDENTITY"] })
        yield* ended(other.id)
        assert.strictEqual((yield* Effect.flip(update(other.id, { user: "ana" })))._tag, "SameCredentialsUpdating")
        yield* answer(first.id, { token: "123456" })
        yield* ended(first.id)
        yield* ended((yield* create("ana", plain)).id)
      })
    )
  )
})

describe("two Items of one login", () => {
  it.effect("that are due at once are visited one after the other", () => {
    const gate = Deferred.makeUnsafe<void>()
    let isOpen = true
    const opened = Effect.suspend(() => (isOpen ? Effect.void : Deferred.await(gate)))
    const resume = Effect.andThen(opened, Effect.fail(new Errors.SessionExpired()))
    return inHouse(
      { ana: { resume } },
      Effect.gen(function* () {
        const ids: Array<Item.ItemId> = []
        for (let n = 0; n < 2; n++) ids.push((yield* ended((yield* create("ana", plain)).id)).id)
        const statuses = Effect.map(Effect.forEach(ids, get), (items) =>
          items.map(({ executionStatus }) => executionStatus).toSorted()
        )
        isOpen = false
        const connectors = yield* ConnectorStore.ConnectorStore
        const pausedUntil = DateTime.add(yield* DateTime.now, { hours: 30 })
        yield* connectors.judge(Manifest.ConnectorId.make(Bank.plain), { status: "ONLINE", pausedUntil })
        yield* TestClock.setTime(pausedUntil.epochMilliseconds)
        yield* pass("40 seconds")
        assert.deepStrictEqual(yield* statuses, ["CREATED", "LOGIN_IN_PROGRESS"])
        const { calls } = yield* World
        const begun = () => calls.filter((call) => call === "ana resume").length
        assert.strictEqual(begun(), 1)
        yield* Deferred.succeed(gate, undefined)
        yield* pass("5 seconds")
        assert.deepStrictEqual(yield* statuses, ["SUCCESS", "SUCCESS"])
        assert.strictEqual(begun(), 2)
      })
    )
  })

  it.effect("do not wait for ever for each other", () =>
    inHouse(
      {},
      Effect.gen(function* () {
        const items = yield* ItemStore.ItemStore
        const executions = yield* ExecutionStore.ExecutionStore
        const [first, second] = [yield* create("ana", plain), yield* create("bea", plain)]
        yield* ended(first.id)
        const other = yield* ended(second.id)
        // Nobody visits this run, which is as a process leaves it that died.
        const now = yield* DateTime.now
        const left = { ...(yield* execution(other)), ...Execution.created, fence: 0, endedAt: null, heartbeatAt: null }
        const stale = { ...left, id: Item.ExecutionId.make(randomUUID()), createdAt: now }
        yield* items.update(applicationId, other.id, { execution: stale }, now)
        const { claim } = yield* executions.claim(stale.id, now)
        const fields = [{ name: "user", login: true, mfa: false, secret: false }]
        const bytes = Fingerprint.bytes({
          applicationId,
          connectorId: Bank.plain,
          fields,
          parameters: parameters("ana")
        })
        const login = bytes === null ? [] : yield* (yield* Fingerprints.Fingerprints).all(bytes)
        yield* executions.recogniseBy(claim, login)
        const upkeep = yield* UpkeepStore.UpkeepStore
        const { autoSyncAt } = yield* upkeep.get(applicationId, first.id)
        yield* TestClock.setTime(autoSyncAt?.epochMilliseconds ?? assert.fail("it is never due"))
        yield* pass("2 seconds")
        assert.strictEqual((yield* get(first.id)).executionStatus, "CREATED")
        const after = yield* until("an end", get(first.id), ({ executionStatus }) => executionStatus !== "CREATED")
        assert.strictEqual(after.executionStatus, "ALREADY_LOGGED_IN")
        assert.isNotNull(after.nextAutoSyncAt, "it is tried again")
      })
    )
  )
})

describe("an Item that was made before logins were hashed", () => {
  it.effect("is recognised once it has been visited", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const own = yield* keys
        own.keys = []
        const item = yield* create("ana", plain)
        yield* ended(item.id)
        own.keys = ["first"]
        yield* update(item.id)
        yield* ended(item.id)
        assert.strictEqual((yield* Effect.flip(alone("ana")))._tag, "LoginHeld")
      })
    )
  )
})

const shown = <A>(records: ReadonlyArray<A>) => Stream.make(Pages.page(records))

describe("new credentials", () => {
  const holder = (document: string | null) => shown([{ fullName: "Ana", document }])
  const people = {
    ana: { accounts: shown([Bank.account("111222")]), identity: holder("123.456.789-09") },
    "ana-2": { accounts: shown([Bank.account("111222")]), identity: holder("98765432100") },
    "ana-3": { accounts: shown([Bank.account("999000")]), identity: holder("12345678909") },
    bea: { accounts: shown([Bank.account("333444")]), identity: holder("98765432100") },
    eva: { accounts: shown([Bank.account("555666")]), identity: holder(null) }
  }
  const products = ["ACCOUNTS", "IDENTITY"] as const
  const held = Effect.fnUntraced(function* (id: Item.ItemId) {
    const accounts = yield* (yield* AccountStore.AccountStore).ofItem(id)
    const identity = yield* (yield* IdentityStore.IdentityStore).ofItem(id)
    return { accounts, identity: Option.getOrNull(identity) }
  })

  for (const [user, why] of [
    ["bea", "of another person"],
    ["eva", "of accounts that nobody knows"]
  ] as const) {
    it.effect(`${why} change nothing that is held, and leave no session behind`, () =>
      inWorld(
        people,
        Effect.gen(function* () {
          const { id } = yield* ended((yield* create("ana", { products })).id)
          const before = yield* held(id)
          yield* pass("1 second")
          yield* update(id, { user })
          const refused = yield* ended(id)
          assert.strictEqual(refused.executionStatus, "INVALID_CREDENTIALS")
          assert.match(refused.error?.message ?? "", /another account/)
          assert.deepStrictEqual(yield* held(id), before)
          assert.notInclude((yield* World).sealed(id), "session")
          assert.strictEqual((yield* Effect.flip(update(id)))._tag, "NewCredentialsNeeded")
          yield* update(id, { user: "ana" })
          assert.strictEqual((yield* ended(id)).executionStatus, "SUCCESS")
          yield* update(id)
          assert.strictEqual((yield* ended(id)).executionStatus, "SUCCESS")
        })
      )
    )
  }

  for (const [user, why] of [
    ["ana-2", "an account that is held"],
    ["ana-3", "what bears the holder's document"]
  ] as const) {
    it.effect(`that open ${why} are the Item's`, () =>
      inWorld(
        people,
        Effect.gen(function* () {
          const { id } = yield* ended((yield* create("ana", { products })).id)
          yield* pass("1 second")
          yield* update(id, { user })
          assert.strictEqual((yield* ended(id)).executionStatus, "SUCCESS")
        })
      )
    )
  }

  it.effect("open what an operator let pass", () =>
    inWorld(
      people,
      Effect.gen(function* () {
        const { id } = yield* ended((yield* create("ana", { products })).id)
        yield* pass("1 second")
        yield* (yield* Items).unblock(applicationId, id)
        yield* update(id, { user: "bea" })
        assert.strictEqual((yield* ended(id)).executionStatus, "SUCCESS")
      })
    )
  )
})
