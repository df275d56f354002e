// Rows that look alike and are kept apart all the same: where ids last, and where the same amount recurs.
import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"

import * as Ledger from "./Ledger.ts"
import { claim, complete, noon, pending, row } from "./Ledger.ts"

const d0 = "2026-03-20"

describe("An institution whose rows keep their ids", () => {
  const open = (date: string, amount: string, description: string, institutionId: string) =>
    row(date, amount, description, { ...pending, institutionId })
  const posted = (date: string, amount: string, description: string, institutionId: string) =>
    row(date, amount, description, { institutionId })

  it.effect("posts no hold under another id, however alike: the rows are suggested", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      ledger.sync(complete([open(d0, "-20", "ATM CENTRO", "1"), open(d0, "-9", "PAO", "2")]))
      const { created, removed, suggestions } = ledger.sync(
        complete([posted("2026-03-21", "-20", "ATM CENTRO", "3"), posted(d0, "-9", "PAO", "2")])
      )
      assert.deepStrictEqual([created.length, removed.length, suggestions.map(({ why }) => why)], [1, 1, ["weak"]])
    })
  )

  it.effect("posts none of equal day and content under another id either", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      ledger.sync(complete([open(d0, "-20", "ATM CENTRO", "1"), open(d0, "-9", "PAO", "2")]))
      const { created, removed } = ledger.sync(
        complete([posted(d0, "-20", "ATM CENTRO", "3"), posted(d0, "-9", "PAO", "2")])
      )
      assert.deepStrictEqual([created.length, removed.length], [1, 1])
    })
  )

  it.effect("is known by rows that were posted before", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      ledger.sync(complete([open(d0, "-9", "PAO", "2")]), { now: noon(d0) })
      ledger.sync(complete([posted(d0, "-9", "PAO", "2"), open(d0, "-20", "ATM CENTRO", "1")]))
      const { created, removed } = ledger.sync(
        complete([posted(d0, "-9", "PAO", "2"), posted("2026-03-21", "-20", "ATM CENTRO", "3")])
      )
      assert.deepStrictEqual([created.length, removed.length], [1, 1])
    })
  )

  it.effect("is believed in no longer once a row was posted under a new id", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      ledger.sync(complete([open(d0, "-9", "PAO", "2"), open(d0, "-7", "BOLO", "4")]), { now: noon(d0) })
      ledger.sync(
        complete([
          posted(d0, "-9", "PAO", "2"),
          { ...posted(d0, "-7", "BOLO", "5"), pendingId: "4" },
          open(d0, "-20", "ATM CENTRO", "1")
        ])
      )
      const { created, updated } = ledger.sync(
        complete([
          posted(d0, "-9", "PAO", "2"),
          posted(d0, "-7", "BOLO", "5"),
          posted("2026-03-21", "-20", "ATM CENTRO", "3")
        ])
      )
      assert.deepStrictEqual([created.length, updated.length], [0, 1])
    })
  )

  it.effect("is not believed in when another row of the collection was posted under a new id", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      ledger.sync(
        complete([
          open(d0, "-9", "PAO", "2"),
          open(d0, "-7", "BOLO", "4"),
          open("2026-03-19", "-20", "ATM CENTRO", "1")
        ])
      )
      const { created, updated } = ledger.sync(
        complete([
          posted(d0, "-9", "PAO", "2"),
          { ...posted(d0, "-7", "BOLO", "5"), pendingId: "4" },
          posted("2026-03-21", "-20", "ATM CENTRO", "3")
        ])
      )
      assert.deepStrictEqual([created.length, updated.length], [0, 3])
    })
  )

  it.effect("is not believed in when another posted row was shown under a new id", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      ledger.sync(
        complete([
          posted(d0, "-9", "PAO", "2"),
          posted(d0, "-7", "BOLO", "4"),
          posted("2026-03-18", "-20", "ATM CENTRO", "1")
        ])
      )
      const { created, updated } = ledger.sync(
        complete([
          posted(d0, "-9", "PAO", "2"),
          posted(d0, "-7", "BOLO", "5"),
          posted("2026-03-21", "-20", "ATM CENTRO", "3")
        ])
      )
      assert.deepStrictEqual([created.length, updated.length], [0, 2])
    })
  )

  it.effect("restates no posted row under another id, though all ids be new at posting", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      ledger.sync(complete([posted("2026-03-18", "-20", "ATM CENTRO", "1"), posted(d0, "-9", "PAO", "2")]))
      const next = complete([posted("2026-03-21", "-20", "ATM CENTRO", "3"), posted(d0, "-9", "PAO", "2")])
      const { created, touched } = ledger.sync(next)
      assert.deepStrictEqual([created.length, touched.map(({ absences }) => absences)], [1, [1]])
    })
  )

  it.effect("asks for no wider read for the sake of a row that cannot be the one before", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      ledger.sync(complete([posted("2026-03-15", "-20", "ATM CENTRO", "1"), posted(d0, "-9", "PAO", "2")]))
      const moved = posted("2026-03-16", "-20", "ATM CENTRO", "3")
      assert.isTrue(Result.isFailure(ledger.attempt(complete([moved]))))
      assert.isTrue(Result.isSuccess(ledger.attempt(complete([moved, posted(d0, "-9", "PAO", "2")]))))
    })
  )

  it.effect("is not known by ids alone that were never shown twice", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      ledger.sync(complete([posted("2026-03-18", "-20", "ATM CENTRO", "1")]))
      const { created, updated } = ledger.sync(complete([posted("2026-03-21", "-20", "ATM CENTRO", "3")]))
      assert.deepStrictEqual([created.length, updated.length], [0, 1])
    })
  )
})

describe("A hold that was open for longer than postings take", () => {
  const hold = row("2026-03-14", "-5", "CAFE", pending)
  const month = [claim("2026-03-01", "2026-03-31")]

  it.effect("is posted where the person pays that amount once", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      ledger.sync(complete([hold], month))
      const { created, updated } = ledger.sync(complete([row(d0, "-5", "CAFE SP")], month))
      assert.deepStrictEqual([created.length, updated.length], [0, 1])
    })
  )

  it.effect("is kept apart and suggested where the person pays that amount again and again", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      const before = row("2026-03-12", "-5", "CAFE SP")
      ledger.sync(complete([before, hold], month))
      const { created, removed, suggestions } = ledger.sync(complete([before, row(d0, "-5", "CAFE SP")], month))
      assert.deepStrictEqual([created.length, removed.length, suggestions.length], [1, 1, 1])
    })
  )

  it.effect("is posted where only another place takes that amount", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      const before = row("2026-03-12", "-5", "PAO")
      ledger.sync(complete([before, hold], month))
      const { created, updated } = ledger.sync(complete([before, row(d0, "-5", "CAFE SP")], month))
      assert.deepStrictEqual([created.length, updated.length], [0, 1])
    })
  )

  it.effect("is posted all the same within five days", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      const before = row("2026-03-12", "-5", "CAFE SP")
      ledger.sync(complete([before, hold], month))
      const { created, updated } = ledger.sync(complete([before, row("2026-03-19", "-5", "CAFE SP")], month))
      assert.deepStrictEqual([created.length, updated.length], [0, 1])
    })
  )
})
