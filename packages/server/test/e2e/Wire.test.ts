// What the SDK hides: requests that no client of good manners sends, and who may see what.
import { randomUUID } from "node:crypto"

import { assert } from "@effect/vitest"
import { Item } from "@tomada/core"
import { SandboxBank } from "@tomada/sandbox-bank"
import { ApplicationStore } from "@tomada/store"
import { SecretHash } from "@tomada/vault"
import { DateTime, Effect, Redacted, Schema } from "effect"

import {
  accountsOf,
  type Answer,
  apiKey,
  type Ask,
  call,
  connect,
  connected,
  http,
  light,
  password,
  settled
} from "./Client.ts"
import { bookOf, day, noon, user } from "./Rows.ts"
import { suite, World } from "./World.ts"

const ErrorBody = Schema.Struct({
  code: Schema.Int,
  message: Schema.String,
  codeDescription: Schema.optionalKey(Schema.String),
  errorId: Schema.String.check(Schema.isUUID())
})

/** The answer is an error body of this status, and gives nothing of the inside away. */
const assertRefusal = Effect.fnUntraced(function* (answer: Answer, status: number, codeDescription?: string) {
  const { clientSecret, home } = yield* World
  assert.strictEqual(answer.status, status)
  assert.match(String(answer.headers["content-type"]), /^application\/json/)
  const body = yield* Effect.orDie(Schema.decodeUnknownEffect(ErrorBody)(answer.json))
  assert.strictEqual(body.code, status)
  assert.strictEqual(body.codeDescription, codeDescription)
  for (const secret of [clientSecret, home, "node_modules", ".ts:", "    at ", "SqlError", "eyJ"]) {
    assert.notInclude(answer.text, secret)
  }
  return body
})

const withKey = (key: string, ask: Ask = {}): Ask => ({ ...ask, headers: { "x-api-key": key, ...ask.headers } })

const nobody = "7b0d2f4e-3c1a-4b5d-8e6f-9a0b1c2d3e4f"

