// Connect tokens: what a person's browser may do with one, and that it may do nothing else.
import { randomUUID } from "node:crypto"

import { assert } from "@effect/vitest"
import { Access, Api, Authorization } from "@tomada/api"
import { Item } from "@tomada/core"
import { ApplicationStore, ConnectorStore, ItemStore } from "@tomada/store"
import { Context, Effect, Schema } from "effect"
import { HttpApi } from "effect/http-api"

import { type Answer, apiKey, type Ask, call, connect, connected, http, light, password } from "./Client.ts"
import * as Sink from "./Sink.ts"
import { suite, until, World } from "./World.ts"

const decoded = <A>(schema: Schema.Codec<A, unknown>, { json }: Answer) =>
  Effect.orDie(Schema.decodeUnknownEffect(schema)(json))

const as = (token: string, path: string, ask: Ask = {}) => http(path, { ...ask, headers: { "x-api-key": token } })

/** A connect token of the world's application. */
const connectToken = Effect.fnUntraced(function* (body?: object, path = "/connect_token") {
  const answer = yield* as(yield* apiKey(), path, { method: "POST", ...(body === undefined ? {} : { body }) })
  assert.strictEqual(answer.status, 200, answer.text)
  return (yield* decoded(Schema.Struct({ accessToken: Schema.String }), answer)).accessToken
})

const Shown = Schema.Struct({
  id: Schema.String,
  status: Schema.String,
  clientUserId: Schema.NullOr(Schema.String),
  oauthRedirectUri: Schema.NullOr(Schema.String),
  webhookUrl: Schema.NullOr(Schema.String)
})

const shown = (answer: Answer) => {
  assert.strictEqual(answer.status, 200, answer.text)
  return decoded(Shown, answer)
}

const settled = (token: string, id: string) =>
  until(
    "the end of the run",
    Effect.flatMap(as(token, `/items/${id}`), shown),
    ({ status }) => status !== "UPDATING" && status !== "MERGING"
  )

/** Creates an Item as the widget does, and waits for its end. */
const connectedBy = Effect.fnUntraced(function* (token: string, more: object = {}, user = "user-ok") {
  const body = { connectorId: 2, parameters: { user, password }, products: light, ...more }
  const created = yield* shown(yield* as(token, "/items", { method: "POST", body }))
  return yield* settled(token, created.id)
})

const refusal = (answer: Answer) => {
  const { code, codeDescription } = answer.json as { readonly code: number; readonly codeDescription?: string } // an error body
  assert.strictEqual(answer.status, code)
  return codeDescription === undefined ? `${code}` : `${code} ${codeDescription}`
}

const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as Readonly<Record<string, unknown>> // a JWT's payload

/** Every endpoint that asks for a token: its name, its method, and its path with ids that name nothing. */
const endpoints = (() => {
  const found: Array<{ readonly isOpen: boolean; readonly method: string; readonly path: string }> = []
  HttpApi.reflect(Api.Api, {
    onGroup: () => {},
    onEndpoint: ({ endpoint, middleware }) => {
      if (![...middleware].some(({ key }) => key === Authorization.Authorization.key)) return
      const isOpen = Context.get(endpoint.annotations, Access.ConnectTokens)
      found.push({ isOpen, method: endpoint.method, path: endpoint.path.replaceAll(/:\w+/g, () => randomUUID()) })
    }
  })
  return found
})()

