// Which held row an institution's id names: the one that bears it, else the one that bore it; never one of two.
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { defaultPolicy } from "../src/Product.ts"
import type * as Transactions from "../src/Transactions.ts"
import { complete, empty, make, only, pending, row } from "./Ledger.ts"
import { coffee, d0, d1, d2, id, shop } from "./ScenarioRows.ts"

/** Of each kind of change the rows, by the number of their making. */
const changes = (merge: Transactions.Merge) => {
  const numbers = (rows: Transactions.Merge["created"]) => rows.map((changed) => Number(changed.id.slice(-2)))
  const { created, removed, revived, touched, updated } = merge
  return {
    created: numbers(created),
    updated: numbers(updated),
    removed: numbers(removed),
    revived: numbers(revived),
    touched: numbers(touched)
  }
}

const none = { created: [], updated: [], removed: [], revived: [], touched: [] }

const [pixCoffee, pixLoaf] = [coffee(d0, id("PIX")), row(d0, "-9", "PAO", id("PIX"))]
const pixCake = row(d2, "-70", "BOLO", id("PIX"))

/** A row that had the id 1 as a hold and has the id 2 now. */
const renamed = () => {
  const ledger = make()
  ledger.sync(complete([row(d0, "-80", "LOJA", { ...pending, ...id("1") })]))
  ledger.sync(complete([row(d0, "-80", "LOJA", { institutionId: "2", pendingId: "1" })]))
  return ledger
}
const now2 = row(d0, "-80", "LOJA", id("2"))
const other1 = row(d2, "-3", "BANCA", id("1"))

describe("A row that is shown under an id that is held", () => {
  it.effect("is that row, whatever else it says; the log says how many days it moved", () =>
    Effect.sync(() => {
      const ledger = make()
      const { id: transactionId } = only(ledger.sync(complete([shop])).created)
      for (const [date, days] of [
        [d2, 2],
        [d1, -1],
        [d1, 0]
      ] as const) {
        const { decisions } = ledger.sync(complete([row(date, `-${days + 7}`, "OUTRA", id("1"))]))
        assert.deepStrictEqual(decisions, [{ rule: "institution-id", transactionId, evidence: { days }, rivals: 0 }])
      }
    })
  )

  it.effect("is no row without an id, and a row without one is not named", () =>
    Effect.sync(() => {
      const ledger = make()
      ledger.sync(complete([row(d0, "-80", "LOJA")]))
      assert.deepStrictEqual(changes(ledger.sync(complete([row(d2, "-3", "BANCA")]))), {
        ...none,
        created: [1],
        touched: [0]
      })
    })
  )
})

describe("An id that several rows bear", () => {
  it.effect("names the one that lives, when the person deleted the other", () =>
    Effect.sync(() => {
      for (const [deleted, live] of [
        [0, 1],
        [1, 0]
      ] as const) {
        const ledger = make()
        ledger.sync(complete([pixCoffee, pixLoaf]))
        ledger.deleteByPerson(deleted)
        assert.deepStrictEqual(changes(ledger.sync(complete([pixCake]))), { ...none, updated: [live] })
      }
    })
  )

  it.effect("names the one that lives, when the other is gone", () =>
    Effect.sync(() => {
      const ledger = make()
      ledger.sync(complete([pixCoffee, pixLoaf]))
      for (const gone of ["first", "again"]) ledger.sync(complete([pixLoaf]), { execution: gone })
      assert.deepStrictEqual(changes(ledger.sync(complete([pixCake]))), { ...none, updated: [1] })
    })
  )

  it.effect("names the one that the person deleted before one that is gone, which stays so", () =>
    Effect.sync(() => {
      const ledger = make()
      ledger.sync(complete([pixCoffee, pixLoaf]))
      for (const gone of ["first", "again"]) ledger.sync(complete([pixLoaf]), { execution: gone })
      ledger.deleteByPerson(1)
      assert.deepStrictEqual(changes(ledger.sync(complete([pixCake]))), { ...none, touched: [1] })
    })
  )

  it.effect("names none of two that are gone, nor of two that the person deleted", () =>
    Effect.sync(() => {
      const gone = make()
      gone.sync(complete([pixCoffee, pixLoaf]))
      for (let count = 0; count < 2; count++) gone.sync(complete([]))
      assert.deepStrictEqual(changes(gone.sync(complete([pixCake]))), { ...none, created: [2] })
      const deleted = make()
      deleted.sync(complete([pixCoffee, pixLoaf]))
      for (const nth of [0, 1]) deleted.deleteByPerson(nth)
      assert.deepStrictEqual(changes(deleted.sync(complete([pixCake]))), { ...none, created: [2] })
    })
  )
})

describe("An id that a row had before", () => {
  it.effect("names that row still", () =>
    Effect.sync(() => {
      assert.deepStrictEqual(changes(renamed().sync(complete([other1]))), { ...none, updated: [0] })
    })
  )

  it.effect("names the row that bears it now, and the one that had it is not shown then", () =>
    Effect.sync(() => {
      const ledger = renamed()
      assert.deepStrictEqual(changes(ledger.sync(complete([now2, other1]))), { ...none, created: [1] })
      assert.deepStrictEqual(changes(ledger.sync(complete([other1]))), { ...none, touched: [0] })
      assert.deepStrictEqual(changes(ledger.sync(complete([now2, other1]))), { ...none, touched: [0] })
      assert.deepStrictEqual(ledger.sync(complete([now2, other1])), empty)
    })
  )

  it.effect("names none of two that had it", () =>
    Effect.sync(() => {
      const ledger = renamed()
      const hold = row(d2, "-3", "BANCA", { ...pending, ...id("1") })
      const posted = row(d2, "-3", "BANCA", { institutionId: "3", pendingId: "1" })
      ledger.sync(complete([now2, hold]))
      assert.deepStrictEqual(changes(ledger.sync(complete([now2, posted]))), { ...none, updated: [1] })
      const merge = ledger.sync(complete([now2, posted, row(d1, "-44", "FEIRA", id("1"))]))
      assert.deepStrictEqual(changes(merge), { ...none, created: [2] })
    })
  )

  it.effect("names no row that is gone, that the person deleted, or that another recipe read", () =>
    Effect.sync(() => {
      const gone = renamed()
      for (let count = 0; count < 2; count++) gone.sync(complete([]))
      assert.deepStrictEqual(changes(gone.sync(complete([other1]))), { ...none, created: [1] })
      const deleted = renamed()
      deleted.deleteByPerson(0)
      assert.deepStrictEqual(changes(deleted.sync(complete([other1]))), { ...none, created: [1] })
      const reread = renamed().sync(complete([other1]), { policy: { ...defaultPolicy, recipe: 2 } })
      assert.deepStrictEqual(changes(reread), { ...none, created: [1], touched: [0] })
    })
  )
})
