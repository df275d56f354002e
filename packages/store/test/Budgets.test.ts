// A budget lasts beyond the process that takes from it, and is one for all of them.
import { assert, describe, it } from "@effect/vitest"
import { Manifest } from "@tomada/core"
import { Effect, Layer, Result } from "effect"

import { BudgetStore } from "../src/BudgetStore.ts"
import * as Migrations from "../src/Migrations.ts"
import * as Postgres from "../src/Postgres.ts"
import * as SqlBudgetStore from "../src/SqlBudgetStore.ts"
import * as TestDatabase from "./TestDatabase.ts"
import { at } from "./World.ts"

const share = {
  connectorId: Manifest.ConnectorId.make(1),
  itemId: null,
  budget: "requests",
  max: 20,
  from: at(0),
  resetsAt: at(60)
}

describe("budgets on PostgreSQL", () => {
  it.live("are not exceeded by processes that take at once, nor by one that starts again", () =>
    Effect.gen(function* () {
      const url = yield* TestDatabase.fresh
      const process = SqlBudgetStore.layer.pipe(Layer.provideMerge(Postgres.layer({ url, maxConnections: 4 })))
      const tries = (count: number) =>
        Effect.gen(function* () {
          const budgets = yield* BudgetStore
          const results = yield* Effect.forEach(
            Array.from({ length: count }),
            () => Effect.result(budgets.take([share], 1)),
            { concurrency: "unbounded" }
          )
          return results.filter(Result.isSuccess).length
        }).pipe(Effect.provide(Layer.fresh(process), { local: true }))
      yield* Effect.provide(Migrations.run, process, { local: true })
      assert.strictEqual(yield* tries(6), 6)
      const taken = yield* Effect.all([tries(10), tries(10)], { concurrency: "unbounded" })
      assert.strictEqual(taken[0] + taken[1], 14)
      assert.strictEqual(yield* tries(3), 0)
    }).pipe(Effect.scoped)
  )
})
