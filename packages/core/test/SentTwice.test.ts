// What a collection holds more than once: a row that the institution sent twice under one id, a hold beside the row that posted
// it, and ids that two rows share.
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { defaultPolicy } from "../src/Product.ts"
import type { CollectedTransaction } from "../src/Transaction.ts"
import { complete, cutOff, empty, make, only, row } from "./Ledger.ts"
import { coffee, d0, d1, id, loaf, open, shop } from "./ScenarioRows.ts"

const idsRecur = { ...defaultPolicy, institutionIds: "not-unique" } as const
const market = (words: string) => row(d0, "-80", words, id("1"))

/** How many rows these make, and what the log says beside that. */
const shown = (records: ReadonlyArray<CollectedTransaction>, policy = defaultPolicy) => {
  const { created, decisions } = make().sync(complete(records), { policy })
  assert.strictEqual(decisions.filter(({ rule }) => rule === "created").length, created.length)
  return [created.length, ...decisions.filter(({ rule }) => rule !== "created").map(({ rule }) => rule)]
}

describe("A row that the institution sent again under its id", () => {
  it.effect("is one row where it says the same, and the log counts each copy", () =>
    Effect.sync(() => {
      assert.deepStrictEqual(shown([shop, { ...shop }]), [1, "repeated"])
      assert.deepStrictEqual(shown([shop, { ...shop }, loaf, { ...shop }]), [2, "repeated", "repeated"])
      assert.deepStrictEqual(shown([shop, shop]), [1, "repeated"])
      assert.deepStrictEqual(shown([shop, loaf]), [2])
    })
  )

  it.effect("is logged without a row and without evidence", () =>
    Effect.sync(() => {
      const { decisions } = make().sync(complete([shop, { ...shop }]))
      assert.deepStrictEqual(decisions.at(-1), { rule: "repeated", transactionId: null, evidence: {}, rivals: 0 })
    })
  )

  it.effect("is another row where one of those that bear the id says something else", () =>
    Effect.sync(() => {
      const [one, same, another] = [market("FEIRA"), market("FEIRA"), market("ACOUGUE")]
      assert.deepStrictEqual(shown([one, another]), [2])
      assert.deepStrictEqual(shown([one, same, another]), [3])
      assert.deepStrictEqual(shown([one, another, same]), [3])
      assert.deepStrictEqual(shown([another, one, same]), [3])
    })
  )

  it.effect("is another row where it has no id, or where ids name nothing for ever", () =>
    Effect.sync(() => {
      assert.deepStrictEqual(shown([coffee(d0), coffee(d0), coffee(d0)]), [3])
      assert.deepStrictEqual(shown([coffee(d0, { institutionId: null }), coffee(d0, { institutionId: null })]), [2])
      assert.deepStrictEqual(shown([shop, { ...shop }], idsRecur), [2])
    })
  )
})

describe("A hold that is shown beside the row that names it", () => {
  const hold = row(d0, "-20", "ATM", open("p"))
  const booked = row(d1, "-25", "ATM CENTRO SP", { institutionId: "q", pendingId: "p" })

  it.effect("is that row where it is posted, and the log counts it", () =>
    Effect.sync(() => {
      assert.deepStrictEqual(shown([hold, booked]), [1, "superseded"])
      const { decisions } = make().sync(complete([hold, booked]))
      assert.deepStrictEqual(decisions.at(-1), { rule: "superseded", transactionId: null, evidence: {}, rivals: 0 })
    })
  )

  it.effect("is a row of its own beside another hold, or beside a row that names none", () =>
    Effect.sync(() => {
      assert.deepStrictEqual(shown([hold, { ...booked, status: "PENDING" }]), [2])
      assert.deepStrictEqual(shown([hold, { ...booked, pendingId: "z" }]), [2])
      assert.deepStrictEqual(shown([{ ...hold, institutionId: null }, booked]), [2])
      assert.deepStrictEqual(shown([hold, { ...booked, pendingId: null }]), [2])
    })
  )

  it.effect("is a row of its own where ids name nothing for ever", () =>
    Effect.sync(() => assert.deepStrictEqual(shown([hold, booked], idsRecur), [2]))
  )

  it.effect("is a row of its own where it is posted itself", () =>
    Effect.sync(() => assert.deepStrictEqual(shown([{ ...hold, status: "POSTED" }, booked]), [2]))
  )
})

describe("The id of a row", () => {
  const fair = row(d1, "-44", "FEIRA", id("1"))

  it.effect("names it whatever it says, where ids name one row for ever; else it says nothing", () =>
    Effect.sync(() => {
      for (const [policy, created, updated] of [
        [defaultPolicy, 0, 1],
        [idsRecur, 1, 0]
      ] as const) {
        const ledger = make()
        ledger.sync(complete([shop]), { policy })
        const merge = ledger.sync(cutOff([fair]), { policy })
        assert.deepStrictEqual([merge.created.length, merge.updated.length], [created, updated])
      }
    })
  )

  it.effect("names it though a row that is read by another recipe bears the same", () =>
    Effect.sync(() => {
      const policy = { ...defaultPolicy, recipe: 2 }
      const ledger = make()
      ledger.sync(complete([shop]))
      const second = only(ledger.sync(cutOff([row(d0, "-9", "PAO", id("1"))]), { policy }).created)
      const { created, updated } = ledger.sync(cutOff([fair]), { policy })
      assert.deepStrictEqual([created.length, only(updated).id], [0, second.id])
    })
  )

  it.effect("names it though a row that is gone bears the same", () =>
    Effect.sync(() => {
      const ledger = make()
      const { created } = ledger.sync(complete([shop, loaf]))
      const [market, bread] = ["LOJA", "PAO"].map((text) => only(created.filter((held) => held.description === text)))
      if (bread !== undefined) ledger.store({ ...empty, touched: [{ ...bread, institutionId: "1", state: "removed" }] })
      const merge = ledger.sync(cutOff([fair]))
      assert.deepStrictEqual([merge.created, only(merge.updated).id], [[], market?.id])
    })
  )
})
