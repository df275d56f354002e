// Rows that changed what identifies them: which are taken for one, which are kept apart and suggested, and what a row that
// was found keeps.
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { addDays } from "../src/CivilDate.ts"
import { defaultPolicy } from "../src/Product.ts"
import * as Ledger from "./Ledger.ts"
import { claim, complete, day, noon, only, pending, row } from "./Ledger.ts"

const d0 = "2026-03-20"
const shop = row(d0, "-80", "LOJA", { institutionId: "1" })
const hold = row(d0, "-20", "ATM CENTRO", pending)

describe("Rivals", () => {
  const two = [
    row("2026-03-18", "-20", "UBER TRIP SP", pending),
    row("2026-03-19", "-20", "UBER TRIP RJ", pending)
  ] as const

  it.effect("are kept apart and suggested when nothing tells them apart", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      const made = ledger.sync(complete(two)).created
      const { created, removed, suggestions, updated } = ledger.sync(complete([row(d0, "-20", "UBER TRIP")]))
      assert.deepStrictEqual([created.length, removed.length, updated.length], [1, 2, 0])
      assert.deepStrictEqual(
        suggestions.map(({ created, held, why }) => [why, held, created]),
        made.map(({ id }) => ["rivals", id, created[0]?.id])
      )
    })
  )

  it.effect("are no rivals when each has its own", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      const made = ledger.sync(complete(two)).created
      const { updated } = ledger.sync(complete([row(d0, "-20", "UBER TRIP SP BR"), row(d0, "-20", "UBER TRIP RJ BR")]))
      assert.deepStrictEqual(
        updated.map(({ description, id }) => [id, description]).sort(),
        [
          [made[0]?.id, "UBER TRIP SP BR"],
          [made[1]?.id, "UBER TRIP RJ BR"]
        ].sort()
      )
    })
  )

  it.effect("are no rivals when they are twins: one of two equal holds is posted, the other vanishes", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      const twin = row(d0, "-5", "CAFE", pending)
      ledger.sync(complete([twin, twin]))
      const { created, removed, suggestions, updated } = ledger.sync(complete([row("2026-03-21", "-5", "CAFE SP")]))
      assert.deepStrictEqual([created.length, removed.length, updated.length, suggestions.length], [0, 1, 1, 0])
    })
  )

  it.effect("that differ in their day alone are posted in their order, when as many come as went", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      const coffees = ["2026-03-17", "2026-03-18", "2026-03-19"].map((date) => row(date, "-5", "CAFE", pending))
      const made = ledger.sync(complete(coffees)).created
      const posted = ["2026-03-20", "2026-03-21", "2026-03-22"]
      const { updated } = ledger.sync(complete(posted.map((date) => row(date, "-5", "CAFE SP"))))
      assert.deepStrictEqual(
        updated.map(({ date, id }) => [id, date]),
        made.map(({ id }, index) => [id, day(posted[index] ?? "")])
      )
    })
  )

  it.effect("that differ in their day alone are posted by the nearest when fewer come than went", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      const { created: made } = ledger.sync(
        complete(["2026-03-17", "2026-03-18"].map((date) => row(date, "-5", "CAFE", pending)))
      )
      const { created, removed, suggestions, updated } = ledger.sync(complete([row(d0, "-5", "CAFE SP")]))
      assert.deepStrictEqual(
        [created.length, suggestions.length, updated.map(({ id }) => id), removed.map(({ id }) => id)],
        [0, 0, [made[1]?.id], [made[0]?.id]]
      )
    })
  )

  it.effect("that differ in their day alone are all posted, though each with another text", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      ledger.sync(complete(["2026-03-17", "2026-03-18"].map((date) => row(date, "-5", "CAFE", pending))))
      const { created, removed, updated } = ledger.sync(complete([row(d0, "-5", "CAFE"), row(d0, "-5", "CAFE BR")]))
      assert.deepStrictEqual([created.length, removed.length, updated.length], [0, 0, 2])
    })
  )

  it.effect("keep their day before their order", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      const made = ledger.sync(complete(["2026-03-18", "2026-03-19"].map((date) => row(date, "-5", "CAFE", pending))))
      const posted = ["2026-03-19", "2026-03-21"].map((date) => row(date, "-5", "CAFE SP"))
      assert.deepStrictEqual(
        ledger.sync(complete(posted)).updated.map(({ date, id }) => [id, date]),
        [
          [made.created[1]?.id, posted[0]?.date],
          [made.created[0]?.id, posted[1]?.date]
        ]
      )
    })
  )

  it.effect("of two places are told apart, with more than one row of each", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      const holds = [...two, row("2026-03-19", "-20", "UBER TRIP SP", pending)]
      const made = ledger.sync(complete(holds)).created
      const posted = ["UBER TRIP SP BR", "UBER TRIP SP BR", "UBER TRIP RJ BR"] as const
      const { updated } = ledger.sync(
        complete(posted.map((description, index) => row(`2026-03-2${Math.min(index, 1)}`, "-20", description)))
      )
      const places = new Map(made.map(({ description, id }) => [id, description]))
      assert.strictEqual(updated.length, 3)
      for (const { description, id } of updated) assert.strictEqual(description, `${places.get(id)} BR`)
    })
  )

  it.effect("may be many: a month of equal holds, posted a day later each", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      const days = Array.from({ length: 28 }, (_, index) => addDays(day("2026-03-01"), index))
      const month = [claim("2026-03-01", "2026-03-31")]
      const made = ledger.sync(
        complete(
          days.map((date) => row(date, "-5", "CAFE", pending)),
          month
        )
      ).created
      const posted = days.map((date) => row(addDays(date, 2), "-5", "CAFE SP"))
      const { created, updated } = ledger.sync(complete(posted, month))
      assert.strictEqual(created.length, 0)
      assert.sameMembers(
        updated.map(({ id }) => id),
        made.map(({ id }) => id)
      )
    })
  )

  it.effect("with amount and days alone in common are suggested as weak", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      ledger.sync(complete([hold]))
      const { suggestions } = ledger.sync(complete([row("2026-03-21", "-20", "POSTO SHELL")]))
      assert.deepStrictEqual(
        suggestions.map(({ why }) => why),
        ["weak"]
      )
    })
  )

  it.effect("leave the log without a text of the bank", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      ledger.sync(complete(two))
      const { decisions, suggestions } = ledger.sync(complete([row(d0, "-20", "UBER TRIP")]))
      assert.notInclude(JSON.stringify([decisions, suggestions]).toLowerCase(), "uber")
    })
  )
})

