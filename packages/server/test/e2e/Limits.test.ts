// How much one key may ask, and what pages of other origins may read.
import { randomUUID } from "node:crypto"

import { assert } from "@effect/vitest"
import { Effect } from "effect"

import { type Answer, apiKey, type Ask, connect, connected, http, light } from "./Client.ts"
import { suite, World } from "./World.ts"

const as = (token: string, path: string, ask: Ask = {}) =>
  http(path, { ...ask, headers: { ...ask.headers, "x-api-key": token } })

const figures = ({ headers }: Answer) =>
  ["ratelimit-limit", "ratelimit-remaining", "ratelimit-policy"].map((name) => headers[name])

/** Refused for the limit, with the time to come again as both headers tell it. */
const assertTooMany = (answer: Answer, limit: number) => {
  assert.strictEqual(answer.status, 429, answer.text)
  assert.deepInclude(answer.json, {
    code: 429,
    message: "Too many requests. Please try again later (see Retry-After header in seconds)"
  })
  assert.deepStrictEqual(figures(answer), [String(limit), "0", `${limit};w=60`])
  assert.strictEqual(answer.headers["retry-after"], answer.headers["ratelimit-reset"])
  assert.isTrue(Number(answer.headers["retry-after"]) >= 1 && Number(answer.headers["retry-after"]) <= 60)
}

const token = Effect.fnUntraced(function* (key: string) {
  const { json } = yield* as(key, "/connect_token", { method: "POST" })
  return (json as { readonly accessToken: string }).accessToken // the answer to it
})

suite({ settings: { TOMADA_REQUEST_RATE: "8" } })("a key", (it) => {
  it.effect(
    "is told on every answer what is left of its minute, and refused beyond, whichever key of the application",
    () =>
      Effect.gen(function* () {
        const { advanceClock } = yield* World
        const key = yield* apiKey()
        const own = yield* token(key)
        assert.deepStrictEqual(figures(yield* as(key, "/connectors")), ["8", "6", "8;w=60"])
        const missing = yield* as(key, `/items/${randomUUID()}`)
        assert.strictEqual(missing.status, 404)
        assert.deepStrictEqual(figures(missing), ["8", "5", "8;w=60"])
        const invalid = yield* as(key, "/items/1")
        assert.strictEqual(invalid.status, 400)
        assert.deepStrictEqual(figures(invalid), ["8", "4", "8;w=60"])
        const again = yield* apiKey()
        for (let n = 0; n < 4; n++) assert.strictEqual((yield* as(again, "/connectors/2")).status, 200)
        for (const each of [key, again, key]) assertTooMany(yield* as(each, "/connectors"), 8)

        const reduced = yield* as(own, "/connectors")
        assert.strictEqual(reduced.status, 200, "a connect token has a limit of its own")
        assert.deepStrictEqual(figures(reduced), ["8", "7", "8;w=60"])
        const closed = yield* as(own, "/categories")
        assert.strictEqual(closed.status, 403)
        assert.deepStrictEqual(figures(closed), ["8", "6", "8;w=60"])

        yield* advanceClock("1 minute")
        assert.deepStrictEqual(figures(yield* as(key, "/connectors")), ["8", "7", "8;w=60"])
        const strange = yield* as("nonsense", "/connectors")
        assert.strictEqual(strange.status, 403)
        assert.isUndefined(strange.headers["ratelimit-limit"])
      })
  )
})

suite({ settings: { TOMADA_UPDATE_RATE: "3" } })("updates", (it) => {
  it.effect("have a limit of their own, which other requests do not count against", () =>
    Effect.gen(function* () {
      const { advanceClock } = yield* World
      const key = yield* apiKey()
      const { id } = yield* connected(yield* connect, "user-ok", { products: light })
      const update = as(key, `/items/${id}`, { method: "PATCH", body: {} })
      assert.deepStrictEqual(figures(yield* update), ["3", "2", "3;w=60"])
      for (let n = 0; n < 2; n++) assert.include([200, 400], (yield* update).status)
      assertTooMany(yield* update, 3)
      assert.deepStrictEqual(figures(yield* as(key, `/items/${id}`)).slice(0, 1), ["3000"])
      const disabled = yield* as(key, `/items/${id}/disable-auto-sync`, { method: "PATCH" })
      assert.strictEqual(disabled.status, 200, "it starts nothing")
      yield* advanceClock("1 minute")
      assert.notStrictEqual((yield* update).status, 429)
    })
  )
})

