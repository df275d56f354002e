import { assert, describe, it } from "@effect/vitest"
import { MemoryStore, UpkeepStore } from "@tomada/store"
import { Effect, Layer } from "effect"

import * as Month from "../src/Month.ts"

const options = { items: 100, days: 6, seed: 3 }
const stores = Layer.merge(Month.layer, MemoryStore.layer)

/** The month with a store whose claims are changed on their way. */
const changed = (change: (due: UpkeepStore.Due) => UpkeepStore.Due) =>
  Effect.gen(function* () {
    const upkeep = yield* UpkeepStore.UpkeepStore
    const due = (request: UpkeepStore.DueRequest, now: Parameters<typeof upkeep.due>[1]) =>
      Effect.map(upkeep.due(request, now), change)
    return yield* Effect.provideService(Month.live(options), UpkeepStore.UpkeepStore, { ...upkeep, due })
  }).pipe(Effect.provide(stores, { local: true }))

describe("a month in memory", () => {
  it.live("keeps every promise, and is the same again by the same seed", () =>
    Effect.gen(function* () {
      const month = () => Effect.provide(Month.live(options), stores, { local: true })
      const figures = yield* month()
      const { crowded, developmentPlanned, double, early, forbidden, missed, otherwise } = figures
      assert.deepStrictEqual(
        [crowded, developmentPlanned, double, early, forbidden, missed, otherwise],
        [0, 0, 0, 0, 0, 0, 0]
      )
      assert.isAbove(figures.retries, 0)
      assert.isAbove(figures.moved, 0)
      assert.deepStrictEqual(yield* month(), figures)
    })
  )

  it.live("shows a scheduler that forgets what it claimed", () =>
    Effect.gen(function* () {
      let turn = 0
      const { missed } = yield* changed((due) => (turn++ === 50 ? { ...due, started: [] } : due))
      assert.isAbove(missed, 0)
    })
  )

  it.live("shows one that starts what it claimed twice", () =>
    Effect.gen(function* () {
      const { double } = yield* changed((due) => ({ ...due, started: [...due.started, ...due.started] }))
      assert.isAbove(double, 0)
    })
  )
})
