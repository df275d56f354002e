// A recipe that does not exist yet, tried on what is held: what it would change and why, what it would lose, and that nothing
// is lost when it is applied, nor when rows of the older one are merged without it.
import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"

import { decimal } from "../src/Money.ts"
import { defaultPolicy, type ProductPolicy } from "../src/Product.ts"
import * as Rekey from "../src/Rekey.ts"
import type { CollectedTransaction, Transaction } from "../src/Transaction.ts"
import * as Bank from "./Bank.ts"
import { accountA, accountB, claim, complete, empty, make, noon, only, pending, row } from "./Ledger.ts"
import * as Life from "./Life.ts"
import { before, bread, coffee, d0, d1, id, loaf, shop } from "./ScenarioRows.ts"

const now = noon("2026-03-23")
const newer: ProductPolicy = { ...defaultPolicy, recipe: 2 }

/** Ids bear the branch from now on, as where a bank's app and its site name one row differently. */
const prefixed: Rekey.Recipe = {
  version: 2,
  reads: ({ institutionId }) => ({ institutionId: institutionId == null ? null : `0001-${institutionId}` })
}
const same: Rekey.Recipe = { version: 2, reads: () => ({}) }
/** The id from day and text: equal coffees of a day get one. */
const ofDayAndText: Rekey.Recipe = {
  version: 2,
  reads: ({ date, description }) => ({ institutionId: `${date}_${description}` })
}

const plan = (rows: ReadonlyArray<Transaction>, recipe: Rekey.Recipe, policy = defaultPolicy) =>
  Rekey.plan({ accountId: accountA, rows, recipe, policy, now })

const holding = (records: ReadonlyArray<CollectedTransaction>) => {
  const ledger = make()
  ledger.sync(complete(records))
  return ledger
}

const whys = ({ changes }: Rekey.Plan) => changes.map(({ why }) => why.join("+"))

