// A person's category and notes: what no merge may lose and no rule overwrite, and what the institution says beneath.
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Schema } from "effect"

import * as Content from "../src/Content.ts"
import * as Owned from "../src/Owned.ts"
import * as Transaction from "../src/Transaction.ts"
import { claim, complete, type Ledger, make, noon, only, pending, row } from "./Ledger.ts"
import { before, coffee, d0, d1, d2, id, loaf, type Scenario } from "./ScenarioRows.ts"
import { scenarios } from "./Scenarios.ts"

const by = (setter: Owned.Setter, value: string, day = d0): Owned.OwnedValue => ({ value, by: setter, at: noon(day) })
const person = (value: string, day?: string) => by("person", value, day)
const rule = (value: string, day?: string) => by("rule", value, day)

const heldRow = (extra = {}): Transaction.Transaction => {
  const ledger = make()
  ledger.sync(complete([row(d0, "-80", "LOJA", { category: "Shopping", ...extra })]))
  return only(ledger.all())
}

describe("The category and notes of a row", () => {
  it.effect("are the institution's until somebody sets them; the institution gives no notes", () =>
    Effect.sync(() => {
      const held = heldRow()
      assert.deepStrictEqual([Transaction.category(held), Transaction.notes(held)], ["Shopping", null])
      assert.isNull(Transaction.category(heldRow({ category: null })))
      assert.isNull(Owned.get(held, "category"))
      const set = Owned.set(Owned.set(held, "category", person("Gifts")), "notes", person("for Ana", d1))
      assert.deepStrictEqual([Transaction.category(set), Transaction.notes(set)], ["Gifts", "for Ana"])
      assert.deepStrictEqual([set.category, Owned.get(set, "category")], ["Shopping", person("Gifts")])
    })
  )

  it.effect("show the institution's again when the person takes theirs back, as it is by then", () =>
    Effect.sync(() => {
      const set = Owned.set(Owned.set(heldRow(), "category", person("Gifts")), "notes", person("for Ana"))
      const seen = { ...set, category: "Groceries" }
      const back = Owned.clear(seen, "category", { by: "person", at: noon(d1) })
      assert.deepStrictEqual([Transaction.category(back), Transaction.notes(back)], ["Groceries", "for Ana"])
      assert.isNull(Transaction.notes(Owned.clear(back, "notes", { by: "person", at: noon(d2) })))
    })
  )

  it.effect("a rule overwrites a rule, never a person; a person overwrites both", () =>
    Effect.sync(() => {
      const ruled = Owned.set(heldRow(), "category", rule("Clothes"))
      assert.strictEqual(Transaction.category(Owned.set(ruled, "category", rule("Shoes"))), "Shoes")
      const own = Owned.set(ruled, "category", person("Gifts"))
      assert.strictEqual(Transaction.category(own), "Gifts")
      assert.strictEqual(Owned.set(own, "category", rule("Shoes", d2)), own)
      assert.strictEqual(Transaction.category(Owned.set(own, "category", person("Home"))), "Home")
    })
  )

  it.effect("a rule takes back what a rule set and nothing else; a person takes back either", () =>
    Effect.sync(() => {
      const at = noon(d1)
      const [ruled, own] = [
        Owned.set(heldRow(), "category", rule("Clothes")),
        Owned.set(heldRow(), "category", person("Gifts"))
      ]
      assert.strictEqual(Transaction.category(Owned.clear(ruled, "category", { by: "rule", at })), "Shopping")
      assert.strictEqual(Owned.clear(own, "category", { by: "rule", at }), own)
      for (const held of [ruled, own]) {
        assert.strictEqual(Transaction.category(Owned.clear(held, "category", { by: "person", at })), "Shopping")
      }
      const none = heldRow()
      assert.strictEqual(Owned.clear(none, "notes", { by: "person", at }), none)
    })
  )

  it.effect("the same value by the same setter keeps its instant; by another it is theirs from then on", () =>
    Effect.sync(() => {
      const ruled = Owned.set(heldRow(), "category", rule("Gifts"))
      assert.strictEqual(Owned.set(ruled, "category", rule("Gifts", d2)), ruled)
      assert.deepStrictEqual(
        Owned.get(Owned.set(ruled, "category", person("Gifts", d2)), "category"),
        person("Gifts", d2)
      )
    })
  )

  it.effect("count as a change for whoever reads the row, and as none of the institution's", () =>
    Effect.sync(() => {
      const held = heldRow()
      assert.strictEqual(Transaction.lastChangedAt(held), held.updatedAt)
      const set = Owned.set(held, "notes", person("for Ana", "2026-03-25"))
      const back = Owned.clear(set, "notes", { by: "person", at: noon("2026-03-26") })
      assert.deepStrictEqual(
        [held, set, back].map((one) => DateTime.formatIsoDateUtc(Transaction.lastChangedAt(one))),
        ["2026-03-22", "2026-03-25", "2026-03-26"]
      )
      assert.deepStrictEqual([set.updatedAt, back.updatedAt], [held.updatedAt, held.updatedAt])
      const older = Owned.set(held, "notes", person("for Ana", before))
      assert.deepStrictEqual(Transaction.lastChangedAt(older), held.updatedAt)
    })
  )

  it.effect("rows that were written before there were any still decode, and rows with them come back whole", () =>
    Effect.gen(function* () {
      const { owned: _, ...old } = heldRow()
      const decode = Schema.decodeUnknownEffect(Transaction.Transaction)
      const encode = Schema.encodeEffect(Transaction.Transaction)
      assert.isNull(Transaction.notes(yield* decode(yield* encode(old))))
      const set = Owned.set(heldRow(), "category", rule("Gifts"))
      assert.isTrue(Content.isSame(yield* decode(JSON.parse(JSON.stringify(yield* encode(set)))), set))
      const blank = {
        ...(yield* encode(set)),
        owned: { category: { value: "", by: "rule", at: "2026-03-20T15:00:00.000Z" } }
      }
      assert.strictEqual((yield* decode(blank).pipe(Effect.flip))._tag, "SchemaError")
    })
  )
})

