import { assert, describe, it } from "@effect/vitest"
import { Errors } from "@tomada/connector-kit"
import { CredentialField } from "@tomada/core"
import { ApplicationStore, ItemStore, WebhookStore } from "@tomada/store"
import { Effect, Option, Redacted } from "effect"

import { Items } from "../src/Items.ts"
import * as Bank from "./Bank.ts"
import { applicationId, create, ended, get, inWorld, parameters, pass, start, update, World } from "./World.ts"

const products = ["IDENTITY"] as const

describe("an Item", () => {
  it.effect("is not made of parameters that the form refuses, and nothing is written or asked", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const items = yield* Items
        const refused = yield* Effect.flip(
          items.create({
            applicationId,
            connectorId: Bank.asking,
            parameters: Redacted.make({ user: "ana" }),
            products: null,
            clientUserId: null,
            webhookUrl: null,
            oauthRedirectUri: null,
            trigger: "CLIENT"
          })
        )
        assert.deepStrictEqual(
          refused,
          new CredentialField.CredentialsRejected({
            problems: [{ code: "001", message: "Password is required.", parameter: "password" }]
          })
        )
        assert.isFalse(yield* (yield* ItemStore.ItemStore).holdsSealed)
        assert.deepStrictEqual((yield* World).calls, [])
      })
    )
  )

  it.effect("is not made of a connector or products that there are not", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        assert.strictEqual((yield* Effect.flip(create("ana", { connectorId: 99 })))._tag, "ConnectorNotFound")
        const refused = yield* Effect.flip(create("ana", { products: ["IDENTITY", "LOANS"] }))
        assert.deepStrictEqual(
          [refused._tag, "products" in refused && refused.products],
          ["ProductsNotSupported", ["LOANS"]]
        )
      })
    )
  )

  it.effect(
    "is neither made nor updated of a connector that its application does not reach, and nothing is written or asked",
    () =>
      inWorld(
        {},
        Effect.gen(function* () {
          const applications = yield* ApplicationStore.ApplicationStore
          const all = yield* applications.get(applicationId)
          const { id } = yield* create("ana", { products })
          const item = yield* ended(id)
          const { calls } = yield* World
          const before = calls.length
          yield* applications.put({ ...all, connectorReach: "trial" })
          assert.strictEqual((yield* Effect.flip(create("ben", { products })))._tag, "BeyondReach")
          assert.strictEqual((yield* Effect.flip(update(item.id)))._tag, "BeyondReach")
          assert.deepStrictEqual(yield* get(item.id), item)
          assert.lengthOf(calls, before)
        })
      )
  )

  it.effect("that asks for transactions asks for their accounts", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const item = yield* create("ana", { products: ["TRANSACTIONS"] })
        assert.deepStrictEqual(item.products, ["ACCOUNTS", "TRANSACTIONS"])
      })
    )
  )

  it.effect("with new credentials logs in anew: the session was the old ones'", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const { id } = yield* ended((yield* create("ana", { products })).id)
        const updated = yield* update(id, { user: "bia" })
        assert.strictEqual(updated.credentialsVersion, 2)
        assert.isTrue(Option.isNone(yield* (yield* ItemStore.ItemStore).sealed(id, "session", "session")))
        assert.deepStrictEqual((yield* World).sealed(id), ["credentials"], "one key: the old ones open no more")
        assert.strictEqual((yield* ended(id)).executionStatus, "SUCCESS")
        assert.deepStrictEqual((yield* World).calls.slice(2), ["bia login", "bia IDENTITY"])
      })
    )
  )

  it.effect("keeps the parameters that an update does not name", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const { id } = yield* ended((yield* create("ana", { products })).id)
        const items = yield* Items
        yield* items.update({
          applicationId,
          itemId: id,
          parameters: Redacted.make({ password: "another" }),
          products: null,
          trigger: "CLIENT"
        })
        assert.strictEqual((yield* ended(id)).executionStatus, "SUCCESS")
        assert.deepStrictEqual((yield* World).calls.slice(2), ["ana login", "ana IDENTITY"])
      })
    )
  )

  it.effect("may be updated with new credentials after they were refused", () => {
    let refuses = true
    return inWorld(
      {
        ana: {
          login: Effect.suspend(() =>
            refuses ? Effect.fail(new Errors.InvalidCredentials({ fields: [] })) : Effect.void
          )
        }
      },
      Effect.gen(function* () {
        const { id } = yield* ended((yield* create("ana", { products })).id)
        refuses = false
        yield* update(id, { user: "ana" })
        const item = yield* ended(id)
        assert.strictEqual(item.executionStatus, "SUCCESS")
        assert.strictEqual(item.consecutiveFailedLoginAttempts, 0)
      })
    )
  })

  it.effect("keeps the credentials of the update that won, when two of them race", () =>
    inWorld(
      { bia: { login: Effect.sleep("30 seconds") }, caio: { login: Effect.sleep("30 seconds") } },
      Effect.gen(function* () {
        const { id } = yield* ended((yield* create("ana", { products })).id)
        // Both have read the Item before either writes.
        const world = yield* World
        world.updates.before = Effect.sleep("1 second")
        const results = yield* Effect.all(
          [Effect.exit(update(id, { user: "bia" })), Effect.exit(update(id, { user: "caio" }))],
          { concurrency: "unbounded" }
        ).pipe(Effect.race(Effect.andThen(pass("1 minute"), Effect.never)))
        assert.deepStrictEqual(results.map(({ _tag }) => _tag).toSorted(), ["Failure", "Success"])
        const winner = results[0]._tag === "Success" ? "bia" : "caio"
        assert.strictEqual((yield* ended(id)).executionStatus, "SUCCESS")
        assert.deepStrictEqual(world.calls.slice(2), [`${winner} login`, `${winner} IDENTITY`])
        world.updates.before = Effect.void
        yield* update(id)
        assert.strictEqual((yield* ended(id)).executionStatus, "SUCCESS", "they still open")
      })
    )
  )

  it.effect("belongs to its application: to another one it does not exist", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const { id } = yield* ended((yield* create("ana", { products })).id)
        const items = yield* Items
        const stranger = "11111111-1111-4111-8111-111111111111" as typeof applicationId // a UUID
        const tries = [
          items.get(stranger, id),
          items.remove(stranger, id, "a test"),
          items.answer(stranger, id, parameters("ana")),
          items.update({ applicationId: stranger, itemId: id, parameters: null, products: null, trigger: "CLIENT" })
        ]
        for (const attempt of tries) {
          assert.strictEqual(
            (yield* Effect.flip(attempt as Effect.Effect<unknown, { _tag: string }>))._tag,
            "ItemNotFound"
          ) // each has a tagged error
        }
        assert.strictEqual((yield* get(id)).executionStatus, "SUCCESS")
        assert.include((yield* World).sealed(id), "credentials")
      })
    )
  )

  it.effect("that is removed is told of, at the address that it had", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const { id } = yield* ended((yield* create("ana")).id)
        const outbox = yield* WebhookStore.WebhookStore
        const seen = Effect.map(
          Effect.andThen(outbox.sequence(start, 1_000), outbox.events(applicationId, 0, 1_000)),
          (events) => events.filter(({ event }) => event === "item/deleted")
        )
        assert.deepStrictEqual(yield* seen, [])
        yield* (yield* Items).remove(applicationId, id, "a test")
        const [told, ...others] = yield* seen
        assert.deepStrictEqual(others, [])
        assert.deepStrictEqual(JSON.parse(told?.body ?? ""), {
          event: "item/deleted",
          eventId: told?.id,
          id,
          itemId: id,
          clientUserId: null
        })
      })
    )
  )

  it.effect("that is removed takes every key with it", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const { id } = yield* ended((yield* create("ana")).id)
        assert.includeMembers([...(yield* World).sealed(id)], ["credentials", "session"])
        yield* (yield* Items).remove(applicationId, id, "a test")
        assert.deepStrictEqual((yield* World).sealed(id), [])
      })
    )
  )
})
