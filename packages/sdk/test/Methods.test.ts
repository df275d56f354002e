// That every operation of the contract can be called, and what a call puts where.
import { assert, describe, it } from "@effect/vitest"
import { document } from "@tomada/api/Api"

import { Tomada, TomadaError } from "../src/index.ts"
import { rejection, stub } from "./Stub.ts"

/** Operations that no method calls, each with its reason. */
const uncalled: Readonly<Record<string, string>> = {
  "POST /auth": "the client asks for keys by itself",
  "POST /connecttokens": "another path of POST /connect_token"
}

describe("the client", () => {
  it("has a method for every operation, which asks just that", async () => {
    const { asked, tomada } = stub([{ body: { results: [], next: null, page: 1, total: 0, totalPages: 1 } }])
    const groups = Object.entries(tomada) as unknown as ReadonlyArray<
      [string, Record<string, (...args: ReadonlyArray<unknown>) => unknown>]
    > // by name, not by type
    for (const [, methods] of groups) {
      for (const [name, method] of Object.entries(methods)) {
        if (name === "waitUntilSettled") continue
        const result = method("an-id", {})
        await (result instanceof Promise ? result : (result as { page: () => Promise<unknown> }).page()) // the other kind is a list
      }
    }
    const called = new Set(asked.map(({ method, path }) => `${method} ${path.split("?")[0]}`))
    const operations = Object.entries(document().paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`)
    )
    const missing = operations.filter(
      (operation) => !called.has(operation.replace("{id}", "an-id")) && uncalled[operation] === undefined
    )
    assert.deepStrictEqual(missing, [])
    assert.isAbove(operations.length, 50)
    const known = new Set(operations.map((operation) => operation.replace("{id}", "an-id")))
    assert.deepStrictEqual(
      [...called].filter((one) => !known.has(one)),
      []
    )
    for (const operation of Object.keys(uncalled)) assert.include(operations, operation)
  })

  it("sends a query as text: lists with commas, days as instants, nothing for what is not given", async () => {
    const { asked, tomada } = stub([{ body: { results: [], next: null } }])
    await tomada.transactions
      .list({ accountId: "a", ids: ["x", "y"], createdAtFrom: new Date(0), after: undefined, dateTo: "2026-01-31" })
      .page()
    await tomada.connectors.list({ name: "a&b=c d#é", sandbox: true }).page()
    assert.deepStrictEqual(
      asked.map(({ path }) => path),
      [
        "/v2/transactions?accountId=a&ids=x%2Cy&createdAtFrom=1970-01-01T00%3A00%3A00.000Z&dateTo=2026-01-31",
        "/connectors?name=a%26b%3Dc+d%23%C3%A9&sandbox=true"
      ]
    )
  })

  it("sends a body as JSON, and none where there is none", async () => {
    const { asked, tomada } = stub([{ body: {} }])
    await tomada.items.create({ connectorId: 2, parameters: { user: "user-ok" } })
    await tomada.items.update("an-id")
    await tomada.items.answer("an-id", { token: "1" })
    assert.deepStrictEqual(
      asked.map(({ body }) => body),
      [{ connectorId: 2, parameters: { user: "user-ok" } }, undefined, { token: "1" }]
    )
  })

  it("keeps an id within its place in the path", async () => {
    const { asked, tomada } = stub([{ body: {} }], { baseUrl: "http://127.0.0.1:1/below/" })
    await tomada.items.get("a/b?c#d%")
    await tomada.connectors.get(2)
    assert.deepStrictEqual(
      asked.map(({ path }) => path),
      ["/below/items/a%2Fb%3Fc%23d%25", "/below/connectors/2"]
    )
    for (const id of ["", ".", ".."]) assert.instanceOf(await rejection(tomada.items.delete(id)), TypeError)
    assert.lengthOf(asked, 2)
  })

  it("is not made without an id, a secret, or with an address that is none", () => {
    assert.throws(() => new Tomada({ clientId: "", clientSecret: "s" }), TypeError)
    assert.throws(() => new Tomada({ clientId: "c", clientSecret: "" }), TypeError)
    for (const baseUrl of ["nowhere", "ftp://host", "http://host/?query", "http://user:pass@host/"])
      assert.throws(() => new Tomada({ baseUrl, clientId: "c", clientSecret: "s" }), TypeError)
  })

  it("tells a refusal in the wire's words", async () => {
    const body = {
      code: 400,
      message: "Connector parameters do not match validation rules",
      codeDescription: "CONNECTOR_VALIDATION_ERROR",
      details: [{ code: "001", message: "user is required", parameter: "user" }, "odd"],
      data: { limit: 5 },
      items: ["an-item"],
      errorId: "an-error"
    }
    const { tomada } = stub([{ status: 400, body }, { status: 502, body: "<html>" }, { status: 302 }, { body: "none" }])
    const error = await rejection(tomada.items.create({ connectorId: 2, parameters: {} }))
    assert.instanceOf(error, TomadaError)
    assert.deepInclude(error, {
      status: 400,
      code: "CONNECTOR_VALIDATION_ERROR",
      details: [{ code: "001", message: "user is required", parameter: "user" }],
      data: { limit: 5 },
      items: ["an-item"],
      errorId: "an-error"
    })
    assert.include(error.message, body.message)
    for (const status of [502, 302, 200]) {
      const odd = await rejection(tomada.items.get("an-id"))
      assert.instanceOf(odd, TomadaError)
      assert.deepInclude(odd, { status, code: undefined, errorId: undefined, data: undefined, details: [] })
    }
  })
})
