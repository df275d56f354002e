import { assert, describe, it } from "@effect/vitest"
import { Item } from "@tomada/core"
import { Effect, Layer, Random, Schema } from "effect"
import { TestClock } from "effect/testing"

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
        assert.isTrue(made.every(isId))
        assert.deepStrictEqual(made.map((id) => id[14]).join(""), "4477")
        assert.strictEqual(new Set(made).size, made.length)
      })
    )

    it.effect(`${name} for rows rise with time`, () =>
      Effect.gen(function* () {
        const { supply } = yield* Ids
        const earlier = (yield* supply)()
        yield* TestClock.setTime(Date.UTC(2026, 10, 23))
        const later = (yield* supply)()
        assert.isTrue(earlier < later)
        assert.strictEqual(Number.parseInt(later.replaceAll("-", "").slice(0, 12), 16), Date.UTC(2026, 10, 23))
      }).pipe(Effect.provide(layer))
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
