// When two positions, and two movements of one, are the same, and when they are gone.
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import * as Investment from "../src/Investment.ts"
import * as Investments from "../src/Investments.ts"
import * as InvestmentTransaction from "../src/InvestmentTransaction.ts"
import * as InvestmentTransactions from "../src/InvestmentTransactions.ts"
import { decimal } from "../src/Money.ts"
import { claim, day, noon, only } from "./Ledger.ts"
import { cut, keeping, march, uuids, whole } from "./Shelf.ts"

describe("An investment", () => {
  const investments = () => {
    const next = uuids()
    return keeping<Investment.CollectedInvestment, Investment.Investment>((request) =>
      Investments.merge({
        ...request,
        itemId: "item",
        now: noon("2026-03-20"),
        newId: () => Investment.InvestmentId.make(next())
      })
    )
  }
  const cdb: Investment.CollectedInvestment = {
    key: "cdb-1",
    handle: "session-1",
    type: "FIXED_INCOME",
    subtype: "CDB",
    number: "0001",
    isin: "BRXYZ",
    purchaseDate: day("2025-01-02"),
    balance: decimal("1000.00"),
    name: "CDB",
    currencyCode: "BRL",
    date: day("2026-03-20")
  }

  it.effect("changes its worth, and not itself, from day to day", () =>
    Effect.sync(() => {
      const { live, sync } = investments()
      sync(whole([cdb]))
      const changes = sync(
        whole([{ ...cdb, balance: decimal("1000.53"), date: day("2026-03-21"), handle: "session-2" }])
      )
      assert.deepStrictEqual([changes.updated.length, live().length], [1, 1])
      assert.strictEqual(sync(whole([{ ...only(live()), handle: "session-3" }])).touched.length, 1)
    })
  )

  it.effect("of a renewed consent is the held one of its number, else of its paper and purchase", () =>
    Effect.sync(() => {
      const { live, sync } = investments()
      const { number: _, ...unnumbered } = cdb
      sync(whole([cdb, { ...unnumbered, key: "cdb-2", purchaseDate: day("2025-06-01") }]))
      const renewed = [
        { ...cdb, key: "n1", isin: "OTHER" },
        { ...unnumbered, key: "n2", purchaseDate: day("2025-06-01") }
      ]
      assert.strictEqual(sync(whole(renewed)).created.length, 0)
      assert.deepStrictEqual(
        live()
          .map(({ key }) => key)
          .toSorted(),
        ["n1", "n2"]
      )
    })
  )

  it.effect("of the same paper bought on another day is another one", () =>
    Effect.sync(() => {
      const { sync } = investments()
      const { number: _, ...unnumbered } = cdb
      sync(whole([unnumbered]))
      assert.strictEqual(sync(whole([{ ...unnumbered, key: "b", purchaseDate: day("2026-03-02") }])).created.length, 1)
    })
  )

  it.effect("stays through failed and capped lists, and goes at its second absence", () =>
    Effect.sync(() => {
      const { live, sync } = investments()
      sync(whole([cdb]))
      for (const list of [cut([]), whole([], [{ ...march, rowCap: 50 }])]) {
        sync(list)
        sync(list)
      }
      assert.strictEqual(only(live()).absences, 0)
      sync(whole([], []))
      assert.strictEqual(sync(whole([], [])).removed.length, 1)
    })
  )
})

describe("A movement of an investment", () => {
  const investmentId = Investment.InvestmentId.make("00000000-0000-4000-8000-00000000000c")
  const movements = (institutionIds: "unique" | "not-unique" = "unique") => {
    const next = uuids()
    return keeping<InvestmentTransaction.CollectedInvestmentTransaction, InvestmentTransaction.InvestmentTransaction>(
      (request) =>
        InvestmentTransactions.merge({
          ...request,
          investmentId,
          policy: { institutionIds },
          now: noon("2026-03-20"),
          newId: () => InvestmentTransaction.InvestmentTransactionId.make(next())
        })
    )
  }
  const buy: InvestmentTransaction.CollectedInvestmentTransaction = {
    type: "BUY",
    quantity: decimal("10"),
    amount: decimal("100.00"),
    date: day("2026-03-05")
  }

  it.effect("without an id is counted: two equal ones stay two, a third is new", () =>
    Effect.sync(() => {
      const { live, sync } = movements()
      sync(whole([buy, buy]))
      assert.deepStrictEqual([live().length, sync(whole([buy, buy])).unchanged.length], [2, 2])
      const changes = sync(whole([buy, buy, { ...buy, quantity: decimal("10.0") }]))
      assert.deepStrictEqual([changes.created.length, changes.unchanged.length], [1, 2])
    })
  )

  it.effect("with an id is updated in whatever it says", () =>
    Effect.sync(() => {
      const { live, sync } = movements()
      sync(whole([{ ...buy, institutionId: "m1" }]))
      assert.strictEqual(sync(whole([{ ...buy, institutionId: "m1", amount: decimal("101") }])).updated.length, 1)
      assert.strictEqual(live().length, 1)
    })
  )

  it.effect("keeps its own id when the institution begins to give ids, and is another one under another of these", () =>
    Effect.sync(() => {
      const { live, sync } = movements()
      sync(whole([buy]))
      const changes = sync(
        whole([
          { ...buy, institutionId: "m1" },
          { ...buy, institutionId: "m2" }
        ])
      )
      assert.deepStrictEqual([changes.created.length, changes.touched.length], [1, 1])
      assert.deepStrictEqual(
        live()
          .map(({ institutionId }) => institutionId)
          .toSorted(),
        ["m1", "m2"]
      )
    })
  )

  it.effect("under another id of an institution whose ids last is another one, whatever else they share", () =>
    Effect.sync(() => {
      const { sync } = movements()
      sync(whole([{ ...buy, institutionId: "m1" }]))
      const changes = sync(whole([{ ...buy, institutionId: "m2" }]))
      assert.deepStrictEqual([changes.created.length, only(changes.touched).institutionId], [1, "m1"])
    })
  )

  it.effect("is known by its content where ids do not last", () =>
    Effect.sync(() => {
      const { live, sync } = movements("not-unique")
      sync(whole([{ ...buy, institutionId: "a" }]))
      sync(whole([{ ...buy, institutionId: "b" }]))
      assert.strictEqual(live().length, 1)
    })
  )

  it.effect("is absent only on a claimed day, and its day is read again until it is settled", () =>
    Effect.sync(() => {
      const { all, live, sync } = movements()
      sync(whole([buy]))
      sync(whole([], [claim("2026-03-06", "2026-03-31")]))
      assert.deepStrictEqual(InvestmentTransactions.unsettled(all()), [])
      sync(whole([]))
      assert.deepStrictEqual(InvestmentTransactions.unsettled(all()), [
        { id: only(live()).id, date: day("2026-03-05"), absences: 1, status: "POSTED" }
      ])
      assert.strictEqual(sync(whole([])).removed.length, 1)
      assert.deepStrictEqual(InvestmentTransactions.unsettled(all()), [])
    })
  )
})
