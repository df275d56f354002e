// Every product from the visit to the store: each alone, each failing alone, and one that was asked for later.
import { assert, describe, it } from "@effect/vitest"
import { type Connector, Errors, Pages } from "@tomada/connector-kit"
import type { Account, Item, Product } from "@tomada/core"
import {
  AccountStatementStore,
  AccountStore,
  BillStore,
  ExecutionStore,
  IdentityStore,
  InvestmentStore,
  LoanStore,
  TransactionStore
} from "@tomada/store"
import { Effect, Option, Stream } from "effect"
import { TestClock } from "effect/testing"

import { Items } from "../src/Items.ts"
import * as Bank from "./Bank.ts"
import { applicationId, create, ended, inWorld, steps, update, World } from "./World.ts"

const down = new Errors.InstitutionDown({ how: "server-error" })
const all = { number: 1, size: 100 }
const everything = { connectorId: Bank.whole }

/** What is held of an Item, in short. */
const held = Effect.fnUntraced(function* (item: Item.Item) {
  const accounts = yield* (yield* AccountStore.AccountStore).ofItem(item.id)
  const ofEach = <A>(read: (id: Account.AccountId) => Effect.Effect<ReadonlyArray<A>>) =>
    Effect.map(
      Effect.forEach(accounts, ({ id }) => read(id)),
      (rows) => rows.flat()
    )
  const transactions = yield* TransactionStore.TransactionStore
  const bills = yield* BillStore.BillStore
  const statements = yield* AccountStatementStore.AccountStatementStore
  const store = yield* InvestmentStore.InvestmentStore
  const investments = (yield* store.page({ itemId: item.id }, all)).rows
  const movements = yield* Effect.forEach(investments, ({ id }) => store.transactions({ investmentId: id }, all))
  return {
    accounts,
    investments,
    bills: yield* ofEach((id) => Effect.map(bills.page(id, all), ({ rows }) => rows)),
    transactions: yield* ofEach((id) => Effect.map(transactions.page({ accountId: id }, all), ({ rows }) => rows)),
    movements: movements.flatMap(({ rows }) => rows),
    identity: Option.toArray(yield* (yield* IdentityStore.IdentityStore).ofItem(item.id)),
    loans: (yield* (yield* LoanStore.LoanStore).page(item.id, all)).rows,
    statements: yield* ofEach((id) => Effect.map(statements.page(id, all), ({ rows }) => rows))
  }
})

const sizes = (of: Effect.Success<ReturnType<typeof held>>) =>
  Object.fromEntries(Object.entries(of).map(([family, rows]) => [family, rows.length]))

const countsOf = Effect.fnUntraced(function* (item: Item.Item) {
  const executions = yield* ExecutionStore.ExecutionStore
  return item.executionId === null ? [] : yield* executions.counts(item.executionId)
})

const first = {
  accounts: 2,
  investments: 1,
  bills: 1,
  transactions: 2,
  movements: 1,
  identity: 1,
  loans: 1,
  statements: 2
}

/** Fails once it is told to. */
const turning = () => {
  const state = { fails: false }
  const orDown = <A>(stream: Stream.Stream<A, Errors.FetchError>): Stream.Stream<A, Errors.FetchError> =>
    Stream.suspend(() => (state.fails ? Stream.fail(down) : stream))
  return { state, orDown }
}

