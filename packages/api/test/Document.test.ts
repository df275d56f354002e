import { assert, describe, it } from "@effect/vitest"

import { document } from "../src/Api.ts"

const spec = document()
const operations = Object.entries(spec.paths).flatMap(([path, item]) =>
  (["get", "post", "patch", "delete"] as const).flatMap((method) => {
    const operation = item[method]
    return operation === undefined ? [] : [{ name: `${method.toUpperCase()} ${path}`, operation }]
  })
)

describe("the OpenAPI document", () => {
  it("has every endpoint", () => {
    assert.deepStrictEqual(operations.map((entry) => entry.name).toSorted(), [
      "DELETE /categories/rules/{id}",
      "DELETE /items/{id}",
      "DELETE /webhooks/{id}",
      "GET /accounts",
      "GET /accounts/{id}",
      "GET /accounts/{id}/balance",
      "GET /accounts/{id}/statements",
      "GET /bills",
      "GET /bills/{id}",
      "GET /categories",
      "GET /categories/rules",
      "GET /categories/{id}",
      "GET /connectors",
      "GET /connectors/{id}",
      "GET /consents",
      "GET /consents/{id}",
      "GET /health/live",
      "GET /health/ready",
      "GET /identity",
      "GET /identity/{id}",
      "GET /investments",
      "GET /investments/{id}",
      "GET /investments/{id}/transactions",
      "GET /items/{id}",
      "GET /loans",
      "GET /loans/{id}",
      "GET /merchants",
      "GET /tomada/accounts/{id}/balance-check",
      "GET /tomada/accounts/{id}/suggestions",
      "GET /tomada/connect",
      "GET /tomada/connectors",
      "GET /tomada/connectors/{id}",
      "GET /tomada/deliveries/{id}",
      "GET /tomada/encryption-key",
      "GET /tomada/events",
      "GET /tomada/executions/{id}",
      "GET /tomada/items",
      "GET /tomada/items/{id}/executions",
      "GET /tomada/transactions/{id}/decisions",
      "GET /tomada/webhooks/{id}/deliveries",
      "GET /transactions",
      "GET /transactions/{id}",
      "GET /v2/items",
      "GET /v2/transactions",
      "GET /webhook-secret",
      "GET /webhooks",
      "GET /webhooks/{id}",
      "PATCH /items/{id}",
      "PATCH /items/{id}/disable-auto-sync",
      "PATCH /transactions/{id}",
      "PATCH /webhooks/{id}",
      "POST /auth",
      "POST /categories/rules",
      "POST /connect_token",
      "POST /connectors/{id}/validate",
      "POST /connecttokens",
      "POST /items",
      "POST /items/{id}/mfa",
      "POST /tomada/deliveries/{id}/resend",
      "POST /tomada/encryption-key",
      "POST /tomada/suggestions/{id}/accept",
      "POST /tomada/suggestions/{id}/undo",
      "POST /tomada/webhooks/{id}/resend",
      "POST /tomada/webhooks/{id}/test",
      "POST /webhook-secret",
      "POST /webhooks"
    ])
  })

  it("explains each in plain words, under a tag, and always answers success with 200", () => {
    assert.strictEqual(spec.info.title, "Tomada")
    for (const { name, operation } of operations) {
      assert.isNotEmpty(operation.summary, name)
      assert.isNotEmpty(operation.description, name)
      assert.lengthOf(operation.tags ?? [], 1, name)
      assert.deepStrictEqual(
        Object.keys(operation.responses).filter((status) => status.startsWith("2")),
        ["200"],
        name
      )
    }
    for (const tag of spec.tags) assert.isNotEmpty(tag.description)
  })

  it("asks for the key in X-API-KEY everywhere but where keys are had and health is asked", () => {
    assert.deepInclude(spec.components.securitySchemes["apiKey"], { type: "apiKey", name: "X-API-KEY", in: "header" })
    for (const { name, operation } of operations) {
      const open = name === "POST /auth" || name.startsWith("GET /health/")
      assert.deepStrictEqual(operation.security, open ? [] : [{ apiKey: [] }], name)
      assert.strictEqual("403" in operation.responses, !open, name)
    }
  })

  it("calls errors by their names, and refers to nothing that is not there", () => {
    assert.containsAllKeys(spec.components.schemas, ["BadRequest", "Forbidden", "Item"])
    const references = JSON.stringify(spec).matchAll(/#\/components\/schemas\/([^"]+)/g)
    for (const [, name] of references) assert.property(spec.components.schemas, name ?? "")
  })

  it("claims no strictness that the server does not have", () => {
    assert.notInclude(JSON.stringify(spec), '"additionalProperties":false')
    const list = spec.paths["/connectors"]?.get?.parameters ?? []
    assert.isTrue(list.every((parameter) => "type" in parameter.schema && parameter.schema.type === "string"))
    assert.isFalse(spec.paths["/items/{id}"]?.patch?.requestBody?.required)
    assert.isFalse(spec.paths["/items/{id}/mfa"]?.post?.requestBody?.required)
    assert.isTrue(spec.paths["/items"]?.post?.requestBody?.required)
  })
})
