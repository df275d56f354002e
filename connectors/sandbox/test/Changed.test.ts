// A bank that is not as the connectors know it: each place that has changed is named, and never what stood there.
import { createServer } from "node:http"

import { assert, describe, it } from "@effect/vitest"
import { ConnectorHost, Records } from "@tomada/connector-kit"
import { Effect, Option, Redacted, Stream } from "effect"

import { connectors, host } from "../src/index.ts"
import { plain, today } from "./Bank.ts"

const canary = "canary-text"
const day = Records.CivilDate.make(today)

const page = (name: string, content: string) =>
  `<main data-page="${name}">${content}</main><footer><time id="bank-today"></time></footer>`

const login = page(
  "login",
  `<form id="login-form" action="/login" method="post"><input type="hidden" name="_csrf" value="c"></form>`
)
const account = (cells: Readonly<Record<string, string>> = {}) => {
  const all = {
    name: "Conta",
    bank: "999",
    branch: "0001",
    number: "0001/12345-0",
    balance: "R$ 1,00",
    "overdraft-limit": "R$ 0,00",
    ...cells
  }
  const shown = Object.entries(all).map(([field, value]) => `<td data-field="${field}">${value}</td>`)
  return `<tr data-account="1">${shown.join("")}<td><a data-field="statement" href="/accounts/1/statement">x</a></td></tr>`
}
const accounts = (rows: string) => page("accounts", `<table id="accounts"><tbody>${rows}</tbody></table>`)
const statement = (cells: Readonly<Record<string, string>> = {}, status = "posted") => {
  const all = {
    date: "20/03/2026",
    document: "1",
    description: "Padaria",
    kind: "debit",
    counterpart: "",
    "counterpart-document": "",
    amount: "-R$ 1,00",
    balance: "R$ 1,00",
    ...cells
  }
  const shown = Object.entries(all).map(([field, value]) => `<td data-field="${field}">${value}</td>`)
  const row = `<tr data-row="1" data-status="${status}">${shown.join("")}</tr>`
  return page("statement", `<table id="statement"><tbody>${row}</tbody></table>`)
}

type Site = Readonly<Record<string, string>>

const good: Site = {
  "GET /login": login,
  "POST /login": "/accounts",
  "GET /accounts": accounts(account()),
  "GET /accounts/1/statement": statement()
}

/** A site of these pages; a page that is a path is a redirect to it. */
const served = (site: Site) =>
  Effect.acquireRelease(
    Effect.callback<{ address: string; close: () => void }>((resume) => {
      const server = createServer((request, response) => {
        const found = site[`${request.method} ${(request.url ?? "").split("?")[0]}`] ?? ""
        if (found.startsWith("/")) response.writeHead(303, { location: found }).end()
        else response.setHeader("content-type", "text/html; charset=utf-8").end(found)
      })
      server.listen(0, "127.0.0.1", () => {
        const bound = server.address()
        const address = `127.0.0.1:${typeof bound === "object" ? bound?.port : ""}`
        const close = () => {
          server.close()
          server.closeAllConnections()
        }
        resume(Effect.succeed({ address, close }))
      })
    }),
    ({ close }) => Effect.sync(close)
  )

/** Logs in, lists the accounts and reads the first one's statement. */
const read = (changes: Site) =>
  Effect.gen(function* () {
    const { address } = yield* served({ ...good, ...changes })
    const opened = yield* Effect.flatMap(ConnectorHost.ConnectorHost, (connectorHost) =>
      connectorHost.open({
        connectorId: plain as ConnectorHost.VisitRequest["connectorId"], // one of the sandbox's
        parameters: Redacted.make({ user: "user-ok", password: "password-ok" }),
        saved: { session: Option.none(), trust: Option.none() },
        ask: () => Effect.die(new Error("it does not ask"))
      })
    ).pipe(
      Effect.provide(ConnectorHost.ConnectorHost.layerInProcess(connectors, { connectTo: { [host]: address } })),
      Effect.orDie
    )
    yield* opened.login
    const [list] = yield* Stream.runCollect(opened.collect("ACCOUNTS", null))
    const [first] = list?.records ?? []
    if (first === undefined) return []
    const window = { from: day, to: day, today: day }
    const pages = yield* Stream.runCollect(opened.collect("TRANSACTIONS", { account: first, window }))
    return pages.flatMap(({ records }) => records)
  }).pipe(Effect.scoped)

