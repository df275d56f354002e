// What every layer of the ports keeps of the key pairs for parameters.
import { randomUUID } from "node:crypto"

import { assert, type Vitest } from "@effect/vitest"
import type { Item } from "@tomada/core"
import { Effect } from "effect"

import { ItemStore } from "../../src/ItemStore.ts"
import { ParameterKeyId, ParameterKeyStore } from "../../src/ParameterKeyStore.ts"
import type * as Scenes from "../Scenes.ts"
import * as World from "../World.ts"

const { assertSame, at, bytes } = World

const key = (applicationId: Item.ApplicationId, minute: number) => ({
  id: ParameterKeyId.make(randomUUID()),
  applicationId,
  publicKey: `public ${minute}`,
  privateKey: bytes(`sealed ${minute}`),
  createdAt: at(minute)
})

export const suite = (it: Vitest.MethodsNonLive<Scenes.Stores | ParameterKeyStore>): void => {
  it.effect(
    "an application has one current key for parameters, the one before until its end, and none before that",
    () =>
      Effect.gen(function* () {
        const keys = yield* ParameterKeyStore
        const applicationId = yield* World.application
        assert.deepStrictEqual(yield* keys.ofApplication(applicationId), [])
        const [first, second, third] = [key(applicationId, 1), key(applicationId, 2), key(applicationId, 3)]
        assert.deepStrictEqual(yield* keys.put(first, null, at(60)), [])
        assertSame(yield* keys.ofApplication(applicationId), [{ ...first, endsAt: null }])
        assert.isTrue(yield* (yield* ItemStore).holdsSealed)
        assert.deepStrictEqual(yield* keys.put(second, first.id, at(61)), [])
        assertSame(yield* keys.ofApplication(applicationId), [
          { ...second, endsAt: null },
          { ...first, endsAt: at(61) }
        ])
        assert.deepStrictEqual(yield* keys.put(third, second.id, at(62)), [first.id])
        assertSame(yield* keys.ofApplication(applicationId), [
          { ...third, endsAt: null },
          { ...second, endsAt: at(62) }
        ])
        assert.deepStrictEqual(yield* keys.ofApplication(yield* World.application), [])
      })
  )

  it.effect("of keys that are put in one place the first one stays", () =>
    Effect.gen(function* () {
      const keys = yield* ParameterKeyStore
      const applicationId = yield* World.application
      const race = (before: ParameterKeyId | null, minute: number) =>
        Effect.forEach([1, 2, 3], () => keys.put(key(applicationId, minute), before, at(60)), {
          concurrency: "unbounded"
        })
      assert.strictEqual((yield* race(null, 1)).filter((gone) => gone !== null).length, 1)
      const [first] = yield* keys.ofApplication(applicationId)
      assert.strictEqual((yield* race(first?.id ?? null, 2)).filter((gone) => gone !== null).length, 1)
      const held = yield* keys.ofApplication(applicationId)
      assert.strictEqual(held.length, 2)
      assert.isNull(yield* keys.put(key(applicationId, 3), first?.id ?? null, at(60)))
      assertSame(yield* keys.ofApplication(applicationId), held)
    })
  )
}