suite()("a connect token", (it) => {
  it.effect("is a JWT of thirty minutes that names its application, under both paths, with and without a body", () =>
    Effect.gen(function* () {
      const { advanceClock, clientId } = yield* World
      for (const path of ["/connect_token", "/connecttokens"]) {
        for (const body of [undefined, {}, { itemId: null, options: null }, { options: { clientUserId: "ana" } }]) {
          const claims = claimsOf(yield* connectToken(body, path))
          assert.strictEqual(claims["clientId"], clientId)
          assert.strictEqual(Number(claims["exp"]) - Number(claims["iat"]), 30 * 60)
        }
      }
      const token = yield* connectToken()
      yield* advanceClock("29 minutes")
      assert.strictEqual((yield* as(token, "/connectors")).status, 200)
      yield* advanceClock("1 minute")
      assert.strictEqual(refusal(yield* as(token, "/connectors")), "403")
    })
  )

  it.effect("is had for an API key alone, not for another connect token, and only for an Item that is there", () =>
    Effect.gen(function* () {
      const key = yield* apiKey()
      const ask = (token: string, body: object) => as(token, "/connect_token", { method: "POST", body })
      assert.strictEqual(refusal(yield* http("/connect_token", { method: "POST", body: {} })), "403")
      assert.strictEqual(refusal(yield* ask(yield* connectToken(), {})), "403")
      assert.strictEqual(refusal(yield* ask(key, { itemId: randomUUID() })), "404 ITEM_NOT_FOUND")
      assert.strictEqual(refusal(yield* ask(key, { itemId: "none" })), "400")
      assert.strictEqual(refusal(yield* ask(key, { options: { clientUserId: "x".repeat(501) } })), "400")
      const local = yield* ask(key, { options: { webhookUrl: "https://localhost/hook" } })
      assert.strictEqual(refusal(local), "400")
      assert.include(local.text, "not localhost")
    })
  )

  it.effect("is refused wherever the contract does not open an endpoint to it", () =>
    Effect.gen(function* () {
      const token = yield* connectToken()
      const closed = endpoints.filter(({ isOpen }) => !isOpen)
      assert.isAbove(closed.length, 20)
      for (const { method, path } of closed) {
        const answer = yield* as(token, path, { method: method as "GET", ...(method === "GET" ? {} : { body: {} }) }) // or another
        assert.strictEqual(refusal(answer), "403", `${method} ${path}`)
      }
      assert.deepStrictEqual(
        endpoints
          .filter(({ isOpen }) => isOpen)
          .map(({ method, path }) => `${method} ${path.replaceAll(/[0-9a-f-]{36}/g, ":id")}`),
        [
          "GET /connectors",
          "GET /connectors/:id",
          "POST /connectors/:id/validate",
          "POST /items",
          "GET /items/:id",
          "PATCH /items/:id",
          "POST /items/:id/mfa",
          "GET /accounts",
          "GET /tomada/connectors/:id",
          "GET /tomada/connect"
        ]
      )
    })
  )

  it.effect("lists connectors by name where its option says so", () =>
    Effect.gen(function* () {
      const names = Effect.fnUntraced(function* (token: string) {
        const page = Schema.Struct({ results: Schema.Array(Schema.Struct({ name: Schema.String })) })
        const { results } = yield* decoded(page, yield* as(token, "/connectors?sandbox=true"))
        return results.map(({ name }) => name)
      })
      const plain = yield* names(yield* connectToken())
      const sorted = yield* names(yield* connectToken({ options: { connectorSortAlphabetically: true } }))
      assert.deepStrictEqual(sorted, plain.toSorted(new Intl.Collator("pt").compare))
      assert.notDeepEqual(sorted, plain)
    })
  )
})