describe("a bank that has not changed", () => {
  it.effect("is read", () => Effect.map(read({}), (rows) => assert.strictEqual(rows.length, 1)))
})

describe("a bank that has changed", () => {
  const table: ReadonlyArray<readonly [string, Site, string, string]> = [
    ["a login page without main", { "GET /login": canary }, "/login", "main[data-page]"],
    ["a login page without its form", { "GET /login": page("login", canary) }, "login", "#login-form"],
    [
      "a form that says not where to",
      { "GET /login": page("login", `<form id="login-form">${canary}</form>`) },
      "login",
      "#login-form[action]"
    ],
    ["another page after the login", { "POST /login": page("offers", canary) }, "offers", "a page behind the login"],
    ["an account list without its table", { "GET /accounts": page("accounts", canary) }, "accounts", "table#accounts"],
    ["another page for the account list", { "GET /accounts": page("offers", canary) }, "offers", "accounts"],
    [
      "a balance that is no amount",
      { "GET /accounts": accounts(account({ balance: canary })) },
      "accounts/balance",
      "an amount such as 1.234,56"
    ],
    [
      "a page that did not arrive whole",
      { "GET /accounts": accounts(account()).replace("bank-today", canary) },
      "/accounts",
      "#bank-today"
    ],
    ["an empty page for a statement", { "GET /accounts/1/statement": "" }, "/accounts/1/statement", "main[data-page]"],
    [
      "a statement without its table",
      { "GET /accounts/1/statement": page("statement", canary) },
      "statement",
      "table#statement"
    ],
    [
      "a day of another form",
      { "GET /accounts/1/statement": statement({ date: "2026-03-20" }) },
      "statement/date",
      "a day such as 31/12/2026"
    ],
    [
      "an amount of another form",
      { "GET /accounts/1/statement": statement({ amount: "1,234.56" }) },
      "statement/amount",
      "an amount such as 1.234,56"
    ],
    [
      "a debit that is marked by a letter",
      { "GET /accounts/1/statement": statement({ amount: "R$ 1,00 D" }) },
      "statement/amount",
      "an amount such as 1.234,56"
    ],
    [
      "a row without its id",
      { "GET /accounts/1/statement": statement().replace("data-row", "data-line") },
      "statement",
      "an id"
    ],
    ["an unknown status", { "GET /accounts/1/statement": statement({}, canary) }, "statement", "a known status"]
  ]
  for (const [what, changes, at, expected] of table) {
    it.effect(`by ${what} says where`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(read(changes))
        assert.deepInclude(error, { _tag: "SiteChanged", at, expected })
        assert.notInclude(JSON.stringify(error), canary)
      })
    )
  }

  for (const field of ["name", "bank", "branch", "number", "balance", "overdraft-limit"]) {
    it.effect(`by an account without its ${field} says so`, () =>
      Effect.gen(function* () {
        const without = accounts(account()).replace(`data-field="${field}"`, `data-was="${field}"`)
        const error = yield* Effect.flip(read({ "GET /accounts": without }))
        assert.deepInclude(error, { _tag: "SiteChanged", at: `accounts/${field}` })
      })
    )
  }

  for (const field of ["date", "description", "kind", "counterpart", "amount", "balance"]) {
    it.effect(`by a row without its ${field} says so`, () =>
      Effect.gen(function* () {
        const without = statement().replace(`data-field="${field}"`, `data-was="${field}"`)
        const error = yield* Effect.flip(read({ "GET /accounts/1/statement": without }))
        assert.deepInclude(error, { _tag: "SiteChanged", at: `statement/${field}` })
      })
    )
  }
})
