// What the log tells of who was let in and who was not: each under its name, with ids and an address, and nothing that was sent.
import { randomUUID } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"

import { assert } from "@effect/vitest"
import { Effect } from "effect"

import { remembered } from "../../src/ApplicationAccess.ts"
import { linesAMinute } from "../../src/SecurityEvents.ts"
import { apiKey, type Ask, http } from "./Client.ts"
import { suite, World } from "./World.ts"

const told = Effect.fnUntraced(function* (event: string) {
  const { log } = yield* World
  return log.filter((line) => line.includes(`event=${event}`))
})

const as = (token: string, path: string, ask: Ask = {}) => http(path, { ...ask, headers: { "x-api-key": token } })
const asOperator = (token: string, path: string, ask: Ask = {}) =>
  http(path, { ...ask, headers: { authorization: `Bearer ${token}` } })

suite()("the log", (it) => {
  it.effect("tells of each key that was given or refused, to whom, from where and when, and repeats no secret", () =>
    Effect.gen(function* () {
      const { clientId, clientSecret, log } = yield* World
      yield* apiKey()
      const [given = ""] = yield* told("key.given")
      assert.match(given, /^timestamp=\d{4}-\d\d-\d\dT[\d:.]+Z level=INFO/)
      assert.include(given, `application=${clientId}`)
      assert.match(given, /address=(?:::ffff:)?127\.0\.0\.1/)
      const ask = (id: string, secret: string) =>
        http("/auth", { method: "POST", body: { clientId: id, clientSecret: secret } })
      assert.strictEqual((yield* ask(clientId, "a-wrong-secret")).status, 401)
      assert.strictEqual((yield* ask(clientSecret, "in the wrong field")).status, 401)
      const refused = yield* told("key.refused")
      assert.lengthOf(refused, 2)
      assert.include(refused[0], `application=${clientId}`)
      assert.include(refused[0], "level=WARN")
      assert.include(refused[1], "application=none")
      assert.isEmpty(
        log.filter((line) => /a-wrong-secret|in the wrong field/.test(line) || line.includes(clientSecret))
      )
    })
  )

  it.effect("tells of tokens that are refused, and of connect tokens that ask for more than is theirs", () =>
    Effect.gen(function* () {
      const key = yield* apiKey()
      assert.strictEqual((yield* as("nonsense", `/items/${randomUUID()}`)).status, 403)
      const [refused = ""] = yield* told("token.refused")
      assert.include(refused, `asked="GET /items/:id" why=malformed`)
      const { json } = yield* as(key, "/connect_token", { method: "POST" })
      const { accessToken } = json as { readonly accessToken: string } // the answer to it
      assert.strictEqual((yield* as(accessToken, "/categories")).status, 403)
      const [beyond = ""] = yield* told("token.beyond")
      assert.match(beyond, /asked="GET \/categories" application=[\da-f-]{36} token=[\da-f-]{36}/)
      assert.strictEqual((yield* http("/statement?token=nonsense")).status, 403)
      assert.include((yield* told("token.refused")).at(-1), `asked="GET /statement"`)
    })
  )

  it.effect("tells of a wrong operator's token, and of what the operator changed", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* asOperator("guessed", "/operator/applications")).status, 403)
      assert.strictEqual((yield* asOperator("guessed", "/metrics")).status, 403)
      const asked = (yield* told("operator.refused")).map((line) => /asked="([^"]+)"/.exec(line)?.[1])
      assert.deepStrictEqual(asked, ["GET /operator/applications", "GET /metrics"])
      const { home } = yield* World
      const { token } = JSON.parse(readFileSync(join(home, "operator.json"), "utf8")) as { readonly token: string } // our own file
      const made = yield* asOperator(token, "/operator/applications", { method: "POST", body: { name: "Shop" } })
      assert.strictEqual(made.status, 200, made.text)
      assert.match((yield* told("operator.acted")).join(), /level=INFO .*asked="POST \/operator\/applications"/)
    })
  )

  it.effect("is not filled by somebody who is refused again and again", () =>
    Effect.gen(function* () {
      const before = (yield* told("token.refused")).length
      const most = linesAMinute + 10
      yield* Effect.forEach(Array.from({ length: most }), () => as("nonsense", "/connectors"))
      assert.isAtMost((yield* told("token.refused")).length, linesAMinute)
      assert.isAbove((yield* told("token.refused")).length, before)
    })
  )
})

suite()("an application whose access is turned off", (it) => {
  it.effect("is refused within seconds with every token that it had, until it is on again", () =>
    Effect.gen(function* () {
      const { advanceClock, home } = yield* World
      const { token } = JSON.parse(readFileSync(join(home, "operator.json"), "utf8")) as { readonly token: string } // our own file
      const made = yield* asOperator(token, "/operator/applications", { method: "POST", body: { name: "Shop" } })
      const shop = made.json as { readonly id: string; readonly clientId?: string; readonly clientSecret: string } // what was made
      const keys = { clientId: shop.clientId ?? shop.id, clientSecret: shop.clientSecret }
      const key = yield* apiKey(keys)
      const { json } = yield* as(key, "/connect_token", { method: "POST" })
      const { accessToken } = json as { readonly accessToken: string } // the answer to it
      const statuses = Effect.forEach([key, accessToken], (one) =>
        Effect.map(as(one, "/connectors"), ({ status }) => status)
      )
      const turn = (enabled: boolean) =>
        asOperator(token, `/operator/applications/${keys.clientId}`, { method: "PATCH", body: { enabled } })
      assert.deepStrictEqual(yield* statuses, [200, 200])
      assert.strictEqual((yield* turn(false)).status, 200)
      yield* advanceClock(remembered)
      assert.deepStrictEqual(yield* statuses, [403, 403])
      assert.match((yield* told("token.refused")).join(), /why="access is off"/)
      assert.strictEqual((yield* as(yield* apiKey(), "/connectors")).status, 200, "another application")
      assert.strictEqual((yield* turn(true)).status, 200)
      yield* advanceClock(remembered)
      assert.deepStrictEqual(yield* statuses, [200, 200])
    })
  )
})
