import { assert, describe, it } from "@effect/vitest"
import { document } from "@tomada/api/Api"
import { Ajv } from "ajv"

import { check, differences, load, type Operation, parse } from "../src/index.ts"
import { fullest, type Path, places, pointer, removed, replaced, retyped } from "../src/Sample.ts"

const small = parse({
  paths: {
    "/cups/{id}": {
      get: {
        responses: {
          200: { content: { "application/json": { schema: { $ref: "#/components/schemas/Cup" } } } }
        }
      }
    }
  },
  components: {
    schemas: {
      Cup: {
        type: "object",
        required: ["id", "filledAt"],
        properties: {
          id: { type: "string", format: "uuid" },
          filledAt: { type: "string", format: "date-time" },
          size: { type: "string", enum: ["S", "L"] },
          sips: { type: "array", items: { $ref: "#/components/schemas/Sip" } },
          first: { description: "the first", allOf: [{ $ref: "#/components/schemas/Sip" }] },
          count: { type: "number", format: "integer" }
        }
      },
      Sip: { type: "object", properties: { amount: { type: "number" } } }
    }
  }
})
const getCup: Operation = { method: "get", path: "/cups/{id}", status: 200 }
const cup = {
  id: "5f0c9a3e-8f0a-4a3b-9f1c-2d4e6a8b0c1d",
  filledAt: "2026-03-01T09:30:00.000Z",
  size: "S",
  sips: [{ amount: 1.5 }],
  first: { amount: 1 },
  count: 2
}
const wrong = (answer: unknown) => check(small, getCup, answer).map((problem) => problem.at)

describe("the judge", () => {
  it("accepts null for what is optional, and keys that the document lacks", () => {
    assert.deepStrictEqual(check(small, getCup, cup), [])
    assert.deepStrictEqual(
      wrong({ ...cup, size: null, sips: [{ amount: null }], first: null, count: null, colour: "blue" }),
      []
    )
  })

  it("wants every field present, at any depth", () => {
    assert.deepStrictEqual(check(small, getCup, removed(cup, ["size"])), [{ at: "/size", message: "must be present" }])
    assert.deepStrictEqual(wrong({ ...cup, sips: [{ amount: 1 }, {}], first: {} }), ["/sips/1/amount", "/first/amount"])
  })

  it("wants types, enumerations and formats as they are written", () => {
    assert.deepStrictEqual(wrong({ ...cup, id: null }), ["/id"])
    assert.deepStrictEqual(wrong({ ...cup, id: "1" }), ["/id"])
    assert.deepStrictEqual(check(small, getCup, { ...cup, size: "M" }), [
      { at: "/size", message: "must be equal to one of the allowed values: S, L" }
    ])
    assert.deepStrictEqual(wrong({ ...cup, count: 1.5 }), ["/count"])
    assert.deepStrictEqual(wrong({ ...cup, sips: {} }), ["/sips"])
  })

  it("wants milliseconds and Z in a moment", () => {
    assert.deepStrictEqual(wrong({ ...cup, filledAt: "2026-03-01T09:30:00Z" }), ["/filledAt"])
    assert.deepStrictEqual(wrong({ ...cup, filledAt: "2026-03-01T09:30:00.000-03:00" }), ["/filledAt"])
    assert.deepStrictEqual(wrong({ ...cup, filledAt: "2026-13-01T09:30:00.000Z" }), ["/filledAt"])
  })

  it("does not pass what the document does not have", () => {
    const message = "the document has no GET /mugs with status 200"
    assert.deepStrictEqual(check(small, { ...getCup, path: "/mugs" }, cup), [{ at: "", message }])
  })
})

const published = load()
const oas = published ?? small

const ours = document()
const contract = new Ajv({ strict: false, validateFormats: false }).addSchema(JSON.parse(JSON.stringify(ours)), "ours")

/** What tells whether our contract allows an answer. */
const allows = ({ method, path, status }: Operation) =>
  contract.compile({
    $ref: `ours#/paths/${path.replaceAll("/", "~1")}/${method}/responses/${status}/content/application~1json/schema`
  })

