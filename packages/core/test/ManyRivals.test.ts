// More than ten rows of one amount that look alike are not weighed against each other: only a pair without any rival near it
// is one, from either side.
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import type { CollectedTransaction } from "../src/Transaction.ts"
import * as Ledger from "./Ledger.ts"
import { complete, pending, row } from "./Ledger.ts"

const hold = (text: string, day = 20) => row(`2026-03-${day}`, "-20", text, pending)
const posted = (text: string, day = 21) => row(`2026-03-${day}`, "-20", text)

/** Eleven places, each held once and posted once. */
const places = [..."ABCDEFGHIJK"].map((letter) => `CAFE ${letter}`)
const holds = places.map((place) => hold(place))
const postings = places.map((place) => posted(`${place} SP`))

const merged = (first: ReadonlyArray<CollectedTransaction>, second: ReadonlyArray<CollectedTransaction>) => {
  const ledger = Ledger.make()
  const made = new Map(ledger.sync(complete(first)).created.map(({ description, id }) => [id, description]))
  const merge = ledger.sync(complete(second))
  return {
    became: merge.updated.map(({ description, id }) => [made.get(id), description]),
    ids: [...made.keys()],
    merge,
    opened: [...new Set(merge.suggestions.map(({ held, why }) => `${why}: ${made.get(held)}`))],
    rivals: merge.decisions.filter(({ rule }) => rule === "re-identified").map((decision) => decision.rivals)
  }
}

const without = (place: string) => places.filter((other) => other !== place).map((other) => [other, `${other} SP`])

const several = (count: number, of: CollectedTransaction) => Array.from({ length: count }, () => of)

describe("Equal holds of two days, one more posted than held", () => {
  it.effect("are weighed while ten are posted", () =>
    Effect.sync(() => {
      const { became, merge } = merged(
        [...several(5, hold("CAFE", 17)), ...several(4, hold("CAFE", 18))],
        [...several(5, posted("CAFE SP", 19)), ...several(5, posted("CAFE SP", 20))]
      )
      assert.deepStrictEqual([became.length, merge.created.length, merge.suggestions.length], [9, 1, 0])
    })
  )

  it.effect("stay open once eleven are posted", () =>
    Effect.sync(() => {
      const { became, merge } = merged(
        [...several(5, hold("CAFE", 17)), ...several(5, hold("CAFE", 18))],
        [...several(6, posted("CAFE SP", 19)), ...several(5, posted("CAFE SP", 20))]
      )
      assert.deepStrictEqual([became.length, merge.created.length, merge.suggestions.length], [0, 11, 110])
    })
  )
})

describe("Eleven places of one amount", () => {
  it.effect("are told apart where each is most alike its own, with all others as rivals", () =>
    Effect.sync(() => {
      const { became, merge, rivals } = merged(holds, postings)
      assert.deepStrictEqual(
        became,
        places.map((place) => [place, `${place} SP`])
      )
      assert.deepStrictEqual(
        rivals,
        places.map(() => 20)
      )
      assert.deepStrictEqual([merge.created, merge.suggestions], [[], []])
    })
  )

  it.effect("may have twins, each posted once and in their order", () =>
    Effect.sync(() => {
      const { became, ids, merge } = merged([hold("CAFE A"), ...holds], [posted("CAFE A SP"), ...postings])
      assert.deepStrictEqual(became, [["CAFE A", "CAFE A SP"], ...places.map((place) => [place, `${place} SP`])])
      assert.deepStrictEqual(
        merge.updated.map(({ id }) => id),
        ids
      )
      assert.deepStrictEqual([merge.created, merge.removed], [[], []])
    })
  )

  it.effect("leave the one open that could be posted as either of two", () =>
    Effect.sync(() => {
      const { became, merge, opened } = merged(holds, [...postings, posted("CAFE A ZN")])
      assert.deepStrictEqual(became, without("CAFE A"))
      assert.deepStrictEqual([merge.created.length, opened], [2, ["rivals: CAFE A"]])
    })
  )

  it.effect("leave the one open that either of two could be", () =>
    Effect.sync(() => {
      const { became, merge, opened } = merged([...holds, hold("CAFE A", 19)], postings)
      assert.deepStrictEqual(became, without("CAFE A"))
      assert.deepStrictEqual([merge.created.length, merge.removed.length, opened], [1, 2, ["rivals: CAFE A"]])
    })
  )

  it.effect("leave the one open that is more alike by no more than the margin", () =>
    Effect.sync(() => {
      const { became, merge } = merged(holds, [...postings, posted("CAFE A SPO")])
      assert.deepStrictEqual([became, merge.created.length], [without("CAFE A"), 2])
    })
  )

  it.effect("are told apart by a character more", () =>
    Effect.sync(() => {
      const { became, merge } = merged(holds, [...postings, posted("CAFE A SPOT")])
      assert.deepStrictEqual([became.length, merge.created.length], [11, 1])
    })
  )
})
