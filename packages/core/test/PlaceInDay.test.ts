// In which order rows are taken: new ones by what they say, held ones by their day and their place in it. The order of the
// institution's pages, and of the fields in a row, decides nothing.
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect } from "effect"

import { decimal } from "../src/Money.ts"
import type { CollectedTransaction } from "../src/Transaction.ts"
import { complete, cutOff, empty, make, only, pending, row } from "./Ledger.ts"
import { coffee, d0, d1, id } from "./ScenarioRows.ts"

const at = (hour: string) => ({ time: DateTime.makeUnsafe(`2026-03-20T${hour}:00:00Z`) })

describe("New rows", () => {
  const inOrder = [
    row(d0, "-3", "BANCA"),
    row(d0, "-3", "BANCA", { balance: decimal("90") }),
    row(d0, "-2", "BANCA", id("1")),
    row(d0, "-1", "BANCA", id("2")),
    row(d0, "-9", "PADARIA"),
    row(d0, "-7", "PADARIA", at("09")),
    row(d0, "-6", "ACOUGUE", at("10")),
    row(d1, "-4", "ACOUGUE")
  ]
  const placed = (records: ReadonlyArray<CollectedTransaction>) =>
    make()
      .sync(complete(records))
      .created.map(({ balance, date, description, institutionId, position, time }) => ({
        date,
        position,
        says: [time, description, institutionId, balance]
      }))

  it.effect("come by day, by time after those without one, by text, by id, then by what else they say", () =>
    Effect.sync(() => {
      const expected = inOrder.map(({ balance, date, description, institutionId, time }, index) => ({
        date,
        position: date === d0 ? index : 0,
        says: [time, description, institutionId, balance]
      }))
      assert.deepStrictEqual(placed(inOrder), expected)
      assert.deepStrictEqual(placed(inOrder.toReversed()), expected)
    })
  )

  it.effect("come in one order though their fields come in another", () =>
    Effect.sync(() => {
      const first = row(d0, "-3", "BANCA", { category: "News", operationType: "PIX" })
      const second = row(d0, "-3", "BANCA", { category: "Shopping", operationType: "CARD" })
      // the same fields in the opposite order
      const turned = (record: CollectedTransaction) =>
        Object.fromEntries(Object.entries(record).toReversed()) as CollectedTransaction
      for (const records of [
        [first, second],
        [second, first],
        [turned(first), second],
        [second, turned(first)],
        [first, turned(second)],
        [turned(second), turned(first)]
      ]) {
        const { created } = make().sync(complete(records))
        assert.deepStrictEqual(
          created.map(({ category }) => category),
          ["News", "Shopping"]
        )
      }
    })
  )
})

describe("Held rows", () => {
  it.effect("are taken by their day, whichever was made first", () =>
    Effect.sync(() => {
      const ledger = make()
      const later = only(ledger.sync(complete([row(d1, "-80", "LOJA")])).created)
      const earlier = only(ledger.sync(cutOff([row(d0, "-9", "PAO")])).created)
      const { decisions, touched } = ledger.sync(complete([]))
      assert.deepStrictEqual(
        touched.map((held) => held.id),
        [earlier.id, later.id]
      )
      assert.deepStrictEqual(
        decisions.map(({ transactionId }) => transactionId),
        [earlier.id, later.id]
      )
    })
  )

  it.effect("of one day are taken by their place in it: of two twins the first stays", () =>
    Effect.sync(() => {
      const ledger = make()
      const [one, two] = ledger.sync(complete([coffee(d0), coffee(d0)])).created
      assert.deepStrictEqual([one?.position, two?.position], [0, 1])
      assert.strictEqual(only(ledger.sync(complete([coffee(d0)])).touched).id, two?.id)
    })
  )

  it.effect("that came to a day later stand behind those that were there, though they were made before", () =>
    Effect.sync(() => {
      const ledger = make()
      const moved = row(d0, "-5", "CAFE", { ...pending, ...id("m") })
      const stayed = row(d1, "-5", "CAFE", { ...pending, ...id("s") })
      const made = ledger.sync(complete([moved, stayed])).created
      ledger.sync(complete([{ ...moved, date: stayed.date }, stayed]))
      assert.deepStrictEqual(
        ledger.all().map(({ date, position }) => [date, position]),
        [
          [d1, 1],
          [d1, 0]
        ]
      )
      const { removed, updated } = ledger.sync(complete([coffee(d1, pending)]))
      assert.deepStrictEqual([updated, only(removed).id], [[], only(made.filter((held) => held.date === d0)).id])
      assert.deepStrictEqual(ledger.sync(complete([coffee(d1, pending)])), empty)
    })
  )
})