suite()("a person with a connect token", (it) => {
  const own = Effect.map(World, ({ clientId }) => Item.ApplicationId.make(clientId))

  it.effect("makes an Item for the user that the token names, whatever the browser says", () =>
    Effect.gen(function* () {
      const options = { clientUserId: "ana", oauthRedirectUri: "https://app.example.com/back" }
      const token = yield* connectToken({ options })
      const item = yield* connectedBy(token, { clientUserId: "bea", oauthRedirectUri: "https://evil.example.com/" })
      assert.deepInclude(item, { status: "UPDATED", ...options })
      const items = yield* ItemStore.ItemStore
      const held = yield* items.get(yield* own, Item.ItemId.make(item.id))
      assert.strictEqual(held.connectTokenId, claimsOf(token)["jti"])
    })
  )

  it.effect("is refused a second Item of one login where the token's option says so", () =>
    Effect.gen(function* () {
      const token = yield* connectToken({ options: { avoidDuplicates: true } })
      const { id } = yield* connectedBy(token, {}, "user-ok-account-error")
      const body = { connectorId: 2, parameters: { user: "user-ok-account-error", password }, avoidDuplicates: false }
      const again = yield* as(token, "/items", { method: "POST", body })
      assert.strictEqual(refusal(again), "400 ITEM_USER_ALREADY_EXISTS")
      assert.deepInclude(again.json, { items: [id] })
      assert.strictEqual((yield* as(yield* connectToken(), "/items", { method: "POST", body })).status, 200)
    })
  )

  it.effect("sees the Items that the token made, and no other of the application", () =>
    Effect.gen(function* () {
      const [token, other] = [yield* connectToken(), yield* connectToken()]
      const { id } = yield* connectedBy(token, {}, "user-ok-account-warning")
      const foreign = (yield* connected(yield* connect, "user-ok-img", { products: light })).id
      for (const [bearer, itemId] of [
        [other, id],
        [token, foreign],
        [token, randomUUID()]
      ] as const) {
        for (const [path, ask] of [
          [`/items/${itemId}`, {}],
          [`/items/${itemId}`, { method: "PATCH", body: {} }],
          [`/items/${itemId}/mfa`, { method: "POST", body: { token: "123456" } }],
          [`/accounts?itemId=${itemId}`, {}]
        ] as const) {
          const answer = yield* as(bearer, path, ask)
          assert.strictEqual(refusal(answer), "404 ITEM_NOT_FOUND", path)
        }
      }
      assert.strictEqual((yield* as(token, `/items/${id}`)).status, 200)
    })
  )

  it.effect("sees accounts without amounts, owners and most of their numbers", () =>
    Effect.gen(function* () {
      const token = yield* connectToken()
      const { id } = yield* connectedBy(token, {}, "user-ok-select")
      const answer = yield* as(token, `/accounts?itemId=${id}`)
      const accounts = (text: Answer) =>
        (text.json as { readonly results: ReadonlyArray<Readonly<Record<string, unknown>>> }).results // a page
      const whole = yield* as(yield* apiKey(), `/accounts?itemId=${id}`)
      assert.strictEqual(accounts(answer).length, accounts(whole).length)
      assert.isAbove(accounts(answer).length, 1)
      for (const [index, account] of accounts(answer).entries()) {
        const {
          bankData: _b,
          balance,
          creditData: _c,
          number,
          owner,
          taxNumber: _t,
          ...rest
        } = accounts(whole)[index] ?? {}
        assert.isNumber(balance)
        const { number: last, ...reduced } = account
        assert.deepStrictEqual(reduced, {
          ...rest,
          balance: null,
          owner: null,
          taxNumber: null,
          bankData: null,
          creditData: null
        })
        assert.match(String(last), /^\w{4}$/)
        assert.isTrue(String(number).replaceAll(/\W/g, "").endsWith(String(last)))
        if (typeof owner === "string") assert.notInclude(answer.text, owner)
      }
    })
  )

  it.effect("answers the bank's question", () =>
    Effect.gen(function* () {
      const token = yield* connectToken()
      const waiting = yield* connectedBy(token, { connectorId: 3 })
      assert.strictEqual(waiting.status, "WAITING_USER_INPUT")
      yield* shown(yield* as(token, `/items/${waiting.id}/mfa`, { method: "POST", body: { token: "123456" } }))
      const done = yield* until("the end", settled(token, waiting.id), ({ status }) => status !== "WAITING_USER_INPUT")
      assert.strictEqual(done.status, "UPDATED")
    })
  )

  it.effect("tries a mistyped password again with the same token, but starts no other update with it", () =>
    Effect.gen(function* () {
      const token = yield* connectToken()
      const failed = yield* connectedBy(token, { parameters: { user: "user-ok-phone", password: "password-bad" } })
      assert.strictEqual(failed.status, "LOGIN_ERROR")
      const update = (bearer: string, body: object) => as(bearer, `/items/${failed.id}`, { method: "PATCH", body })
      yield* shown(yield* update(token, { parameters: { password } }))
      assert.strictEqual((yield* settled(token, failed.id)).status, "UPDATED")
      assert.strictEqual(refusal(yield* update(token, {})), "403")

      const forIt = yield* connectToken({ itemId: failed.id, options: { clientUserId: "cleo" } })
      const moved = { clientUserId: "bea", webhookUrl: "https://hooks.example.com/stolen" }
      yield* shown(yield* update(forIt, moved))
      const after = yield* settled(forIt, failed.id)
      assert.deepInclude(after, { status: "UPDATED", clientUserId: "cleo", webhookUrl: null })
      const held = yield* (yield* ItemStore.ItemStore).get(yield* own, Item.ItemId.make(failed.id))
      assert.strictEqual(held.connectTokenId, claimsOf(token)["jti"], "who made it stays")
    })
  )
})