describe("A row that was found", () => {
  it.effect("keeps its id, its making and what the institution says no more; its former ids are kept", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      const made = only(
        ledger.sync(complete([{ ...hold, institutionId: "p", category: "Saque", merchant: { name: "Banco" } }]), {
          now: noon(d0)
        }).created
      )
      const { updated } = ledger.sync(
        complete([row("2026-03-21", "-20", "ATM CENTRO SP", { institutionId: "q", merchant: null })])
      )
      assert.deepStrictEqual(
        updated.map(({ category, createdAt, id, merchant, previousIds, updatedAt }) => ({
          category,
          createdAt,
          id,
          merchant,
          previousIds,
          updatedAt
        })),
        [
          {
            category: "Saque",
            createdAt: noon(d0),
            id: made.id,
            merchant: { name: "Banco" },
            previousIds: ["p"],
            updatedAt: noon("2026-03-22")
          }
        ]
      )
    })
  )

  it.effect("is not changed by an amount of the same value", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      ledger.sync(complete([row(d0, "-5.10", "CAFE")]))
      assert.deepStrictEqual(ledger.sync(complete([row(d0, "-5.1", "CAFE")])), Ledger.empty)
    })
  )

  it.effect("bears the recipe that found it last; one that was not shown bears its own", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      ledger.sync(complete([row("2026-03-10", "-60", "HOTEL"), shop]))
      const policy = { ...defaultPolicy, recipe: 2 }
      ledger.sync(complete([shop, row(d0, "-9", "PAO")]), { policy })
      assert.deepStrictEqual(
        ledger.live().map(({ description, recipe }) => [description, recipe]),
        [
          ["HOTEL", 1],
          ["LOJA", 2],
          ["PAO", 2]
        ]
      )
    })
  )

  it.effect("may be one whose day is shown by a former id", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      ledger.sync(complete([{ ...hold, institutionId: "p" }]))
      ledger.sync(complete([row("2026-03-21", "-20", "ATM CENTRO", { institutionId: "q" })]))
      const { created, updated } = ledger.sync(complete([row("2026-03-22", "-33", "SAQUE", { institutionId: "p" })]))
      assert.deepStrictEqual([created.length, updated.map(({ previousIds }) => previousIds)], [0, [["q"]]])
    })
  )
})
