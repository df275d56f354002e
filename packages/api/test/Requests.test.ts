import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Inspectable, Redacted } from "effect"

import { accountId, errorId, itemId } from "./Samples.ts"
import { start } from "./Server.ts"

const refused = (message: string) => ({ code: 400, message, errorId })

describe("a body", () => {
  it.effect("may be empty under a JSON content type where nothing is needed", () =>
    Effect.gen(function* () {
      const { ask, seen } = yield* start()
      assert.strictEqual((yield* ask("PATCH", `/items/${itemId}`)).status, 200)
      assert.strictEqual((yield* ask("POST", `/items/${itemId}/mfa`)).status, 200)
      assert.deepStrictEqual((yield* ask("DELETE", `/items/${itemId}`)).body, { count: 1 })
      assert.strictEqual((yield* ask("POST", "/connectors/2/validate")).status, 200)
      assert.isUndefined(seen[0]?.payload)
      assert.isUndefined(seen[1]?.payload)
    })
  )

  it.effect("keeps only the keys that are known", () =>
    Effect.gen(function* () {
      const { ask, seen } = yield* start()
      const answer = yield* ask("PATCH", `/items/${itemId}`, { id: itemId, clientUserId: "me", surprise: 1 })
      assert.strictEqual(answer.status, 200)
      assert.deepStrictEqual(seen[0]?.payload, { clientUserId: "me" })
      yield* ask("PATCH", `/items/${itemId}`, { id: itemId })
      assert.deepStrictEqual(seen[1]?.payload, {})
      yield* ask("POST", "/auth", { clientId: "a", clientSecret: "b", nonExpiring: false })
      assert.hasAllKeys(seen[2]?.payload, ["clientId", "clientSecret"])
    })
  )

  it.effect("that is not JSON, or no object, is told so", () =>
    Effect.gen(function* () {
      const { ask } = yield* start()
      assert.deepStrictEqual((yield* ask("POST", "/items", "{")).body, refused("request body must be valid JSON"))
      assert.deepStrictEqual((yield* ask("POST", "/items")).body, refused("request body must be an object"))
      assert.deepStrictEqual((yield* ask("POST", "/items", [])).body, refused("request body must be an object"))
      const wrong = yield* ask("PATCH", `/items/${itemId}`, [])
      assert.deepStrictEqual(wrong.body, refused("request body must be an object"))
      const several = yield* ask("POST", "/items", { connectorId: "x", avoidDuplicates: 3 })
      assert.deepStrictEqual(
        several.body,
        refused(
          "connectorId must be a number,parameters should not be null or undefined,avoidDuplicates must be a boolean value"
        )
      )
    })
  )
})