const answerOf = (operation: Operation, pick = 0): unknown => {
  const responses = Object.entries(ours.paths).find(([path]) => path === operation.path)?.[1]
  const method = operation.method as "get" // the others are keys as well
  const schema = responses?.[method]?.responses[operation.status]?.content?.["application/json"]?.schema
  assert.isDefined(schema, `${operation.method} ${operation.path} ${operation.status}`)
  return fullest(JSON.parse(JSON.stringify(ours)), JSON.parse(JSON.stringify(schema)), pick)
}

const connector = (at: string) => [
  `${at}/isSandbox`,
  ...["optional", "instructions", "expiresAt"].map((field) => `${at}/credentials/0/${field}`),
  `${at}/health/details/error`
]
const item = [
  ...connector("/connector"),
  "/clientUserId",
  "/autoSyncDisabledAt",
  "/oauthRedirectUri",
  ...["optional", "instructions", "expiresAt"].map((field) => `/parameter/${field}`),
  "/userAction/type",
  "/statusDetail/investmentTransactions"
]
const identity = ["/createdAt", "/updatedAt"]
const error = ["/errorId", "/details"]

/** Answers, the fields that the document lacks, and the fields that may be left out. */
const answers: ReadonlyArray<{
  readonly method: string
  readonly path: string
  readonly status: number
  readonly added: ReadonlyArray<string>
  readonly absent?: ReadonlyArray<string>
}> = [
  { method: "post", path: "/auth", status: 200, added: [] },
  { method: "get", path: "/connectors", status: 200, added: connector("/results/0") },
  { method: "get", path: "/connectors/{id}", status: 200, added: connector("") },
  { method: "post", path: "/connectors/{id}/validate", status: 200, added: ["/errors/0/data"] },
  { method: "post", path: "/items", status: 200, added: item },
  { method: "get", path: "/items/{id}", status: 200, added: item },
  { method: "patch", path: "/items/{id}", status: 200, added: item },
  { method: "post", path: "/items/{id}/mfa", status: 200, added: item },
  { method: "delete", path: "/items/{id}", status: 200, added: [] },
  { method: "get", path: "/accounts", status: 200, added: ["/results/0/accountSubtype"] },
  { method: "get", path: "/accounts/{id}", status: 200, added: ["/accountSubtype"] },
  { method: "get", path: "/transactions", status: 200, added: ["/results/0/merchant/category"] },
  { method: "get", path: "/v2/transactions", status: 200, added: ["/results/0/merchant/category"] },
  { method: "get", path: "/transactions/{id}", status: 200, added: ["/merchant/category"] },
  { method: "patch", path: "/transactions/{id}", status: 200, added: ["/merchant/category"] },
  { method: "get", path: "/accounts/{id}/statements", status: 200, added: [] },
  { method: "post", path: "/categories/rules", status: 200, added: ["/id", "/matchType", "/createdAt"] },
  { method: "get", path: "/merchants", status: 200, added: ["/foundMerchants/0/category"] },
  { method: "get", path: "/identity", status: 200, added: identity },
  { method: "get", path: "/identity/{id}", status: 200, added: identity },
  { method: "post", path: "/auth", status: 401, added: error, absent: ["/codeDescription", "/data"] },
  { method: "post", path: "/items", status: 400, added: [...error, "/items", "/data"], absent: ["/codeDescription"] },
  {
    method: "patch",
    path: "/items/{id}",
    status: 400,
    added: [...error, "/items"],
    absent: ["/codeDescription", "/data"]
  },
  { method: "get", path: "/items/{id}", status: 404, added: error, absent: ["/codeDescription", "/data"] },
  { method: "patch", path: "/items/{id}", status: 409, added: error, absent: ["/codeDescription", "/data"] },
  { method: "get", path: "/items/{id}", status: 500, added: error, absent: ["/codeDescription", "/data"] },
  { method: "get", path: "/items/{id}", status: 403, added: [...error, "/codeDescription", "/data"] }
]

