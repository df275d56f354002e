// What it means that a row is not shown: nothing without proof, removal at once while it is pending, at the second absence
// when it is posted. And how a row comes back.
import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"

import { defaultPolicy } from "../src/Product.ts"
import { NeedsWider } from "../src/Transactions.ts"
import * as Ledger from "./Ledger.ts"
import { claim, complete, cutOff, day, noon, pending, row, week } from "./Ledger.ts"

const d0 = "2026-03-20"
const shop = row(d0, "-80", "LOJA", { institutionId: "1" })
const hold = row(d0, "-20", "ATM CENTRO", pending)

describe("A posted row that is not shown", () => {
  it.effect("stays at its first absence, which is stored but is no change to report", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      const [made] = ledger.sync(complete([shop]), { now: noon(d0) }).created
      const merge = ledger.sync(complete([]), { execution: "first" })
      assert.deepStrictEqual(merge.touched, [{ ...made, absences: 1, absentIn: "first" }])
      assert.deepStrictEqual([merge.updated, merge.removed], [[], []])
      assert.deepStrictEqual(
        merge.decisions.map(({ rule }) => rule),
        ["absent"]
      )
    })
  )

  it.effect("is not absent twice in one execution, however often it is merged", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      ledger.sync(complete([shop]))
      for (let count = 0; count < 3; count++) ledger.sync(complete([]), { execution: "the same" })
      assert.strictEqual(ledger.live()[0]?.absences, 1)
    })
  )

  it.effect("is removed at its second absence, in another execution", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      ledger.sync(complete([shop]))
      ledger.sync(complete([]))
      const { removed } = ledger.sync(complete([]), { now: noon("2026-03-23") })
      assert.deepStrictEqual(
        removed.map(({ absences, state, updatedAt }) => [state, absences, updatedAt]),
        [["removed", 2, noon("2026-03-23")]]
      )
    })
  )

  it.effect("is not absent any more when it is shown again, even by a stream that fails later", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      const [made] = ledger.sync(complete([shop])).created
      ledger.sync(complete([]))
      const merge = ledger.sync(cutOff([shop]), { now: noon("2026-03-23") })
      assert.deepStrictEqual(merge.touched, [made])
      assert.deepStrictEqual(merge.updated, [])
      ledger.sync(complete([]))
      assert.strictEqual(ledger.live().length, 1)
    })
  )

  it.effect("stays unconfirmed when it is too old to be read again for its own sake", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      ledger.sync(complete([shop]))
      const { touched } = ledger.sync(complete([]), { now: noon("2026-05-01") })
      assert.deepStrictEqual(
        touched.map(({ absences, unconfirmed }) => [absences, unconfirmed]),
        [[1, true]]
      )
    })
  )

  it.effect("becomes unconfirmed when it grows too old between two visits, also outside what was read", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      ledger.sync(complete([shop]))
      ledger.sync(complete([]))
      const later = [claim("2026-04-25", "2026-05-01")]
      const { removed, touched } = ledger.sync(complete([], later), { now: noon("2026-05-01") })
      assert.deepStrictEqual([touched.map(({ unconfirmed }) => unconfirmed), removed], [[true], []])
      assert.deepStrictEqual(ledger.sync(complete([], later), { now: noon("2026-05-01") }).touched, [])
    })
  )

  it.effect("is confirmed again when it is shown", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      ledger.sync(complete([shop]))
      ledger.sync(complete([]), { now: noon("2026-05-01") })
      ledger.sync(complete([shop]), { now: noon("2026-05-02") })
      assert.deepStrictEqual(
        ledger.live().map(({ absences, absentIn, unconfirmed }) => [absences, absentIn, unconfirmed]),
        [[0, null, false]]
      )
    })
  )
})

describe("Absence proves nothing", () => {
  const nothingHappens = (collected: Parameters<Ledger.Ledger["sync"]>[0]) => {
    const ledger = Ledger.make()
    ledger.sync(complete([shop, hold]))
    for (let count = 0; count < 3; count++) assert.deepStrictEqual(ledger.sync(collected), Ledger.empty)
  }

  it.effect("when the stream failed", () => Effect.sync(() => nothingHappens(cutOff([]))))

  it.effect("outside the days that were claimed", () =>
    Effect.sync(() =>
      nothingHappens(complete([], [claim("2026-03-16", "2026-03-19"), claim("2026-03-21", "2026-03-22")]))
    )
  )

  it.effect("when the institution cut the list", () =>
    Effect.sync(() => nothingHappens(complete([], [{ ...week, rowCap: 150 }])))
  )

  it.effect("for a state that the page does not show", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      ledger.sync(complete([shop, hold]))
      ledger.sync(complete([shop], [claim("2026-03-16", "2026-03-22", ["POSTED"])]))
      assert.strictEqual(ledger.live().length, 2)
      ledger.sync(complete([shop], [claim("2026-03-16", "2026-03-22", ["PENDING"])]))
      assert.strictEqual(ledger.live().length, 1)
    })
  )
})

