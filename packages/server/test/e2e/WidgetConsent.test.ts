// What is kept of a person's consent: the text that they saw in the widget, or that the application vouches for its own.
import { assert } from "@effect/vitest"
import { Item } from "@tomada/core"
import { ItemStore } from "@tomada/store"
import { Effect, Schema } from "effect"

import { type Ask, apiKey, call, connect, http, password, settled, updated } from "./Client.ts"
import { suite, World } from "./World.ts"

const byApplication = { source: "application", textVersion: "application-1" } as const

const Token = Schema.Struct({ accessToken: Schema.String })
const Made = Schema.Struct({ id: Schema.String })

const connectToken = Effect.fnUntraced(function* (body: object = {}) {
  const { json } = yield* http("/connect_token", { method: "POST", body, headers: { "x-api-key": yield* apiKey() } })
  return (yield* Effect.orDie(Schema.decodeUnknownEffect(Token)(json))).accessToken
})

const consentOf = Effect.fnUntraced(function* (id: string) {
  const { clientId } = yield* World
  const items = yield* ItemStore.ItemStore
  const { source, textVersion } = yield* items.consent(Item.ApplicationId.make(clientId), Item.ItemId.make(id))
  return { source, textVersion }
})

const agreed = (key: string, text: string | undefined): Ask["headers"] & object => ({
  "x-api-key": key,
  ...(text === undefined ? {} : { "tomada-consent": text })
})

const made = Effect.fnUntraced(function* (key: string, text?: string) {
  const body = { connectorId: 2, parameters: { user: "user-ok", password }, products: ["ACCOUNTS"] }
  const answer = yield* http("/items", { method: "POST", body, headers: agreed(key, text) })
  assert.strictEqual(answer.status, 200, answer.text)
  const { id } = yield* Effect.orDie(Schema.decodeUnknownEffect(Made)(answer.json))
  yield* settled(yield* connect, id)
  return id
})

suite()("a consent", (it) => {
  it.effect("bears the text that the person agreed to in the widget", () =>
    Effect.gen(function* () {
      const id = yield* made(yield* connectToken(), "widget-12")
      assert.deepStrictEqual(yield* consentOf(id), { source: "widget", textVersion: "widget-12" })
    })
  )

  it.effect("is the application's where its page made the Item without the widget, or where it called for itself", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* consentOf(yield* made(yield* connectToken())), byApplication)
      assert.deepStrictEqual(yield* consentOf(yield* made(yield* apiKey(), "widget-1")), byApplication)
    })
  )

  it.effect("is renewed with the text of the update", () =>
    Effect.gen(function* () {
      const id = yield* made(yield* apiKey())
      assert.deepStrictEqual(yield* consentOf(id), byApplication)
      const headers = agreed(yield* connectToken({ itemId: id }), "widget-2")
      const body = { parameters: { user: "user-ok", password } }
      const answer = yield* http(`/items/${id}`, { method: "PATCH", body, headers })
      assert.strictEqual(answer.status, 200, answer.text)
      const client = yield* connect
      yield* settled(client, id)
      const given = { source: "widget", textVersion: "widget-2" }
      assert.deepStrictEqual(yield* consentOf(id), given)
      yield* updated(client, id)
      assert.deepStrictEqual(yield* consentOf(id), given)
      assert.lengthOf((yield* call(client, (sdk) => sdk.fetchConsents(id))).results, 2)
    })
  )

  it.effect("is not read out of a header that says something else, and the request is refused", () =>
    Effect.gen(function* () {
      const token = yield* connectToken()
      const body = { connectorId: 2, parameters: { user: "user-ok", password } }
      for (const text of ["widget-0", "widget-", "widget-1x", "yes", "application-1", "widget-123456"]) {
        const answer = yield* http("/items", { method: "POST", body, headers: agreed(token, text) })
        assert.strictEqual(answer.status, 400, text)
        assert.deepInclude(answer.json, { message: "the header Tomada-Consent must be like widget-1" })
      }
    })
  )

  it.effect("cannot be told by a page of another origin", () =>
    Effect.gen(function* () {
      const preflight = yield* http("/items", { method: "OPTIONS" })
      assert.strictEqual(preflight.status, 204)
      assert.notInclude(String(preflight.headers["access-control-allow-headers"]).toLowerCase(), "tomada-consent")
    })
  )
})