describe("credentials", () => {
  const create = (parameters: unknown) => ({ connectorId: 2, parameters })

  it.effect("arrive redacted, numbers as text", () =>
    Effect.gen(function* () {
      const { ask, seen } = yield* start()
      const answer = yield* ask("POST", "/items", create({ user: "user-ok", token: 123456 }))
      assert.strictEqual(answer.status, 200)
      const payload = seen[0]?.payload as { parameters: Record<string, Redacted.Redacted<string>> } // what was decoded
      assert.deepStrictEqual(
        Object.entries(payload.parameters).map(([name, secret]) => [name, Redacted.value(secret)]),
        [
          ["user", "user-ok"],
          ["token", "123456"]
        ]
      )
      for (const text of [
        JSON.stringify(payload),
        Inspectable.toStringUnknown(payload),
        String(payload.parameters["user"])
      ]) {
        assert.notInclude(text, "user-ok")
        assert.notInclude(text, "123456")
      }
      yield* ask("POST", `/items/${itemId}/mfa`, { token: "654321" })
      assert.notInclude(JSON.stringify(seen[1]?.payload), "654321")
      yield* ask("POST", "/connectors/2/validate", { password: "hunter2" })
      assert.notInclude(JSON.stringify(seen[2]?.payload), "hunter2")
    })
  )

  it.effect("that the client encrypted arrive as the one text that they are", () =>
    Effect.gen(function* () {
      const { ask, seen } = yield* start()
      assert.strictEqual((yield* ask("POST", "/items", create("c2VjcmV0"))).status, 200)
      assert.strictEqual((yield* ask("PATCH", `/items/${itemId}`, { parameters: "c2VjcmV0" })).status, 200)
      assert.deepStrictEqual(seen, [
        { ...seen[0], payload: create("c2VjcmV0") },
        { ...seen[1], payload: { parameters: "c2VjcmV0" } }
      ])
      const message = "parameters must be an object of names and values, or one string that holds it encrypted"
      for (const parameters of [7, true, ["user-ok"]]) {
        assert.deepStrictEqual((yield* ask("POST", "/items", create(parameters))).body, refused(message))
        assert.deepStrictEqual((yield* ask("PATCH", `/items/${itemId}`, { parameters })).body, refused(message))
      }
      assert.deepStrictEqual(
        (yield* ask("POST", "/items", create("x".repeat(2_049)))).body,
        refused("parameters must be shorter than or equal to 2048 characters")
      )
    })
  )

  it.effect("that are refused are not repeated", () =>
    Effect.gen(function* () {
      const { ask } = yield* start()
      const answer = yield* ask("POST", "/items", create({ password: { secret: "hunter2" } }))
      assert.deepStrictEqual(answer.body, refused("parameters.password must be a string"))
      const wrong = yield* ask("POST", "/items", {
        connectorId: "hunter2",
        parameters: "hunter2",
        webhookUrl: "hunter2"
      })
      assert.strictEqual(wrong.status, 400)
      assert.notInclude(wrong.text, "hunter2")
      assert.notInclude((yield* ask("GET", "/accounts?itemId=hunter2&type=hunter2")).text, "hunter2")
      assert.notInclude((yield* ask("POST", "/auth", { clientId: 1, clientSecret: ["hunter2"] })).text, "hunter2")
    })
  )

  it.effect("are at most 64", () =>
    Effect.gen(function* () {
      const { ask } = yield* start()
      const many = (count: number) =>
        Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, "x"]))
      assert.strictEqual((yield* ask("POST", "/items", create(many(64)))).status, 200)
      assert.deepStrictEqual(
        (yield* ask("POST", "/items", create(many(65)))).body,
        refused("parameters must not have more than 64 keys")
      )
    })
  )
})

describe("the options of an Item", () => {
  const create = (options: object) => ({ connectorId: 2, parameters: {}, ...options })

  it.effect("limit the client's user id to 500 characters", () =>
    Effect.gen(function* () {
      const { ask } = yield* start()
      assert.strictEqual((yield* ask("POST", "/items", create({ clientUserId: "x".repeat(500) }))).status, 200)
      assert.deepStrictEqual(
        (yield* ask("POST", "/items", create({ clientUserId: "x".repeat(501) }))).body,
        refused("clientUserId must be shorter than or equal to 500 characters")
      )
    })
  )

  it.effect("may be null", () =>
    Effect.gen(function* () {
      const { ask } = yield* start()
      const options = {
        clientUserId: null,
        webhookUrl: null,
        products: null,
        avoidDuplicates: null,
        oauthRedirectUri: null
      }
      assert.strictEqual((yield* ask("POST", "/items", create(options))).status, 200)
      assert.strictEqual((yield* ask("PATCH", `/items/${itemId}`, { webhookUrl: null, parameters: null })).status, 200)
    })
  )

  it.effect("name products that exist", () =>
    Effect.gen(function* () {
      const { ask } = yield* start()
      const answer = yield* ask("POST", "/items", create({ products: ["ACCOUNTS", "GOLD"] }))
      assert.strictEqual(answer.status, 400)
      assert.match(answer.text, /each value in products must be one of the following values: ACCOUNTS, /)
      assert.notInclude(answer.text, "GOLD")
    })
  )

  it.effect("hold the address of webhooks as text, which the server judges", () =>
    Effect.gen(function* () {
      const { ask, seen } = yield* start()
      const address = { webhookUrl: "https://hooks.bank.example/a?b=c" }
      assert.strictEqual((yield* ask("PATCH", `/items/${itemId}`, address)).status, 200)
      assert.deepStrictEqual(seen[0]?.payload, address)
      assert.deepStrictEqual(
        (yield* ask("POST", "/items", create({ webhookUrl: 5 }))).body,
        refused("webhookUrl must be a string")
      )
    })
  )
})

