// How much of an institution's budgets is left, in every layer of the ports.
import { assert, type Vitest } from "@effect/vitest"
import { type Item } from "@tomada/core"
import { DateTime, Effect, Result } from "effect"

import { BudgetStore, type Share } from "../../src/BudgetStore.ts"
import { ItemStore } from "../../src/ItemStore.ts"
import * as Scenes from "../Scenes.ts"
import * as World from "../World.ts"

const { assertSame, at } = World
const { day } = Scenes

const share = Effect.fn("share")(function* (fields: Partial<Share> = {}) {
  const connectorId = fields.connectorId ?? (yield* Scenes.connector())
  const window = { from: at(0), resetsAt: at(60) }
  return { connectorId, itemId: null, budget: "requests", max: 3, ...window, ...fields }
})

const item = Effect.map(World.created, (made) => made.item.id)

const refused = Effect.fn("refused")(function* (shares: ReadonlyArray<Share>, count = 1) {
  const { budget, resetsAt } = yield* Effect.flip((yield* BudgetStore).take(shares, count))
  return { budget, resetsAt }
})

export const suite = (it: Vitest.MethodsNonLive<Scenes.Stores>): void => {
  it.effect("a budget is taken from until nothing is left, and is full again in its next window", () =>
    Effect.gen(function* () {
      const budgets = yield* BudgetStore
      const hourly = yield* share()
      yield* budgets.take([hourly], 2)
      assertSame(yield* refused([hourly], 2), { budget: "requests", resetsAt: at(60) })
      assert.deepStrictEqual(yield* budgets.spent([hourly]), [])
      yield* budgets.take([hourly], 1)
      assertSame(yield* refused([hourly]), { budget: "requests", resetsAt: at(60) })
      assertSame(yield* budgets.spent([hourly]), [hourly])
      const next = { ...hourly, from: at(60), resetsAt: at(120) }
      assert.deepStrictEqual(yield* budgets.spent([next]), [])
      yield* budgets.take([next], 3)
      assertSame(yield* refused([next], 1), { budget: "requests", resetsAt: at(120) })
      assertSame(yield* refused([{ ...hourly, budget: "logins" }], 4), { budget: "logins", resetsAt: at(60) })
    })
  )

  it.effect("nothing is taken from any budget where one of them is empty; the one that stays so longest is told", () =>
    Effect.gen(function* () {
      const budgets = yield* BudgetStore
      const hourly = yield* share({ budget: "hourly", max: 5 })
      const daily = { ...hourly, budget: "daily", max: 2, resetsAt: at(day) }
      const monthly = { ...hourly, budget: "monthly", max: 2, resetsAt: at(30 * day) }
      yield* budgets.take([hourly, daily, monthly], 2)
      assertSame(yield* refused([hourly, daily, monthly]), { budget: "monthly", resetsAt: at(30 * day) })
      assertSame(yield* refused([hourly, daily]), { budget: "daily", resetsAt: at(day) })
      yield* budgets.take([hourly], 3)
      assertSame(yield* refused([hourly]), { budget: "hourly", resetsAt: at(60) })
      assertSame(yield* budgets.spent([daily, { ...daily, budget: "other" }, hourly]), [daily, hourly])
    })
  )

  it.effect("an Item's own budget is no other Item's, and not its connector's", () =>
    Effect.gen(function* () {
      const budgets = yield* BudgetStore
      const own = yield* share({ itemId: yield* item, max: 1 })
      yield* budgets.take([own], 1)
      yield* budgets.take([{ ...own, itemId: yield* item }], 1)
      yield* budgets.take([{ ...own, itemId: null }], 1)
      assertSame(yield* refused([own]), { budget: "requests", resetsAt: at(60) })
    })
  )

  it.effect("of many who take at once no more get one than there are", () =>
    Effect.gen(function* () {
      const budgets = yield* BudgetStore
      const shared = yield* share({ max: 7 })
      const other = { ...shared, budget: "another", max: 100 }
      const attempts = yield* Effect.forEach(
        Array.from({ length: 24 }, (_, index) => (index % 2 === 0 ? [shared, other] : [other, shared])),
        (shares) => Effect.result(budgets.take(shares, 1)),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(attempts.filter(Result.isSuccess).length, 7)
      yield* budgets.take([other], 93)
      assertSame(yield* refused([other]), { budget: "another", resetsAt: at(60) })
    })
  )

  it.effect("a window that has ended is forgotten, and no other", () =>
    Effect.gen(function* () {
      const budgets = yield* BudgetStore
      const before = yield* share({ from: at(-120), resetsAt: at(-60), max: 1 })
      const current = { ...before, from: at(-60), resetsAt: at(-30) }
      yield* budgets.take([before, { ...current, budget: "current" }], 1)
      assert.strictEqual(yield* budgets.prune(at(-60)), 1)
      yield* budgets.take([before], 1)
      assertSame(yield* refused([{ ...current, budget: "current" }]), { budget: "current", resetsAt: at(-30) })
      assert.strictEqual(yield* budgets.prune(at(-30)), 2)
    })
  )

  it.effect("an Item that is due and has used up a budget of its own is put off until it is full again", () =>
    Effect.gen(function* () {
      const budgets = yield* BudgetStore
      const first = yield* Scenes.succeeded()
      const of = { applicationId: first.applicationId, connectorId: first.connectorId }
      const second = yield* Effect.flatMap(Scenes.made({ of }), ({ execution }) =>
        Scenes.end(execution.id, World.succeeded, 10)
      )
      const now = at(10 + day + 10)
      const window = { from: at(day), resetsAt: at(4 * day) }
      const own = (itemId: Item.ItemId) => share({ ...window, connectorId: of.connectorId, itemId, max: 2 })
      yield* budgets.take([yield* own(first.id)], 2)
      yield* budgets.take([yield* own(second.id)], 1)
      const { postponed, started } = yield* Scenes.due(of.connectorId, now, { ownBudgets: true })
      assert.deepStrictEqual(
        started.map(({ itemId }) => itemId),
        [second.id]
      )
      assert.strictEqual(postponed, 1)
      const after = yield* (yield* ItemStore).get(of.applicationId, first.id)
      assert.strictEqual(after.executionStatus, "SUCCESS")
      assertSame(after.nextAutoSyncAt, at(4 * day))
      assert.deepStrictEqual((yield* Scenes.due(of.connectorId, at(4 * day - 1), { ownBudgets: true })).started, [])
      const later = yield* Scenes.due(of.connectorId, DateTime.add(at(4 * day), { minutes: 10 }), { ownBudgets: true })
      assert.deepStrictEqual(
        later.started.map(({ itemId }) => itemId),
        [first.id]
      )
    })
  )
}
