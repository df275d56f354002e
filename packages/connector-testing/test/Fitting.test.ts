// What an old session may be, and whether a new version still takes it and keeps all of it; schemas as zod writes them.
import { assert, describe, it } from "@effect/vitest"

import { type JsonSchema, unfit } from "../src/contract/Fitting.ts"

const found = (before: JsonSchema, now: JsonSchema) => unfit(before, now, "session")

const text: JsonSchema = { type: "string" }
const object = (properties: Readonly<Record<string, JsonSchema>>, required: ReadonlyArray<string>): JsonSchema => ({
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  properties,
  required
})
const map = (of: JsonSchema): JsonSchema => ({ type: "object", propertyNames: text, additionalProperties: of })
const one = (value: string): JsonSchema => ({ type: "string", const: value })

const plain = object({ user: text, device: text }, ["user"])

describe("an old session", () => {
  it("fits what has not changed, and what takes more than before", () => {
    const takeMore: ReadonlyArray<JsonSchema> = [
      plain,
      object({ user: text, device: text, since: text }, ["user"]),
      object({ user: { anyOf: [text, { type: "number" }] }, device: text }, ["user"]),
      object({ user: { type: ["string", "null"] }, device: { default: "none", ...text } }, ["user"]),
      map(text),
      {}
    ]
    for (const now of takeMore) assert.deepStrictEqual(found(plain, now), [])
    assert.deepStrictEqual(found({ ...text, enum: ["a", "b"] }, { ...text, enum: ["c", "b", "a"] }), [])
    assert.deepStrictEqual(found({ type: "integer", minimum: 0 }, { type: "number" }), [])
    assert.deepStrictEqual(found({ type: "array", items: one("a") }, { type: "array", items: text }), [])
  })

  it("does not fit where something is required, forgotten or of another type", () => {
    const cases: ReadonlyArray<readonly [JsonSchema, string]> = [
      [object({ user: text, device: text, token: text }, ["user", "token"]), "session.token is required now"],
      [object({ user: text, device: text }, ["user", "device"]), "session.device is required now"],
      [object({ user: text }, ["user"]), "session.device is not kept any more"],
      [object({ user: { type: "number" }, device: text }, ["user"]), "session.user is of another type"],
      [text, "session is of another type"]
    ]
    for (const [now, problem] of cases) assert.deepStrictEqual(found(plain, now), [problem])
  })

  it("does not fit where fewer values are taken", () => {
    const letters = { ...text, enum: ["a", "b"] }
    assert.deepStrictEqual(found(letters, { ...text, enum: ["a"] }), ["session takes fewer values"])
    assert.deepStrictEqual(found(text, one("a")), ["session takes fewer values"])
    assert.deepStrictEqual(found(text, { ...text, minLength: 3 }), ["session has another minLength"])
    assert.deepStrictEqual(found({ type: ["string", "null"] }, text), ["session is of another type"])
    assert.deepStrictEqual(found({ type: "integer" }, { type: "number", minimum: 1 }), ["session has another minimum"])
    assert.deepStrictEqual(found(letters, { ...letters, pattern: "a" }), ["session has another pattern"])
    assert.deepStrictEqual(found({ type: "array", items: text }, { type: "array", items: letters }), [
      "session[] takes fewer values"
    ])
    assert.deepStrictEqual(found(map(text), map({ type: "integer" })), ["session.* is of another type"])
    assert.deepStrictEqual(found(map(text), object({}, [])), ["session.* is not kept any more"])
  })

  it("of one kind fits where that kind is still taken", () => {
    const byToken = object({ kind: one("token"), token: text }, ["kind", "token"])
    const byCookie = object({ kind: one("cookie") }, ["kind"])
    assert.deepStrictEqual(found(byToken, { oneOf: [byCookie, byToken] }), [])
    assert.isAbove(found({ oneOf: [byCookie, byToken] }, byCookie).length, 0)
  })
})