describe("an address", () => {
  it.effect("takes lists with commas, with repeated keys, and a lonely question mark", () =>
    Effect.gen(function* () {
      const { ask, seen } = yield* start()
      yield* ask("GET", "/connectors?")
      yield* ask("GET", "/connectors?countries=BR,AR&types=PERSONAL_BANK&name=Bank%20of&sandbox=1&healthDetails=false")
      yield* ask("GET", "/connectors?countries=BR&countries=AR,CO&sandbox=true&sandbox=0&name=&types=")
      assert.deepStrictEqual(
        seen.map((request) => request.query),
        [
          {},
          { countries: ["BR", "AR"], types: ["PERSONAL_BANK"], name: "Bank of", sandbox: true, healthDetails: false },
          { countries: ["BR", "AR", "CO"], types: [], sandbox: false }
        ]
      )
    })
  )

  it.effect("takes ids in any case and numbers as text", () =>
    Effect.gen(function* () {
      const { ask, seen } = yield* start()
      yield* ask("GET", `/transactions?accountId=${accountId.toUpperCase()}&pageSize=20&page=3&unknown=1`)
      assert.deepStrictEqual(seen[0]?.query, { accountId, pageSize: 20, page: 3 })
      yield* ask("GET", "/connectors/601")
      assert.deepStrictEqual(seen[1]?.params, { id: 601 })
    })
  )

  it.effect("tells a civil day from a moment", () =>
    Effect.gen(function* () {
      const { ask, seen } = yield* start()
      yield* ask("GET", `/v2/transactions?accountId=${accountId}&dateFrom=2026-01-31&dateTo=2026-02-01T10:00:00.000Z`)
      const at = DateTime.makeUnsafe("2026-02-01T10:00:00Z")
      assert.deepEqual(seen[0]?.query, {
        accountId,
        dateFrom: { _tag: "Day", day: "2026-01-31" },
        dateTo: { _tag: "Instant", at }
      })
    })
  )

  it.effect("with mistakes is answered with one sentence for each field", () =>
    Effect.gen(function* () {
      const { ask, seen } = yield* start()
      const account = `accountId=${accountId}`
      const many = Array.from({ length: 501 }, () => accountId).join(",")
      for (const [path, message] of [
        ["/accounts", "itemId should not be null or undefined,itemId must be a UUID"],
        ["/accounts?itemId=", "itemId must be a UUID"],
        [
          "/accounts?itemId=1&type=GOLD",
          "itemId must be a UUID,type must be one of the following values: BANK, CREDIT"
        ],
        ["/identity?itemId=x", "itemId must be a UUID"],
        ["/investments", "itemId should not be null or undefined,itemId must be a UUID"],
        [
          `/investments?itemId=${accountId}&pageSize=501&page=0`,
          "pageSize must be an integer between 1 and 500,page must be a positive integer"
        ],
        ["/investments/x/transactions", "investmentId must be a UUID"],
        ["/loans?itemId=x", "itemId must be a UUID"],
        ["/loans/x", "loanId must be a UUID"],
        ["/bills?accountId=x", "accountId must be a UUID"],
        ["/bills/x", "billId must be a UUID"],
        ["/consents?itemId=x", "itemId must be a UUID"],
        ["/consents/x", "consentId must be a UUID"],
        ["/items/x", "itemId must be a UUID"],
        ["/accounts/x", "accountId must be a UUID"],
        ["/transactions/x", "transactionId must be a UUID"],
        ["/connectors/x", "connectorId must be an integer number"],
        ["/connectors?sandbox=perhaps", "sandbox must be a boolean value"],
        [`/transactions?${account}&page=0`, "page must be a positive integer"],
        [`/transactions?${account}&page=1.5`, "page must be a positive integer"],
        [`/transactions?${account}&pageSize=501`, "pageSize must be an integer between 1 and 500"],
        [`/transactions?${account}&from=2026-02-30`, "from must be a valid ISO 8601 date string"],
        [`/transactions?${account}&createdAtFrom=soon`, "createdAtFrom must be a valid ISO 8601 date string"],
        [`/v2/transactions?${account}&ids=x`, "each value in ids must be a UUID"],
        [
          `/v2/transactions?${account}&dateFrom=2026-01-01&createdAtFrom=2026-01-01T00:00:00.000Z`,
          "createdAtFrom and dateFrom are mutually exclusive"
        ]
      ]) {
        assert.deepStrictEqual((yield* ask("GET", path ?? "")).body, refused(message ?? ""), path)
      }
      for (const path of ["/transactions", "/v2/transactions"]) {
        assert.deepStrictEqual((yield* ask("GET", `${path}?${account}&ids=${many}`)).body, {
          ...refused("The ids parameter cannot have more than 500 transaction ids"),
          codeDescription: "IDS_PARAMETER_EXCEEDS_MAX_LENGTH"
        })
      }
      assert.deepStrictEqual(seen, [])
    })
  )
})