/** Has the person say something of every live row, before the next collection. */
const annotate = (ledger: Ledger): ReadonlyMap<string, string> => {
  const said = new Map<string, string>()
  const touched = ledger.all().map((held, nth) => {
    said.set(held.id, `note ${nth}`)
    return Owned.set(Owned.set(held, "notes", person(`note ${nth}`)), "category", rule(`category ${nth}`))
  })
  ledger.store({ created: [], updated: [], removed: [], revived: [], touched, suggestions: [], decisions: [] })
  return said
}

const idsOf = (ledger: Ledger) =>
  ledger.live().map((held) => [held.id, held.date, held.status, held.institutionId ?? null])

const livedWith = (scenario: Scenario, person: boolean) => {
  const ledger = make()
  ledger.sync(complete(scenario.first))
  if (scenario.deleted !== undefined) ledger.deleteByPerson(scenario.deleted)
  const said = person ? annotate(ledger) : new Map<string, string>()
  for (const next of [scenario.second, ...(scenario.afterwards ?? [])]) ledger.sync(next)
  return { ledger, said }
}

describe("What a person said of a row", () => {
  it.effect.each(scenarios.map((scenario) => ({ ...scenario, toString: () => scenario.name })))(
    "stays with it, and changes nothing of the merge: %s",
    (scenario) =>
      Effect.sync(() => {
        const { ledger, said } = livedWith(scenario, true)
        for (const [id, note] of said) {
          const held = only(ledger.all().filter((one) => one.id === id))
          assert.deepStrictEqual(
            [Transaction.notes(held), Transaction.category(held)],
            [note, note.replace("note", "category")]
          )
        }
        for (const held of ledger.all()) if (!said.has(held.id)) assert.isNull(Owned.get(held, "notes"))
        assert.deepStrictEqual(idsOf(ledger), idsOf(livedWith(scenario, false).ledger))
      })
  )

  it.effect(
    "stays through posting, restatement, removal and revival, while the institution goes on speaking beneath",
    () =>
      Effect.sync(() => {
        const ledger = make()
        const hotel = (date: string, text: string, extra = {}) => row(date, "-60", text, extra)
        ledger.sync(complete([hotel(d0, "HOTEL", { ...pending, ...id("p"), category: "Travel" }), loaf]))

        const first = ledger.all().find(({ description }) => description === "HOTEL")
        assert(first !== undefined)
        const set = Owned.set(Owned.set(first, "category", person("Work")), "notes", person("Lisbon"))
        ledger.store({
          created: [],
          updated: [],
          removed: [],
          revived: [],
          touched: [set],
          suggestions: [],
          decisions: []
        })
        const now = () => only(ledger.all().filter((one) => one.id === first.id))
        const shown = (): ReadonlyArray<unknown> => [
          now().state,
          now().category,
          Transaction.category(now()),
          Transaction.notes(now())
        ]
        ledger.sync(complete([hotel(d1, "HOTEL SP", { ...id("q"), category: "Hotels" }), loaf]))
        assert.deepStrictEqual(shown(), ["live", "Hotels", "Work", "Lisbon"])
        ledger.sync(complete([hotel(d2, "HOTEL SP BR", { ...id("q"), category: "Lodging" }), loaf]))
        assert.deepStrictEqual(shown(), ["live", "Lodging", "Work", "Lisbon"])
        ledger.sync(complete([loaf]))
        ledger.sync(complete([loaf]))
        assert.deepStrictEqual(shown(), ["removed", "Lodging", "Work", "Lisbon"])
        ledger.sync(complete([hotel(d2, "HOTEL SP BR", id("q")), loaf]))
        assert.deepStrictEqual(shown(), ["live", "Lodging", "Work", "Lisbon"])
        const back = Owned.clear(now(), "category", { by: "person", at: noon(d2) })
        assert.deepStrictEqual([Transaction.category(back), Transaction.notes(back)], ["Lodging", "Lisbon"])
      })
  )

  it.effect("is no evidence that the institution's ids last", () =>
    Effect.sync(() => {
      const ledger = make()
      ledger.sync(complete([loaf, coffee(d0, { ...pending, ...id("p") })]))
      const bread = ledger.all().find(({ description }) => description === "PAO")
      assert(bread !== undefined)
      const touched = [Owned.set(bread, "notes", person("mine", "2026-04-01"))]
      ledger.store({ created: [], updated: [], removed: [], revived: [], touched, suggestions: [], decisions: [] })
      const merge = ledger.sync(complete([loaf, row(d1, "-5", "CAFE SP", id("q"))], [claim(before, d2)]))
      assert.deepStrictEqual([merge.created, merge.updated.length], [[], 1])
    })
  )
})
