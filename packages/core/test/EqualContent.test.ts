// Which held row a collected one is by equal content: the one most alike first, each once. The streams are cut off where no absence may help.
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect } from "effect"

import type * as Transactions from "../src/Transactions.ts"
import { complete, cutOff, empty, type Extra, make, only, pending, row } from "./Ledger.ts"
import { coffee, d0, id } from "./ScenarioRows.ts"

const scheduled = { status: "SCHEDULED" } as const
const at = (hour: string): Extra => ({ time: DateTime.makeUnsafe(`${d0}T${hour}:00:00Z`) })
const told = (category: string): Extra => ({ category })

/** What the merge says of a row of equal content on its day. */
const byContent = ({ decisions }: Transactions.Merge): ReadonlyArray<object> =>
  decisions.map(({ evidence, rivals, rule }) => ({ rule, rivals, ...evidence }))
const said = { rule: "content", rivals: 0, days: 0 }

const after = (first: Extra, second: Extra) => {
  const ledger = make()
  ledger.sync(complete([coffee(d0, first)]))
  return ledger.sync(cutOff([coffee(d0, second)]))
}

describe("Rows of equal content", () => {
  it.effect("are one, though one of the two bears no id", () =>
    Effect.sync(() => {
      assert.deepStrictEqual(byContent(after({}, id("1"))), [said])
      assert.deepStrictEqual(after(id("1"), {}), empty)
    })
  )

  it.effect("are one where the later state can follow the earlier, and two where it cannot", () =>
    Effect.sync(() => {
      for (const [first, second, isOne] of [
        [pending, {}, true],
        [scheduled, {}, true],
        [scheduled, pending, true],
        [pending, scheduled, false],
        [{}, pending, false],
        [{}, scheduled, false]
      ] as const) {
        const merge = after(first, second)
        assert.strictEqual(merge.created.length, isOne ? 0 : 1, JSON.stringify([first, second]))
        if (isOne) assert.deepStrictEqual(byContent(merge), [said])
      }
    })
  )

  it.effect("are one whatever else is said now: the log says that it was the content", () =>
    Effect.sync(() => {
      assert.deepStrictEqual(byContent(after({}, told("Padaria"))), [said])
      assert.deepStrictEqual(byContent(after({}, at("10"))), [said])
    })
  )

  it.effect("that were absent once are present again", () =>
    Effect.sync(() => {
      for (const many of [1, 2]) {
        const ledger = make()
        const rows = Array.from({ length: many }, () => coffee(d0))
        ledger.sync(complete(rows))
        ledger.sync(complete([]))
        const merge = ledger.sync(complete(rows))
        assert.strictEqual(merge.touched.length, many)
        assert.deepStrictEqual(
          byContent(merge),
          rows.map(() => said)
        )
      }
    })
  )

  it.effect("are two where one is found by its id already", () =>
    Effect.sync(() => {
      const ledger = make()
      const held = only(ledger.sync(complete([row(d0, "-80", "LOJA", id("1"))])).created)
      const { created, updated } = ledger.sync(cutOff([row(d0, "-80", "LOJA NOVA", id("1")), row(d0, "-80", "LOJA")]))
      assert.deepStrictEqual([only(updated).id, only(updated).description], [held.id, "LOJA NOVA"])
      assert.strictEqual(only(created).description, "LOJA")
    })
  )
})

describe("Of rows of one day, amount and text", () => {
  it.effect("each keeps its time, in whatever order they were made", () =>
    Effect.sync(() => {
      const ledger = make()
      ledger.sync(complete([coffee(d0, at("15"))]))
      const { created, updated } = ledger.sync(cutOff([coffee(d0, at("10")), coffee(d0, at("15"))]))
      assert.deepStrictEqual([only(created).time, updated], [at("10").time, []])
      assert.deepStrictEqual(ledger.sync(complete([coffee(d0, at("10")), coffee(d0, at("15"))])), empty)
    })
  )

  it.effect("each keeps what else it says, in whatever order they were made", () =>
    Effect.sync(() => {
      const ledger = make()
      ledger.sync(complete([coffee(d0, told("B"))]))
      const both = [coffee(d0, told("A")), coffee(d0, told("B"))]
      const { created, updated } = ledger.sync(cutOff(both))
      assert.deepStrictEqual([only(created).category, updated], ["A", []])
      assert.deepStrictEqual(ledger.sync(complete(both)), empty)
    })
  )

  it.effect("the only one that is shown is the one that says the same, in whatever order they were made", () =>
    Effect.sync(() => {
      for (const twins of [
        ["A", "B"],
        ["B", "A"]
      ]) {
        const ledger = make()
        ledger.sync(complete(twins.map((category) => coffee(d0, told(category)))))
        const { touched, updated } = ledger.sync(complete([coffee(d0, told("B"))]))
        assert.deepStrictEqual(updated, [])
        assert.deepStrictEqual(
          touched.map(({ absences, category }) => [category, absences]),
          [["A", 1]]
        )
      }
    })
  )

  it.effect("as many are new as were not held", () =>
    Effect.sync(() => {
      const ledger = make()
      ledger.sync(complete([coffee(d0), coffee(d0)]))
      const merge = ledger.sync(cutOff(["A", "B", "C"].map((category) => coffee(d0, told(category)))))
      assert.deepStrictEqual(
        [merge.updated, merge.created].map((rows) => rows.map(({ category }) => category)),
        [["A", "B"], ["C"]]
      )
      assert.deepStrictEqual(
        merge.decisions.map(({ rule }) => rule),
        ["content", "content", "created"]
      )
    })
  )

  it.effect("the one in the same state is found first, and the hold vanished", () =>
    Effect.sync(() => {
      const ledger = make()
      const hold = only(ledger.sync(complete([coffee(d0, pending)])).created)
      const posted = only(ledger.sync(complete([coffee(d0, pending), coffee(d0)])).created)
      const { removed, updated } = ledger.sync(complete([coffee(d0, at("10"))]))
      assert.deepStrictEqual([only(removed).id, only(updated).id], [hold.id, posted.id])
    })
  )

  it.effect("the one that lives is found before one that the person deleted, and that before one that is gone", () =>
    Effect.sync(() => {
      const three = () => {
        const ledger = make()
        ledger.sync(complete([coffee(d0), coffee(d0), coffee(d0)]))
        for (let count = 0; count < 2; count++) ledger.sync(complete([coffee(d0), coffee(d0)]))
        const gone = ledger.all().findIndex(({ state }) => state === "removed")
        const deleted = gone === 0 ? 1 : 0
        ledger.deleteByPerson(deleted)
        return ledger
      }
      for (const [shown, many] of [
        [{}, 1],
        [told("A"), 2],
        [at("10"), 2],
        [told("A"), 3]
      ] as const) {
        const merge = three().sync(cutOff(Array.from({ length: many }, () => coffee(d0, shown))))
        const isSame = Object.keys(shown).length === 0
        assert.deepStrictEqual(
          [merge.updated, merge.touched, merge.revived, merge.created].map((rows) => rows.length),
          isSame ? [0, 0, 0, 0] : [1, 1, many - 2, 0]
        )
      }
    })
  )
})
