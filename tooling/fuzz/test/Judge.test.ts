import { assert, describe, it } from "@effect/vitest"

import { fault } from "../src/Judge.ts"

const answer = (status: number | undefined, body: object | string, contentType = "application/json") => ({
  status,
  contentType,
  text: typeof body === "string" ? body : JSON.stringify(body),
  millis: 1
})

const errorId = "7b0d2f4e-3c1a-4b5d-8e6f-9a0b1c2d3e4f"
const refusal = { code: 404, message: "Item not found", errorId }

describe("the judge", () => {
  it("has nothing against a success, a refusal of the wire and one of the parser of HTTP", () => {
    assert.isUndefined(fault(answer(200, { results: [] }), "GET"))
    assert.isUndefined(fault(answer(404, refusal), "GET"))
    assert.isUndefined(fault(answer(431, "", ""), "GET"))
    assert.isUndefined(fault(answer(405, ""), "HEAD"))
  })

  it("finds every fault of the server's own", () => {
    assert.strictEqual(fault(answer(500, { ...refusal, code: 500 }), "GET"), "a 500")
    assert.strictEqual(fault(answer(503, "", ""), "GET"), "a 503")
  })

  it("finds a word of the inside", () => {
    for (const message of [
      "Error\n    at run (/srv/packages/store/src/Sql.ts:12:3)",
      'syntax error at or near "x"',
      "TypeError: x is not a function"
    ]) {
      assert.match(String(fault(answer(404, { ...refusal, message }), "GET")), /^a word of the inside/)
    }
  })

  it("finds a refusal in another shape", () => {
    assert.strictEqual(fault(answer(404, "<h1>Not Found</h1>", "text/html"), "GET"), "a refusal that is no JSON object")
    assert.strictEqual(fault(answer(400, refusal), "GET"), "a refusal whose code is not its status")
    assert.strictEqual(fault(answer(404, { ...refusal, message: "" }), "GET"), "a refusal without a message")
    assert.strictEqual(fault(answer(404, { ...refusal, errorId: "1" }), "GET"), "a refusal without an errorId")
  })

  it("misses an answer only where one is owed", () => {
    assert.strictEqual(fault(answer(undefined, "", ""), "GET"), "no answer")
    assert.isUndefined(fault(answer(undefined, "", ""), "GET", false))
  })
})
