// What every layer of the ports keeps of a merge.
import { randomUUID } from "node:crypto"

import { assert, type Vitest } from "@effect/vitest"
import { type Account, CivilDate, Coverage, type Identity, Item, Money } from "@tomada/core"
import { BigDecimal, Cause, Effect, Exit, Option } from "effect"

import { AccountStore } from "../../src/AccountStore.ts"
import { ExecutionStore } from "../../src/ExecutionStore.ts"
import { IdentityStore } from "../../src/IdentityStore.ts"
import { ItemStore } from "../../src/ItemStore.ts"
import { TransactionStore } from "../../src/TransactionStore.ts"
import * as World from "../World.ts"

const { account, assertSame, at, bytes, refusal, text, transaction } = World
const day = (n: number) => CivilDate.addDays(CivilDate.make("2026-08-01"), n)

export const suite = (it: Vitest.MethodsNonLive<World.Stores>): void => {
  it.effect("a merge keeps every product, and its rows share one instant with the Item", () =>
    Effect.gen(function* () {
      const { item, claim } = yield* World.visited
      const bank = account(item.id, {
        marketingName: null,
        taxNumber: "123",
        bankData: { transferNumber: "001/1", closingBalance: Money.decimal("7.77") }
      })
      const card = account(item.id, {
        type: "CREDIT",
        subtype: "CREDIT_CARD",
        creditData: { creditLimit: Money.decimal("5000.00"), balanceDueDate: day(9), holderType: "MAIN" }
      })
      const row = transaction(bank.id, {
        institutionId: "i-1",
        pendingId: "p-1",
        time: at(1),
        amountInAccountCurrency: Money.decimal("-0.9"),
        descriptionRaw: "COFFEE 'N' \"TEA\"",
        balance: Money.decimal("100.01"),
        paymentData: { payer: { name: "A", documentNumber: { type: "CPF", value: "1" } }, paymentMethod: "PIX" },
        creditCardMetadata: { installmentNumber: 1, totalAmount: Money.decimal("3.30"), purchaseDate: day(2) },
        merchant: { name: "Café", cnpj: null },
        absences: 1,
        absentIn: "execution",
        unconfirmed: true,
        previousIds: ["i-0"],
        position: 7
      })
      const person = World.identity(item.id, { fullName: "Ana", birthDate: day(0), emails: [{ value: "a@b.example" }] })
      const proven = { intervals: [{ from: day(0), to: day(9) }], collectedAt: at(5), deepRescanAt: null }
      const after = yield* World.collect(
        claim,
        {
          accounts: [bank, card],
          transactions: [row],
          identity: person,
          coverage: [{ accountId: bank.id, product: "TRANSACTIONS", proven }],
          sealed: [{ purpose: "session", name: "", blob: bytes("session") }]
        },
        at(10)
      )
      const accounts = yield* AccountStore
      const transactions = yield* TransactionStore
      const identities = yield* IdentityStore
      assertSame(yield* accounts.ofItem(item.id), [bank, card])
      assertSame(yield* accounts.ofTheirs(item.applicationId, item.id), [bank, card])
      assertSame(yield* accounts.ofTheirs(Item.ApplicationId.make(randomUUID()), item.id), [])
      assertSame(yield* accounts.get(item.applicationId, card.id), card)
      const held = yield* transactions.get(item.applicationId, row.id)
      assertSame(held, row)
      assertSame(yield* identities.ofItem(item.id), Option.some(person))
      assertSame(yield* identities.get(item.applicationId, person.id), person)
      assertSame(yield* accounts.proven(bank.id, "TRANSACTIONS"), proven)
      assertSame(yield* accounts.proven(card.id, "TRANSACTIONS"), Coverage.none)
      const session = yield* (yield* ItemStore).sealed(item.id, "session", "")
      assert.strictEqual(text(Option.getOrUndefined(session)), "session")
      assert.strictEqual(after.executionStatus, "SUCCESS")
      for (const instant of [held.createdAt, held.updatedAt, bank.createdAt, after.lastUpdatedAt, after.updatedAt]) {
        assertSame(instant, at(10))
      }
      const run = yield* (yield* ExecutionStore).get(item.applicationId, claim.executionId)
      assertSame(run.endedAt, at(10))
      assert.strictEqual(run.status, "SUCCESS")
    })
  )

  it.effect("a later merge replaces rows under their ids and leaves the others", () =>
    Effect.gen(function* () {
      const world = yield* World.holding((id) => [transaction(id), transaction(id)])
      const [changed, kept] = world.transactions
      assert(changed !== undefined && kept !== undefined)
      const claim = yield* World.visitAgain(world.item, at(20))
      const restated = {
        ...changed,
        amount: Money.decimal("-9"),
        description: "Restated",
        institutionId: "late",
        merchant: { name: "Shop" },
        date: day(20),
        updatedAt: at(30)
      }
      const renamed = { ...world.account, name: "Renamed", balance: Money.decimal("0"), updatedAt: at(30) }
      yield* World.collect(claim, { accounts: [renamed], transactions: [restated] }, at(30))
      const transactions = yield* TransactionStore
      assertSame(yield* transactions.get(world.item.applicationId, changed.id), restated)
      assertSame(yield* transactions.get(world.item.applicationId, kept.id), kept)
      assertSame(yield* (yield* AccountStore).ofItem(world.item.id), [renamed])
    })
  )

  it.effect("accounts come oldest first, those of one merge as they were collected", () =>
    Effect.gen(function* () {
      const { item, claim } = yield* World.visited
      const first = Array.from({ length: 5 }, (_, n) => account(item.id, { name: `first ${n}` }))
      yield* World.collect(claim, { accounts: first }, at(10))
      const again = yield* World.visitAgain(item, at(20))
      const later = account(item.id, { name: "later", createdAt: at(30), updatedAt: at(30) })
      const touched = first.map((one) => ({ ...one, balance: Money.decimal("1") }))
      yield* World.collect(again, { accounts: [later, ...touched.toReversed()] }, at(30))
      const names = (yield* (yield* AccountStore).ofItem(item.id)).map(({ name }) => name)
      assert.deepStrictEqual(names, ["first 0", "first 1", "first 2", "first 3", "first 4", "later"])
    })
  )

  it.effect("accounts of one key in two currencies are two accounts", () =>
    Effect.gen(function* () {
      const { item, claim } = yield* World.visited
      const pair = ["BRL", "USD"].map((currencyCode) => account(item.id, { key: "001/1", currencyCode }))
      yield* World.collect(claim, { accounts: pair }, at(10))
      assert.strictEqual((yield* (yield* AccountStore).ofItem(item.id)).length, 2)
    })
  )

  it.effect("the identity of an Item is replaced whole", () =>
    Effect.gen(function* () {
      const { item, claim } = yield* World.visited
      const before = World.identity(item.id, { fullName: "Ana", taxNumber: "1" })
      yield* World.collect(claim, { identity: before }, at(10))
      const again = yield* World.visitAgain(item, at(20))
      const after: Identity.Identity = World.identity(item.id, { id: before.id, fullName: "Ana Maria" })
      yield* World.collect(again, { identity: after }, at(30))
      assertSame(yield* (yield* IdentityStore).ofItem(item.id), Option.some(after))
    })
  )

  it.effect("coverage is kept per account and product, and replaced", () =>
    Effect.gen(function* () {
      const world = yield* World.holding(() => [])
      const claim = yield* World.visitAgain(world.item, at(20))
      const accountId = world.account.id
      const proven = (to: number) => ({
        intervals: [{ from: day(0), to: day(to) }],
        collectedAt: at(20),
        deepRescanAt: at(20)
      })
      const coverage = [
        { accountId, product: "TRANSACTIONS" as const, proven: proven(1) },
        { accountId, product: "INVESTMENTS" as const, proven: proven(2) }
      ]
      yield* World.collect(claim, { coverage }, at(30))
      const again = yield* World.visitAgain(world.item, at(40))
      yield* World.collect(again, { coverage: [{ accountId, product: "TRANSACTIONS", proven: proven(3) }] }, at(50))
      const accounts = yield* AccountStore
      assertSame(yield* accounts.proven(accountId, "TRANSACTIONS"), proven(3))
      assertSame(yield* accounts.proven(accountId, "INVESTMENTS"), proven(2))
    })
  )

  it.effect("a merge whose event cannot happen keeps nothing of its rows", () =>
    Effect.gen(function* () {
      const { item, claim } = yield* World.visited
      const merged = { ...World.nothing, accounts: [account(item.id)] }
      const exit = yield* (yield* ExecutionStore).commit(claim, merged, at(9)).pipe(Effect.exit)
      assert.isTrue(Exit.isFailure(exit) && Cause.hasDies(exit.cause))
      assert.deepStrictEqual(yield* (yield* AccountStore).ofItem(item.id), [])
    })
  )

  it.effect("a merge that names another Item's account, or moves a row between accounts, keeps nothing", () =>
    Effect.gen(function* () {
      const executions = yield* ExecutionStore
      const other = yield* World.holding((id) => [transaction(id)])
      const { item, claim } = yield* World.visited
      yield* World.toMerging(claim)
      const own = account(item.id)
      const [theirs] = other.transactions
      assert(theirs !== undefined)
      for (const merged of [
        { accounts: [account(other.item.id)] },
        { accounts: [{ ...other.account, itemId: item.id, name: "stolen" }] },
        { accounts: [own], transactions: [transaction(other.account.id)] },
        { accounts: [own], transactions: [{ ...theirs, accountId: own.id }] },
        { accounts: [own], newTransactions: [transaction(other.account.id)] },
        { accounts: [own], newTransactions: [transaction(own.id, { id: theirs.id })] },
        { accounts: [own], identity: World.identity(other.item.id, {}) },
        {
          accounts: [own],
          coverage: [{ accountId: other.account.id, product: World.product, proven: Coverage.none }]
        }
      ]) {
        const exit = yield* executions.commit(claim, { ...World.nothing, ...merged }, at(9)).pipe(Effect.exit)
        assert.isTrue(Exit.isFailure(exit) && Cause.hasDies(exit.cause))
      }
      assert.deepStrictEqual(yield* (yield* AccountStore).ofItem(item.id), [])
      assertSame(yield* (yield* AccountStore).ofItem(other.item.id), [other.account])
      assertSame(yield* (yield* TransactionStore).get(other.item.applicationId, theirs.id), theirs)
    })
  )

  it.effect("money survives exactly", () =>
    Effect.gen(function* () {
      const amounts = ["12345678901234.56", "-0.01", "1.10", "0", "-0.000000000000000001", "99999999999999999999.9999"]
      const accounts = yield* AccountStore
      for (const balance of amounts) {
        const { item, claim } = yield* World.visited
        const held = account(item.id, { balance: Money.decimal(balance) })
        yield* World.collect(claim, { accounts: [held] }, at(10))
        const [kept] = yield* accounts.ofItem(item.id)
        assert(kept !== undefined)
        assert.isTrue(BigDecimal.equals(kept.balance, held.balance), balance)
      }
      const world = yield* World.holding((id) =>
        amounts.map((amount, position) =>
          transaction(id, { amount: Money.decimal(amount), balance: Money.decimal(amount), position })
        )
      )
      const { rows } = yield* (yield* TransactionStore).page({ accountId: world.account.id }, { number: 1, size: 10 })
      for (const [position, amount] of amounts.entries()) {
        const row = rows.find((candidate) => candidate.position === position)
        assert(row?.balance !== undefined && row.balance !== null)
        assert.isTrue(BigDecimal.equals(row.amount, Money.decimal(amount)), amount)
        assert.isTrue(BigDecimal.equals(row.balance, Money.decimal(amount)), amount)
      }
      const tenCents = rows.find(({ position }) => position === 2)
      assert(tenCents !== undefined)
      assert.isTrue(BigDecimal.equals(tenCents.amount, Money.decimal("1.1")))
    })
  )

  it.effect("a merge of 2,500 rows is kept whole, and so is one that says that they are new", () =>
    Effect.gen(function* () {
      const many = (id: Account.AccountId) => Array.from({ length: 2_500 }, () => transaction(id))
      const { account, item } = yield* World.holding(many)
      const all = (number: number) =>
        Effect.flatMap(TransactionStore, (store) => store.page({ accountId: account.id }, { number, size: 1 }))
      assert.strictEqual((yield* all(1)).total, 2_500)
      const claim = yield* World.visitAgain(item, at(20))
      const now = at(30)
      const alike = { createdAt: now, updatedAt: now }
      const [first, ...others] = many(account.id).map((row, index) => (index < 1_500 ? { ...row, ...alike } : row))
      const last = transaction(account.id, { ...alike, absences: 1, absentIn: randomUUID(), unconfirmed: true })
      assert(first !== undefined)
      yield* World.collect(claim, { transactions: [first], newTransactions: [...others, last] }, now)
      assert.strictEqual((yield* all(1)).total, 5_001)
      for (const row of [...others.slice(0, 3), ...others.slice(-3), last]) {
        assertSame(yield* (yield* TransactionStore).get(item.applicationId, row.id), row)
      }
    })
  )

  it.effect("nothing of another application is visible", () =>
    Effect.gen(function* () {
      const world = yield* World.holding((id) => [transaction(id)])
      const again = yield* World.visitAgain(world.item, at(20))
      const person = World.identity(world.item.id, { fullName: "Ana" })
      yield* World.collect(again, { identity: person }, at(30))
      const stranger = yield* World.application
      const [row] = world.transactions
      assert(row !== undefined)
      const items = yield* ItemStore
      const executions = yield* ExecutionStore
      const update = { execution: World.execution(world.item, at(40)) }
      const answer = { challengeId: randomUUID(), blob: bytes("") }
      for (const attempt of [
        items.get(stranger, world.item.id),
        items.consent(stranger, world.item.id),
        items.update(stranger, world.item.id, update, at(40)),
        items.remove(stranger, world.item.id, World.removal),
        executions.get(stranger, world.execution.id),
        executions.answer(stranger, world.item.id, answer, at(40)),
        (yield* AccountStore).get(stranger, world.account.id),
        (yield* TransactionStore).get(stranger, row.id),
        (yield* IdentityStore).get(stranger, person.id)
      ]) {
        assert.match(yield* refusal(attempt), /^(Item|Execution|Account|Transaction|Identity)NotFound$/)
      }
      yield* items.get(world.item.applicationId, world.item.id)
    })
  )
}