suite()("a request", (it) => {
  it.effect("for a path that is not there is answered with 404 in JSON, with and without a key", () =>
    Effect.gen(function* () {
      const key = yield* apiKey()
      for (const ask of [{}, withKey(key)]) {
        for (const path of [
          "/nothing",
          "/items/",
          `/items/${nobody}/nothing`,
          "/../etc/passwd",
          "/webhooks/all/of/them"
        ]) {
          assert.include([404, 403, 405], (yield* http(path, ask)).status)
        }
        yield* assertRefusal(yield* http("/nothing", ask), 404)
      }
    })
  )

  it.effect("with a method that its path does not have is answered with 405 and the methods that it has", () =>
    Effect.gen(function* () {
      const key = yield* apiKey()
      const put = yield* http(`/items/${nobody}`, withKey(key, { method: "PUT", body: {} }))
      yield* assertRefusal(put, 405)
      const allowed = String(put.headers["allow"]).split(", ")
      assert.sameMembers(allowed, ["GET", "PATCH", "DELETE"])
      const deleted = yield* http("/auth", { method: "DELETE" })
      yield* assertRefusal(deleted, 405)
      assert.strictEqual(deleted.headers["allow"], "POST")
      const traced = yield* http("/connectors", withKey(key, { method: "TRACE" }))
      yield* assertRefusal(traced, 405)
      assert.notInclude(traced.text, key, "nothing is echoed")
    })
  )

  it.effect("with a body that is no JSON, or not of JSON's content type, is refused", () =>
    Effect.gen(function* () {
      const key = yield* apiKey()
      yield* assertRefusal(yield* http("/items", withKey(key, { method: "POST", body: "{no" })), 400)
      yield* assertRefusal(yield* http("/auth", { method: "POST", body: "{no" }), 400)
      yield* assertRefusal(yield* http("/items", withKey(key, { method: "POST", body: "[1,2]" })), 400)
      const form = yield* http(
        "/items",
        withKey(key, { method: "POST", body: "a=b", headers: { "content-type": "application/x-www-form-urlencoded" } })
      )
      yield* assertRefusal(form, 406)
    })
  )

  it.effect("without its required fields is told each of them and no value", () =>
    Effect.gen(function* () {
      const key = yield* apiKey()
      const hush = `hush-${randomUUID()}`
      const answer = yield* http(
        "/items",
        withKey(key, { method: "POST", body: { connectorId: hush, parameters: [hush] } })
      )
      const { message } = yield* assertRefusal(answer, 400)
      assert.match(message, /connectorId/)
      assert.match(message, /parameters/)
      assert.notInclude(answer.text, hush)
      yield* assertRefusal(yield* http("/auth", { method: "POST", body: { clientId: "a" } }), 400)
      const unknown = yield* http(
        "/items",
        withKey(key, { method: "POST", body: { connectorId: 2, parameters: { user: "user-ok", password, hush } } })
      )
      assert.notInclude(unknown.text, hush)
    })
  )

  it.effect("with an empty body of JSON's content type is one without a body", () =>
    Effect.gen(function* () {
      const key = yield* apiKey()
      const client = yield* connect
      const { id } = yield* connected(client, "user-ok", { connector: 3, products: light })
      const empty = { headers: { "content-type": "application/json" } }
      const answered = yield* http(`/items/${id}/mfa`, withKey(key, { method: "POST", ...empty }))
      yield* assertRefusal(answered, 400, "ITEM_MFA_PARAMETER_EXPECTED_MISMATCH")
      yield* call(client, (sdk) => sdk.updateItemMFA(id, { token: "123456" }))
      assert.strictEqual((yield* settled(client, id)).status, "UPDATED")
      const updated = yield* http(`/items/${id}`, withKey(key, { method: "PATCH", ...empty }))
      assert.strictEqual(updated.status, 200)
      assert.strictEqual((yield* settled(client, id)).status, "UPDATED")
      assert.strictEqual((yield* http(`/items/${id}`, withKey(key, empty))).status, 200)
      const deleted = yield* http(`/items/${id}`, withKey(key, { method: "DELETE", ...empty }))
      assert.strictEqual(deleted.status, 200)
      assert.deepStrictEqual(deleted.json, { count: 1 })
    })
  )

  it.effect("with an id that is no UUID is refused, with one that names nothing not found", () =>
    Effect.gen(function* () {
      const key = yield* apiKey()
      for (const path of ["/items/1", "/accounts/x'--", "/transactions/%00", "/identity/..%2f", "/accounts?itemId=x"]) {
        yield* assertRefusal(yield* http(path, withKey(key)), 400)
      }
      const missing = yield* assertRefusal(yield* http("/accounts", withKey(key)), 400)
      assert.match(missing.message, /itemId must be a UUID|itemId should not be null or undefined/)
      const found = [
        [`/items/${nobody}`, "ITEM_NOT_FOUND"],
        [`/accounts/${nobody}`, "ACCOUNT_NOT_FOUND"],
        [`/accounts?itemId=${nobody}`, "ITEM_NOT_FOUND"],
        [`/transactions/${nobody}`, "TRANSACTION_NOT_FOUND"],
        [`/v2/transactions?accountId=${nobody}`, "ACCOUNT_NOT_FOUND"],
        [`/transactions?accountId=${nobody}`, "ACCOUNT_NOT_FOUND"],
        [`/identity?itemId=${nobody}`, "ITEM_NOT_FOUND"],
        [`/identity/${nobody}`, "IDENTITY_NOT_FOUND"],
        ["/connectors/4711", "CONNECTOR_NOT_FOUND"]
      ] as const
      for (const [path, code] of found) yield* assertRefusal(yield* http(path, withKey(key)), 404, code)
    })
  )

  it.effect("that is too large is refused before it is read", () =>
    Effect.gen(function* () {
      const key = yield* apiKey()
      const file = "A".repeat(17 * 1024 * 1024)
      const body = { connectorId: 700, parameters: { file } }
      const answer = yield* http("/items", withKey(key, { method: "POST", body }))
      yield* assertRefusal(answer, 413)
    })
  )
})

