import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

import { assert, describe, it } from "@effect/vitest"

import * as BankLog from "../src/BankLog.ts"
import * as BareFlow from "../src/BareFlow.ts"

const get = (target: string) => ({ method: "GET", target })

/** A bank that lists what it was asked for: a login, and a list of three pages behind it. */
const withBank = async (work: (bank: string, asked: ReadonlyArray<string>) => Promise<void>): Promise<void> => {
  const asked: Array<string> = []
  const server = createServer((request, response) => {
    let body = ""
    request.on("data", (chunk) => void (body += chunk))
    request.on("end", () => {
      const { cookie = "none" } = request.headers
      asked.push(`${request.method} ${request.url} ${cookie}${body === "" ? "" : ` ${body}`}`)
      const url = new URL(request.url ?? "", "http://bank")
      if (request.method === "POST") {
        response.writeHead(303, { "set-cookie": "session=in; Path=/", location: "/list" }).end()
        return
      }
      const form = `<input name="_csrf" value="token"><input name="channel" value="">`
      response.writeHead(
        url.pathname === "/gone" ? 404 : 200,
        url.pathname === "/login" ? { "set-cookie": "session=new" } : {}
      )
      response.end(url.pathname === "/login" ? form : "end")
    })
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked) // it listens on a port
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

const person = { user: "someone", password: "a word" }

describe("the bare flow", () => {
  it("logs in with the form it was given and asks for each page that it is told", () =>
    withBank(async (bank, asked) => {
      const flow = BareFlow.make(bank)
      await flow.run(
        [get("/login"), { method: "POST", target: "/login" }, get("/list?page=1"), get("/list?page=2")],
        person
      )
      await flow.close()
      assert.deepStrictEqual(asked, [
        "GET /login none",
        "POST /login session=new _csrf=token&channel=&user=someone&password=a+word",
        "GET /list?page=1 session=in",
        "GET /list?page=2 session=in"
      ])
    }))

  it("fails when the bank refuses a page", () =>
    withBank(async (bank) => {
      const flow = BareFlow.make(bank)
      const refused = await flow.run([get("/gone")], person).catch(String)
      await flow.close()
      assert.strictEqual(refused, "Error: the bank answered GET /gone with 404")
    }))
})

describe("the bank's log", () => {
  it("is read from its desk, oldest first, with the queries that it shows", () => {
    const html = `<table><tr data-request="12">
        <td>2026-03-20T12:00:01.000Z</td> <td>2026-03-20</td> <td>user-ok</td>
        <td> GET /cards/cd-1 <code>from=22/11/2025</code> <code>page=1</code> </td><td>200</td></tr>
      <tr data-request="11"><td>x</td><td>y</td><td></td><td> POST /login </td><td>303</td></tr></table>`
    assert.deepStrictEqual(BankLog.parse(html), [
      { id: 11, method: "POST", target: "/login" },
      { id: 12, method: "GET", target: "/cards/cd-1?from=22/11/2025&page=1" }
    ])
  })
})