describe("a caller", () => {
  it.effect("without a valid token is refused before anything is read", () =>
    Effect.gen(function* () {
      const { ask } = yield* start()
      const body = { code: 403, message: "Missing or invalid authorization token", errorId }
      for (const [method, path] of [
        ["GET", "/items/x"],
        ["POST", "/items"],
        ["GET", "/connectors"],
        ["GET", "/accounts"],
        ["GET", "/v2/transactions"],
        ["GET", "/identity"],
        ["GET", "/investments"],
        ["GET", "/loans"],
        ["GET", "/bills"],
        ["GET", "/consents"],
        ["GET", "/categories"]
      ] as const) {
        const answer = yield* ask(method, path, undefined, { "x-api-key": "wrong" })
        assert.strictEqual(answer.status, 403)
        assert.deepStrictEqual(answer.body, body)
      }
      assert.strictEqual((yield* ask("GET", "/health/live", undefined, { "x-api-key": "" })).status, 200)
      const auth = yield* ask("POST", "/auth", { clientId: "a", clientSecret: "b" }, { "x-api-key": "" })
      assert.deepStrictEqual(auth.body, { apiKey: "a.b.c" })
    })
  )
})

describe("a webhook's headers", () => {
  it.effect("arrive redacted, and null is told from nothing", () =>
    Effect.gen(function* () {
      const { ask, seen } = yield* start()
      const body = { url: "https://example.com/hook", event: "all", headers: { Authorization: "Bearer canary" } }
      assert.strictEqual((yield* ask("POST", "/webhooks", body)).status, 200)
      assert.notInclude(JSON.stringify(seen[0]?.payload), "canary")
      const payload = seen[0]?.payload as { headers: Record<string, Redacted.Redacted<string>> } // what was decoded
      assert.strictEqual(Object.values(payload.headers).map(Redacted.value).join(), "Bearer canary")
      yield* ask("PATCH", `/webhooks/${itemId}`, { headers: null })
      assert.deepStrictEqual(seen[1]?.payload, { headers: null })
      yield* ask("PATCH", `/webhooks/${itemId}`, { enabled: true })
      assert.deepStrictEqual(seen[2]?.payload, { enabled: true })
    })
  )

  it.effect("that are no texts are refused without their values", () =>
    Effect.gen(function* () {
      const { ask } = yield* start()
      const webhook = (headers: unknown) =>
        ask("POST", "/webhooks", { url: "https://a.example", event: "all", headers })
      assert.deepStrictEqual((yield* webhook({ a: 1 })).body, refused("headers.a must be a string"))
      assert.deepStrictEqual((yield* webhook("x")).body, refused("headers must be an object"))
    })
  )
})

describe("a category rule", () => {
  const rule = { description: "  uber ", categoryId: "19010000" }

  it.effect("loses the spaces around its text, and knows its few words", () =>
    Effect.gen(function* () {
      const { ask, seen } = yield* start()
      assert.strictEqual((yield* ask("POST", "/categories/rules", rule)).status, 200)
      assert.deepStrictEqual(seen[0]?.payload, { description: "uber", categoryId: "19010000" })
      for (const [more, message] of [
        [{ description: "  " }, "description should not be empty"],
        [{ description: "a".repeat(501) }, "description must be shorter than or equal to 500 characters"],
        [{ description: 7 }, "description must be a string"],
        [{ transactionType: "PIX" }, "transactionType must be one of the following values: DEBIT, CREDIT"],
        [{ accountType: "BANK" }, "accountType must be one of the following values: CHECKING_ACCOUNT, CREDIT_CARD"],
        [{ matchType: "like" }, "matchType must be one of the following values: exact, contains, startsWith, endsWith"]
      ] as const) {
        assert.deepStrictEqual((yield* ask("POST", "/categories/rules", { ...rule, ...more })).body, refused(message))
      }
      assert.deepStrictEqual((yield* ask("DELETE", "/categories/rules/1")).body, refused("id must be a UUID"))
    })
  )
})
