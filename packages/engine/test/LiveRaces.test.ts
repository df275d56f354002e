// A live visit is never in the way: of an execution that begins, of an Item that is removed, of a runner that stops.
import { assert, describe, it } from "@effect/vitest"
import { Errors, Records } from "@tomada/connector-kit"
import { Account, Content, CredentialVault, Item } from "@tomada/core"
import { ExecutionStore, ItemStore } from "@tomada/store"
import { DateTime, Deferred, Effect, Exit, Layer, Schema } from "effect"
import { Sharding } from "effect/cluster"
import { Rpc } from "effect/rpc"

import { ItemEntity } from "../src/ItemEntity.ts"
import { Items } from "../src/Items.ts"
import { LiveReads } from "../src/LiveReads.ts"
import * as LiveRefusal from "../src/LiveRefusal.ts"
import { idOf } from "./Cases.ts"
import { answerOf, asking, balance, collected, isAsked, nobody, refusal, sessionOf, slow } from "./LiveCases.ts"
import { applicationId, ended, get, inWorld, update, World } from "./World.ts"

/** Another execution of the Item, whose message was never sent. */
const begun = Effect.fnUntraced(function* (item: Item.Item) {
  const items = yield* ItemStore.ItemStore
  const executions = yield* ExecutionStore.ExecutionStore
  const before = yield* executions.get(applicationId, idOf(item))
  const now = yield* DateTime.now
  const fresh = { status: "CREATED" as const, fence: 0, createdAt: now, heartbeatAt: null, endedAt: null }
  const execution = { ...before, ...fresh, id: Item.ExecutionId.make(nobody) }
  return yield* items.update(applicationId, item.id, { execution }, now)
})

describe("an execution that begins during a live balance", () => {
  it.effect("ends it at once and has the institution for itself", () =>
    Effect.gen(function* () {
      const { freed, people } = yield* slow
      yield* inWorld(
        people,
        Effect.gen(function* () {
          const { account, calls, item } = yield* collected("ana")
          const fiber = yield* asking(balance(account.id))
          yield* isAsked(calls)
          yield* update(item.id)
          const answer = yield* answerOf(fiber)
          assert(answer._tag === "Failure")
          assert.strictEqual(answer.failure._tag, "ExecutionActive")
          assert.strictEqual(freed.times, 1)
          assert.strictEqual((yield* ended(item.id)).executionStatus, "SUCCESS")
          assert.deepStrictEqual(calls, [
            "ana resume",
            "ana balance 1",
            "ana resume",
            "ana ACCOUNTS",
            "ana ACCOUNT_STATEMENTS"
          ])
        })
      )
    })
  )

  it.effect("is not disturbed by it where its message has not come yet, and its session stays as it is", () =>
    Effect.gen(function* () {
      const { gate, people } = yield* slow
      yield* inWorld(
        people,
        Effect.gen(function* () {
          const { account, calls, item } = yield* collected("ana")
          const fiber = yield* asking(balance(account.id))
          yield* isAsked(calls)
          const executions = yield* ExecutionStore.ExecutionStore
          const next = yield* begun(item)
          const { claim } = yield* executions.claim(idOf(next), yield* DateTime.now)
          const blob = new TextEncoder().encode("of the execution")
          yield* executions.reseal(claim, [{ purpose: "session", name: "session", blob }])
          yield* Deferred.succeed(gate, undefined)
          assert.strictEqual((yield* answerOf(fiber))._tag, "Success")
          assert.deepStrictEqual(yield* sessionOf(item.id), blob)
          yield* executions.beat(claim, yield* DateTime.now)
          assert.deepStrictEqual(yield* get(item.id), next)
        })
      )
    })
  )

  it.effect("finds an Item that was removed meanwhile without a key", () =>
    Effect.gen(function* () {
      const { people } = yield* slow
      yield* inWorld(
        people,
        Effect.gen(function* () {
          const { account, calls, item } = yield* collected("ana")
          const fiber = yield* asking(balance(account.id))
          yield* isAsked(calls)
          yield* (yield* Items).remove(applicationId, item.id, "a test")
          const answer = yield* answerOf(fiber)
          assert(answer._tag === "Failure")
          assert.strictEqual(answer.failure._tag, "AccountNotFound")
          assert.deepStrictEqual((yield* World).sealed(item.id), [])
        })
      )
    })
  )
})