suite()("who asks", (it) => {
  it.effect("without a key, with garbage, with an altered or an expired key, is refused alike", () =>
    Effect.gen(function* () {
      const world = yield* World
      const key = yield* apiKey()
      assert.strictEqual((yield* http("/connectors", withKey(key))).status, 200)
      const [head = "", payload = "", signature = ""] = key.split(".")
      const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as Record<string, unknown> // a JWT's payload
      const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url")
      const keys = [
        "garbage",
        "",
        `${head}.${payload}.`,
        `${head}.${payload}.${signature.slice(1)}A`,
        `${head}.${encoded({ ...claims, exp: 4_102_444_800, clientId: nobody })}.${signature}`,
        `${encoded({ alg: "none", typ: "JWT" })}.${payload}.`
      ]
      for (const each of keys) yield* assertRefusal(yield* http("/connectors", withKey(each)), 403)
      for (const path of [
        "/connectors",
        "/connectors/2",
        `/items/${nobody}`,
        `/accounts?itemId=${nobody}`,
        "/identity"
      ]) {
        yield* assertRefusal(yield* http(path), 403)
      }
      yield* assertRefusal(yield* http("/items", { method: "POST", body: { connectorId: 2, parameters: {} } }), 403)
      yield* world.advanceClock("119 minutes")
      assert.strictEqual((yield* http("/connectors", withKey(key))).status, 200)
      yield* world.advanceClock("2 minutes")
      yield* assertRefusal(yield* http("/connectors", withKey(key)), 403)
    })
  )

  it.effect("with wrong keys gets the same answer for a wrong id and for a wrong secret", () =>
    Effect.gen(function* () {
      const { clientId, clientSecret } = yield* World
      const ask = (body: unknown) => http("/auth", { method: "POST", body })
      const wrong = [
        { clientId, clientSecret: "wrong" },
        { clientId: nobody, clientSecret },
        { clientId: "not a uuid", clientSecret }
      ]
      for (const body of wrong) {
        const { message } = yield* assertRefusal(yield* ask(body), 401, "CLIENT_KEYS_UNAUTHORIZED")
        assert.strictEqual(message, "Client keys are invalid")
      }
      assert.strictEqual((yield* ask({ clientId, clientSecret, nonExpiring: false })).status, 200)
    })
  )

  it.effect("for another application sees and changes nothing of this one, and a disabled one gets no key", () =>
    Effect.gen(function* () {
      const applications = yield* ApplicationStore.ApplicationStore
      const hashes = yield* SecretHash.SecretHash
      const client = yield* connect
      const item = yield* connected(client, "user-ok")
      const [account] = yield* accountsOf(client, item.id)
      const rows = yield* call(client, (sdk) => sdk.fetchAllTransactions(account?.id ?? ""))
      const identity = yield* call(client, (sdk) => sdk.fetchIdentityByItemId(item.id))

      const other = { clientId: randomUUID(), clientSecret: `other-${randomUUID()}` }
      const id = Item.ApplicationId.make(other.clientId)
      const application = {
        id,
        name: "other",
        secretHash: yield* hashes.hash(Redacted.make(other.clientSecret)),
        ...ApplicationStore.defaults("development"),
        disabledAt: null,
        createdAt: yield* DateTime.now
      }
      yield* applications.put(application)
      const key = yield* apiKey(other)
      const paths = [
        ["ITEM_NOT_FOUND", "GET", `/items/${item.id}`],
        ["ITEM_NOT_FOUND", "PATCH", `/items/${item.id}`],
        ["ITEM_NOT_FOUND", "DELETE", `/items/${item.id}`],
        ["ITEM_NOT_FOUND", "POST", `/items/${item.id}/mfa`],
        ["ITEM_NOT_FOUND", "GET", `/accounts?itemId=${item.id}`],
        ["ACCOUNT_NOT_FOUND", "GET", `/accounts/${account?.id}`],
        ["ACCOUNT_NOT_FOUND", "GET", `/v2/transactions?accountId=${account?.id}`],
        ["ACCOUNT_NOT_FOUND", "GET", `/v2/transactions?accountId=${account?.id}&ids=${rows[0]?.id}`],
        ["ACCOUNT_NOT_FOUND", "GET", `/transactions?accountId=${account?.id}`],
        ["TRANSACTION_NOT_FOUND", "GET", `/transactions/${rows[0]?.id}`],
        ["ITEM_NOT_FOUND", "GET", `/identity?itemId=${item.id}`],
        ["IDENTITY_NOT_FOUND", "GET", `/identity/${identity.id}`]
      ] as const
      for (const [code, method, path] of paths)
        yield* assertRefusal(yield* http(path, withKey(key, { method })), 404, code)
      assert.strictEqual((yield* call(client, (sdk) => sdk.fetchItem(item.id))).status, "UPDATED")

      yield* applications.put({ ...application, disabledAt: yield* DateTime.now })
      yield* assertRefusal(yield* http("/auth", { method: "POST", body: other }), 401, "CLIENT_DISABLED")
    })
  )
})

const Rows = Schema.Struct({
  results: Schema.Array(Schema.Struct({ id: Schema.String, date: Schema.String, order: Schema.Int })),
  next: Schema.NullOr(Schema.String)
})