describe("a run with every product", () => {
  it.effect("takes their steps in order, and all its rows bear one instant", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const item = yield* ended((yield* create("ana", everything)).id)
        assert.strictEqual(item.executionStatus, "SUCCESS")
        assert.deepStrictEqual(yield* steps(item), [
          "CREATED",
          "LOGIN_IN_PROGRESS",
          "ACCOUNTS_IN_PROGRESS",
          "CREDITCARDS_IN_PROGRESS",
          "TRANSACTIONS_IN_PROGRESS",
          "PAYMENT_DATA_IN_PROGRESS",
          "INVESTMENTS_IN_PROGRESS",
          "INVESTMENTS_TRANSACTIONS_IN_PROGRESS",
          "IDENTITY_IN_PROGRESS",
          "LOANS_IN_PROGRESS",
          "ACCOUNT_STATEMENTS_IN_PROGRESS",
          "MERGING",
          "SUCCESS"
        ])
        const found = yield* held(item)
        assert.deepStrictEqual(sizes(found), first)
        for (const { createdAt, updatedAt } of Object.values(found).flat()) {
          assert.strictEqual(createdAt.epochMilliseconds, item.lastUpdatedAt?.epochMilliseconds)
          assert.strictEqual(updatedAt.epochMilliseconds, item.lastUpdatedAt?.epochMilliseconds)
        }
        for (const row of found.transactions) assert.strictEqual(row.paymentData?.paymentMethod, "PIX")
      })
    )
  )

  it.effect("tells what it did to each, who asked for it and how long it took", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const item = yield* ended((yield* create("ana", { ...everything, trigger: "USER" })).id)
        const said = (yield* countsOf(item)).map(({ product, ...of }) => [product, Object.values(of).join(" ")])
        assert.deepStrictEqual(said, [
          ["ACCOUNTS", "1 1 0 0"],
          ["CREDIT_CARDS", "2 2 0 0"],
          ["TRANSACTIONS", "2 2 0 0"],
          ["PAYMENT_DATA", "2 0 2 0"],
          ["INVESTMENTS", "1 1 0 0"],
          ["INVESTMENTS_TRANSACTIONS", "1 1 0 0"],
          ["IDENTITY", "1 1 0 0"],
          ["LOANS", "1 1 0 0"],
          ["ACCOUNT_STATEMENTS", "2 2 0 0"]
        ])
        const executions = yield* ExecutionStore.ExecutionStore
        const { rows, total } = yield* executions.ofItem(applicationId, item.id, all)
        assert.strictEqual(total, 1)
        const [run] = rows
        assert(run !== undefined)
        assert.strictEqual(run.trigger, "USER")
        assert.isNotNull(run.endedAt)
        assert.strictEqual((yield* executions.steps(run.id)).length, 13)
      })
    )
  )

  it.effect("made again changes nothing and counts nothing", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const before = yield* ended((yield* create("ana", everything)).id)
        const found = yield* held(before)
        yield* TestClock.adjust("2 minutes")
        yield* update(before.id)
        const after = yield* ended(before.id)
        assert.strictEqual(after.executionStatus, "SUCCESS")
        assert.deepStrictEqual(yield* held(after), found)
        for (const { created, removed, updated } of yield* countsOf(after)) {
          assert.strictEqual(created + updated + removed, 0)
        }
        const asked = (yield* World).calls.filter((call) => call === "ana PAYMENT_DATA")
        assert.strictEqual(asked.length, 2, "details that are held are not asked for again")
      })
    )
  )

  const alone: ReadonlyArray<readonly [Product.Product, ReadonlyArray<Product.Product>, ReadonlyArray<string>]> = [
    ["ACCOUNTS", ["ACCOUNTS"], ["accounts"]],
    ["CREDIT_CARDS", ["CREDIT_CARDS"], ["accounts", "bills"]],
    ["TRANSACTIONS", ["ACCOUNTS", "TRANSACTIONS"], ["accounts", "transactions"]],
    ["PAYMENT_DATA", ["ACCOUNTS", "TRANSACTIONS", "PAYMENT_DATA"], ["accounts", "transactions"]],
    ["INVESTMENTS", ["INVESTMENTS"], ["investments"]],
    ["INVESTMENTS_TRANSACTIONS", ["INVESTMENTS", "INVESTMENTS_TRANSACTIONS"], ["investments", "movements"]],
    ["IDENTITY", ["IDENTITY"], ["identity"]],
    ["LOANS", ["LOANS"], ["loans"]],
    ["ACCOUNT_STATEMENTS", ["ACCOUNTS", "ACCOUNT_STATEMENTS"], ["accounts", "statements"]]
  ]
  for (const [product, collected, families] of alone) {
    it.effect(`collects ${product} alone, with what it cannot be collected without`, () =>
      inWorld(
        {},
        Effect.gen(function* () {
          const item = yield* ended((yield* create("ana", { ...everything, products: [product] })).id)
          assert.deepStrictEqual(item.products, collected)
          assert.strictEqual(item.executionStatus, "SUCCESS")
          const filled = Object.entries(sizes(yield* held(item))).filter(([, size]) => size > 0)
          assert.sameMembers(
            filled.map(([family]) => family),
            [...families]
          )
        })
      )
    )
  }
})