const inside = (roots: ReadonlyArray<string>) => (at: string) =>
  roots.some((root) => at === root || at.startsWith(`${root}/`))

describe.skipIf(published === undefined)("our contract, judged by the published document", () => {
  for (const answer of answers) {
    const name = `${answer.method.toUpperCase()} ${answer.path} ${answer.status}`
    const sample = answerOf(answer)
    const all = places(sample).map((path) => ({ path, at: pointer(path) }))
    const known = all.filter((place) => !inside(answer.added)(place.at))
    const unnoticed = (spoil: (path: Path) => unknown, among: ReadonlyArray<{ path: Path; at: string }>) =>
      among.filter(({ path }) => check(oas, answer, spoil(path)).length === 0).map(({ at }) => at)

    it(`passes for ${name}, whichever words it uses`, () => {
      for (let pick = 0; pick < 40; pick++) {
        assert.deepStrictEqual(check(oas, answer, answerOf(answer, pick)), [])
      }
    })

    it(`drops and retypes each field of ${name}, and is caught each time`, () => {
      assert.isNotEmpty(known)
      const keys = known.filter(({ path }) => typeof path.at(-1) === "string")
      assert.deepStrictEqual(
        unnoticed((path) => removed(sample, path), keys),
        answer.absent ?? []
      )
      assert.deepStrictEqual(
        unnoticed((path) => retyped(sample, path), known),
        []
      )
    })

    it(`may say null in ${name} wherever our contract says null`, () => {
      const allowed = allows(answer)
      for (const { path } of all) {
        const answerWithNull = replaced(sample, path, null)
        if (allowed(answerWithNull)) assert.deepStrictEqual(check(oas, answer, answerWithNull), [])
      }
      assert.isTrue(allowed(sample))
    })

    it(`adds only what is known to be added to ${name}`, () => {
      const unknown = unnoticed((path) => retyped(sample, path), all)
      assert.deepStrictEqual(
        unknown.filter((at) => !inside(answer.added)(at)),
        []
      )
      for (const at of answer.added) assert.include(unknown, at)
    })
  }

  it("catches a moment without milliseconds deep inside an Item", () => {
    const get: Operation = { method: "get", path: "/items/{id}", status: 200 }
    const spoilt = replaced(answerOf(get), ["statusDetail", "accounts", "lastUpdatedAt"], "2026-03-01T09:30:00Z")
    assert.deepStrictEqual(
      check(oas, get, spoilt).map((problem) => problem.at),
      ["/statusDetail/accounts/lastUpdatedAt"]
    )
  })
})

describe.skipIf(published === undefined)("the table of differences", () => {
  it("names every field that we add, and no other", () => {
    const listed = differences.flatMap((entry) => (entry.kind === "added" ? entry.fields : []))
    const found = answers.flatMap((answer) => answer.added.map((at) => at.slice(at.lastIndexOf("/") + 1)))
    const errorFields = new Set(["codeDescription", "data"])
    assert.deepStrictEqual(
      [...new Set(found)].filter((field) => !errorFields.has(field)).toSorted(),
      [...new Set(listed)].filter((field) => !errorFields.has(field)).toSorted()
    )
  })

  it("is about fields that the document has, or lacks, as it says", () => {
    const schemas = JSON.parse(JSON.stringify(oas.document)).components.schemas
    for (const entry of differences) {
      const [name = "", inner] = entry.schema.split(".")
      const schema = inner === undefined ? schemas[name] : schemas[name].properties[inner]
      if (entry.kind === "added") assert.doesNotHaveAnyKeys(schema.properties, [...entry.fields], entry.schema)
      else assert.property(schema.properties, entry.field, entry.schema)
      if (entry.kind === "wider") {
        const property = schema.properties[entry.field]
        assert.notIncludeMembers(property.enum ?? property.items.enum, [...entry.values], entry.schema)
      }
    }
  })
})
