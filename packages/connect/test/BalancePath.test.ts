// The demo works a balance back through the rows: to the cent, day by day, and never from one currency into another.
import { assert, describe, it } from "vitest"

import * as BalancePath from "../src/page/demo/BalancePath.ts"
import * as Money from "../src/page/demo/Money.ts"
import type { Account, Transaction } from "../src/page/demo/Wire.ts"

const account: Account = { id: "a", type: "BANK", name: "Checking", number: null, balance: 100.3, currencyCode: "BRL" }

let last = 0
const row = (date: string, amount: number, more: Partial<Transaction> = {}): Transaction => ({
  id: `row ${++last}`,
  description: "",
  date,
  amount,
  amountInAccountCurrency: null,
  currencyCode: "BRL",
  category: null,
  status: "POSTED",
  ...more
})

const told = (points: ReadonlyArray<BalancePath.Point> | undefined) =>
  points?.map(({ day, units }) => `${day} ${Money.digits(units)}`)

describe("a sum of money", () => {
  it("is exact where binary fractions are not", () => {
    const [a = 0n, b = 0n] = [Money.units(0.1), Money.units(0.2)]
    assert.strictEqual(Money.digits(a + b), "0.3")
    assert.strictEqual(Money.digits(Money.units("90071992547409.93") ?? 0n), "90071992547409.93")
    assert.strictEqual(Money.digits(Money.units(-4.05) ?? 0n), "-4.05")
    assert.strictEqual(Money.digits(0n), "0")
  })

  it("is not read from what is no plain decimal", () => {
    for (const text of ["", "1e21", "1,5", "NaN", "1.123456789", " 1"]) assert.isUndefined(Money.units(text), text)
  })

  it("is shown in its own currency", () => {
    assert.strictEqual(Money.shown(Money.units(1234.5) ?? 0n, "BRL"), "R$1,234.50")
    assert.strictEqual(Money.shown(Money.units(-1234) ?? 0n, "JPY"), "-¥1,234")
  })
})

describe("the path of a balance", () => {
  it("ends at today's, and each day before is without what came after it", () => {
    const rows = [
      row("2026-03-20T03:00:00.000Z", -0.1),
      row("2026-03-20T03:00:00.000Z", -0.2),
      row("2026-03-18T03:00:00.000Z", 50)
    ]
    assert.deepStrictEqual(told(BalancePath.path(account, rows, "2026-03-21")), [
      "2026-03-17 50.6",
      "2026-03-18 100.6",
      "2026-03-19 100.6",
      "2026-03-20 100.3",
      "2026-03-21 100.3"
    ])
  })

  it("leaves out what is pending, and what has a day to come", () => {
    const rows = [
      row("2026-03-20T03:00:00.000Z", -10, { status: "PENDING" }),
      row("2026-03-22T03:00:00.000Z", -10),
      row("2026-03-21T03:00:00.000Z", 1)
    ]
    assert.deepStrictEqual(told(BalancePath.path(account, rows, "2026-03-21")), ["2026-03-20 99.3", "2026-03-21 100.3"])
  })

  it("takes a row of another currency by its amount in the account's, and is unknown without one", () => {
    const dollars = { currencyCode: "USD" }
    const known = row("2026-03-21T03:00:00.000Z", -2, { ...dollars, amountInAccountCurrency: -10.3 })
    assert.deepStrictEqual(told(BalancePath.path(account, [known], "2026-03-21")), [
      "2026-03-20 110.6",
      "2026-03-21 100.3"
    ])
    assert.isUndefined(BalancePath.path(account, [known, row("2026-03-21T03:00:00.000Z", -2, dollars)], "2026-03-21"))
  })

  it("is empty without rows", () => {
    assert.deepStrictEqual(BalancePath.path(account, [], "2026-03-21"), [])
  })

  it("knows the day of a row east and west of Greenwich", () => {
    assert.strictEqual(BalancePath.dayOf("2026-03-20T03:00:00.000Z"), "2026-03-20")
    assert.strictEqual(BalancePath.dayOf("2026-03-19T22:00:00.000Z"), "2026-03-20")
    assert.strictEqual(BalancePath.dayOf("2026-03-20T00:00:00.000Z"), "2026-03-20")
  })
})