describe("A removed row", () => {
  it.effect("comes back under its id by the institution's id", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      const [made] = ledger.sync(complete([shop])).created
      ledger.sync(complete([]))
      ledger.sync(complete([]))
      const merge = ledger.sync(complete([{ ...shop, description: "LOJA SP" }]), { now: noon("2026-03-23") })
      assert.deepStrictEqual(merge.revived, [
        { ...made, description: "LOJA SP", updatedAt: noon("2026-03-23") } as (typeof merge.revived)[number]
      ])
      assert.deepStrictEqual(merge.created, [])
    })
  )

  it.effect("comes back under its id by equal content, also as posted", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      const [made] = ledger.sync(complete([{ ...hold, institutionId: "p" }])).created
      assert.strictEqual(ledger.sync(complete([])).removed.length, 1)
      const { revived } = ledger.sync(complete([row(d0, "-20", "ATM CENTRO", { institutionId: "q" })]))
      assert.deepStrictEqual(
        revived.map(({ id, previousIds, status }) => [id, status, previousIds]),
        [[made?.id, "POSTED", ["p"]]]
      )
    })
  )

  it.effect("comes back under its id when the posted row names it", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      const [made] = ledger.sync(complete([{ ...hold, institutionId: "p" }])).created
      ledger.sync(complete([]))
      const { revived } = ledger.sync(
        complete([row("2026-03-22", "-25", "ATM", { institutionId: "q", pendingId: "p" })])
      )
      assert.deepStrictEqual(
        revived.map(({ id }) => id),
        [made?.id]
      )
    })
  )

  it.effect("does not come back as another row that only looks like it", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      ledger.sync(complete([hold]))
      ledger.sync(complete([]))
      const { created, revived } = ledger.sync(complete([row("2026-03-21", "-20", "ATM CENTRO")]))
      assert.deepStrictEqual([created.length, revived.length], [1, 0])
    })
  )
})

describe("A row that the person deleted", () => {
  it.effect("stays deleted when it is posted under its id, and then under the id that posting gave it", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      ledger.sync(complete([{ ...hold, institutionId: "p" }]))
      ledger.deleteByPerson(0)
      const posted = row("2026-03-21", "-25", "ATM CENTRO SP", { institutionId: "q", pendingId: "p" })
      const { created, touched, updated } = ledger.sync(complete([posted]))
      assert.deepStrictEqual([created, updated, touched.map(({ state }) => state)], [[], [], ["deleted"]])
      const { pendingId: _, ...withoutLink } = posted
      assert.deepStrictEqual(ledger.sync(complete([withoutLink])), Ledger.empty)
    })
  )

  it.effect("swallows one row, not every equal one", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      const coffee = row(d0, "-5", "CAFE")
      ledger.sync(complete([coffee]))
      ledger.deleteByPerson(0)
      assert.strictEqual(ledger.sync(complete([coffee, coffee])).created.length, 1)
    })
  )

  it.effect("is never absent", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      ledger.sync(complete([shop]))
      ledger.deleteByPerson(0)
      for (let count = 0; count < 3; count++) assert.deepStrictEqual(ledger.sync(complete([])), Ledger.empty)
    })
  )
})

describe("A row at the start of the coverage", () => {
  const held = row("2026-03-15", "-80", "MERCADO SAO JOAO")
  const restated = row("2026-03-17", "-80", "MERCADO SAO JOAO")
  const narrow = complete([restated])

  it.effect("asks for a wider read when it may be one that is held just before", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      ledger.sync(complete([held], [claim("2026-03-10", "2026-03-22")]))
      assert.deepStrictEqual(ledger.attempt(narrow), Result.fail(new NeedsWider({ from: day("2026-03-15") })))
    })
  )

  it.effect("is the held one when the wider read does not show that", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      const [made] = ledger.sync(complete([held], [claim("2026-03-10", "2026-03-22")])).created
      const { created, updated } = ledger.sync(complete([restated], [claim("2026-03-15", "2026-03-22")]), {
        wider: true
      })
      assert.deepStrictEqual([created, updated.map(({ date, id }) => [id, date])], [[], [[made?.id, restated.date]]])
    })
  )

  it.effect("is another when the wider read shows both", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      ledger.sync(complete([held], [claim("2026-03-10", "2026-03-22")]))
      const { created, updated } = ledger.sync(complete([held, restated], [claim("2026-03-15", "2026-03-22")]), {
        wider: true
      })
      assert.deepStrictEqual([created.length, updated], [1, []])
    })
  )

  it.effect("asks only once, and never for a failed stream", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      ledger.sync(complete([held], [claim("2026-03-10", "2026-03-22")]))
      assert.isTrue(Result.isSuccess(ledger.attempt(narrow, { wider: true })))
      assert.isTrue(Result.isSuccess(ledger.attempt(cutOff([restated]))))
    })
  )

  it.effect("does not ask for today's coffee, five days after another", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      ledger.sync(complete([row("2026-03-15", "-5", "CAFE")], [claim("2026-03-10", "2026-03-19")]))
      assert.isTrue(Result.isSuccess(ledger.attempt(complete([row("2026-03-20", "-5", "CAFE")]))))
    })
  )
})

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
      const [made] = ledger.sync(
        complete([{ ...hold, institutionId: "p", category: "Saque", merchant: { name: "Banco" } }]),
        { now: noon(d0) }
      ).created
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
            id: Ledger.idOf(made),
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

  it.effect("is new under another version of the recipe only when it is made", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      ledger.sync(complete([shop]))
      const policy = { ...defaultPolicy, recipe: 2 }
      ledger.sync(complete([shop, row(d0, "-9", "PAO")]), { policy })
      assert.deepStrictEqual(
        ledger.live().map(({ recipe }) => recipe),
        [1, 2]
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
