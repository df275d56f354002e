// What a held row becomes when it is seen again: what was said stays where nothing new is said, and the ids that it had are kept
// only where ids name one row for ever.
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { defaultPolicy } from "../src/Product.ts"
import { complete, empty, make, noon, only, row } from "./Ledger.ts"
import { d0, d2, id, open, shop } from "./ScenarioRows.ts"

const idsRecur = { ...defaultPolicy, institutionIds: "not-unique" } as const
const nextRecipe = { ...defaultPolicy, recipe: 2 }

const hold = (institutionId: string) => row(d0, "-80", "LOJA", open(institutionId))
const booked = (institutionId: string) => row(d0, "-80", "LOJA", id(institutionId))
const nameless = row(d0, "-80", "LOJA")

/** Held as posted under the id q, after a hold of the id p. */
const renamed = () => {
  const ledger = make()
  ledger.sync(complete([hold("p")]))
  ledger.sync(complete([booked("q")]))
  return { ledger, held: only(ledger.all()) }
}

describe("The ids that a row had", () => {
  it.effect("are those that it bore before, each once, the last one last, without the one that it bears", () =>
    Effect.sync(() => {
      const { held, ledger } = renamed()
      assert.deepStrictEqual([held.institutionId, held.previousIds], ["q", ["p"]])
      for (const [now, before] of [
        ["p", "q"],
        ["q", "p"]
      ] as const) {
        const { institutionId, previousIds } = only(ledger.sync(complete([booked(now)])).updated)
        assert.deepStrictEqual([institutionId, previousIds], [now, [before]])
      }
    })
  )

  it.effect("are more with every new one, and name an id once though it was borne twice", () =>
    Effect.sync(() => {
      const ledger = make()
      const held = only(ledger.sync(complete([hold("p")])).created)
      for (const previousIds of [["n"], ["n", "p"], ["q", "n"]]) {
        ledger.store({ ...empty, touched: [{ ...held, previousIds }] })
        const updated = only(ledger.sync(complete([booked("q")])).updated)
        assert.deepStrictEqual(updated.previousIds, ["n", "p"])
      }
    })
  )

  it.effect("stay as they are while it bears the same, or none, and says something else", () =>
    Effect.sync(() => {
      for (const shown of [booked("q"), nameless]) {
        const { ledger } = renamed()
        const { updated } = ledger.sync(complete([{ ...shown, category: "Shopping" }]))
        const { category, institutionId, previousIds } = only(updated)
        assert.deepStrictEqual([category, institutionId, previousIds], ["Shopping", "q", ["p"]])
      }
      const ledger = make()
      ledger.sync(complete([shop]))
      assert.deepStrictEqual(only(ledger.sync(complete([{ ...shop, category: "Shopping" }])).updated).previousIds, [])
    })
  )

  it.effect("are none where it had none, or where ids name nothing for ever", () =>
    Effect.sync(() => {
      const ledger = make()
      ledger.sync(complete([nameless]))
      assert.deepStrictEqual(only(ledger.sync(complete([booked("q")])).updated).previousIds, [])
      const recurring = make()
      recurring.sync(complete([hold("p")]), { policy: idsRecur })
      const { institutionId, previousIds } = only(recurring.sync(complete([booked("q")]), { policy: idsRecur }).updated)
      assert.deepStrictEqual([institutionId, previousIds], ["q", []])
    })
  )

  it.effect("stay, and so does the one that it bears, when it is seen after an absence without an id", () =>
    Effect.sync(() => {
      const { held, ledger } = renamed()
      ledger.sync(complete([]))
      const { touched, updated } = ledger.sync(complete([nameless]))
      assert.deepStrictEqual([touched, updated], [[held], []])
    })
  )

  it.effect("are forgotten by a new recipe, under which it has the id that is shown, or none", () =>
    Effect.sync(() => {
      for (const [shown, institutionId] of [
        [booked("q"), "q"],
        [nameless, null]
      ] as const) {
        const { held, ledger } = renamed()
        const { decisions, touched, updated } = ledger.sync(complete([shown]), { policy: nextRecipe })
        assert.deepStrictEqual([touched, updated], [[{ ...held, institutionId, previousIds: [], recipe: 2 }], []])
        assert.deepStrictEqual(
          decisions.map(({ rule }) => rule),
          ["content"]
        )
      }
    })
  )

  it.effect("are forgotten by a new recipe also where the row says something else", () =>
    Effect.sync(() => {
      const { ledger } = renamed()
      const { updated } = ledger.sync(complete([{ ...booked("r"), category: "Shopping" }]), { policy: nextRecipe })
      const { institutionId, previousIds, recipe } = only(updated)
      assert.deepStrictEqual([institutionId, previousIds, recipe], ["r", [], 2])
    })
  )
})

describe("A row that is seen again", () => {
  it.effect("has changed by its first id, but by no other id where ids name nothing for ever", () =>
    Effect.sync(() => {
      const ledger = make()
      ledger.sync(complete([nameless]))
      assert.strictEqual(only(ledger.sync(complete([shop])).updated).institutionId, "1")
      const recurring = make()
      recurring.sync(complete([shop]), { policy: idsRecur })
      assert.deepStrictEqual(recurring.sync(complete([booked("2")]), { policy: idsRecur }), empty)
    })
  )

  it.effect("has changed by what it says in any other field, also where ids name nothing for ever", () =>
    Effect.sync(() => {
      const ledger = make()
      ledger.sync(complete([shop]), { policy: idsRecur })
      const { updated } = ledger.sync(complete([{ ...shop, category: "Shopping" }]), { policy: idsRecur })
      assert.strictEqual(only(updated).category, "Shopping")
    })
  )

  it.effect("keeps what it said where nothing is said any more", () =>
    Effect.sync(() => {
      const ledger = make()
      ledger.sync(complete([{ ...shop, category: "Shopping", operationType: "PIX" }]))
      assert.deepStrictEqual(ledger.sync(complete([{ ...shop, category: null }])), empty)
      const { updated } = ledger.sync(complete([{ ...shop, category: null, operationType: "CARD" }]))
      assert.deepStrictEqual(
        updated.map(({ category, operationType }) => [category, operationType]),
        [["Shopping", "CARD"]]
      )
    })
  )

  it.effect("is as it was before its absence, of which nothing is left", () =>
    Effect.sync(() => {
      const ledger = make()
      const made = only(ledger.sync(complete([shop])).created)
      for (const now of [d2, "2026-05-01"]) {
        ledger.sync(complete([]), { now: noon(now) })
        assert.deepStrictEqual(ledger.sync(complete([shop]), { now: noon(now) }).touched, [made])
      }
    })
  )
})
