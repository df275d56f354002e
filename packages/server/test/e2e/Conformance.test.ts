// A walk through the whole API whose every JSON answer is judged by the published document of the API that Tomada is
// compatible with. Where the document is not at hand the walk is skipped.
import { assert, describe } from "@effect/vitest"
import { check, load, type Oas } from "@tomada/conformance"
import { Effect } from "effect"

import {
  accountsOf,
  apiKey,
  type Ask,
  call,
  connect,
  connected,
  http,
  light,
  password,
  settled,
  updated
} from "./Client.ts"
import * as Sink from "./Sink.ts"
import { suite, World } from "./World.ts"

const oas = load()

const nobody = "7b0d2f4e-3c1a-4b5d-8e6f-9a0b1c2d3e4f"

/** The path of the document that an address is of. */
const templateOf = (document: Oas, method: string, address: string): string | undefined => {
  const path = address.split("?", 1)[0] ?? address
  const paths = Object.entries(document.document["paths"] as Readonly<Record<string, object>>) // as every OpenAPI document has it
  const fits = paths.filter(
    ([template, operations]) =>
      method.toLowerCase() in operations && new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, "[^/]+")}$`).test(path)
  )
  return fits.find(([template]) => template === path)?.[0] ?? fits[0]?.[0]
}

describe.skipIf(oas === undefined)("every answer of a walk", () => {
  suite({ settings: { TOMADA_WEBHOOK_ALLOW: "127.0.0.1" } })("through the API", (it) => {
    /** Asks and judges; tells the status, for the walk to prove that it came where it meant to. */
    const judged = Effect.fnUntraced(function* (status: number, path: string, ask: Ask = {}) {
      const key = yield* apiKey()
      const answer = yield* http(path, { ...ask, headers: { "x-api-key": key, ...ask.headers } })
      const method = ask.method ?? "GET"
      assert.deepStrictEqual([method, path, answer.status], [method, path, status])
      if (oas === undefined) return
      const template = templateOf(oas, method, path)
      assert.isDefined(template)
      const problems = check(oas, { method, path: template ?? "", status: answer.status }, answer.json)
      assert.deepStrictEqual([method, path, problems], [method, path, []])
      return answer.json
    })

    it.effect("at the door and among the connectors is as the document says", () =>
      Effect.gen(function* () {
        const { clientId, clientSecret } = yield* World
        const post = (body: unknown): Ask => ({ method: "POST", body })
        yield* judged(200, "/auth", post({ clientId, clientSecret }))
        yield* judged(401, "/auth", post({ clientId, clientSecret: "wrong" }))
        yield* judged(403, "/connectors", { headers: { "x-api-key": "garbage" } })
        yield* judged(200, "/connectors?sandbox=true&healthDetails=true")
        yield* judged(200, "/connectors/2")
        yield* judged(200, "/connectors/700?healthDetails=true")
        yield* judged(404, "/connectors/4711")
        yield* judged(200, "/connectors/2/validate", post({ user: "user-ok", password }))
        yield* judged(200, "/connectors/2/validate", post({ user: "nobody" }))
      })
    )

    it.effect("of webhooks, category rules and merchants is as the document says", () =>
      Effect.gen(function* () {
        const { url } = yield* Sink.open
        const idOf = (body: unknown) => (body as { readonly id: string }).id // what was just made
        const post = (body: unknown): Ask => ({ method: "POST", body })
        const webhook = `/webhooks/${idOf(yield* judged(200, "/webhooks", post({ url, event: "all" })))}`
        yield* judged(200, "/webhooks")
        yield* judged(200, webhook)
        yield* judged(200, webhook, { method: "PATCH", body: { enabled: false } })
        yield* judged(200, webhook)
        yield* judged(400, webhook, { method: "PATCH", body: { event: "item/eaten" } })
        yield* judged(200, webhook, { method: "DELETE" })
        for (const method of ["GET", "DELETE", "PATCH"] as const) {
          yield* judged(404, webhook, method === "PATCH" ? { method, body: {} } : { method })
        }
        const rule = { description: "uber payment", categoryId: "05080000" }
        const id = idOf(yield* judged(200, "/categories/rules", post(rule)))
        yield* judged(404, "/categories/rules", post({ ...rule, categoryId: "12345678" }))
        yield* judged(400, "/categories/rules", post({ ...rule, description: 7 }))
        yield* judged(404, `/categories/rules/${nobody}`, { method: "DELETE" })
        yield* judged(400, "/categories/rules/1", { method: "DELETE" })
        const key = yield* apiKey()
        const gone = yield* http(`/categories/rules/${id}`, { method: "DELETE", headers: { "x-api-key": key } })
        assert.strictEqual(gone.status, 200, "of which the document has no body")
        yield* judged(200, "/merchants?cnpjs=00000000000191,1")
      })
    )

    it.effect("in every state of an Item is as the document says", () =>
      Effect.gen(function* () {
        const client = yield* connect
        const post = (body: unknown): Ask => ({ method: "POST", body })
        const right = { user: "user-ok", password }
        yield* judged(200, "/items", post({ connectorId: 2, parameters: right, clientUserId: "person" }))
        yield* judged(400, "/items", post({ connectorId: 2, parameters: { user: "nobody", password } }))
        yield* judged(400, "/items", post({ connectorId: 2 }))
        yield* judged(404, `/items/${nobody}`)
        yield* judged(400, "/items/1")

        const waits = ["user-ok", "user-ok-img", "user-ok-select", "user-ok-phone"]
        for (const user of waits) {
          const waiting = yield* connected(client, user, { connector: 3, products: light })
          assert.strictEqual(waiting.status, "WAITING_USER_INPUT")
          yield* judged(200, `/items/${waiting.id}`)
          if (user === "user-ok") {
            yield* judged(400, `/items/${waiting.id}`, { method: "PATCH", body: {} })
            yield* judged(200, `/items/${waiting.id}/mfa`, post({ token: "999999" }))
            assert.strictEqual((yield* settled(client, waiting.id)).executionStatus, "INVALID_CREDENTIALS_MFA")
            yield* judged(200, `/items/${waiting.id}`)
          }
          yield* judged(200, `/items/${waiting.id}`, { method: "DELETE" })
        }

        const users = ["user-bad", "user-locked", "user-unavailable", "user-ok-auth-pending", "user-ok-account-error"]
        for (const user of [...users, "user-ok-account-warning", "user-account-need-actions-provider-message"]) {
          yield* judged(200, `/items/${(yield* connected(client, user, { products: light })).id}`)
        }
        const bad = yield* connected(client, "user-bad", { products: light })
        yield* judged(400, `/items/${bad.id}`, { method: "PATCH", body: {} })
      })
    )

    it.effect("among what was collected is as the document says", () =>
      Effect.gen(function* () {
        const client = yield* connect
        const item = yield* connected(client, "user-ok")
        yield* judged(200, `/items/${item.id}`)
        yield* judged(200, `/items/${item.id}`, { method: "PATCH", body: { clientUserId: "another" } })
        yield* settled(client, item.id)
        yield* updated(client, item.id)
        yield* judged(200, `/accounts?itemId=${item.id}`)
        yield* judged(200, `/accounts?itemId=${item.id}&type=CREDIT`)
        for (const { id } of yield* accountsOf(client, item.id)) {
          yield* judged(200, `/accounts/${id}`)
          yield* judged(200, `/accounts/${id}/balance`)
          yield* judged(200, `/v2/transactions?accountId=${id}`)
          yield* judged(200, `/v2/transactions?accountId=${id}&dateFrom=2100-01-01`)
          yield* judged(200, `/transactions?accountId=${id}&pageSize=10`)
          yield* judged(400, `/v2/transactions?accountId=${id}&after=garbage`)
          const [row] = yield* call(client, (sdk) => sdk.fetchAllTransactions(id))
          yield* judged(200, `/transactions/${row?.id}`)
          yield* judged(200, `/transactions/${row?.id}`, { method: "PATCH", body: { categoryId: "05080000" } })
          yield* judged(200, `/accounts/${id}/statements`)
        }
        const identity = yield* call(client, (sdk) => sdk.fetchIdentityByItemId(item.id))
        yield* judged(200, `/identity?itemId=${item.id}`)
        yield* judged(200, `/identity/${identity.id}`)
        const { results: investments } = yield* call(client, (sdk) => sdk.fetchInvestments(item.id))
        assert.isNotEmpty(investments)
        yield* judged(200, `/investments?itemId=${item.id}&pageSize=1`)
        for (const { id } of investments) {
          yield* judged(200, `/investments/${id}`)
          yield* judged(200, `/investments/${id}/transactions`)
        }
        const { results: loans } = yield* call(client, (sdk) => sdk.fetchLoans(item.id))
        assert.isNotEmpty(loans)
        yield* judged(200, `/loans?itemId=${item.id}`)
        for (const { id } of loans) yield* judged(200, `/loans/${id}`)
        const card = (yield* accountsOf(client, item.id)).find(({ type }) => type === "CREDIT")
        const { results: bills } = yield* call(client, (sdk) => sdk.fetchCreditCardBills(card?.id ?? ""))
        assert.isNotEmpty(bills)
        yield* judged(200, `/bills?accountId=${card?.id}`)
        for (const { id } of bills) yield* judged(200, `/bills/${id}`)
        const { results: consents } = yield* call(client, (sdk) => sdk.fetchConsents(item.id))
        assert.lengthOf(consents, 1)
        yield* judged(200, `/consents?itemId=${item.id}`)
        yield* judged(200, `/consents/${consents[0]?.id}`)
        // Of the list the document says that it is bare; live answers and the client have a page.
        for (const id of ["05000000", "05080000"]) yield* judged(200, `/categories/${id}`)
        for (const path of ["investments", "loans", "bills", "consents"]) yield* judged(404, `/${path}/${nobody}`)
        yield* judged(404, `/investments/${nobody}/transactions`)
        yield* judged(404, "/categories/12345678")
        yield* judged(404, `/identity/${nobody}`)
        yield* judged(404, `/accounts/${nobody}`)
        yield* judged(404, `/accounts/${nobody}/balance`)
        yield* judged(404, `/transactions/${nobody}`)
        yield* judged(404, `/transactions/${nobody}`, { method: "PATCH", body: { categoryId: "05080000" } })
        yield* judged(200, `/items/${item.id}`, { method: "DELETE" })
      })
    )
  })
})
