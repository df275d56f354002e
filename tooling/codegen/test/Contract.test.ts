import { assert, describe, it } from "@effect/vitest"
import { document } from "@tomada/api/Api"

import { problems } from "../src/Lint.ts"
import { leftOut, methods, methodTable, methodTypes, wireTypes } from "../src/SdkMethods.ts"
import { objectAt, typeText } from "../src/TypeText.ts"

describe("the OpenAPI document", () => {
  it("has nothing that a linter is against, but that asking for health is never refused", async () => {
    assert.deepStrictEqual(
      await problems(document()),
      ["live", "ready"].map(
        (name) =>
          `operation-4xx-response: Operation must have at least one \`4XX\` response. #/paths/~1health~1${name}/get/responses`
      )
    )
  })

  it("that is wrong is found to be", async () => {
    const { paths, ...rest } = document()
    const found = await problems({ ...rest, paths: { ...paths, "/items/{id}": { get: { responses: {} } } } })
    assert.include(found.join("\n"), "path-parameters-defined")
    assert.include(found.join("\n"), "operation-operationId")
  })
})

describe("a type", () => {
  const types: ReadonlyArray<readonly [schema: object, text: string]> = [
    [{ type: "string", format: "uuid" }, "string"],
    [{ type: "integer", minimum: 0 }, "number"],
    [{ type: "string", enum: ["A", "B"] }, '"A" | "B"'],
    [{ anyOf: [{ $ref: "#/components/schemas/Item" }, { type: "null" }] }, "Wire.Item | null"],
    [{ anyOf: [{ type: "integer" }, { type: "number" }] }, "number"],
    [{ type: "array", items: { anyOf: [{ type: "string" }, { type: "number" }] } }, "ReadonlyArray<string | number>"],
    [{ type: "object", additionalProperties: { type: "number" } }, "Readonly<Record<string, number>>"],
    [{ type: "object" }, "Wire.JsonObject"],
    [
      {
        type: "object",
        properties: { a: { type: "string", description: "One */ thing." }, "b-c": {} },
        required: ["a"]
      },
      '{\n  /** One *\\/ thing. */\n  readonly a: string\n  readonly "b-c"?: unknown\n}'
    ]
  ]
  for (const [schema, text] of types) {
    it(`of ${JSON.stringify(schema)} is ${JSON.stringify(text)}`, () => {
      assert.strictEqual(typeText(schema, "Wire."), text)
    })
  }

  it("is not guessed of what is not known", () => {
    assert.throws(() => typeText({ type: "object", patternProperties: {} }), "patternProperties")
    assert.throws(() => typeText({ type: "file" }), "file")
  })
})

describe("the methods of the SDK", () => {
  const spec = objectAt(JSON.parse(JSON.stringify(document())), "document")
  const all = methods(spec)
  const method = (group: string, name: string) => all.find((one) => one.group === group && one.name === name)

  it("are all operations but those left out, which are there", () => {
    const ids = Array.from(JSON.stringify(spec["paths"]).matchAll(/"operationId":"([^"]+)"/g), ([, id]) => id ?? "")
    assert.strictEqual(all.length, ids.length - Object.keys(leftOut).length)
    assert.includeMembers(ids, Object.keys(leftOut))
  })

  it("know how a list goes on", () => {
    assert.deepStrictEqual(method("transactions", "list")?.list, { row: "Wire.Transaction", goesOn: "cursor" })
    assert.strictEqual(method("transactions", "listByPage")?.list?.goesOn, "pages")
    assert.strictEqual(method("accounts", "list")?.list?.goesOn, "never")
    assert.strictEqual(method("events", "list")?.list?.goesOn, "since")
    assert.isUndefined(method("items", "get")?.list)
  })

  it("are told as types, with what each does, and as a table", () => {
    assert.include(methodTypes(spec), "  readonly get: (id: Id, options?: CallOptions) => Promise<Wire.Item>\n")
    assert.include(methodTypes(spec), "`PATCH /items/{id}`")
    assert.include(methodTable(spec), '    update: { method: "PATCH", path: "/items/{id}", input: "body" }')
    const event = { name: "Told", schema: { anyOf: [{ type: "string", enum: ["a"] }, { type: "null" }] } }
    assert.include(wireTypes(spec, event), 'export type Told = "a" | null\n')
    assert.include(wireTypes(spec, event), "export interface Item {\n")
  })

  it("cannot be made of an operation with a body and a query", () => {
    const odd = structuredClone(document()) as unknown as { paths: Record<string, Record<string, object>> } // to spoil it
    const create = odd.paths["/items"]?.["post"]
    assert.isDefined(create)
    Object.assign(create ?? {}, { parameters: [{ name: "q", in: "query", schema: { type: "string" } }] })
    assert.throws(() => methods(objectAt(odd, "document")), "items.create has a body and a query")
  })
})
