// What it means that a row is not shown: nothing without proof, removal at once while it is pending, at the second absence
// when it is posted. And how a row comes back.
import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"

import { NeedsWider } from "../src/Transactions.ts"
import * as Ledger from "./Ledger.ts"
import { claim, complete, cutOff, day, noon, only, pending, row, week } from "./Ledger.ts"

const d0 = "2026-03-20"
const shop = row(d0, "-80", "LOJA", { institutionId: "1" })
const hold = row(d0, "-20", "ATM CENTRO", pending)

describe("A posted row that is not shown", () => {
  it.effect("stays at its first absence, which is stored but is no change to report", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      const made = only(ledger.sync(complete([shop]), { now: noon(d0) }).created)
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
      const made = only(ledger.sync(complete([shop])).created)
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
      const made = only(ledger.sync(complete([shop])).created)
      ledger.sync(complete([]))
      ledger.sync(complete([]))
      const merge = ledger.sync(complete([{ ...shop, description: "LOJA SP" }]), { now: noon("2026-03-23") })
      assert.deepStrictEqual(merge.revived, [{ ...made, description: "LOJA SP", updatedAt: noon("2026-03-23") }])
      assert.deepStrictEqual(merge.created, [])
    })
  )

  it.effect("comes back under its id by equal content, also as posted", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      const made = only(ledger.sync(complete([{ ...hold, institutionId: "p" }])).created)
      assert.strictEqual(ledger.sync(complete([])).removed.length, 1)
      const { revived } = ledger.sync(complete([row(d0, "-20", "ATM CENTRO", { institutionId: "q" })]))
      assert.deepStrictEqual(
        revived.map(({ id, previousIds, status }) => [id, status, previousIds]),
        [[made.id, "POSTED", ["p"]]]
      )
    })
  )

  it.effect("comes back under its id when the posted row names it", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      const made = only(ledger.sync(complete([{ ...hold, institutionId: "p" }])).created)
      ledger.sync(complete([]))
      const { revived } = ledger.sync(
        complete([row("2026-03-22", "-25", "ATM", { institutionId: "q", pendingId: "p" })])
      )
      assert.deepStrictEqual(
        revived.map(({ id }) => id),
        [made.id]
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

  it.effect("leaves the only row that is shown to its equal that is live", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      const coffee = row(d0, "-5", "CAFE")
      ledger.sync(complete([coffee, coffee]))
      ledger.deleteByPerson(0)
      assert.deepStrictEqual(ledger.sync(complete([coffee])), Ledger.empty)
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
      assert.deepStrictEqual(
        ledger.attempt(narrow),
        Result.fail(new NeedsWider({ from: day("2026-03-15"), to: day("2026-03-15") }))
      )
    })
  )

  it.effect("is the held one when the wider read does not show that", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      const made = only(ledger.sync(complete([held], [claim("2026-03-10", "2026-03-22")])).created)
      const { created, updated } = ledger.sync(complete([restated], [claim("2026-03-15", "2026-03-22")]), {
        wider: true
      })
      assert.deepStrictEqual([created, updated.map(({ date, id }) => [id, date])], [[], [[made.id, restated.date]]])
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

  it.effect("asks for the days up to the window that it starts, not to the first one", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      const early = row("2026-03-13", "-80", "MERCADO SAO JOAO")
      ledger.sync(complete([early], [claim("2026-03-01", "2026-03-22")]))
      assert.deepStrictEqual(
        ledger.attempt(complete([restated], [claim("2026-03-02", "2026-03-02"), week])),
        Result.fail(new NeedsWider({ from: day("2026-03-13"), to: day("2026-03-15") }))
      )
    })
  )

  it.effect("does not ask for days that were read already", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      const holds = [
        row("2026-03-11", "-20", "UBER TRIP SP", pending),
        row("2026-03-12", "-20", "UBER TRIP RJ", pending)
      ]
      ledger.sync(complete(holds, [claim("2026-03-10", "2026-03-22")]))
      const windows = [claim("2026-03-10", "2026-03-12"), week]
      const result = ledger.attempt(complete([row("2026-03-16", "-20", "UBER TRIP")], windows))
      assert.strictEqual(Result.getOrThrow(result).suggestions.length, 2)
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
