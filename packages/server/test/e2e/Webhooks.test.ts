// What an application hears of its Items, at a receiver of its own, and which addresses it may not name.
import { assert } from "@effect/vitest"
import { Item } from "@tomada/core"
import { Webhooks } from "@tomada/engine"
import { Effect, Redacted } from "effect"

import { accountsOf, apiKey, call, connect, http, light, password, settled } from "./Client.ts"
import * as Sink from "./Sink.ts"
import { suite, until, World } from "./World.ts"

const told = (sink: Effect.Success<typeof Sink.open>, path: string, event: string, count = 1) =>
  until(
    `${count} times ${event}`,
    Effect.sync(() => sink.at(path, event)),
    (heard) => heard.length >= count
  )

suite({ settings: { TOMADA_WEBHOOK_ALLOW: "127.0.0.1" } })("an application that listens", (it) => {
  const application = Effect.map(World, ({ clientId }) => Item.ApplicationId.make(clientId))

  it.effect("hears of a first success and of each account's new rows, signed, under one id wherever it listens", () =>
    Effect.gen(function* () {
      const sink = yield* Sink.open
      const mine = yield* application
      const webhooks = yield* Webhooks.Webhooks
      const secrets = { "/item": Redacted.value(yield* webhooks.secret(mine, mine)) }
      const { id } = yield* webhooks.create(mine, { url: `${sink.url}/all`, event: "all" })
      const all = { ...secrets, "/all": Redacted.value(yield* webhooks.secret(mine, id)) }
      assert.notStrictEqual(all["/item"], all["/all"])

      const client = yield* connect
      const created = yield* call(client, (sdk) =>
        sdk.createItem(2, { user: "user-ok", password }, { webhookUrl: `${sink.url}/item`, clientUserId: "ana" })
      )
      assert.strictEqual((yield* settled(client, created.id)).status, "UPDATED")
      const accounts = yield* accountsOf(client, created.id)
      yield* told(sink, "/item", "transactions/created", accounts.length)
      yield* told(sink, "/all", "transactions/created", accounts.length)
      yield* told(sink, "/all", "item/created")
      yield* webhooks.remove(mine, id)

      const [first] = yield* told(sink, "/item", "item/created")
      assert.deepInclude(first?.event, { itemId: created.id, clientUserId: "ana", triggeredBy: "CLIENT" })
      assert.lengthOf(sink.at("/item", "item/login_succeeded"), 1)
      for (const [path, secret] of Object.entries(all)) {
        for (const one of sink.at(path, "")) {
          assert.strictEqual(one.headers["webhook-id"], one.event.eventId)
          assert.strictEqual(one.headers["webhook-signature"], Sink.signature(secret, one))
        }
      }
      const bodies = (path: string) =>
        sink
          .at(path, "")
          .map(({ body }) => body)
          .toSorted()
      assert.deepStrictEqual(bodies("/all"), bodies("/item"))
      assert.strictEqual(new Set(sink.at("/item", "").map(({ event }) => event.eventId)).size, accounts.length + 2)

      const { url } = yield* World
      const key = yield* apiKey()
      for (const { event } of sink.at("/item", "transactions/created")) {
        const link = String(event["createdTransactionsLink"])
        assert.isTrue(link.startsWith(`${url}/`), "an address of this server")
        const { json } = yield* http(link.slice(url.length), { headers: { "x-api-key": key } })
        const { results } = json as { readonly results: ReadonlyArray<unknown> } // a page of transactions
        assert.isAbove(results.length, 0)
        assert.isAtMost(results.length, Number(event["transactionsCount"]))
      }
    })
  )

  it.effect("hears of a failure, at an address that an update brought, and of the Item's end", () =>
    Effect.gen(function* () {
      const sink = yield* Sink.open
      const client = yield* connect
      const parameters = { user: "user-ok", password: "password-bad" }
      const { id } = yield* call(client, (sdk) =>
        sdk.createItem(2, parameters, { webhookUrl: `${sink.url}/first`, products: light })
      )
      assert.strictEqual((yield* settled(client, id)).status, "LOGIN_ERROR")
      const [failed] = yield* told(sink, "/first", "item/error")
      assert.deepInclude(failed?.event, { itemId: id })
      assert.deepInclude(failed?.event["error"], { code: "INVALID_CREDENTIALS" })

      yield* call(client, (sdk) => sdk.updateItem(id, { password }, { webhookUrl: `${sink.url}/second` }))
      assert.strictEqual((yield* settled(client, id)).status, "UPDATED")
      yield* told(sink, "/second", "item/created")
      yield* call(client, (sdk) => sdk.deleteItem(id))
      const [gone] = yield* told(sink, "/second", "item/deleted")
      assert.hasAllKeys(gone?.event, ["event", "eventId", "id", "itemId", "clientUserId"])
      assert.strictEqual(gone?.event["itemId"], id)
      assert.lengthOf(sink.at("/first", "item/deleted"), 0)
    })
  )
})

suite()("an address for webhooks", (it) => {
  const localhost = "Webhook url must be valid URL address and not localhost"
  const insecure = "Webhook url must be a https secured url"
  const literal = "Webhook url host can't be an IP address"
  const reserved = "Webhook url host can't be localhost or a reserved/internal name"

  it.effect("that is no public one is refused in the wire's words, and no Item comes of it", () =>
    Effect.gen(function* () {
      const key = yield* apiKey()
      const ask = (method: "POST" | "PATCH", path: string, body: object) =>
        http(path, { method, body, headers: { "x-api-key": key } })
      const create = (webhookUrl: string) =>
        ask("POST", "/items", { connectorId: 2, parameters: { user: "user-ok", password }, webhookUrl })
      const client = yield* connect
      const { id } = yield* call(client, (sdk) => sdk.createItem(2, { user: "user-ok", password }, { products: light }))
      yield* settled(client, id)
      for (const [webhookUrl, message] of [
        ["not a url", localhost],
        ["ftp://bank.example.com/", localhost],
        ["https://localhost/hook", localhost],
        ["https://user:canary@example.com/hook", localhost],
        ["http://example.com/hook", insecure],
        ["https://example.com:8443/hook", insecure],
        ["https://127.0.0.1/hook", literal],
        ["https://2130706433/hook", literal],
        ["https://[::1]/hook", literal],
        ["https://169.254.169.254/latest/meta-data", literal],
        ["https://printer.local/hook", reserved],
        ["https://a.localhost./hook", reserved],
        ["https://db.internal", reserved]
      ] as const) {
        for (const answer of [yield* create(webhookUrl), yield* ask("PATCH", `/items/${id}`, { webhookUrl })]) {
          assert.strictEqual(answer.status, 400, webhookUrl)
          assert.deepInclude(answer.json, { code: 400, message }, webhookUrl)
          assert.notInclude(answer.text, "codeDescription")
          assert.notInclude(answer.text, "canary")
        }
      }
      const item = yield* call(client, (sdk) => sdk.fetchItem(id))
      assert.strictEqual(item.status, "UPDATED", "a refused update starts nothing")
      assert.isNull(item.webhookUrl)
    })
  )
})
