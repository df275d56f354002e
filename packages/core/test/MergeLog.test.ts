// What the log of decisions says of each row that is not as it was: by which rule, on what numbers, and how many others they
// could have meant. And what becomes of rows that grow old.
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import type * as Transactions from "../src/Transactions.ts"
import { claim, complete, empty, make, noon, only, pending, row } from "./Ledger.ts"
import { d0, d2, id, shop } from "./ScenarioRows.ts"

const said = ({ decisions }: Transactions.Merge) =>
  decisions.map(({ evidence, rivals, rule, transactionId }) => [
    rule,
    transactionId === null ? null : Number(transactionId.slice(-2)),
    evidence,
    rivals
  ])

const hold = row(d0, "-20", "ATM CENTRO", pending)
const later = [claim("2026-04-25", "2026-05-01")]
const inMay = { now: noon("2026-05-01") }

describe("The log says", () => {
  it.effect("of a row that is not shown how often it was absent", () =>
    Effect.sync(() => {
      const ledger = make()
      ledger.sync(complete([shop, hold]))
      assert.deepStrictEqual(said(ledger.sync(complete([]))), [
        ["removed", 0, { absences: 1 }, 0],
        ["absent", 1, { absences: 1 }, 0]
      ])
      assert.deepStrictEqual(said(ledger.sync(complete([]))), [["removed", 1, { absences: 2 }, 0]])
    })
  )

  it.effect("of one that is too old to be read again that it stays unconfirmed", () =>
    Effect.sync(() => {
      const ledger = make()
      ledger.sync(complete([shop]))
      assert.deepStrictEqual(said(ledger.sync(complete([]), inMay)), [["unconfirmed", 0, { absences: 1 }, 0]])
    })
  )

  it.effect("of one that grew too old outside the days that were read the same", () =>
    Effect.sync(() => {
      const ledger = make()
      ledger.sync(complete([shop]))
      ledger.sync(complete([]))
      assert.deepStrictEqual(said(ledger.sync(complete([], later), inMay)), [["unconfirmed", 0, { absences: 1 }, 0]])
    })
  )

  it.effect("of a removed row that it came back, on the evidence by which it was found", () =>
    Effect.sync(() => {
      const ledger = make()
      ledger.sync(complete([shop]))
      for (let count = 0; count < 2; count++) ledger.sync(complete([]))
      assert.deepStrictEqual(said(ledger.sync(complete([row(d2, "-80", "LOJA", id("1"))]))), [
        ["revived", 0, { days: 2 }, 0]
      ])
    })
  )

  it.effect("of a row that the person deleted that it changed and stays so, and nothing where it did not", () =>
    Effect.sync(() => {
      const ledger = make()
      ledger.sync(complete([shop]))
      ledger.deleteByPerson(0)
      assert.deepStrictEqual(ledger.sync(complete([shop])), empty)
      const merge = ledger.sync(complete([row(d2, "-80", "LOJA", id("1"))]))
      assert.deepStrictEqual(said(merge), [["deleted-by-person", 0, { days: 2 }, 0]])
      assert.strictEqual(only(merge.touched).state, "deleted")
    })
  )

  it.effect("of rows that may be one what speaks for it, and how many others it could have meant", () =>
    Effect.sync(() => {
      const ledger = make()
      ledger.sync(
        complete([
          row("2026-03-18", "-20", "UBER TRIP SP", pending),
          row("2026-03-19", "-20", "UBER TRIP RJ", pending),
          row("2026-03-19", "-33", "FEIRA", pending)
        ])
      )
      const merge = ledger.sync(complete([row(d0, "-20", "UBER TRIP"), row(d0, "-33", "POSTO 7")]))
      const similarity = 18 / 21
      const ofTrips = (days: number) => ({ days, score: 2 + similarity, similarity })
      const suggested = merge.suggestions.map(({ created, evidence, held, why }) => [
        why,
        Number(held.slice(-2)),
        merge.created.find((one) => one.id === created)?.description,
        evidence
      ])
      const ofFair = merge.suggestions.find(({ why }) => why === "weak")?.evidence ?? {}
      assert.deepStrictEqual([ofFair["days"], ofFair["score"]], [1, 1])
      assert.isBelow(ofFair["similarity"] ?? 1, 0.35)
      assert.deepStrictEqual(suggested, [
        ["rivals", 0, "UBER TRIP", ofTrips(2)],
        ["weak", 1, "POSTO 7", ofFair],
        ["rivals", 2, "UBER TRIP", ofTrips(1)]
      ])
      assert.deepStrictEqual(
        said(merge).filter(([rule]) => rule === "ambiguous"),
        [
          ["ambiguous", 0, ofTrips(2), 1],
          ["ambiguous", 1, ofFair, 0],
          ["ambiguous", 2, ofTrips(1), 1]
        ]
      )
    })
  )
})

describe("A row that grows old", () => {
  it.effect("is suspect through the thirtieth day, and unconfirmed from the next", () =>
    Effect.sync(() => {
      for (const [now, rule] of [
        ["2026-04-19", "absent"],
        ["2026-04-20", "unconfirmed"]
      ] as const) {
        const ledger = make()
        ledger.sync(complete([shop]))
        const merge = ledger.sync(complete([]), { now: noon(now) })
        assert.deepStrictEqual(said(merge), [[rule, 0, { absences: 1 }, 0]])
        assert.strictEqual(only(merge.touched).unconfirmed, rule === "unconfirmed")
      }
    })
  )

  it.effect("is no matter outside the days that were read where it was never absent, is gone or was deleted", () =>
    Effect.sync(() => {
      const [shown, gone, deleted] = [make(), make(), make()]
      for (const ledger of [shown, gone, deleted]) ledger.sync(complete([shop]))
      for (let count = 0; count < 2; count++) gone.sync(complete([]))
      deleted.sync(complete([]))
      deleted.deleteByPerson(0)
      for (const ledger of [shown, gone, deleted]) {
        assert.deepStrictEqual(ledger.sync(complete([], later), inMay), empty)
      }
    })
  )

  it.effect("and was unconfirmed is so no more once it is removed", () =>
    Effect.sync(() => {
      const ledger = make()
      const made = only(ledger.sync(complete([shop])).created)
      ledger.sync(complete([]), inMay)
      const { removed } = ledger.sync(complete([]), { ...inMay, execution: "second" })
      assert.deepStrictEqual(removed, [
        { ...made, state: "removed", absences: 2, absentIn: "second", unconfirmed: false, updatedAt: inMay.now }
      ])
    })
  )
})