describe("a product that fails", () => {
  const { closing } = Bank
  const cases: ReadonlyArray<readonly [Product.Product, (turn: ReturnType<typeof turning>) => Bank.Person]> = [
    ["CREDIT_CARDS", ({ orDown }) => ({ bills: () => orDown(Stream.make(Pages.page([Bank.bill("2026-08")]))) })],
    [
      "TRANSACTIONS",
      ({ orDown }) => ({
        transactions: ({ key }, window) => orDown(closing(window, [Bank.row(`${key}-1`, window.today)]))
      })
    ],
    ["INVESTMENTS", ({ orDown }) => ({ investments: orDown(Stream.make(Pages.page([Bank.investment("cdb")]))) })],
    [
      "INVESTMENTS_TRANSACTIONS",
      ({ orDown }) => ({
        movements: (_, window) => orDown(closing(window, [Bank.movement("m-1", window.today)]))
      })
    ],
    ["IDENTITY", ({ orDown }) => ({ identity: orDown(Stream.make(Pages.page([{ fullName: "Ana" }]))) })],
    ["LOANS", ({ orDown }) => ({ loans: orDown(Stream.make(Pages.page([Bank.loan("l-1")]))) })],
    [
      "ACCOUNT_STATEMENTS",
      ({ orDown }) => ({
        statements: ({ key }) => orDown(Stream.make(Pages.page([Bank.statement(`${key}-08`, "08-2026")])))
      })
    ]
  ]
  const follower: Readonly<Record<string, string>> = {
    TRANSACTIONS: "PAYMENT_DATA",
    INVESTMENTS: "INVESTMENTS_TRANSACTIONS"
  }
  for (const [product, personOf] of cases) {
    it.effect(`fails alone (${product}): nothing of it is advanced or removed, and the others are updated`, () => {
      const turn = turning()
      return inWorld(
        { ana: personOf(turn) },
        Effect.gen(function* () {
          const { id } = yield* ended((yield* create("ana", everything)).id)
          const before = yield* proofs(id)
          turn.state.fails = true
          yield* TestClock.adjust("65 minutes")
          for (const _ of [1, 2]) {
            yield* update(id)
            const item = yield* ended(id)
            assert.strictEqual(item.executionStatus, "PARTIAL_SUCCESS")
            for (const [name, outcome] of Object.entries(item.statusDetail ?? {})) {
              const isHit = name === product || name === follower[product]
              assert.strictEqual(outcome.isUpdated, !isHit, name)
            }
            const found = sizes(yield* held(item))
            for (const [family, size] of Object.entries(first)) assert.isAtLeast(found[family] ?? 0, size, family)
            yield* TestClock.adjust("2 minutes")
          }
          const after = yield* proofs(id)
          assert.deepStrictEqual(after.failing(product), before.failing(product))
          assert.notDeepEqual(after.others(product), before.others(product))
        })
      )
    })
  }

  it.effect("PAYMENT_DATA leaves the rows as they came, and details are asked for again", () => {
    const { orDown, state } = turning()
    state.fails = true
    return inWorld(
      { ana: { payments: (rows) => orDown(Bank.paid(rows)) } },
      Effect.gen(function* () {
        const item = yield* ended((yield* create("ana", everything)).id)
        assert.isFalse(item.statusDetail?.PAYMENT_DATA?.isUpdated)
        assert.isTrue(item.statusDetail?.TRANSACTIONS?.isUpdated)
        assert.isNull((yield* held(item)).transactions[0]?.paymentData ?? null)
        state.fails = false
        yield* update(item.id)
        const after = yield* ended(item.id)
        assert.strictEqual(after.executionStatus, "SUCCESS")
        assert.strictEqual((yield* held(after)).transactions[0]?.paymentData?.paymentMethod, "PIX")
      })
    )
  })

  it.effect("in one investment does not hold up another", () => {
    const { orDown, state } = turning()
    return inWorld(
      {
        ana: {
          investments: Stream.make(Pages.page([Bank.investment("a"), Bank.investment("b")])),
          movements: ({ key }, window) => {
            const rows = closing(window, [Bank.movement(`${key}-1`, window.today)])
            return key === "b" ? orDown(rows) : rows
          }
        }
      },
      Effect.gen(function* () {
        const products = ["INVESTMENTS_TRANSACTIONS"] as const
        const { id } = yield* ended((yield* create("ana", { ...everything, products })).id)
        const store = yield* InvestmentStore.InvestmentStore
        const [a, b] = yield* store.ofItem(id)
        assert(a !== undefined && b !== undefined)
        const before = yield* store.proven(b.id)
        state.fails = true
        yield* TestClock.adjust("2 hours")
        yield* update(id)
        const item = yield* ended(id)
        assert.strictEqual(item.executionStatus, "PARTIAL_SUCCESS")
        assert.deepStrictEqual(yield* store.proven(b.id), before)
        assert.notDeepEqual(yield* store.proven(a.id), before)
        assert.strictEqual((yield* held(item)).movements.length, 2)
      })
    )
  })
})

