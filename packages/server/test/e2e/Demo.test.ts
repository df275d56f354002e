// The demo plays an application without asking anybody for a key: who may ask it, how far it reaches, and what is left of its keys.
import { randomBytes, randomUUID } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

import { assert } from "@effect/vitest"
import { ApplicationStore } from "@tomada/store"
import { SecretHash } from "@tomada/vault"
import { Effect, Layer, Redacted, Schema } from "effect"
import { SqlClient } from "effect/sql"

import { connectors } from "../../src/ConnectorRegistry.generated.ts"
import * as DemoApplication from "../../src/DemoApplication.ts"
import { DemoPlace } from "../../src/DemoPlace.ts"
import { Entropy } from "../../src/Entropy.ts"
import { apiKey, type Ask, http, password } from "./Client.ts"
import { layer, layerWithSteadyBank, suiteIn, until, World } from "./World.ts"

const page = { "sec-fetch-site": "same-origin" }

const asked = (path: string, options: Ask = {}) => http(path, { ...options, headers: { ...page, ...options.headers } })

const message = (json: unknown) => String((json as { readonly message?: string }).message) // a refusal of the demo

const connectToken = Effect.gen(function* () {
  const { json, status } = yield* asked("/demo/api/connect-token", { method: "POST", body: {} })
  assert.strictEqual(status, 200)
  return String((json as { readonly accessToken?: string }).accessToken) // the wire's answer
})

const Item = Schema.Struct({ id: Schema.String, status: Schema.String })
const itemsOf = Schema.decodeUnknownEffect(Schema.Array(Item))
const items = Effect.flatMap(asked("/demo/api/items"), ({ json }) => itemsOf(json))

const Mail = Schema.Struct({
  last: Schema.Int,
  webhooks: Schema.Array(
    Schema.Struct({ number: Schema.Int, event: Schema.Struct({ event: Schema.String, itemId: Schema.String }) })
  )
})
const mail = (after = 0) =>
  Effect.flatMap(asked(`/demo/api/webhooks?after=${after}`), ({ json }) => Schema.decodeUnknownEffect(Mail)(json))

const madeOf = Effect.fnUntraced(function* (token: string, connectorId: number, user = "user-ok") {
  return yield* http("/items", {
    method: "POST",
    headers: { "x-api-key": token },
    body: { connectorId, parameters: { user, password } }
  })
})

/** For the scope, a connector of the sandbox is one of a bank: this build has none of its own yet. */
const takenForBank = (id: number) => {
  const manifest: { sandbox: boolean } =
    connectors.find((one) => one.manifest.id === id)?.manifest ?? assert.fail("no such connector")
  const set = (sandbox: boolean) => Effect.sync(() => void (manifest.sandbox = sandbox))
  return Effect.acquireRelease(set(false), () => set(true))
}

/** Every word that was drawn, to look for afterwards. */
const drawn: Array<string> = []
const recording = Layer.succeed(Entropy, {
  uuid: Effect.sync(() => randomUUID()),
  base64Url: (bytes) =>
    Effect.sync(() => {
      const word = randomBytes(bytes).toString("base64url")
      drawn.push(word)
      return word
    })
})

