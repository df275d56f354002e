// How alike two descriptions are: what is compared, and what each text has in common with the other, from its longest part on.
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { normalise, ratio } from "../src/internal/Similarity.ts"

/** Two texts, and how many characters are in their common parts. */
const cases: ReadonlyArray<readonly [string, string, string, number]> = [
  ["that are equal", "uber trip", "uber trip", 9],
  ["of which one is completed", "uber trip", "uber trip sp br", 9],
  ["of which one is completed at its start", "a", "ba", 1],
  ["of which one is completed in its midst", "cafe sp", "cafe rj sp", 7],
  ["of which one was cut in its midst", "uber * trip", "uber trip", 9],
  ["with an abbreviation", "padaria sao joao", "padaria s joao", 14],
  ["that share a start alone", "posto a", "posto b", 6],
  ["that share an end alone", "bar ipe", "gol ipe", 4],
  ["whose words changed places: the longest part alone counts", "uber trip", "trip uber", 4],
  ["whose words are in a circle", "abcd", "bcda", 3],
  ["with a part before the longest one", "xay", "aybx", 2],
  ["with two parts of one length: the first in the first text counts", "ana ana", "sul bia", 1],
  ["with two parts of one length, the other way about", "ana ana", "bar sul", 2],
  ["that share no character", "gelo", "pix", 0],
  ["of which one says nothing", "", "pix", 0],
  ["of which the other says nothing", "pix", "", 0]
]

describe("Two descriptions are compared", () => {
  it("without their case and white space", () =>
    assert.deepStrictEqual(["  Café \t do\u00a0 Zé ", "CAFÉ DO ZÉ"].map(normalise), ["café do zé", "café do zé"]))

  for (const [what, a, b, inCommon] of cases) {
    it.effect(what, () => Effect.sync(() => assert.strictEqual(ratio(a, b), (2 * inCommon) / (a.length + b.length))))
  }

  it("as one when neither says anything", () => assert.strictEqual(ratio("", ""), 1))

  it("by their first 256 characters", () => {
    const long = "x".repeat(256)
    assert.deepStrictEqual(
      [ratio(`${long}a`, `${long}b`), ratio(`${long}a`, `b${long}`), ratio("a".repeat(300), long)],
      [1, (2 * 255) / 512, 0]
    )
  })
})
