// What every layer of the ports keeps of a merge's decisions, and what becomes of its suggestions.
import { randomUUID } from "node:crypto"

import { assert, type Vitest } from "@effect/vitest"
import { CivilDate, Product } from "@tomada/core"
import { Cause, Effect, Exit } from "effect"

import { type Decision, DecisionStore, SuggestionId } from "../../src/DecisionStore.ts"
import { ExecutionStore } from "../../src/ExecutionStore.ts"
import { TransactionStore } from "../../src/TransactionStore.ts"
import * as World from "../World.ts"

const { assertSame, at, refusal, suggestion, transaction } = World
const page = { number: 1, size: 2 }

/** Two rows that may be one: the first is absent, the second is shown. */
const doubtful = Effect.gen(function* () {
  const world = yield* World.holding((id) => [
    transaction(id, { absences: 1, absentIn: "execution", description: "Coffee" }),
    transaction(id, { date: CivilDate.make("2026-08-16"), description: "COFFEE SHOP" })
  ])
  const [held, created] = world.transactions
  assert(held !== undefined && created !== undefined)
  const claim = yield* World.visitAgain(world.item, at(20))
  const suggested = suggestion(claim.executionId, held, created)
  const about = { accountId: world.account.id, executionId: claim.executionId, at: at(30) }
  const decisions: ReadonlyArray<Decision> = [
    { ...about, transactionId: created.id, rule: "created", evidence: { score: 0.5 }, rivals: 2 },
    { ...about, transactionId: held.id, rule: "absent", evidence: { absences: 1 }, rivals: 0 },
    { ...about, transactionId: null, rule: "repeated", evidence: {}, rivals: 0 }
  ]
  return { ...world, claim, held, created, suggested, decisions }
})

/** The same, once its merge has ended. */
const suggesting = Effect.gen(function* () {
  const world = yield* doubtful
  yield* World.collect(world.claim, { decisions: world.decisions, suggestions: [world.suggested] }, at(30))
  return world
})

export const suite = (it: Vitest.MethodsNonLive<World.Stores>): void => {
  it.effect("decisions of a row and of an account come newest first", () =>
    Effect.gen(function* () {
      const { account, decisions, held, item } = yield* suggesting
      const store = yield* DecisionStore
      assertSame(yield* store.ofTransaction(item.applicationId, held.id), [decisions[1]])
      assert.deepStrictEqual(yield* store.ofTransaction(yield* World.application, held.id), [])
      assertSame(yield* store.ofAccount(account.id, page), { rows: [decisions[2], decisions[1]], total: 3 })
      const again = yield* World.visitAgain(item, at(40))
      const later: Decision = {
        accountId: account.id,
        executionId: again.executionId,
        transactionId: held.id,
        rule: "removed",
        evidence: { absences: 2 },
        rivals: 0,
        at: at(50)
      }
      yield* World.collect(again, { decisions: [later] }, at(50))
      assertSame(yield* store.ofTransaction(item.applicationId, held.id), [later, decisions[1]])
    })
  )

  it.effect("what was suggested once is not suggested anew", () =>
    Effect.gen(function* () {
      const { account, created, held, item, suggested } = yield* suggesting
      const again = yield* World.visitAgain(item, at(40))
      yield* World.collect(again, { suggestions: [suggestion(again.executionId, held, created)] }, at(50))
      const store = yield* DecisionStore
      assertSame(yield* store.suggestions({ accountId: account.id }, page), { rows: [suggested], total: 1 })
      assertSame(yield* store.suggestion(item.applicationId, suggested.id), suggested)
      const stranger = yield* World.application
      assert.strictEqual(yield* refusal(store.suggestion(stranger, suggested.id)), "SuggestionNotFound")
      const unknown = SuggestionId.make(randomUUID())
      assert.strictEqual(
        yield* refusal(store.accept(item.applicationId, unknown, Product.defaultPolicy, at(60))),
        "SuggestionNotFound"
      )
    })
  )

  it.effect("an accepted suggestion makes the two rows one, and undoing it makes them two again", () =>
    Effect.gen(function* () {
      const { account, created, held, item, suggested } = yield* suggesting
      const store = yield* DecisionStore
      const transactions = yield* TransactionStore
      const accepted = yield* store.accept(item.applicationId, suggested.id, Product.defaultPolicy, at(60))
      assert.strictEqual(accepted.suggestion.state, "accepted")
      assertSame(yield* store.suggestion(item.applicationId, suggested.id), accepted.suggestion)
      const one = yield* transactions.get(item.applicationId, held.id)
      assert.strictEqual(one.description, created.description)
      assertSame(one, accepted.held)
      assert.strictEqual(yield* refusal(transactions.get(item.applicationId, created.id)), "TransactionNotFound")
      assert.strictEqual(
        yield* refusal(store.accept(item.applicationId, suggested.id, Product.defaultPolicy, at(61))),
        "SuggestionSettled"
      )
      const open = { accountId: account.id, state: "open" } as const
      assert.strictEqual((yield* store.suggestions(open, page)).total, 0)

      const undone = yield* store.undo(item.applicationId, suggested.id, at(70))
      assert.strictEqual(undone.suggestion.state, "undone")
      assert.isNull(undone.suggestion.acceptance)
      assertSame(yield* transactions.get(item.applicationId, held.id), { ...held, updatedAt: at(70) })
      assert.strictEqual((yield* transactions.get(item.applicationId, created.id)).description, created.description)
      assert.strictEqual(yield* refusal(store.undo(item.applicationId, suggested.id, at(71))), "SuggestionSettled")
      yield* store.accept(item.applicationId, suggested.id, Product.defaultPolicy, at(80))
    })
  )

  it.effect("nothing is accepted while the Item runs, nor what the institution shows as two", () =>
    Effect.gen(function* () {
      const { created, held, item, suggested } = yield* suggesting
      const store = yield* DecisionStore
      const accept = store.accept(item.applicationId, suggested.id, Product.defaultPolicy, at(60))
      const again = yield* World.visitAgain(item, at(40))
      assert.strictEqual(yield* refusal(accept), "AlreadyUpdating")
      yield* World.collect(again, { transactions: [{ ...held, absences: 0, absentIn: null }] }, at(50))
      assert.strictEqual(yield* refusal(accept), "SuggestionOutdated")
      assertSame(yield* (yield* TransactionStore).get(item.applicationId, created.id), created)
      assertSame(yield* store.suggestion(item.applicationId, suggested.id), suggested)
    })
  )

  it.effect("a merge that names another's account keeps no decision", () =>
    Effect.gen(function* () {
      const executions = yield* ExecutionStore
      const { account, claim, decisions, suggested } = yield* doubtful
      const other = yield* World.holding(() => [])
      yield* World.toMerging(claim)
      const strayed = decisions.map((decision) => ({ ...decision, accountId: other.account.id }))
      for (const merged of [
        { decisions: [...decisions, ...strayed] },
        { decisions, suggestions: [{ ...suggested, accountId: other.account.id }] }
      ]) {
        const exit = yield* executions.commit(claim, { ...World.nothing, ...merged }, at(40)).pipe(Effect.exit)
        assert.isTrue(Exit.isFailure(exit) && Cause.hasDies(exit.cause))
      }
      assert.strictEqual((yield* (yield* DecisionStore).ofAccount(account.id, page)).total, 0)
    })
  )
}