describe("an Item that is removed elsewhere during a live balance", () => {
  it.effect("is left without a key that the visit made afterwards", () =>
    Effect.gen(function* () {
      const { gate, people } = yield* slow
      yield* inWorld(
        people,
        Effect.gen(function* () {
          const { account, calls, item } = yield* collected("ana")
          const fiber = yield* asking(balance(account.id))
          yield* isAsked(calls)
          yield* (yield* ItemStore.ItemStore).remove(applicationId, item.id, { at: yield* DateTime.now, by: "a test" })
          yield* (yield* CredentialVault.CredentialVault).destroyItem(item.id)
          yield* Deferred.succeed(gate, undefined)
          assert.strictEqual((yield* answerOf(fiber))._tag, "Success")
          assert.deepStrictEqual((yield* World).sealed(item.id), [])
        })
      )
    })
  )
})

describe("a live balance that has no answer", () => {
  /** What asks a runner that behaves so. */
  const readsOf = (answer: Effect.Effect<Records.LiveBalance>) => {
    const client = () => ({ Balance: () => answer })
    const sharding = Layer.mock(Sharding.Sharding)({
      makeClient: () => Effect.succeed(client as never), // the one message that is sent here
      getShardId: () => assert.fail("no shard is asked for"),
      hasShardId: () => false
    })
    return Effect.provide(Effect.service(LiveReads), LiveReads.layer.pipe(Layer.provide(sharding)), { local: true })
  }

  for (const [how, answer] of [
    ["because its runner stops", Effect.interrupt],
    ["because its runner is silent", Effect.never]
  ] as const) {
    it.effect(`${how} is refused in time`, () =>
      inWorld(
        {},
        Effect.gen(function* () {
          const { account } = yield* collected("ana")
          const reads = yield* readsOf(answer)
          const id = Account.AccountId.make(account.id)
          assert.strictEqual(yield* refusal(reads.balance(applicationId, id)), "Unanswered")
        })
      )
    )
  }
})

describe("an answer that crosses processes", () => {
  const crossed = Effect.fnUntraced(function* (tag: "Balance" | "Statement", exit: Exit.Exit<unknown, unknown>) {
    const rpc = ItemEntity.protocol.requests.get(tag) ?? assert.fail(tag)
    const codec = Schema.fromJsonString(Schema.toCodecJson(Rpc.exitSchema(rpc)))
    const text = yield* Schema.encodeUnknownEffect(codec)(exit)
    return { text, exit: yield* Schema.decodeUnknownEffect(codec)(text) }
  })

  it.effect("is what it was, to the cent and to the byte", () =>
    Effect.gen(function* () {
      const updatedAt = DateTime.makeUnsafe("2026-09-02T02:00:00Z")
      const exact = { balance: Records.decimal("0.1234567890123456789"), currencyCode: "BRL", updatedAt }
      const { exit, text } = yield* crossed("Balance", Exit.succeed(exact))
      assert(Exit.isSuccess(exit))
      assert.isTrue(Content.isSame(exit.value, exact), text)
      const document = { bytes: new Uint8Array([0, 37, 255]), contentType: "application/pdf" }
      const other = yield* crossed("Statement", Exit.succeed(document))
      assert(Exit.isSuccess(other.exit))
      assert.deepEqual(other.exit.value, document)
    })
  )

  it.effect("or the refusal that it was", () =>
    Effect.gen(function* () {
      const limited = new Errors.RateLimited({ budget: "of one person", resetsAt: DateTime.makeUnsafe(0) })
      for (const error of [limited, new Errors.SessionExpired(), new LiveRefusal.NotOffered({ what: "balance" })]) {
        const { text } = yield* crossed("Balance", Exit.fail(error))
        assert.include(text, `"_tag":"${error._tag}"`)
      }
    })
  )
})