describe("The dry run of a recipe", () => {
  it.effect("changes nothing but the version where the recipe reads every row as before", () =>
    Effect.sync(() => {
      const rows = holding([shop, bread, coffee(d0), coffee(d0)]).all()
      const { changes, current, kept, rows: after, unexplained } = plan(rows, same)
      assert.deepStrictEqual([kept, current, changes, unexplained], [4, 0, [], []])
      assert.deepStrictEqual(
        after.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
        rows.map((held) => ({ ...held, recipe: 2 })).toSorted((a, b) => (a.id < b.id ? -1 : 1))
      )
    })
  )

  it.effect("says which rows get another id, lose theirs, or share it, and that each finds itself all the same", () =>
    Effect.sync(() => {
      const rows = holding([shop, bread, coffee(d0)]).all()
      assert.deepStrictEqual(whys(plan(rows, prefixed)), ["id", "id"])
      assert.strictEqual(plan(rows, prefixed).kept, 1)
      const lost = plan(rows, { version: 2, reads: () => ({ institutionId: null }) })
      assert.deepStrictEqual([whys(lost), lost.kept], [["id-lost", "id-lost"], 1])
      const shared = plan(rows, { version: 2, reads: () => ({ institutionId: "PIX" }) })
      assert.deepStrictEqual(whys(shared), ["id+id-shared", "id+id-shared", "id+id-shared"])
      assert.deepStrictEqual(
        shared.changes.map(({ rivals }) => rivals.length),
        [2, 2, 2]
      )
      for (const { unexplained } of [lost, shared]) assert.deepStrictEqual(unexplained, [])
    })
  )

  it.effect("an id that two rows shared before names neither before nor after", () =>
    Effect.sync(() => {
      const rows = holding([row(d0, "-5", "CAFE", id("PIX")), row(d0, "-9", "PAO", id("PIX"))]).all()
      assert.deepStrictEqual([plan(rows, same).kept, plan(rows, same).changes], [2, []])
    })
  )

  it.effect("where ids name no row for ever they are no part of what a row is", () =>
    Effect.sync(() => {
      const rows = holding([shop, bread]).all()
      const { changes, kept, unexplained } = plan(rows, prefixed, { ...defaultPolicy, institutionIds: "not-unique" })
      assert.deepStrictEqual([kept, changes, unexplained], [2, [], []])
    })
  )

  it.effect("another text, day or amount is a change of content, stamped as one", () =>
    Effect.sync(() => {
      const rows = holding([row(d0, "-80", "COMPRA CARTAO LOJA", id("1")), row(d0, "-9.0", "PAO", id("2"))]).all()
      const {
        changes,
        kept,
        rows: after
      } = plan(rows, {
        version: 2,
        reads: ({ amount, description }) => ({
          description: description.replace("COMPRA CARTAO ", ""),
          amount: decimal(amount.value === -90n ? "-9.00" : "-80")
        })
      })
      assert.deepStrictEqual([kept, only(changes).why], [1, ["content"]])
      assert.deepStrictEqual(after.map(({ description, updatedAt }) => [description, updatedAt === now]).toSorted(), [
        ["LOJA", true],
        ["PAO", false]
      ])
    })
  )

  it.effect("two coffees that the recipe reads as one are told, and refused", () =>
    Effect.sync(() => {
      const rows = holding([coffee(d0, id("8")), coffee(d0, id("9")), shop]).all()
      const planned = plan(rows, ofDayAndText)
      assert.deepStrictEqual(whys(planned).toSorted(), ["id", "id+id-shared", "id+id-shared+collapsed"])
      assert.deepStrictEqual(planned.unexplained, [])
      assert.deepStrictEqual(
        Result.getOrThrow(Result.flip(Rekey.apply(planned))),
        new Rekey.RekeyRefused({ collapsed: 1, unexplained: 0 })
      )
    })
  )

  it.effect("a recipe that reads a row otherwise each time is not explained, and refused", () =>
    Effect.sync(() => {
      const rows = holding([shop, bread]).all()
      let times = 0
      const planned = plan(rows, {
        version: 2,
        reads: () => ({ institutionId: `${times++}`, description: `${times}` })
      })
      assert.strictEqual(planned.unexplained.length, 2)
      assert.deepStrictEqual(
        Result.getOrThrow(Result.flip(Rekey.apply(planned))),
        new Rekey.RekeyRefused({ collapsed: 0, unexplained: 2 })
      )
    })
  )

  it.effect("rows of this recipe, of a newer one and of other accounts stay as they are", () =>
    Effect.sync(() => {
      const ledger = holding([shop])
      ledger.sync(complete([bread, shop]), { accountId: accountB })
      const [first, ...others] = ledger.all()
      assert(first !== undefined)
      const newest = { ...first, id: only(holding([shop]).all()).id, recipe: 3 }
      const planned = plan([newest, ...others], prefixed)
      assert.deepStrictEqual([planned.current, planned.kept, planned.rows], [1, 0, []])
      assert.deepStrictEqual(plan([], prefixed).rows, [])
    })
  )

  it.effect("a deleted row must find itself too, or it would come back; a removed one is re-keyed unseen", () =>
    Effect.sync(() => {
      const ledger = holding([coffee(d0), coffee(d0), row(d0, "-5", "HOTEL", { ...pending, ...id("p") })])
      ledger.deleteByPerson(0)
      ledger.sync(complete([coffee(d0), coffee(d0)]))
      const planned = plan(ledger.all(), prefixed)
      assert.deepStrictEqual([planned.kept, planned.unexplained, whys(planned)], [2, [], ["id"]])
    })
  )
})

describe("Applying a recipe", () => {
  it.effect("changes no id, and the next collection of that recipe finds every row as it was", () =>
    Effect.sync(() => {
      const ledger = holding([shop, bread, coffee(d0)])
      const after = Result.getOrThrow(Rekey.apply(plan(ledger.all(), prefixed)))
      assert.deepStrictEqual(
        after.map((held) => held.id).toSorted(),
        ledger.all().map((held) => held.id)
      )
      ledger.store({ ...empty, touched: after })
      const shown = [shop, bread, coffee(d0)].map((collected) => ({ ...collected, ...prefixed.reads(collected) }))
      const { decisions: _, ...merge } = ledger.sync(complete(shown), { policy: newer })
      assert.deepStrictEqual({ ...merge, decisions: [] }, { ...empty })
    })
  )
})

describe("A row that was re-keyed", () => {
  it.effect("has no earlier id: those of the older recipe say nothing any more", () =>
    Effect.sync(() => {
      const ledger = holding([coffee(d0, { ...pending, ...id("p") })])
      ledger.sync(complete([row(d1, "-5", "CAFE SP", id("q"))]))
      assert.deepStrictEqual(only(ledger.all()).previousIds, ["p"])
      const { institutionId, previousIds } = only(plan(ledger.all(), prefixed).rows)
      assert.deepStrictEqual([institutionId, previousIds], ["0001-q", []])
    })
  )
})