suite({ settings: { TOMADA_AUTH_RATE: "25" } })("whoever asks for a key", (it) => {
  it.effect(
    "may be wrong ten times in a minute, whatever address it claims; the right secret is not told from a wrong one after that",
    () =>
      Effect.gen(function* () {
        const { advanceClock, clientId, clientSecret } = yield* World
        let asked = 0
        const ask = (id: string, secret: string) =>
          http("/auth", {
            method: "POST",
            body: { clientId: id, clientSecret: secret },
            // Whoever asks may write these, so they are nobody's address.
            headers: {
              "x-forwarded-for": `203.0.113.${asked++}`,
              "x-real-ip": `203.0.113.${asked}`,
              forwarded: "for=_x"
            }
          })
        for (let n = 0; n < 10; n++) {
          const id = n % 2 === 0 ? clientId : clientId.toUpperCase()
          assert.strictEqual((yield* ask(id, `wrong-${n}`)).status, 401)
        }
        assertTooMany(yield* ask(clientId, "wrong"), 10)
        assertTooMany(yield* ask(clientId, clientSecret), 10)
        assert.strictEqual((yield* ask(randomUUID(), "wrong")).status, 401, "another application from there")
        yield* advanceClock("1 minute")
        const right = yield* ask(clientId, clientSecret)
        assert.strictEqual(right.status, 200)
        assert.deepStrictEqual(figures(right), ["25", "24", "25;w=60"])
        for (let n = 0; n < 24; n++) assert.strictEqual((yield* ask(clientId, clientSecret)).status, 200)
        assertTooMany(yield* ask(clientId, clientSecret), 25)
      })
  )
})

suite()("a page of another origin", (it) => {
  const origin = { origin: "https://app.example.com" }
  const cors = ({ headers }: Answer) => Object.keys(headers).filter((name) => name.startsWith("access-control-"))
  const preflight = (path: string, method: string) =>
    http(path, {
      method: "OPTIONS",
      headers: {
        ...origin,
        "access-control-request-method": method,
        "access-control-request-headers": "x-api-key,content-type,pluggy-user-agent"
      }
    })

  it.effect("may ask what connect tokens may, and reads the answer whatever it is, without cookies", () =>
    Effect.gen(function* () {
      const id = randomUUID()
      for (const [path, methods] of [
        ["/connectors", "GET"],
        ["/connectors/2", "GET"],
        ["/connectors/2/validate", "POST"],
        ["/items", "POST"],
        [`/items/${id}`, "GET, PATCH"],
        [`/items/${id}/mfa`, "POST"],
        [`/accounts?itemId=${id}`, "GET"]
      ] as const) {
        const asked = yield* preflight(path, methods)
        assert.strictEqual(asked.status, 204, path)
        assert.strictEqual(asked.headers["access-control-allow-origin"], "*")
        assert.strictEqual(asked.headers["access-control-allow-methods"], methods)
        assert.strictEqual(asked.headers["access-control-allow-headers"], "X-API-KEY, Content-Type, Pluggy-User-Agent")
        assert.isUndefined(asked.headers["access-control-allow-credentials"])
      }
      const key = yield* apiKey()
      const own = yield* token(key)
      for (const answer of [
        yield* as(own, "/connectors", { headers: origin }),
        yield* as(own, `/items/${id}`, { headers: origin }),
        yield* as(own, "/items", { method: "POST", body: {}, headers: origin }),
        yield* http("/connectors", { headers: origin })
      ]) {
        assert.strictEqual(answer.headers["access-control-allow-origin"], "*", answer.text)
        assert.match(String(answer.headers["access-control-expose-headers"]), /Retry-After.*RateLimit-Remaining/)
        assert.isUndefined(answer.headers["access-control-allow-credentials"])
        assert.isUndefined(answer.headers["set-cookie"])
      }
    })
  )

  it.effect("reads nothing else", () =>
    Effect.gen(function* () {
      const key = yield* apiKey()
      for (const path of ["/auth", "/connect_token", `/items/${randomUUID()}/disable-auto-sync`, "/v2/transactions"]) {
        const asked = yield* preflight(path, "POST")
        assert.strictEqual(asked.status, 405, path)
        assert.isEmpty(cors(asked), path)
      }
      for (const answer of [
        yield* as(key, "/categories", { headers: origin }),
        yield* as(key, `/items/${randomUUID()}`, { method: "DELETE", headers: origin }),
        yield* as(key, "/connect_token", { method: "POST", headers: origin }),
        yield* http("/health/live", { headers: origin })
      ]) {
        assert.isEmpty(cors(answer))
      }
    })
  )
})
