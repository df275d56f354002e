// What the widget learns of its token before it shows anything.
import { randomUUID } from "node:crypto"

import { assert } from "@effect/vitest"
import { Item } from "@tomada/core"
import { ApplicationStore } from "@tomada/store"
import { Effect, Schema } from "effect"

import { apiKey, connect, connected, http, light } from "./Client.ts"
import { suite, World } from "./World.ts"

const Token = Schema.Struct({ accessToken: Schema.String })

const tokenOf = Effect.fnUntraced(function* (body: object) {
  const answer = yield* http("/connect_token", { method: "POST", body, headers: { "x-api-key": yield* apiKey() } })
  return (yield* Effect.orDie(Schema.decodeUnknownEffect(Token)(answer.json))).accessToken
})

const termsOf = (token: string) => http("/tomada/connect", { headers: { "x-api-key": token } })

const expOf = (token: string) => {
  const { exp } = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as { readonly exp: number } // a JWT's payload
  return new Date(exp * 1_000).toISOString()
}

suite()("what a connect token is for", (it) => {
  it.effect("is told with the application's name, who may frame the widget, the token's options and its end", () =>
    Effect.gen(function* () {
      const { clientId } = yield* World
      const applications = yield* ApplicationStore.ApplicationStore
      const held = yield* applications.get(Item.ApplicationId.make(clientId))
      yield* applications.put({ ...held, name: "Orçamento", allowedOrigins: ["https://app.example"] })
      const plain = yield* tokenOf({})
      assert.deepStrictEqual((yield* termsOf(plain)).json, {
        applicationName: "Orçamento",
        allowedOrigins: ["https://app.example"],
        allowsLoopback: true,
        itemId: null,
        avoidDuplicates: false,
        connectorSortAlphabetically: false,
        oauthRedirectUri: null,
        consentDays: null,
        expiresAt: expOf(plain)
      })
      const { id } = yield* connected(yield* connect, "user-ok", { products: light })
      const oauthRedirectUri = "https://app.example/back"
      const options = { avoidDuplicates: true, connectorSortAlphabetically: true, oauthRedirectUri }
      const own = yield* termsOf(yield* tokenOf({ itemId: id, options: { ...options, clientUserId: randomUUID() } }))
      assert.deepInclude(own.json, { itemId: id, ...options })
    })
  )

  it.effect("is told to nobody once the token's time is over", () =>
    Effect.gen(function* () {
      const { advanceClock } = yield* World
      const token = yield* tokenOf({})
      yield* advanceClock("31 minutes")
      assert.strictEqual((yield* termsOf(token)).status, 403)
    })
  )

  it.effect("comes with all that a connector may talk to, by the same token", () =>
    Effect.gen(function* () {
      const headers = { "x-api-key": yield* tokenOf({}) }
      const { json } = yield* http("/tomada/connectors/2", { headers })
      assert.deepInclude(json, { id: 2, hosts: ["bank.sandbox.test"] })
    })
  )
})

suite({ settings: { TOMADA_PUBLIC_URL: "https://tomada.example" } })("a server that the world reaches", (it) => {
  it.effect("does not let pages of the person's computer frame the widget", () =>
    Effect.gen(function* () {
      assert.deepInclude((yield* termsOf(yield* tokenOf({}))).json, { allowsLoopback: false, allowedOrigins: [] })
    })
  )
})
