// A posted row that names the hold which it posts: the hold that bears that id, if one alone does.
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { defaultPolicy } from "../src/Product.ts"
import { complete, cutOff, make, only, pending, row } from "./Ledger.ts"
import { d0, d1, d2, id } from "./ScenarioRows.ts"

const hold = (institutionId: string, amount = "-60", description = "HOTEL") =>
  row(d0, amount, description, { ...pending, institutionId })
/** Of another amount and place, so that nothing but the link says what it posts. */
const posting = row(d2, "-7", "FRIGOBAR", { institutionId: "q", pendingId: "p" })

const statuses = (ledger: ReturnType<typeof make>) =>
  ledger.all().map(({ institutionId, state, status }) => `${institutionId} ${state} ${status}`)

describe("A posted row that names a hold", () => {
  it.effect("is that hold, whatever its amount; the log says how many days later it came", () =>
    Effect.sync(() => {
      const ledger = make()
      const { id: transactionId } = only(ledger.sync(complete([hold("p")])).created)
      const { decisions } = ledger.sync(complete([posting]))
      assert.deepStrictEqual(decisions, [{ rule: "pending-link", transactionId, evidence: { days: 2 }, rivals: 0 }])
    })
  )

  it.effect("is the held row whose id it bears itself, and the hold stays", () =>
    Effect.sync(() => {
      const ledger = make()
      ledger.sync(complete([hold("p"), row(d1, "-5", "CAFE", id("q"))]))
      ledger.sync(cutOff([posting]))
      assert.deepStrictEqual(statuses(ledger), ["p live PENDING", "q live POSTED"])
      assert.strictEqual(ledger.all()[1]?.description, "FRIGOBAR")
    })
  )

  it.effect("posts no row that is posted already", () =>
    Effect.sync(() => {
      const ledger = make()
      ledger.sync(complete([row(d0, "-60", "HOTEL", id("p"))]))
      ledger.sync(cutOff([posting]))
      assert.deepStrictEqual(statuses(ledger), ["p live POSTED", "q live POSTED"])
    })
  )

  it.effect("posts none that another recipe read", () =>
    Effect.sync(() => {
      const ledger = make()
      ledger.sync(complete([hold("p")]))
      ledger.sync(cutOff([posting]), { policy: { ...defaultPolicy, recipe: 2 } })
      assert.deepStrictEqual(statuses(ledger), ["p live PENDING", "q live POSTED"])
    })
  )

  it.effect("that names none posts no hold without an id", () =>
    Effect.sync(() => {
      for (const unsaid of [{}, { institutionId: null, pendingId: null }]) {
        const ledger = make()
        ledger.sync(complete([row(d0, "-60", "HOTEL", { ...pending, ...unsaid })]))
        ledger.sync(cutOff([row(d2, "-7", "FRIGOBAR", unsaid)]))
        assert.strictEqual(ledger.live().length, 2)
      }
    })
  )

  it.effect("brings back a hold that is gone, and is not shown where the person deleted the hold", () =>
    Effect.sync(() => {
      const gone = make()
      gone.sync(complete([hold("p")]))
      gone.sync(complete([]))
      assert.strictEqual(gone.sync(complete([posting])).revived.length, 1)
      assert.deepStrictEqual(statuses(gone), ["q live POSTED"])
      const deleted = make()
      deleted.sync(complete([hold("p")]))
      deleted.deleteByPerson(0)
      const { decisions } = deleted.sync(complete([posting]))
      assert.deepStrictEqual(
        decisions.map(({ rule }) => rule),
        ["deleted-by-person"]
      )
      assert.deepStrictEqual(statuses(deleted), ["q deleted POSTED"])
    })
  )
})

describe("Of two holds with the id that is named", () => {
  const two = () => {
    const ledger = make()
    ledger.sync(complete([hold("p"), hold("p", "-61", "MOTEL")]))
    return ledger
  }

  it.effect("none is posted while both live", () =>
    Effect.sync(() => {
      const ledger = two()
      ledger.sync(cutOff([posting]))
      assert.deepStrictEqual(statuses(ledger), ["p live PENDING", "p live PENDING", "q live POSTED"])
    })
  )

  it.effect("the one that lives is posted, when the person deleted the other", () =>
    Effect.sync(() => {
      for (const [deleted, expected] of [
        [0, ["p deleted PENDING", "q live POSTED"]],
        [1, ["q live POSTED", "p deleted PENDING"]]
      ] as const) {
        const ledger = two()
        ledger.deleteByPerson(deleted)
        ledger.sync(cutOff([posting]))
        assert.deepStrictEqual(statuses(ledger), [...expected])
      }
    })
  )

  it.effect("the one that lives is posted, when the other is gone", () =>
    Effect.sync(() => {
      const ledger = two()
      ledger.sync(complete([hold("p")]))
      ledger.sync(cutOff([posting]))
      assert.deepStrictEqual(statuses(ledger), ["q live POSTED", "p removed PENDING"])
    })
  )

  it.effect("the one is posted that no other row is found to be", () =>
    Effect.sync(() => {
      const ledger = make()
      ledger.sync(complete([hold("x")]))
      ledger.sync(complete([{ ...hold("p"), pendingId: "x" }]))
      ledger.sync(complete([hold("p"), hold("p", "-61", "MOTEL")]))
      ledger.sync(cutOff([hold("x"), posting]))
      assert.deepStrictEqual(statuses(ledger), ["x live PENDING", "q live POSTED"])
    })
  )

  it.effect("each is posted by the row of its amount, when two rows name it", () =>
    Effect.sync(() => {
      const ledger = make()
      ledger.sync(complete([hold("p")]))
      const equal = row(d2, "-60.00", "HOTEL SP", { institutionId: "z", pendingId: "p" })
      const { created, updated } = ledger.sync(complete([posting, equal]))
      assert.deepStrictEqual([only(created).institutionId, only(updated).institutionId], ["q", "z"])
    })
  )
})
