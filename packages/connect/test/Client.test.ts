// The page's requests, as a server sees them: at a real one, on loopback.
import { createServer, type IncomingHttpHeaders } from "node:http"
import type { AddressInfo } from "node:net"

import { afterAll, assert, beforeAll, beforeEach, describe, it } from "vitest"

import { makeClient } from "../src/page/api/Client.ts"
import { connector, grant, item, options } from "./Scene.ts"

interface Asked {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

const asked: Array<Asked> = []
let answers: Record<string, readonly [number, unknown]> = {}

const server = createServer((request, response) => {
  let body = ""
  request.on("data", (part: Buffer) => (body += part.toString()))
  request.on("end", () => {
    const { method = "", url = "", headers } = request
    asked.push({ method, url, headers, body })
    const [status, answer] = answers[url] ?? [404, { code: 404, message: "no such thing" }]
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer))
  })
})

beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)))
afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())))
beforeEach(() => {
  asked.length = 0
  answers = {}
})

const client = () => {
  const { port } = server.address() as AddressInfo // it listens on TCP
  return makeClient("a-token", (path, init) => fetch(`http://127.0.0.1:${port}${path}`, init))
}

describe("a request", () => {
  it("bears the token in a header and never in its address", async () => {
    answers = { "/tomada/connect": [200, grant] }
    assert.deepStrictEqual(await client().grant(), { kind: "answered", value: grant })
    assert.strictEqual(asked[0]?.headers["x-api-key"], "a-token")
    assert.notInclude(asked[0]?.url ?? "", "a-token")
  })

  it("that sends what a person agreed to says which text that was, and no other does", async () => {
    answers = { "/items": [200, item()], "/items/an-item": [200, item()] }
    await client().create({ connectorId: 2, parameters: { user: "ana" } })
    await client().update("an-item", {}, false)
    await client().update("an-item", { parameters: {} }, true)
    await client().item("an-item")
    assert.deepStrictEqual(
      asked.map(({ method, headers }) => [method, headers["tomada-consent"]]),
      [
        ["POST", "widget-1"],
        ["PATCH", undefined],
        ["PATCH", "widget-1"],
        ["GET", undefined]
      ]
    )
    assert.strictEqual(asked[0]?.body, '{"connectorId":2,"parameters":{"user":"ana"}}')
  })

  it("for an institution asks for its form and its hosts", async () => {
    answers = { "/connectors/2": [200, connector()], "/tomada/connectors/2": [200, { hosts: ["bank.example"] }] }
    const { kind } = await client().choice(2)
    assert.strictEqual(kind, "answered")
  })
})

describe("an answer", () => {
  it("that refuses says which fields are wrong, and when to come back", async () => {
    const details = [{ code: "002", message: "too short", parameter: "user" }]
    answers = {
      "/items": [
        400,
        {
          codeDescription: "CONNECTOR_VALIDATION_ERROR",
          message: "no",
          details,
          data: { canRetryAfterDate: "2026-11-24T03:00:00Z" }
        }
      ]
    }
    assert.deepStrictEqual(await client().create({}), {
      kind: "refused",
      refusal: {
        status: 400,
        code: "CONNECTOR_VALIDATION_ERROR",
        message: "no",
        problems: { user: "too short" },
        items: [],
        retryAfter: "2026-11-24T03:00:00Z"
      }
    })
  })

  it("of a server that failed, or of another form than is known, is no answer", async () => {
    answers = { "/tomada/connect": [503, {}], "/connectors": [200, { results: [{ id: "two" }] }] }
    assert.deepStrictEqual(await client().grant(), { kind: "unreachable" })
    assert.deepStrictEqual(await client().connectors(options()), { kind: "unreachable" })
  })

  it("of nobody is none", async () => {
    const nobody = makeClient("a-token", () => fetch("http://127.0.0.1:9/"))
    assert.deepStrictEqual(await nobody.grant(), { kind: "unreachable" })
  })
})
