import { assert, describe, it } from "@effect/vitest"
import { Ledger } from "@tomada/sandbox-bank"

import * as Judge from "../src/Judge.ts"

const [seed, user, today] = ["tomada", "user-ok", "2026-03-20"]
const from = Judge.dayAfter(today, -365)

/** What an honest server would answer, with the first instant of a day in the bank's zone. */
const honest = () =>
  Ledger.accountsOf({ seed, user }).flatMap((account) =>
    (Ledger.open({ seed, user }, account.id)?.rowsAt(today) ?? [])
      .filter(({ date }) => date >= from)
      .map(({ amount, date, description, status }) =>
        Judge.heldRow(account.number, {
          date: `${date}T03:00:00.000Z`,
          amount: amount / 100,
          description,
          status: status.toUpperCase()
        })
      )
  )

const bank = Judge.bankRows(user, seed, today, from)

describe("the judge of rows", () => {
  it("finds nothing amiss with what the bank shows", () => {
    assert.isAbove(bank.length, 300)
    assert.deepStrictEqual(Judge.difference(honest(), bank), { lost: [], doubled: [] })
  })

  it("sees a row that is lost, one that is doubled, and both at once", () => {
    const held = honest()
    const [lost = "", doubled = ""] = held
    assert.deepStrictEqual(Judge.difference(held.slice(1), bank), { lost: [lost], doubled: [] })
    assert.deepStrictEqual(Judge.difference([...held, doubled], bank), { lost: [], doubled: [doubled] })
    assert.deepStrictEqual(Judge.difference([...held.slice(1), doubled], bank), { lost: [lost], doubled: [doubled] })
  })

  it("lets two equal rows be two", () => {
    assert.deepStrictEqual(Judge.difference(["coffee"], ["coffee", "coffee"]), { lost: ["coffee"], doubled: [] })
  })

  it("knows the day of a row", () => {
    assert.isTrue(bank.every((row) => Judge.dayOf(row) >= from && Judge.dayOf(row) <= Judge.dayAfter(today, 60)))
  })
})

describe("the judge of webhooks", () => {
  const created = { event: "item/created", eventId: "1", itemId: "i" }
  const rows = (transactionsCount: number, eventId: string) => ({
    event: "transactions/created",
    eventId,
    itemId: "i",
    accountId: "a",
    transactionsCount
  })
  const held = new Map([["a", 5]])

  it("is content when every row was told once, in however many events", () => {
    assert.deepStrictEqual(Judge.untold([created, rows(3, "2"), rows(2, "3")], held), [])
  })

  it("sees rows that nobody was told of, or that were told twice, and an Item that began never or twice", () => {
    assert.strictEqual(Judge.untold([created, rows(3, "2")], held).length, 1)
    assert.strictEqual(Judge.untold([created, rows(5, "2"), rows(5, "3")], held).length, 1)
    assert.strictEqual(Judge.untold([rows(5, "2")], held).length, 1)
    assert.strictEqual(Judge.untold([created, { ...created, eventId: "4" }, rows(5, "2")], held).length, 1)
  })
})
