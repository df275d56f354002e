import { assert, describe, it } from "@effect/vitest"
import { Item } from "@tomada/core"
import { Effect, Layer, Random, Schema } from "effect"

import { Ids } from "../src/Ids.ts"

const some = Effect.gen(function* () {
  const ids = yield* Ids
  const make = yield* ids.supply
  return [yield* ids.next, yield* ids.next, make(), make()]
})

const isId = Schema.is(Item.ItemId)

describe("ids", () => {
  for (const [name, layer] of [
    ["of the platform", Ids.layer],
    ["of a seed", Ids.layerRandom]
  ] as const) {
    it.effect(`${name} are UUIDs, each another one`, () =>
      Effect.gen(function* () {
        const made = yield* Effect.provide(some, layer)
        assert.isTrue(made.every((id) => isId(id) && id[14] === "4"))
        assert.strictEqual(new Set(made).size, made.length)
      })
    )
  }

  it.effect("of the same seed are the same in the same order", () =>
    Effect.gen(function* () {
      const of = (seed: string) => Random.withSeed(Effect.provide(some, Layer.fresh(Ids.layerRandom)), seed)
      assert.deepStrictEqual(yield* of("a"), yield* of("a"))
      assert.notDeepEqual(yield* of("a"), yield* of("b"))
    })
  )
})
