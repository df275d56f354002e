// Rules of categories and what they and a person say of rows, in every layer of the ports.
import { randomUUID } from "node:crypto"

import { assert, type Vitest } from "@effect/vitest"
import { type Account, Category, CategoryRule, type Item, type Owned, Transaction } from "@tomada/core"
import { type DateTime, Effect, Option } from "effect"

import { CategoryRuleStore, type Change, mostRules, type Recast } from "../../src/CategoryRuleStore.ts"
import { ItemStore } from "../../src/ItemStore.ts"
import { TransactionStore } from "../../src/TransactionStore.ts"
import type * as Scenes from "../Scenes.ts"
import * as World from "../World.ts"

const { assertSame, at, transaction } = World

const rule = (
  applicationId: Item.ApplicationId,
  fields: Partial<CategoryRule.CategoryRule> = {}
): CategoryRule.CategoryRule => ({
  id: CategoryRule.CategoryRuleId.make(randomUUID()),
  applicationId,
  description: "Posto Ipê",
  matchType: "contains",
  transactionType: "DEBIT",
  accountType: null,
  categoryId: Category.CategoryId.make("19030000"),
  createdAt: at(0),
  ...fields
})

const change = (now: DateTime.Utc): Change => ({ recastId: randomUUID(), now })

const says = (value: string, by: Owned.Setter, now: DateTime.Utc): Owned.OwnedValue => ({ value, by, at: now })

/** A minute of long ago, of which no other test's recast is. */
const early = -1_000_000

/** The recast of the application; those of other tests that are due are left for as long. */
const take = Effect.fnUntraced(function* (applicationId: Item.ApplicationId, minutes: number) {
  const rules = yield* CategoryRuleStore
  for (;;) {
    const taken = yield* rules.takeRecast(at(minutes), at(minutes + 5))
    if (Option.isNone(taken)) return undefined
    if (taken.value.applicationId === applicationId) return taken.value
  }
})

const asked = Effect.fnUntraced(function* (applicationId: Item.ApplicationId, minutes: number) {
  const made = rule(applicationId)
  yield* (yield* CategoryRuleStore).create(made, change(at(minutes)))
  return made
})

const taken = Effect.fnUntraced(function* (applicationId: Item.ApplicationId, minutes: number) {
  const recast = yield* take(applicationId, minutes)
  assert(recast !== undefined, "there is a recast")
  return recast
})

const categories = Effect.fnUntraced(function* (accountId: Account.AccountId) {
  const { rows } = yield* (yield* TransactionStore).after({ accountId }, Option.none(), 100)
  return new Map(rows.map(({ id, owned }) => [id, owned ?? null]))
})

