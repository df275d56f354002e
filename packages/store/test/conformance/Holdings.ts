// What every layer of the ports keeps of bills, statements, investments and loans, and of what a run did to each product.
import { randomUUID } from "node:crypto"

import { assert, type Vitest } from "@effect/vitest"
import { CivilDate, Coverage, Item, Money } from "@tomada/core"
import { Cause, Effect, Exit } from "effect"

import { AccountStatementStore } from "../../src/AccountStatementStore.ts"
import { AccountStore } from "../../src/AccountStore.ts"
import { BillStore } from "../../src/BillStore.ts"
import { ExecutionStore, type Merged } from "../../src/ExecutionStore.ts"
import { InvestmentStore } from "../../src/InvestmentStore.ts"
import { LoanStore } from "../../src/LoanStore.ts"
import * as World from "../World.ts"

const { account, assertSame, at, bill, investment, loan, movement, refusal, statement } = World
const day = (n: number) => CivilDate.addDays(CivilDate.make("2026-08-01"), n)
const first = { number: 1, size: 2 }
const second = { number: 2, size: 2 }

export const suite = (it: Vitest.MethodsNonLive<World.Stores>): void => {
  it.effect("bills of a card come whole, the one due last first, and only live ones are shown", () =>
    Effect.gen(function* () {
      const { account: card, item } = yield* World.holding(() => [])
      const claim = yield* World.visitAgain(item, at(20))
      const full = bill(card.id, {
        dueDate: day(40),
        minimumPaymentAmount: Money.decimal("12.05"),
        billClosingDate: day(30),
        financeCharges: [{ id: randomUUID(), type: "IOF", amount: Money.decimal("0.38"), currencyCode: "BRL" }],
        payments: [
          {
            id: randomUUID(),
            valueType: "FULL_PAYMENT",
            paymentDate: day(35),
            amount: Money.decimal("120.5"),
            currencyCode: "BRL"
          }
        ]
      })
      const older = [bill(card.id, { dueDate: day(9) }), bill(card.id, { dueDate: day(-21) })]
      const gone = bill(card.id, { dueDate: day(70), state: "removed", absences: 2, absentIn: "execution" })
      yield* World.collect(claim, { bills: [...older, gone, full] }, at(30))
      const bills = yield* BillStore
      assertSame(yield* bills.page(card.id, first), { rows: [full, older[0]], total: 3 })
      assertSame(yield* bills.page(card.id, second), { rows: [older[1]], total: 3 })
      assertSame(yield* bills.ofAccount(card.id), [gone, full, ...older])
      assertSame(yield* bills.get(item.applicationId, full.id), full)
      assert.strictEqual(yield* refusal(bills.get(item.applicationId, gone.id)), "BillNotFound")
      assert.strictEqual(yield* refusal(bills.get(yield* World.application, full.id)), "BillNotFound")
    })
  )

  it.effect("statements come the latest month first", () =>
    Effect.gen(function* () {
      const { account: bank, item } = yield* World.holding(() => [])
      const claim = yield* World.visitAgain(item, at(20))
      const months = ["12-2025", "02-2026", "01-2026"] as const
      const statements = months.map((monthYear) => statement(bank.id, { monthYear }))
      const gone = statement(bank.id, { monthYear: "09-2026", state: "removed" })
      yield* World.collect(claim, { statements: [...statements, gone] }, at(30))
      const store = yield* AccountStatementStore
      const { rows, total } = yield* store.page(bank.id, { number: 1, size: 9 })
      assert.deepStrictEqual(
        rows.map(({ monthYear }) => monthYear),
        ["02-2026", "01-2026", "12-2025"]
      )
      assert.strictEqual(total, 3)
      assert.strictEqual((yield* store.ofAccount(bank.id)).length, 4)
      const [one] = statements
      assert(one !== undefined)
      assertSame(yield* store.get(item.applicationId, one.id), one)
      assert.strictEqual(yield* refusal(store.get(item.applicationId, gone.id)), "StatementNotFound")
      assert.strictEqual(yield* refusal(store.get(yield* World.application, one.id)), "StatementNotFound")
    })
  )

  it.effect("loans come oldest first, those of one merge as they were collected", () =>
    Effect.gen(function* () {
      const { claim, item } = yield* World.visited
      const loans = ["a", "b", "c"].map((productName) =>
        loan(item.id, {
          productName,
          CET: Money.decimal("0.29"),
          payments: { contractOutstandingBalance: Money.decimal("99.9"), releases: [{ paidDate: day(1) }] }
        })
      )
      yield* World.collect(claim, { loans }, at(10))
      const store = yield* LoanStore
      assertSame(yield* store.page(item.id, first), { rows: loans.slice(0, 2), total: 3 })
      assertSame(yield* store.ofItem(item.id), loans)
      const [one] = loans
      assert(one !== undefined)
      assertSame(yield* store.get(item.applicationId, one.id), one)
      assert.strictEqual(yield* refusal(store.get(yield* World.application, one.id)), "LoanNotFound")
      const again = yield* World.visitAgain(item, at(20))
      const gone = { ...one, state: "removed" as const, absences: 2, updatedAt: at(30) }
      yield* World.collect(again, { loans: [gone] }, at(30))
      assert.strictEqual(yield* refusal(store.get(item.applicationId, one.id)), "LoanNotFound")
      assertSame(yield* store.ofItem(item.id), [gone, ...loans.slice(1)])
    })
  )

  it.effect("investments come oldest first, and of a type where one is named", () =>
    Effect.gen(function* () {
      const { claim, item } = yield* World.visited
      const bond = investment(item.id, { rate: Money.decimal("110.5"), metadata: { insurer: { name: "Insurer" } } })
      const share = investment(item.id, { type: "EQUITY", quantity: Money.decimal("0.000001") })
      const gone = investment(item.id, { state: "removed" })
      yield* World.collect(claim, { investments: [bond, share, gone] }, at(10))
      const store = yield* InvestmentStore
      assertSame(yield* store.page({ itemId: item.id }, first), { rows: [bond, share], total: 2 })
      assertSame(yield* store.page({ itemId: item.id, type: "EQUITY" }, first), { rows: [share], total: 1 })
      assertSame(yield* store.ofItem(item.id), [bond, share, gone])
      assertSame(yield* store.get(item.applicationId, bond.id), bond)
      assert.strictEqual(yield* refusal(store.get(item.applicationId, gone.id)), "InvestmentNotFound")
      assert.strictEqual(yield* refusal(store.get(yield* World.application, bond.id)), "InvestmentNotFound")
    })
  )

  it.effect("movements of an investment come newest first, by days, and as a merge needs them", () =>
    Effect.gen(function* () {
      const { claim, item } = yield* World.visited
      const [held, other] = [investment(item.id), investment(item.id)]
      const rows = [1, 2, 3, 4].map((n) =>
        movement(held.id, {
          date: day(n),
          institutionId: `i-${n}`,
          amount: Money.decimal(`${n}.10`),
          expenses: { iof: Money.decimal("0.01") }
        })
      )
      const [oldest, suspect, gone, newest] = rows
      assert(oldest !== undefined && suspect !== undefined && gone !== undefined && newest !== undefined)
      const absent = { ...suspect, absences: 1, absentIn: "execution" }
      const removed = { ...gone, state: "removed" as const }
      const elsewhere = movement(other.id, { date: day(2) })
      const proven = { intervals: [{ from: day(0), to: day(9) }], collectedAt: at(5), deepRescanAt: null }
      yield* World.collect(
        claim,
        {
          investments: [held, other],
          investmentTransactions: [oldest, absent, removed, newest, elsewhere],
          investmentCoverage: [{ investmentId: held.id, proven }]
        },
        at(10)
      )
      const store = yield* InvestmentStore
      const filter = { investmentId: held.id }
      assertSame(yield* store.transactions(filter, first), { rows: [newest, absent], total: 3 })
      assertSame(yield* store.transactions(filter, second), { rows: [oldest], total: 3 })
      assertSame(yield* store.transactions({ ...filter, from: day(2), to: day(3) }, first), {
        rows: [absent],
        total: 1
      })
      assertSame(yield* store.forMerge(held.id, { from: day(3), to: day(4) }, ["i-1"]), [newest, removed, oldest])
      assertSame(yield* store.unsettled(held.id), [absent])
      assertSame(yield* store.transaction(item.applicationId, newest.id), newest)
      assertSame(yield* store.proven(held.id), proven)
      assertSame(yield* store.proven(other.id), Coverage.none)
      for (const [application, row] of [
        [item.applicationId, removed],
        [yield* World.application, newest]
      ] as const) {
        assert.strictEqual(yield* refusal(store.transaction(application, row.id)), "InvestmentTransactionNotFound")
      }
    })
  )

  it.effect("a merge that names another's account, investment or Item in any product keeps nothing", () =>
    Effect.gen(function* () {
      const executions = yield* ExecutionStore
      const other = yield* World.holding(() => [])
      const position = investment(other.item.id)
      const theirs = { bill: bill(other.account.id), movement: movement(position.id), loan: loan(other.item.id) }
      const again = yield* World.visitAgain(other.item, at(20))
      yield* World.collect(
        again,
        {
          bills: [theirs.bill],
          investments: [position],
          investmentTransactions: [theirs.movement],
          loans: [theirs.loan]
        },
        at(30)
      )
      const { claim, item } = yield* World.visited
      yield* World.toMerging(claim)
      const [own, mine] = [account(item.id), investment(item.id)]
      const cases: ReadonlyArray<Partial<Merged>> = [
        { bills: [bill(other.account.id)] },
        { bills: [{ ...theirs.bill, accountId: own.id }] },
        { statements: [statement(other.account.id)] },
        { loans: [loan(other.item.id)] },
        { loans: [{ ...theirs.loan, itemId: item.id }] },
        { investments: [investment(other.item.id)] },
        { investments: [{ ...position, itemId: item.id }] },
        { investmentTransactions: [movement(position.id)] },
        { investments: [mine], investmentTransactions: [{ ...theirs.movement, investmentId: mine.id }] },
        { investmentCoverage: [{ investmentId: position.id, proven: Coverage.none }] }
      ]
      for (const merged of cases) {
        const whole = { ...World.nothing, accounts: [own], ...merged }
        const exit = yield* executions.commit(claim, whole, at(40)).pipe(Effect.exit)
        assert.isTrue(Exit.isFailure(exit) && Cause.hasDies(exit.cause), Object.keys(merged).join())
      }
      assert.deepStrictEqual(yield* (yield* AccountStore).ofItem(item.id), [])
      assertSame(yield* (yield* BillStore).ofAccount(other.account.id), [theirs.bill])
      assertSame(yield* (yield* LoanStore).ofItem(other.item.id), [theirs.loan])
      assertSame(yield* (yield* InvestmentStore).ofItem(other.item.id), [position])
    })
  )

  it.effect("what a run did to each product can be read, in the order of the products", () =>
    Effect.gen(function* () {
      const executions = yield* ExecutionStore
      const { claim } = yield* World.visited
      assert.deepStrictEqual(yield* executions.counts(claim.executionId), [])
      const loans = { product: "LOANS" as const, collected: 2, created: 1, updated: 1, removed: 0 }
      const accounts = { product: "ACCOUNTS" as const, collected: 1, created: 0, updated: 0, removed: 3 }
      yield* World.collect(claim, { counts: [loans, accounts] }, at(10))
      assert.deepStrictEqual(yield* executions.counts(claim.executionId), [accounts, loans])
    })
  )

  it.effect("the runs of an Item can be listed, newest first", () =>
    Effect.gen(function* () {
      const executions = yield* ExecutionStore
      const { claim, item } = yield* World.visited
      yield* World.collect(claim, {}, at(10))
      const again = yield* World.visitAgain(item, at(20))
      yield* World.collect(again, {}, at(30))
      const last = yield* World.visitAgain(item, at(40))
      const list = executions.ofItem(item.applicationId, item.id, first)
      const { rows, total } = yield* list
      assert.deepStrictEqual(
        rows.map(({ id }) => id),
        [last.executionId, again.executionId]
      )
      assert.strictEqual(total, 3)
      assert.strictEqual((yield* executions.ofItem(yield* World.application, item.id, first)).total, 0)
      assert.strictEqual((yield* executions.ofItem(item.applicationId, Item.ItemId.make(randomUUID()), first)).total, 0)
    })
  )
}