suiteIn(layer().pipe(Layer.provide(recording)))("the demo", (it) => {
  it.effect("connects the sandbox bank by a token of its own, and is told of it by webhooks that it verified", () =>
    Effect.gen(function* () {
      const token = yield* connectToken
      const { status } = yield* madeOf(token, 2)
      assert.strictEqual(status, 200)
      const [item] = yield* until("a success", items, ([first]) => first?.status === "UPDATED")
      const id = item?.id ?? ""
      const { last, webhooks } = yield* until("its webhook", mail(), ({ webhooks }) =>
        webhooks.some(({ event }) => event.event === "item/created")
      )
      assert.isTrue(webhooks.every(({ event }) => event.itemId === id))
      assert.deepStrictEqual((yield* mail(last)).webhooks, [])

      const { json: accounts } = yield* asked(`/demo/api/items/${id}/accounts`)
      const [first] = yield* Schema.decodeUnknownEffect(Schema.Array(Schema.Struct({ id: Schema.String })))(accounts)
      const { json: rows } = yield* asked(`/demo/api/accounts/${first?.id}/transactions`)
      assert.isAbove((rows as ReadonlyArray<unknown>).length, 100)

      assert.strictEqual((yield* asked(`/demo/api/items/${id}`, { method: "DELETE" })).status, 200)
      assert.deepStrictEqual(yield* items, [])
      yield* until("its end", mail(last), ({ webhooks }) =>
        webhooks.some(({ event }) => event.event === "item/deleted")
      )
    })
  )

  it.effect("reaches no connector of a bank, however it asks for it", () =>
    Effect.gen(function* () {
      const token = { "x-api-key": yield* connectToken }
      const client = { "x-api-key": yield* apiKey() }
      const id = 2
      const ways = [
        { path: `/connectors/${id}` },
        { path: `/tomada/connectors/${id}` },
        { path: `/connectors/${id}/validate`, method: "POST", body: { user: "user-ok", password } },
        { path: "/items", method: "POST", body: { connectorId: id, parameters: { user: "user-reach", password } } }
      ] as const
      const listed = (headers: Ask["headers"]) =>
        Effect.map(http("/connectors?sandbox=true", { headers: headers ?? {} }), ({ json }) =>
          (json as { readonly results: ReadonlyArray<{ readonly id: number }> }).results.some((one) => one.id === id)
        ) // the wire's page
      assert.isTrue(yield* listed(token))
      yield* takenForBank(id)
      for (const { path, ...ask } of ways) {
        const { json, status } = yield* http(path, { ...ask, headers: token })
        assert.deepStrictEqual(
          [status, (json as Ask["headers"])?.["codeDescription"]],
          [404, "CONNECTOR_NOT_FOUND"],
          path
        )
      }
      assert.isFalse(yield* listed(token))
      assert.strictEqual((yield* http(`/connectors/${id}`, { headers: client })).status, 200)
    }).pipe(Effect.scoped)
  )

  it.effect("has a secret that no file, no table and no line of the log holds", () =>
    Effect.gen(function* () {
      yield* connectToken
      const { home, log } = yield* World
      const hashes = yield* SecretHash.SecretHash
      const held = yield* (yield* ApplicationStore.ApplicationStore).get(DemoApplication.id)
      assert.deepStrictEqual([held.connectorReach, held.disabledAt], ["trial", null])
      const words = drawn.filter((word) => Buffer.from(word, "base64url").length === 32)
      const [secret = "", ...others] = yield* Effect.filter(words, (word) =>
        hashes.verify(held.id, Redacted.make(`tmd_sk_${word}`), held.secretHash)
      )
      assert.isNotEmpty(secret)
      assert.isEmpty(others)

      const sql = yield* SqlClient.SqlClient
      const tables = yield* sql<{ name: string }>`select tablename as name from pg_tables where schemaname = 'public'`
      const rows = yield* Effect.forEach(
        tables,
        ({ name }) => sql<{ row: string }>`select to_jsonb(t)::text as row from ${sql(name)} t`
      )
      const files = readdirSync(home, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"))
      const texts = [...files, ...log, ...rows.flat().map(({ row }) => row)]
      assert.isTrue(
        texts.some((text) => text.includes(held.secretHash.slice(0, 20))),
        "the rows were looked at"
      )
      assert.isFalse(texts.some((text) => text.includes(secret)))
    })
  )

  it.effect("answers nobody but its own page, under no name but the computer's own", () =>
    Effect.gen(function* () {
      const { url } = yield* World
      const { port } = new URL(url)
      const foreign: ReadonlyArray<NonNullable<Ask["headers"]>> = [
        {},
        { "sec-fetch-site": "cross-site" },
        { "sec-fetch-site": "same-site" },
        { "sec-fetch-site": "none" },
        { origin: "https://evil.example" },
        { origin: "null" },
        { ...page, origin: "https://evil.example" },
        { ...page, host: `evil.example:${port}` },
        { ...page, host: `127.0.0.1.evil.example:${port}` },
        { ...page, host: `localhost:${Number(port) + 1}` },
        { ...page, host: "localhost" },
        { ...page, "x-forwarded-for": "203.0.113.7" },
        { ...page, forwarded: "for=203.0.113.7" }
      ]
      const doors: ReadonlyArray<readonly [string, NonNullable<Ask["method"]>]> = [
        ["/demo/api/connect-token", "POST"],
        ["/demo/api/items", "GET"],
        [`/demo/api/items/${randomUUID()}`, "DELETE"],
        [`/demo/api/items/${randomUUID()}/accounts`, "GET"],
        [`/demo/api/accounts/${randomUUID()}/transactions`, "GET"],
        ["/demo/api/webhooks", "GET"]
      ]
      for (const [path, method] of doors) {
        for (const headers of foreign) {
          const answer = yield* http(path, { method, headers, ...(method === "POST" ? { body: {} } : {}) })
          assert.strictEqual(answer.status, 403, `${method} ${path} ${JSON.stringify(headers)}`)
          assert.match(message(answer.json), /^(Only the demo's own page|The demo )/)
          assert.notProperty(answer.headers, "access-control-allow-origin")
        }
      }
      assert.strictEqual((yield* http("/demo", { headers: { host: "evil.example" } })).status, 403)
      for (const host of [`localhost:${port}`, `127.0.0.1:${port}`]) {
        const { headers, status } = yield* http("/demo/api/items", { headers: { origin: `http://${host}`, host } })
        assert.deepStrictEqual([status, headers["set-cookie"]], [200, undefined])
      }
    })
  )

  it.effect("is told at one address, to the letter, and believes no one without its secret", () =>
    Effect.gen(function* () {
      const { url } = yield* World
      const { inbox } = yield* Effect.orDie(Effect.fromOption(yield* DemoPlace))
      const token = yield* connectToken
      const own = yield* Effect.map(mail(), ({ last }) => last)
      const path = new URL(inbox).pathname
      const forged = { event: "item/created", eventId: randomUUID(), itemId: randomUUID() }
      const signed = {
        "webhook-id": forged.eventId,
        "webhook-timestamp": String(Math.floor(1e9)),
        "webhook-signature": `v1,${randomBytes(32).toString("base64")}`
      }
      for (const headers of [{}, signed]) {
        assert.strictEqual((yield* http(path, { method: "POST", body: forged, headers })).status, 401)
      }
      assert.strictEqual((yield* http(path, { method: "POST", body: forged, headers: page })).status, 403)
      assert.strictEqual((yield* http("/demo/webhooks/guess", { method: "POST", body: forged })).status, 404)
      assert.strictEqual((yield* mail()).last, own)

      for (const webhookUrl of [`${inbox}/`, `${inbox}?a=1`, `${inbox}#a`, `${url}/`, `${url}/demo/webhooks/guess`]) {
        const answer = yield* http("/items", {
          method: "POST",
          headers: { "x-api-key": token },
          body: { connectorId: 2, parameters: { user: "user-ok", password }, webhookUrl }
        })
        assert.strictEqual(answer.status, 400, webhookUrl)
      }
    })
  )
})

for (const [why, settings] of [
  ["switched off", { TOMADA_DEMO: "off" }],
  ["without a sandbox", { TOMADA_SANDBOX: "off" }],
  ["reached by others", { HOST: "0.0.0.0" }],
  ["published under another address", { TOMADA_PUBLIC_URL: "https://tomada.example.com" }]
] as const) {
  suiteIn(layerWithSteadyBank({ settings }))(`a server that is ${why}`, (it) => {
    it.effect("has no demo", () =>
      Effect.gen(function* () {
        assert.strictEqual((yield* DemoPlace)._tag, "None")
        for (const path of ["/demo", "/demo/api/items"]) assert.strictEqual((yield* asked(path)).status, 404, path)
      })
    )
  })
}
