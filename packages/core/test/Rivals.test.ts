// Rows of one amount and several places that could each be several: which are told apart, with how many rivals, and which
// stay open.
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { merged, open, posted } from "./Became.ts"

describe("Rows of several places", () => {
  it.effect("have every other pair of either row as a rival", () =>
    Effect.sync(() => {
      const places = ["UBER TRIP MG", "UBER TRIP RJ", "UBER TRIP SP"]
      const { became, merge, rivals } = merged(
        places.map((place) => open(20, place)),
        places.map((place) => posted(21, `${place} BR`))
      )
      assert.deepStrictEqual(
        became,
        places.map((place) => `20 ${place} > 21 ${place} BR`)
      )
      assert.deepStrictEqual(rivals, [4, 4, 4])
      const similarity = 24 / 27
      assert.deepStrictEqual(
        merge.decisions.map(({ evidence }) => evidence),
        places.map(() => ({ days: 1, score: 2 + similarity, similarity }))
      )
    })
  )

  it.effect("are rivals when two of one place are posted as of two", () =>
    Effect.sync(() => {
      const { became, rivals } = merged(
        [open(17, "CAFE"), open(18, "CAFE")],
        [posted(20, "CAFE"), posted(20, "CAFE BR")]
      )
      assert.deepStrictEqual([became.length, rivals], [2, [2, 2]])
    })
  )

  it.effect("are rivals when two of two places are posted as of one", () =>
    Effect.sync(() => {
      const { became, rivals } = merged(
        [open(18, "UBER TRIP RJ"), open(19, "UBER TRIP SP")],
        [posted(20, "UBER TRIP"), posted(21, "UBER TRIP")]
      )
      assert.deepStrictEqual([became.length, rivals], [2, [2, 2]])
    })
  )

  it.effect("stay open when one hold could be posted as either of two", () =>
    Effect.sync(() => {
      const { became, openRivals, suggested } = merged(
        [open(20, "UBER TRIP")],
        [posted(21, "UBER TRIP RJ"), posted(21, "UBER TRIP SP")]
      )
      assert.deepStrictEqual(became, [])
      assert.deepStrictEqual(suggested, [
        "rivals: 20 UBER TRIP > 21 UBER TRIP RJ",
        "rivals: 20 UBER TRIP > 21 UBER TRIP SP"
      ])
      assert.deepStrictEqual(openRivals, [1, 1])
    })
  )

  it.effect("stay open when one is more alike by no more than the margin", () =>
    Effect.sync(() => {
      const { became, suggested } = merged([open(20, "CAFE A")], [posted(20, "CAFE A SP"), posted(20, "CAFE A SAO")])
      assert.deepStrictEqual([became.length, suggested.length], [0, 2])
    })
  )

  it.effect("are told apart by a character more", () =>
    Effect.sync(() => {
      const { became, rivals, suggested } = merged(
        [open(20, "CAFE A")],
        [posted(20, "CAFE A SP"), posted(20, "CAFE A SAOP")]
      )
      assert.deepStrictEqual([became, rivals, suggested], [["20 CAFE A > 20 CAFE A SP"], [1], []])
    })
  )

  it.effect("are suggested only where both stayed open", () =>
    Effect.sync(() => {
      const { became, openRivals, suggested } = merged(
        [open(20, "UBER TRIP SP"), open(20, "GELO")],
        [posted(21, "UBER TRIP SP BR"), posted(21, "PIX JOAO")]
      )
      assert.deepStrictEqual(became, ["20 UBER TRIP SP > 21 UBER TRIP SP BR"])
      assert.deepStrictEqual([suggested, openRivals], [["weak: 20 GELO > 21 PIX JOAO"], [0]])
    })
  )

  it.effect("are suggested once each, where a hold is shown again under another id", () =>
    Effect.sync(() => {
      const { became, suggested } = merged(
        [
          open(20, "UBER TRIP SAO PAULO 1", { institutionId: "a" }),
          open(20, "UBER TRIP SAO PAULO 2", { institutionId: "b" })
        ],
        [open(20, "UBER TRIP SAO PAULO 1", { institutionId: "c" })]
      )
      assert.deepStrictEqual(became, [])
      assert.deepStrictEqual(suggested, [
        "rivals: 20 UBER TRIP SAO PAULO 1 > 20 UBER TRIP SAO PAULO 1",
        "rivals: 20 UBER TRIP SAO PAULO 2 > 20 UBER TRIP SAO PAULO 1"
      ])
    })
  )
})
