// Rows of one place and one amount: no text tells them apart, so who kept the day comes first, then the nearest, in their order.
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { merged, open, posted } from "./Became.ts"
import { pending, row } from "./Ledger.ts"

describe("Rows of one place that differ in their day alone", () => {
  it.effect("have no rivals when as many come as went", () =>
    Effect.sync(() => {
      const { became, rivals } = merged(
        [17, 18, 19].map((day) => open(day, "CAFE")),
        [20, 21, 22].map((day) => posted(day, "CAFE SP"))
      )
      assert.deepStrictEqual(became, ["17 CAFE > 20 CAFE SP", "18 CAFE > 21 CAFE SP", "19 CAFE > 22 CAFE SP"])
      assert.deepStrictEqual(rivals, [0, 0, 0])
    })
  )

  it.effect("have no rivals when they are twins and one of them vanishes", () =>
    Effect.sync(() => {
      const { became, rivals } = merged([open(20, "CAFE"), open(20, "CAFE")], [posted(21, "CAFE SP")])
      assert.deepStrictEqual([became, rivals], [["20 CAFE > 21 CAFE SP"], [0]])
    })
  )

  it.effect("have no rivals when they are twins and one more comes", () =>
    Effect.sync(() => {
      const { became, created, rivals } = merged([open(20, "CAFE")], [posted(21, "CAFE SP"), posted(21, "CAFE SP")])
      assert.deepStrictEqual([became, created, rivals], [["20 CAFE > 21 CAFE SP"], ["21 CAFE SP"], [0]])
    })
  )

  it.effect("are restated by the nearest when more come than went", () =>
    Effect.sync(() => {
      const { became, created, rivals } = merged([posted(20, "CAFE")], [posted(17, "CAFE SP"), posted(22, "CAFE SP")])
      assert.deepStrictEqual([became, created, rivals], [["20 CAFE > 22 CAFE SP"], ["17 CAFE SP"], [1]])
    })
  )

  it.effect("are restated from the nearest when more went than come", () =>
    Effect.sync(() => {
      const { became, rivals } = merged([posted(17, "CAFE"), posted(22, "CAFE")], [posted(20, "CAFE SP")])
      assert.deepStrictEqual([became, rivals], [["22 CAFE > 20 CAFE SP"], [1]])
    })
  )

  it.effect("keep their day before their order, also when more come than went", () =>
    Effect.sync(() => {
      const { became, created } = merged(
        [18, 19].map((day) => posted(day, "CAFE")),
        [19, 20, 21].map((day) => posted(day, "CAFE SP"))
      )
      assert.deepStrictEqual(became, ["19 CAFE > 19 CAFE SP", "18 CAFE > 20 CAFE SP"])
      assert.deepStrictEqual(created, ["21 CAFE SP"])
    })
  )

  it.effect("cross no others when none keeps its day", () =>
    Effect.sync(() => {
      const { became } = merged(
        [16, 17].map((day) => posted(day, "CAFE")),
        [18, 19, 20].map((day) => posted(day, "CAFE SP"))
      )
      assert.deepStrictEqual(became, ["16 CAFE > 18 CAFE SP", "17 CAFE > 19 CAFE SP"])
    })
  )
})

describe("Rows of one place at an institution whose rows keep their ids", () => {
  const bread = { institutionId: "bread" }
  const hold = row("2026-03-16", "-9", "PAO", { ...pending, ...bread })
  const loaf = row("2026-03-16", "-9", "PAO", bread)

  it.effect("are posted in the order of their days, whichever could be which", () =>
    Effect.sync(() => {
      const { became, rivals } = merged(
        [open(17, "CAFE"), open(18, "CAFE", { institutionId: "b" }), open(19, "CAFE"), hold],
        [posted(20, "CAFE SP", { institutionId: "x" }), posted(21, "CAFE SP"), posted(22, "CAFE SP"), loaf]
      )
      assert.deepStrictEqual(became, [
        "16 PAO > 16 PAO",
        "17 CAFE > 20 CAFE SP",
        "18 CAFE > 21 CAFE SP",
        "19 CAFE > 22 CAFE SP"
      ])
      assert.deepStrictEqual(rivals, [0, 0, 0])
    })
  )

  it.effect("are posted by the nearest where their order would name two that cannot be one", () =>
    Effect.sync(() => {
      const { became } = merged(
        [open(17, "CAFE", { institutionId: "a" }), open(18, "CAFE"), open(19, "CAFE"), hold],
        [posted(20, "CAFE SP", { institutionId: "x" }), posted(21, "CAFE SP"), posted(22, "CAFE SP"), loaf]
      )
      assert.deepStrictEqual(became, [
        "16 PAO > 16 PAO",
        "18 CAFE > 20 CAFE SP",
        "17 CAFE > 21 CAFE SP",
        "19 CAFE > 22 CAFE SP"
      ])
    })
  )
})

describe("A posted row that is shown word for word under another id", () => {
  const [old, fresh] = [{ institutionId: "old" }, { institutionId: "fresh" }]

  it.effect("is the same, and no other row of its place is", () =>
    Effect.sync(() => {
      const { became, created, merge } = merged(
        [posted(20, "LOJA", old)],
        [posted(20, "LOJA", fresh), posted(21, "LOJA", { institutionId: "another" })]
      )
      assert.deepStrictEqual([became, created], [["20 LOJA > 20 LOJA"], ["21 LOJA"]])
      assert.deepStrictEqual(
        merge.decisions.map(({ evidence, rivals, rule }) => [rule, evidence, rivals]),
        [
          ["re-identified", { days: 0 }, 0],
          ["created", {}, 0]
        ]
      )
    })
  )

  it.effect("is no other row of its place that is shown no more", () =>
    Effect.sync(() => {
      const { became, merge } = merged(
        [posted(19, "LOJA", { institutionId: "another" }), posted(20, "LOJA", old)],
        [posted(20, "LOJA", fresh)]
      )
      assert.deepStrictEqual(became, ["20 LOJA > 20 LOJA"])
      assert.deepStrictEqual(
        merge.touched.map(({ absences, institutionId }) => [absences, institutionId]),
        [[1, "another"]]
      )
    })
  )
})