/** What is proven of each account and investment, and when each product was last updated. */
const proofs = Effect.fnUntraced(function* (id: Item.ItemId) {
  const accounts = yield* AccountStore.AccountStore
  const store = yield* InvestmentStore.InvestmentStore
  const transactions = yield* Effect.forEach(yield* accounts.ofItem(id), (account) =>
    accounts.proven(account.id, "TRANSACTIONS")
  )
  const movements = yield* Effect.forEach(yield* store.ofItem(id), (investment) => store.proven(investment.id))
  const of: Partial<Record<Product.Product, unknown>> = {
    TRANSACTIONS: transactions,
    INVESTMENTS_TRANSACTIONS: movements
  }
  return {
    failing: (product: Product.Product) => of[product],
    others: (product: Product.Product) =>
      Object.entries(of)
        .filter(([name]) => name !== product)
        .map(([, proven]) => proven)
  }
})

describe("products of an Item", () => {
  it.effect("that the connector does not collect are refused by name, and nothing is made", () =>
    inWorld(
      {},
      Effect.gen(function* () {
        const error = yield* Effect.flip(create("ana", { products: ["ACCOUNTS", "LOANS"] }))
        assert(error._tag === "ProductsNotSupported")
        assert.deepStrictEqual(error.products, ["LOANS"])
        const { id } = yield* ended((yield* create("ana", { products: ["ACCOUNTS"] })).id)
        const refused = yield* Effect.flip(asking(id, ["INVESTMENTS"]))
        assert.strictEqual(refused._tag, "ProductsNotSupported")
      })
    )
  )

  it.effect("added later get their 365 days", () => {
    const windows: Array<string> = []
    const note = (what: string, window: Connector.Window) => windows.push(`${what} ${window.from}..${window.to}`)
    return inWorld(
      {
        ana: {
          cards: Stream.empty,
          transactions: (_, window) => {
            note("rows", window)
            return Bank.closing(window, [])
          },
          movements: (_, window) => {
            note("movements", window)
            return Bank.closing(window, [])
          }
        }
      },
      Effect.gen(function* () {
        const { id } = yield* ended((yield* create("ana", { ...everything, products: ["TRANSACTIONS"] })).id)
        yield* TestClock.adjust("2 hours")
        yield* asking(id, ["TRANSACTIONS", "INVESTMENTS_TRANSACTIONS"])
        const item = yield* ended(id)
        assert.deepStrictEqual(item.products, ["ACCOUNTS", "TRANSACTIONS", "INVESTMENTS", "INVESTMENTS_TRANSACTIONS"])
        assert.deepStrictEqual(windows, [
          "rows 2025-09-01..2026-09-01",
          "rows 2026-08-28..2026-09-02",
          "movements 2025-09-02..2026-09-02"
        ])
        yield* update(id)
        yield* ended(id)
        assert.strictEqual(windows.at(-1), "movements 2026-08-29..2026-09-02", "and then what is near")
      })
    )
  })
})

const asking = Effect.fnUntraced(function* (itemId: Item.ItemId, products: ReadonlyArray<Product.Product>) {
  const items = yield* Items
  return yield* items.update({ applicationId, itemId, parameters: null, products, trigger: "CLIENT" })
})
