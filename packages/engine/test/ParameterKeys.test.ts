// The keys that clients encrypt parameters with, over the store in memory: made once, renewed, and what they read until when.
import { publicEncrypt, randomUUID } from "node:crypto"

import { assert, describe, it } from "@effect/vitest"
import { CredentialVault, Item } from "@tomada/core"
import { MemoryStore } from "@tomada/store"
import { DateTime, Effect, Layer, Redacted } from "effect"
import { TestClock } from "effect/testing"

import { Ids } from "../src/Ids.ts"
import * as ParameterKeys from "../src/ParameterKeys.ts"
import * as TestVault from "./TestVault.ts"
import { applicationId } from "./World.ts"

const { vault } = TestVault.make()
const layer = ParameterKeys.ParameterKeys.layer.pipe(
  Layer.provide([
    Ids.layer,
    MemoryStore.layer,
    TestVault.ciphers,
    Layer.succeed(CredentialVault.CredentialVault, vault)
  ])
)

describe("keys for parameters", () => {
  const encrypt = (pem: string, value: unknown) =>
    publicEncrypt(pem, Buffer.from(JSON.stringify(value))).toString("base64")

  it.effect("are made once, renewed, and read what was encrypted with the one before for a week", () =>
    Effect.provide(
      Effect.gen(function* () {
        const own = yield* ParameterKeys.ParameterKeys
        const both = yield* Effect.all([own.publicKey(applicationId), own.publicKey(applicationId)], {
          concurrency: "unbounded"
        })
        const [first] = both
        assert.deepStrictEqual(both[1], first)
        assert.isNull(first.previousAcceptedUntil)
        const read = (pem: string, value: unknown = { user: "ana", token: 123456 }) =>
          own.read(applicationId, encrypt(pem, value))
        assert.deepStrictEqual(Redacted.value(yield* read(first.publicKey)), { user: "ana", token: "123456" })
        const second = yield* own.rotate(applicationId)
        const until = DateTime.addDuration(yield* DateTime.now, ParameterKeys.overlap)
        assert.deepStrictEqual(second.previousAcceptedUntil, until)
        yield* read(first.publicKey)
        yield* read(second.publicKey)
        const third = yield* own.rotate(applicationId)
        assert.strictEqual((yield* Effect.flip(read(first.publicKey)))._tag, "ParametersUnreadable")
        yield* read(second.publicKey)
        yield* TestClock.setTime(third.previousAcceptedUntil?.epochMilliseconds ?? assert.fail("none is accepted"))
        assert.strictEqual((yield* Effect.flip(read(second.publicKey)))._tag, "ParametersUnreadable")
        yield* read(third.publicKey)
        assert.isNull((yield* own.publicKey(applicationId)).previousAcceptedUntil)
        for (const wrong of [["ana"], "ana", null, { user: {} }]) {
          assert.strictEqual((yield* Effect.flip(read(third.publicKey, wrong)))._tag, "ParametersUnreadable")
        }
        const stranger = Item.ApplicationId.make(randomUUID())
        assert.strictEqual(
          (yield* Effect.flip(own.read(stranger, encrypt(third.publicKey, {}))))._tag,
          "ParametersUnreadable"
        )
      }),
      layer
    )
  )
})