suite({ production: true })("an update of a production application's Item", (it) => {
  it.effect("is held back by its floor for an API key alone, and not at all where the connector is a sandbox's", () =>
    Effect.gen(function* () {
      const key = yield* apiKey()
      const { id } = yield* connected(yield* connect, "user-ok", { products: light })
      const { clientId } = yield* World
      const applications = yield* ApplicationStore.ApplicationStore
      const application = yield* applications.get(Item.ApplicationId.make(clientId))
      assert.strictEqual(application.minUpdateFrequencyHours, 1)
      const update = (token: string) => as(token, `/items/${id}`, { method: "PATCH", body: {} })
      yield* shown(yield* update(key))
      yield* settled(key, id)

      const connectors = yield* ConnectorStore.ConnectorStore
      const facts = (yield* connectors.all).find((one) => one.id === 2)
      assert.isDefined(facts)
      if (facts === undefined) return
      yield* connectors.announce([{ ...facts, sandbox: false }])
      assert.strictEqual(refusal(yield* update(key)), "409 CLIENT_IS_UPDATING_BEFORE_ALLOWED_FREQUENCY")
      yield* shown(yield* update(yield* connectToken({ itemId: id })))
      assert.strictEqual((yield* settled(key, id)).status, "UPDATED")
      yield* connectors.announce([facts])
    })
  )
})

suite({ settings: { TOMADA_WEBHOOK_ALLOW: "127.0.0.1" } })("what a connect token's Item tells", (it) => {
  it.effect("goes to the token's address and to the Item's own, under one id, as done by the person", () =>
    Effect.gen(function* () {
      const sink = yield* Sink.open
      const token = yield* connectToken({ options: { webhookUrl: `${sink.url}/token`, clientUserId: "ana" } })
      const item = yield* connectedBy(token, { webhookUrl: `${sink.url}/item` })
      assert.strictEqual(item.webhookUrl, `${sink.url}/item`)
      const told = (path: string, event = "item/created") =>
        until(
          `${event} at ${path}`,
          Effect.sync(() => sink.at(path, event)),
          ({ length }) => length > 0
        )
      const [atItem] = yield* told("/item")
      const [atToken] = yield* told("/token")
      assert.deepInclude(atToken?.event, { itemId: item.id, clientUserId: "ana", triggeredBy: "USER" })
      assert.strictEqual(atToken?.event.eventId, atItem?.event.eventId)

      const later = yield* connectToken({ itemId: item.id, options: { webhookUrl: `${sink.url}/later` } })
      yield* shown(yield* as(later, `/items/${item.id}`, { method: "PATCH", body: {} }))
      yield* told("/later", "item/updated")
      yield* told("/item", "item/updated")
      assert.lengthOf(sink.at("/token", "item/updated"), 0, "the address of the token that was used last")

      const alone = yield* connectedBy(token, {}, "user-ok-account-warning")
      assert.strictEqual(alone.webhookUrl, `${sink.url}/token`)
      yield* call(yield* connect, (sdk) => sdk.deleteItem(alone.id))
      yield* told("/token", "item/deleted")
      assert.lengthOf(sink.at("/item", "item/deleted"), 0)
    })
  )
})