suite()("a list that is longer than a page", (it) => {
  it.effect("shows every row once by its cursors, newest first, and the same rows by pages", () =>
    Effect.gen(function* () {
      const { setClock } = yield* World
      const { seed } = yield* SandboxBank
      const book = bookOf(seed, "checking")
      const shown = (today: string) =>
        book
          .rowsAt(today)
          .filter(({ date }) => date >= day(today, -365))
          .toReversed()
      // A day on which the first page ends in the midst of a day's rows.
      const today = Array.from({ length: 60 }, (_, days) => day("2031-03-10", days)).find((each) => {
        const rows = shown(each)
        return [498, 499, 500, 501].every((index) => rows[index]?.date === rows[499]?.date)
      })
      assert.isDefined(today)
      yield* setClock(noon(today ?? ""))
      const client = yield* connect
      const item = yield* connected(client, user)
      const account = (yield* accountsOf(client, item.id)).find(({ type }) => type === "BANK")
      const key = yield* apiKey()
      const ids: Array<string> = []
      const days: Array<string> = []
      const sizes: Array<number> = []
      let next: string | null = `?accountId=${account?.id}`
      while (next !== null) {
        const { json } = yield* http(`/v2/transactions${next}`, withKey(key))
        const page: typeof Rows.Type = yield* Effect.orDie(Schema.decodeUnknownEffect(Rows)(json))
        ids.push(...page.results.map(({ id }) => id))
        days.push(...page.results.map(({ date }) => date))
        sizes.push(page.results.length)
        assert.isTrue(page.next === null || /^\?[\w=&.%-]+$/.test(page.next))
        next = page.next
      }
      assert.isAtLeast(sizes.length, 2)
      for (const size of sizes.slice(0, -1)) assert.strictEqual(size, 500)
      assert.strictEqual(new Set(ids).size, ids.length)
      assert.strictEqual(ids.length, shown(today ?? "").length)
      assert.deepStrictEqual(days, days.toSorted().toReversed())
      const all = yield* call(client, (sdk) => sdk.fetchAllTransactions(account?.id ?? ""))
      assert.deepStrictEqual(
        all.map(({ id }) => id),
        ids
      )
      const byPage: Array<string> = []
      for (let page = 1, pages = 1; page <= pages; page++) {
        const part = yield* call(client, (sdk) => sdk.fetchTransactions(account?.id ?? "", { page, pageSize: 400 }))
        assert.strictEqual(part.total, ids.length)
        pages = part.totalPages
        byPage.push(...part.results.map(({ id }) => id))
      }
      assert.deepStrictEqual(byPage, ids)

      const [first = "", second = ""] = ids
      const some = yield* call(client, (sdk) =>
        sdk.fetchAllTransactions(account?.id ?? "", { ids: [first, second, nobody] })
      )
      assert.sameMembers(
        some.map(({ id }) => id),
        [first, second]
      )
      const path = `/v2/transactions?accountId=${account?.id}`
      for (const after of ["x", "Mg", "MjAyNi0wMS0wMQ", "%00", "../.."]) {
        const { message } = yield* assertRefusal(yield* http(`${path}&after=${after}`, withKey(key)), 400)
        assert.strictEqual(message, "Invalid cursor")
      }
      const most = yield* http(`${path}&ids=${ids.slice(0, 500).join(",")}`, withKey(key))
      assert.lengthOf((yield* Effect.orDie(Schema.decodeUnknownEffect(Rows)(most.json))).results, 500)
      const many = Array.from({ length: 501 }, () => nobody).join(",")
      yield* assertRefusal(yield* http(`${path}&ids=${many}`, withKey(key)), 400, "IDS_PARAMETER_EXCEEDS_MAX_LENGTH")
      yield* assertRefusal(yield* http(`${path}&dateFrom=yesterday`, withKey(key)), 400)
      yield* assertRefusal(yield* http(`/transactions?accountId=${account?.id}&pageSize=501`, withKey(key)), 400)
    })
  )

  it.effect("is narrowed to days in the bank's zone, both ends included, and to what was created since", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const item = yield* connected(client, "user-ok")
      const account = (yield* accountsOf(client, item.id)).find(({ type }) => type === "BANK")
      const id = account?.id ?? ""
      const all = yield* call(client, (sdk) => sdk.fetchAllTransactions(id))
      const instants = [...new Set(all.map(({ date }) => date.toISOString()))].toSorted()
      const from = instants.at(40) ?? ""
      const to = instants.at(60) ?? ""
      const within = all.filter(({ date }) => date.toISOString() >= from && date.toISOString() <= to)
      for (const [dateFrom, dateTo] of [
        [from.slice(0, 10), to.slice(0, 10)],
        [from, to]
      ] as const) {
        const some = yield* call(client, (sdk) => sdk.fetchAllTransactions(id, { dateFrom, dateTo }))
        assert.deepStrictEqual(some, within)
      }
      const createdAtFrom = all[0]?.createdAt.toISOString() ?? ""
      assert.deepStrictEqual(yield* call(client, (sdk) => sdk.fetchAllTransactions(id, { createdAtFrom })), all)
      const later = new Date(Date.parse(createdAtFrom) + 1).toISOString()
      assert.isEmpty(yield* call(client, (sdk) => sdk.fetchAllTransactions(id, { createdAtFrom: later })))
    })
  )
})