export const suite = (it: Vitest.MethodsNonLive<Scenes.Stores>): void => {
  it.effect("a rule is its application's alone, listed the newest first, and goes once", () =>
    Effect.gen(function* () {
      const rules = yield* CategoryRuleStore
      const [mine, other] = [yield* World.application, yield* World.application]
      const old = rule(mine)
      const young = rule(mine, {
        matchType: "exact",
        transactionType: null,
        accountType: "CREDIT_CARD",
        createdAt: at(1)
      })
      for (const one of [young, old, rule(other)]) yield* rules.create(one, change(at(0)))
      assertSame(yield* rules.list(mine), [young, old])
      assert.strictEqual(yield* World.refusal(rules.remove(other, old.id, change(at(1)))), "CategoryRuleNotFound")
      yield* rules.remove(mine, old.id, change(at(1)))
      assertSame(yield* rules.list(mine), [young])
      assert.strictEqual(yield* World.refusal(rules.remove(mine, old.id, change(at(1)))), "CategoryRuleNotFound")
    })
  )

  it.effect("an application has so many rules and no more", () =>
    Effect.gen(function* () {
      const rules = yield* CategoryRuleStore
      const mine = yield* World.application
      for (let made = 0; made < mostRules; made++) yield* rules.create(rule(mine), change(at(0)))
      const refused = yield* Effect.flip(rules.create(rule(mine), change(at(0))))
      assert.strictEqual(refused.most, mostRules)
      assert.lengthOf(yield* rules.list(mine), mostRules)
    })
  )

  it.effect(
    "a change asks for a recast, which nobody else has until it is due again; another change begins it anew",
    () =>
      Effect.gen(function* () {
        const rules = yield* CategoryRuleStore
        const { account, item } = yield* World.holding(() => [])
        const { applicationId } = item
        assert.isUndefined(yield* take(applicationId, early))
        const made = yield* asked(applicationId, early)
        assert.isUndefined(yield* take(applicationId, early - 1), "not yet due")
        const first = yield* taken(applicationId, early)
        assert.deepStrictEqual([first.after, first.waiting], [null, []])
        assert.isUndefined(yield* take(applicationId, early + 4))
        assertSame(
          (yield* rules.accounts(first, 10)).map(({ id }) => id),
          [account.id]
        )
        const half: Recast = { ...first, after: account.id }
        assert.isTrue(yield* rules.keepRecast(half, at(early + 5)))
        assertSame(yield* taken(applicationId, early + 5), half)
        assert.deepStrictEqual(yield* rules.accounts(half, 10), [])

        yield* rules.remove(applicationId, made.id, change(at(early + 6)))
        assert.isFalse(yield* rules.keepRecast(half, at(early + 6)), "what it did is worth nothing")
        yield* rules.endRecast(half)
        const second = yield* taken(applicationId, early + 6)
        assert.notStrictEqual(second.id, first.id)
        assert.isNull(second.after)
        yield* rules.endRecast(second)
        assert.isUndefined(yield* take(applicationId, 1_000_000))
      })
  )

  it.effect("a recast goes through the application's own accounts, some at a time", () =>
    Effect.gen(function* () {
      const rules = yield* CategoryRuleStore
      const { account, item } = yield* World.holding(() => [])
      const claim = yield* World.visitAgain(item, at(20))
      const others = [1, 2, 3].map(() => World.account(item.id))
      yield* World.collect(claim, { accounts: others }, at(30))
      yield* World.holding(() => [])
      yield* asked(item.applicationId, early)
      const recast = yield* taken(item.applicationId, early)
      let { after } = recast
      const seen: Array<string> = []
      for (;;) {
        const some = yield* rules.accounts({ ...recast, after }, 2)
        const last = some.at(-1)
        if (last === undefined) break
        assert.isAtMost(some.length, 2)
        seen.push(...some.map(({ id }) => id))
        after = last.id
      }
      assert.sameOrderedMembers(
        seen,
        [account, ...others].map(({ id }): string => id).toSorted((a, b) => (a < b ? -1 : 1))
      )
      yield* rules.endRecast(recast)
    })
  )

  it.effect("a recast knows the runs that were under way when it began, and which of them still are", () =>
    Effect.gen(function* () {
      const rules = yield* CategoryRuleStore
      const { claim, execution, item } = yield* World.visited
      yield* World.visited
      yield* asked(item.applicationId, early)
      const recast = yield* taken(item.applicationId, early)
      assert.deepStrictEqual(recast.waiting, [{ executionId: execution.id, itemId: item.id }])
      assert.deepStrictEqual(yield* rules.running(recast.waiting), recast.waiting)
      yield* World.collect(claim, {}, at(10))
      assert.deepStrictEqual(yield* rules.running(recast.waiting), [])
      yield* rules.keepRecast(recast, at(early))
      const later = yield* World.visitAgain(item, at(20))
      assert.deepStrictEqual((yield* taken(item.applicationId, early)).waiting, recast.waiting, "as when it began")
      yield* World.collect(later, {}, at(30))
      yield* (yield* ItemStore).remove(item.applicationId, item.id, World.removal)
      assert.deepStrictEqual(yield* rules.running(recast.waiting), [])
      yield* rules.endRecast(recast)
    })
  )

  it.effect("a person's word on a row is set and taken back, of their own application's rows only", () =>
    Effect.gen(function* () {
      const transactions = yield* TransactionStore
      const world = yield* World.holding((id) => [transaction(id), transaction(id, { state: "removed" })])
      const { applicationId } = world.item
      const [row, removed] = world.transactions
      assert(row !== undefined && removed !== undefined)
      const pinned = yield* transactions.own(applicationId, row.id, "category", "11040000", at(11))
      const noted = yield* transactions.own(applicationId, row.id, "notes", "for Ana\u0000", at(12))
      assertSame(pinned.owned?.category, says("11040000", "person", at(11)))
      assertSame(noted.owned?.category, says("11040000", "person", at(11)))
      const held = yield* transactions.get(applicationId, row.id)
      assert.match(Transaction.notes(held) ?? "", /^for Ana/)
      assertSame([held.owned?.category, held.owned?.changedAt], [says("11040000", "person", at(11)), at(12)])
      assertSame(held.updatedAt, row.updatedAt)
      const same = yield* transactions.own(applicationId, row.id, "category", "11040000", at(13))
      assertSame(same.owned?.changedAt, at(12))
      yield* transactions.own(applicationId, row.id, "category", null, at(14))
      assert.isNull((yield* transactions.get(applicationId, row.id)).owned?.category ?? null)

      const other = yield* World.application
      const missing = Transaction.TransactionId.make(randomUUID())
      for (const attempt of [
        transactions.own(other, row.id, "category", "11040000", at(15)),
        transactions.own(applicationId, removed.id, "category", "11040000", at(15)),
        transactions.own(applicationId, missing, "category", "11040000", at(15))
      ]) {
        assert.strictEqual(yield* World.refusal(attempt), "TransactionNotFound")
      }
    })
  )

  it.effect(
    "a rule's word on a row is replaced and taken back by rules, never over a person's, and leaves the notes",
    () =>
      Effect.gen(function* () {
        const transactions = yield* TransactionStore
        const world = yield* World.holding((id) => [transaction(id), transaction(id), transaction(id)])
        const { applicationId } = world.item
        const [plain, pinned, bare] = world.transactions
        assert(plain !== undefined && pinned !== undefined && bare !== undefined)
        yield* transactions.own(applicationId, plain.id, "notes", "for Ana", at(11))
        const pin = yield* transactions.own(applicationId, pinned.id, "category", "11040000", at(11))
        const ids = [plain.id, pinned.id]
        const say = (category: Owned.OwnedValue | null, now: DateTime.Utc) =>
          transactions.rule(
            applicationId,
            [...ids, ...(category === null ? [bare.id] : [])].map((id) => ({ id, category })),
            now
          )
        assert.strictEqual(yield* say(says("19030000", "rule", at(12)), at(12)), 1)
        const held = yield* categories(world.account.id)
        assertSame(held.get(plain.id), {
          category: says("19030000", "rule", at(12)),
          notes: says("for Ana", "person", at(11)),
          changedAt: at(12)
        })
        assertSame(held.get(pinned.id), pin.owned)
        yield* say(says("19040000", "rule", at(13)), at(13))
        assert.strictEqual(Transaction.category(yield* transactions.get(applicationId, plain.id)), "19040000")
        assert.strictEqual(yield* say(null, at(14)), 1, "a row of which no rule spoke does not change")
        const after = yield* categories(world.account.id)
        assertSame(after.get(plain.id), { notes: says("for Ana", "person", at(11)), changedAt: at(14) })
        assertSame(after.get(pinned.id), pin.owned)
        assert.isNull(after.get(bare.id) ?? null)
        const other = yield* World.application
        const foreign = { id: bare.id, category: says("19030000", "rule", at(15)) }
        assert.strictEqual(yield* transactions.rule(other, [foreign], at(15)), 0)
        assert.strictEqual(yield* transactions.rule(applicationId, [], at(15)), 0)
      })
  )

  it.effect(
    "what is said of a row during a run that has read it is not written over by the run, nor by its rules",
    () =>
      Effect.gen(function* () {
        const transactions = yield* TransactionStore
        const world = yield* World.holding((id) => [transaction(id), transaction(id), transaction(id)])
        const { applicationId } = world.item
        const [pinned, ruled, gone] = world.transactions
        assert(pinned !== undefined && ruled !== undefined && gone !== undefined)
        yield* transactions.rule(applicationId, [{ id: gone.id, category: says("19030000", "rule", at(15)) }], at(15))
        const claim = yield* World.visitAgain(world.item, at(20))
        yield* transactions.own(applicationId, pinned.id, "category", "11040000", at(21))
        const restated = [pinned, ruled, gone].map((row) => ({ ...row, description: "restated", updatedAt: at(30) }))
        const fresh = transaction(world.account.id, {
          owned: { category: says("19030000", "rule", at(30)), changedAt: at(30) }
        })
        yield* World.collect(
          claim,
          {
            transactions: restated,
            newTransactions: [fresh],
            ruled: [
              { id: pinned.id, category: says("19030000", "rule", at(30)) },
              { id: ruled.id, category: says("19030000", "rule", at(30)) },
              { id: gone.id, category: null }
            ]
          },
          at(30)
        )
        const shown = (id: Transaction.TransactionId) =>
          Effect.map(transactions.get(applicationId, id), (row) => [row.description, Transaction.category(row)])
        assert.deepStrictEqual(yield* shown(pinned.id), ["restated", "11040000"])
        assert.deepStrictEqual(yield* shown(ruled.id), ["restated", "19030000"])
        assert.deepStrictEqual(yield* shown(gone.id), ["restated", null])
        assert.deepStrictEqual(yield* shown(fresh.id), ["Coffee", "19030000"])
      })
  )

  it.effect("the rows that a bill charges are found by its key", () =>
    Effect.gen(function* () {
      const transactions = yield* TransactionStore
      const billed = (id: Account.AccountId, billId: string) => transaction(id, { creditCardMetadata: { billId } })
      const world = yield* World.holding((id) => [billed(id, "2026-08"), billed(id, "2026-09"), transaction(id)])
      const filter = { accountId: world.account.id, billKey: "2026-08" }
      const { rows, total } = yield* transactions.page(filter, { number: 1, size: 10 })
      assertSame([rows.map(({ id }) => id), total], [[world.transactions[0]?.id], 1])
      assert.lengthOf((yield* transactions.after(filter, Option.none(), 10)).rows, 1)
    })
  )
}
