import { assert, describe, it } from "@effect/vitest"
import { DateTime } from "effect"

import { Refused } from "../src/OperatorClient.ts"
import * as ItemWords from "../src/OperatorItemWords.ts"
import * as Words from "../src/OperatorWords.ts"

const now = DateTime.makeUnsafe("2026-03-20T12:00:00Z")
const after = (seconds: number) => DateTime.add(now, { seconds })

describe("the words for people", () => {
  it("say how far off a moment is, never sooner than it comes", () => {
    const said = [0, -59, -60, -3599, -3600, -86_400, -172_800, 30, 61, 3600, 3601, 10_740, 172_800]
    assert.deepStrictEqual(
      said.map((seconds) => Words.distance(after(seconds), now)),
      [
        "now",
        "59 s ago",
        "1 min ago",
        "59 min ago",
        "1 h ago",
        "24 h ago",
        "2 d ago",
        "in 30 s",
        "in 2 min",
        "in 1 h",
        "in 1 h",
        "in 2 h",
        "in 2 d"
      ]
    )
    assert.strictEqual(Words.when(after(-60), now), "2026-03-20 11:59 UTC, 1 min ago")
  })

  it("take out of another's text what could steer a terminal or turn the direction of writing", () => {
    assert.strictEqual(Words.plain("a\u001b[31mb\r\nc\u009bd\u202ee\u2028f é 😀"), "a [31mb c d e f é 😀")
  })

  it("stand in columns as wide as their widest cell", () => {
    const rows = [
      ["x", "1\n2", ""],
      ["long one", "3", "z"]
    ]
    assert.deepStrictEqual(Words.table(["A", "B", "C"], rows), [
      "A         B    C",
      "x         1 2",
      "long one  3    z"
    ])
    assert.deepStrictEqual(
      Words.facts([
        ["Name", "x"],
        ["N", "y"]
      ]),
      ["  Name  x", "  N     y"]
    )
  })

  it("say that a list goes on only where it does", () => {
    const page = (page: number, total: number) => ({ page, total, totalPages: Math.ceil(total / 2), results: [1, 2] })
    assert.deepStrictEqual(Words.pageLine("Items", page(1, 2)), [])
    assert.deepStrictEqual(Words.pageLine("Items", page(1, 5)), ["", "Page 1 of 3: 2 of 5 Items; go on with --page 2"])
    assert.deepStrictEqual(Words.pageLine("Items", page(3, 5)), ["", "Page 3 of 3: 2 of 5 Items"])
  })
})

const refusal = (codeDescription: string, data: Readonly<Record<string, unknown>> = {}) =>
  ItemWords.refusal("ID", new Refused({ codeDescription, sentence: "the server's", data }), now)

describe("why an Item is not synced", () => {
  it("names the moment from which it may be tried, and the pass that does not wait for it", () => {
    const data = { canRetryAfterDate: "2026-03-20T12:10:00.000Z" }
    for (const code of ["TOO_MANY_CONSECUTIVE_LOGIN_FAILURES", "ITEM_IN_ERROR_COOLDOWN"]) {
      const said = refusal(code, data)
      assert.include(said, "from 2026-03-20 12:10 UTC, in 10 min")
      assert.include(said, "tomada items unblock ID")
    }
    assert.include(refusal("ITEM_IN_ERROR_COOLDOWN", { canRetryAfterDate: "soon" }), "tried later")
  })

  it("names the person where only they can help, and a pass where it would help", () => {
    for (const code of ["PARAMETERS_NOT_PROVIDED", "CONNECTOR_REQUIRED_PARAMETER_VALIDATION_ERROR", "PERSON_NEEDED"]) {
      assert.match(refusal(code), /person/)
      assert.notMatch(refusal(code), /unblock/)
    }
    for (const code of ["LAST_EXECUTION_HAD_LOGIN_ERROR", "CONNECTOR_OFFLINE"]) {
      assert.include(refusal(code), "tomada items unblock ID")
    }
    assert.strictEqual(refusal("SOMETHING_NEW"), "the server's")
  })
})