describe("Rows of an older recipe, merged without being re-keyed", () => {
  it.effect("are found by content, bear the new recipe then, and keep no id of the older one", () =>
    Effect.sync(() => {
      const ledger = holding([shop, bread])
      const merge = ledger.sync(
        complete([
          { ...shop, institutionId: "2" },
          { ...bread, institutionId: null }
        ]),
        { policy: newer }
      )
      assert.deepStrictEqual([merge.created, merge.removed, merge.updated.length, merge.touched.length], [[], [], 1, 1])
      assert.deepStrictEqual(
        ledger.live().map((held) => [held.description, held.institutionId ?? null, held.previousIds, held.recipe]),
        [
          ["PAO", null, [], 2],
          ["LOJA", "2", [], 2]
        ]
      )
    })
  )

  it.effect("are never found by an id, an earlier id or a link that the older recipe made", () =>
    Effect.sync(() => {
      const ledger = holding([
        row(before, "-9", "HOTEL", { ...pending, ...id("1") }),
        row(before, "-6", "TAXI", { ...pending, ...id("2") })
      ])
      ledger.sync(
        complete([row(before, "-9", "HOTEL SP", id("1b")), row(before, "-6", "TAXI", { ...pending, ...id("2") })])
      )
      assert.deepStrictEqual(
        ledger.live().map(({ previousIds }) => previousIds),
        [["1"], []]
      )
      const others = [
        row(d1, "-7", "BOLO", id("1b")),
        row(d1, "-8", "SUCO", id("1")),
        row(d1, "-3", "CHA", { institutionId: "3", pendingId: "2" })
      ]
      const merge = ledger.sync({ ...complete(others), complete: false }, { policy: newer })
      assert.deepStrictEqual([merge.created.length, merge.updated], [3, []])
    })
  )

  it.effect("do not make an id of this recipe doubtful that reads the same", () =>
    Effect.sync(() => {
      const ledger = holding([row("2026-03-10", "-60", "HOTEL", id("1"))])
      ledger.sync(complete([row(d0, "-9", "PAO", id("1"))]), { policy: newer })
      const merge = ledger.sync(complete([row(d1, "-7", "BOLO", id("1"))]), { policy: newer })
      assert.deepStrictEqual([merge.created, only(merge.updated).description], [[], "BOLO"])
    })
  )

  it.effect(
    "bear the new recipe though nothing else changed, live or deleted, without the ids that they had before",
    () =>
      Effect.sync(() => {
        const ledger = holding([coffee(d0, { ...pending, ...id("p") }), loaf])
        const after = [row(d1, "-5", "CAFE SP", id("q")), loaf]
        ledger.sync(complete(after))
        ledger.deleteByPerson(ledger.all().findIndex(({ description }) => description === "PAO"))
        const merge = ledger.sync(complete(after), { policy: newer })
        assert.deepStrictEqual([merge.updated, merge.touched.length], [[], 2])
        assert.deepStrictEqual(
          merge.touched.map(({ previousIds, recipe, state }) => [state, recipe, previousIds]).toSorted(),
          [
            ["deleted", 2, []],
            ["live", 2, []]
          ]
        )
      })
  )

  it.effect("a row that the person deleted stays so, and bears the new recipe", () =>
    Effect.sync(() => {
      const ledger = holding([shop])
      ledger.deleteByPerson(0)
      const merge = ledger.sync(complete([{ ...shop, institutionId: "x" }]), { policy: newer })
      assert.deepStrictEqual([merge.created, only(merge.touched).state, only(merge.touched).recipe], [[], "deleted", 2])
      const again = ledger.sync(complete([{ ...shop, institutionId: "x" }]), { policy: newer })
      assert.deepStrictEqual(again, empty)
    })
  )
})

describe("A connector that changes its recipe after a history", () => {
  it.effect.each(Bank.regimes)("loses and doubles nothing when ids are: %s", (regime) =>
    Effect.sync(() => {
      for (let seed = 1; seed <= 3; seed++) {
        const bank = Bank.make(seed, { regime, holdDays: 6, days: 40 })
        const life = Life.live(bank, { closing: true })
        const { today } = Life.lastVisit(life)
        const planned = plan([...life.rows.values()], prefixed)
        assert.deepStrictEqual(planned.unexplained, [])
        assert.strictEqual(planned.kept + planned.changes.length, life.rows.size)
        const ledger = make()
        ledger.store({ ...empty, touched: Result.getOrThrow(Rekey.apply(planned)) })
        const shown = bank.everything(today).map((collected) => ({ ...collected, ...prefixed.reads(collected) }))
        const collected = complete(shown, [claim(bank.firstDay, today)])
        const { created, removed, revived, suggestions, updated } = ledger.sync(collected, {
          policy: newer,
          now: noon(today)
        })
        assert.deepStrictEqual([created, removed, revived, suggestions, updated], [[], [], [], [], []])
      }
    })
  )
})
