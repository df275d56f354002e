// What is left of the wire: webhooks, categories and their rules, filters, companies by number, and payments, which there are none of.
import { assert } from "@effect/vitest"
import { Item } from "@tomada/core"
import { ApplicationStore } from "@tomada/store"
import { SecretHash } from "@tomada/vault"
import { Effect, Redacted } from "effect"
import { type PluggyClient, type Transaction, WEBHOOK_EVENTS, type WebhookEvent } from "pluggy-sdk"

import { accountsOf, apiKey, type Ask, call, connect, connected, http, light, updated } from "./Client.ts"
import * as Sink from "./Sink.ts"
import { suite, until, World } from "./World.ts"

const nobody = "7b0d2f4e-3c1a-4b5d-8e6f-9a0b1c2d3e4f"

/** A request with the world's key, or another's; the body is looked at as any JSON. */
const ask = Effect.fnUntraced(function* (path: string, { key, ...request }: Ask & { readonly key?: string } = {}) {
  const { json, status, text } = yield* http(path, { ...request, headers: { "x-api-key": key ?? (yield* apiKey()) } })
  return { status, text, body: json as Readonly<Record<string, unknown>> } // every answer is an object
})

const post = (path: string, body: unknown) => ask(path, { method: "POST", body })
const patch = (path: string, body: unknown) => ask(path, { method: "PATCH", body })
const remove = (path: string, key?: string) => ask(path, { method: "DELETE", ...(key === undefined ? {} : { key }) })

/** Another application's key. */
const stranger = Effect.gen(function* () {
  const clientId = "0b0e7e8e-6f3f-4d4e-8a57-3f3b3c3d3e3f"
  const clientSecret = "another-secret"
  const id = Item.ApplicationId.make(clientId)
  const hashes = yield* SecretHash.SecretHash
  const first = yield* (yield* ApplicationStore.ApplicationStore).get(Item.ApplicationId.make((yield* World).clientId))
  const secretHash = yield* hashes.hash(Redacted.make(clientSecret))
  yield* (yield* ApplicationStore.ApplicationStore).put({ ...first, id, name: "another", secretHash })
  return yield* apiKey({ clientId, clientSecret })
})

const checking = Effect.fnUntraced(function* (client: PluggyClient, itemId: string) {
  const account = (yield* accountsOf(client, itemId)).find(({ type }) => type === "BANK")
  assert(account !== undefined)
  return account.id
})

const rowsOf = (client: PluggyClient, accountId: string) => call(client, (sdk) => sdk.fetchAllTransactions(accountId))

/** The commonest description among the rows, and another one. */
const texts = (rows: ReadonlyArray<Transaction>) => {
  const counts = Map.groupBy(rows, ({ description }) => description)
  const [most, other] = [...counts].toSorted(([, a], [, b]) => b.length - a.length).map(([text]) => text)
  assert(most !== undefined && other !== undefined)
  return { most, other }
}

suite({ settings: { TOMADA_WEBHOOK_ALLOW: "127.0.0.1" } })("webhooks of an application", (it) => {
  it.effect("are told at their address with their headers, which nobody ever sees again", () =>
    Effect.gen(function* () {
      const sink = yield* Sink.open
      const client = yield* connect
      const headers = { Authorization: "Bearer canary-header" }
      const made = yield* post("/webhooks", { url: `${sink.url}/a`, event: "item/created", headers, surprise: 1 })
      assert.strictEqual(made.status, 200)
      assert.hasAllKeys(made.body, ["id", "url", "event", "createdAt", "updatedAt", "disabledAt"])
      assert.deepInclude(made.body, { url: `${sink.url}/a`, event: "item/created", disabledAt: null })
      const path = `/webhooks/${String(made.body["id"])}`
      assert.deepStrictEqual((yield* ask(path)).body, made.body)
      const list = yield* ask("/webhooks")
      assert.deepStrictEqual(list.body, { results: [made.body], page: 1, total: 1, totalPages: 1 })

      const heard = (count: number) =>
        until(
          "the event",
          Effect.sync(() => sink.at("/a", "item/created")),
          (all) => all.length >= count
        )
      yield* connected(client, "user-ok", { products: light })
      assert.strictEqual((yield* heard(1))[0]?.headers["authorization"], headers.Authorization)

      assert.strictEqual((yield* patch(path, { headers: null })).status, 200)
      yield* connected(client, "user-ok", { products: light })
      assert.isUndefined((yield* heard(2))[1]?.headers["authorization"])

      const off = yield* patch(path, { enabled: false })
      assert.isString(off.body["disabledAt"])
      yield* connected(client, "user-ok", { products: light })
      const on = yield* patch(path, { enabled: true })
      assert.isNull(on.body["disabledAt"])
      assert.notStrictEqual(on.body["updatedAt"], made.body["updatedAt"])
      yield* connected(client, "user-ok", { products: light })
      yield* heard(3)
      assert.lengthOf(sink.at("/a", ""), 3, "nothing while it was disabled")

      for (const { text } of [made, list, off, on]) assert.notInclude(text, "canary-header")
      assert.notInclude((yield* World).log.join("\n"), "canary-header")
      assert.deepStrictEqual((yield* remove(path)).body, { count: 1 })
      for (const gone of [yield* ask(path), yield* remove(path), yield* patch(path, {})]) {
        assert.deepInclude(gone.body, { code: 404, codeDescription: "WEBHOOK_NOT_FOUND", message: "webhook not found" })
      }
    })
  )

  it.effect("are refused in the wire's words, without a code", () =>
    Effect.gen(function* () {
      const sink = yield* Sink.open
      const hook = (name: string, event = "item/error") => post("/webhooks", { url: `${sink.url}/${name}`, event })
      const refused = (answer: { readonly status: number; readonly body: Readonly<Record<string, unknown>> }) => {
        assert.strictEqual(answer.status, 400)
        assert.hasAllKeys(answer.body, ["code", "message", "errorId"])
        return answer.body["message"]
      }
      const made = yield* Effect.forEach(["1", "2", "3", "4", "5"], (name) => hook(name))
      assert.deepStrictEqual(
        made.map(({ status }) => status),
        [200, 200, 200, 200, 200]
      )
      const most = "You have reached the maximum of 5 webhooks for event 'item/error'."
      assert.strictEqual(refused(yield* hook("6")), most)
      const exists = `A webhook for event 'item/error' and url '${sink.url}/1' already exists.`
      assert.strictEqual(refused(yield* hook("1")), exists)
      const other = yield* hook("1", "item/deleted")
      assert.strictEqual(other.status, 200, "another event may be told there")
      const path = `/webhooks/${String(other.body["id"])}`
      assert.strictEqual(refused(yield* patch(path, { event: "item/error" })), exists)
      assert.strictEqual(refused(yield* patch(path, { event: "item/error", url: `${sink.url}/6` })), most)
      const unknown = "Invalid event type 'item/eaten' for webhook"
      assert.strictEqual(refused(yield* hook("7", "item/eaten")), unknown)
      assert.strictEqual(refused(yield* patch(path, { event: "item/eaten" })), unknown)
      assert.isBelow(String(refused(yield* hook("7", "x".repeat(10_000)))).length, 200)
      for (const [url, message] of [
        ["nowhere", "Webhook url must be valid URL address and not localhost"],
        ["http://example.com/", "Webhook url must be a https secured url"],
        ["https://10.0.0.1/", "Webhook url host can't be an IP address"],
        ["https://db.internal/", "Webhook url host can't be localhost or a reserved/internal name"]
      ] as const) {
        assert.strictEqual(refused(yield* post("/webhooks", { url, event: "all" })), message)
        assert.strictEqual(refused(yield* patch(path, { url })), message)
      }
      const headers = { host: "canary.example" }
      const unsendable = yield* post("/webhooks", { url: `${sink.url}/8`, event: "all", headers })
      assert.notInclude(String(refused(unsendable)), "canary")
      assert.strictEqual(
        refused(yield* post("/webhooks", {})),
        "url should not be null or undefined,event should not be null or undefined"
      )
      assert.strictEqual(refused(yield* ask("/webhooks/1")), "webhookId must be a UUID")
      assert.deepStrictEqual((yield* ask(path)).body, other.body, "what was refused changed nothing")
      for (const { body } of [...made, other]) yield* remove(`/webhooks/${String(body["id"])}`)
    })
  )

  it.effect("may name any event that the SDK knows, of payments too, and are nobody else's", () =>
    Effect.gen(function* () {
      const sink = yield* Sink.open
      const client = yield* connect
      const names: ReadonlyArray<string> = [...WEBHOOK_EVENTS, "item/all", "item/consent_expiring"]
      const made = yield* Effect.forEach(
        names,
        (event) => call(client, (sdk) => sdk.createWebhook(event as WebhookEvent, `${sink.url}/x`)) // the SDK's types lack two
      )
      assert.isAtLeast(made.length, 30)
      const key = yield* stranger
      const [first] = made
      assert.deepInclude((yield* ask("/webhooks", { key })).body, { total: 0 })
      assert.strictEqual((yield* ask(`/webhooks/${first?.id}`, { key })).status, 404)
      assert.strictEqual((yield* remove(`/webhooks/${first?.id}`, key)).status, 404)
      for (const { id } of made) yield* call(client, (sdk) => sdk.deleteWebhook(id))
    })
  )
})

suite()("the rest of the wire", (it) => {
  it.effect("has categories that a person pins, which stay whatever is collected later", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const item = yield* connected(client, "user-ok")
      const accountId = yield* checking(client, item.id)
      const [row] = yield* rowsOf(client, accountId)
      assert(row !== undefined)
      const pinned = yield* call(client, (sdk) => sdk.updateTransactionCategory(row.id, "11040000"))
      assert.strictEqual(pinned.categoryId, "11040000")
      assert.isAbove(Number(pinned.updatedAt), Number(row.updatedAt))
      assert.deepStrictEqual({ ...pinned, ...row }, row, "nothing else changed")
      yield* updated(client, item.id)
      assert.deepStrictEqual(yield* call(client, (sdk) => sdk.fetchTransaction(row.id)), pinned)

      const unknown = yield* patch(`/transactions/${row.id}`, { categoryId: "12345678" })
      assert.deepInclude(unknown.body, { code: 404, codeDescription: "CATEGORY_NOT_FOUND" })
      assert.strictEqual((yield* patch(`/transactions/${row.id}`, {})).status, 400)
      const back = yield* patch(`/transactions/${row.id}`, { categoryId: null })
      assert.deepInclude(back.body, { id: row.id, categoryId: row.categoryId, category: row.category })
      const foreign = yield* ask(`/transactions/${row.id}`, {
        method: "PATCH",
        body: { categoryId: "11040000" },
        key: yield* stranger
      })
      assert.deepInclude(foreign.body, { code: 404, codeDescription: "TRANSACTION_NOT_FOUND" })
    })
  )

  it.effect("has rules of categories, for rows that are held and rows that come, but not for pinned ones", () =>
    Effect.gen(function* () {
      const { advanceClock } = yield* World
      const before = yield* connect
      const item = yield* connected(before, "user-ok")
      const accountId = yield* checking(before, item.id)
      const rows = yield* rowsOf(before, accountId)
      const { most, other } = texts(rows)
      const pin = rows.find(({ description }) => description === most)
      assert(pin !== undefined)
      yield* call(before, (sdk) => sdk.updateTransactionCategory(pin.id, "11040000"))

      const body = { description: most.toLowerCase(), categoryId: "05080000" }
      const made = yield* post("/categories/rules", body)
      assert.strictEqual(made.status, 200)
      const { createdAt, id, ...rule } = made.body
      assert.match(String(createdAt), /Z$/)
      assert.deepStrictEqual(rule, {
        ...body,
        category: "Transfer by TED",
        clientId: (yield* World).clientId,
        transactionType: null,
        accountType: null,
        matchType: "exact"
      })
      const ruled = (client: PluggyClient, is: (row: Transaction) => boolean) =>
        until("the rows", rowsOf(client, accountId), (all) =>
          all.filter(({ description }) => description === most).every(is)
        )
      yield* ruled(before, (row) => row.categoryId === (row.id === pin.id ? "11040000" : "05080000"))
      const others = (yield* rowsOf(before, accountId)).filter(({ description }) => description !== most)
      assert.deepStrictEqual(
        others,
        rows.filter(({ description }) => description !== most)
      )

      yield* advanceClock("45 days")
      const client = yield* connect
      const known = new Set(rows.map((row) => row.id))
      yield* updated(client, item.id)
      const later = (yield* rowsOf(client, accountId)).filter((row) => !known.has(row.id))
      const come = later.filter(({ description }) => description === most)
      assert.isNotEmpty(come)
      for (const row of come) assert.strictEqual(row.categoryId, "05080000")

      const second = yield* post("/categories/rules", {
        description: other,
        categoryId: "01000000",
        matchType: "contains"
      })
      const list = yield* ask("/categories/rules")
      assert.deepStrictEqual(list.body, { results: [second.body, made.body], page: 1, total: 2, totalPages: 1 })
      const key = yield* stranger
      assert.deepInclude((yield* ask("/categories/rules", { key })).body, { total: 0 })
      for (const refused of [
        yield* remove(`/categories/rules/${String(id)}`, key),
        yield* remove(`/categories/rules/${nobody}`)
      ]) {
        assert.deepInclude(refused.body, { code: 404, codeDescription: "CATEGORY_RULE_NOT_FOUND" })
      }
      const unknown = yield* post("/categories/rules", { ...body, categoryId: "12345678" })
      assert.deepInclude(unknown.body, { code: 404, codeDescription: "CATEGORY_NOT_FOUND" })
      assert.strictEqual((yield* post("/categories/rules", { categoryId: "05080000" })).status, 400)
      assert.strictEqual((yield* remove(`/categories/rules/${String(id)}`)).status, 200)
      yield* ruled(client, (row) => row.categoryId === (row.id === pin.id ? "11040000" : pin.categoryId))
    })
  )

  it.effect("has filters of transactions that find what they say and no more", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const item = yield* connected(client, "user-ok")
      const accounts = yield* accountsOf(client, item.id)
      const card = accounts.find(({ type }) => type === "CREDIT")
      assert(card !== undefined)
      const all = yield* rowsOf(client, card.id)
      const bills = (yield* call(client, (sdk) => sdk.fetchCreditCardBills(card.id))).results
      const billed = bills.map((bill) => ({
        bill,
        ids: all.filter((row) => row.creditCardMetadata?.billId === bill.id).map(({ id }) => id)
      }))
      const charged = billed.find(({ ids }) => ids.length > 0)
      assert(charged !== undefined, "rows name their bill by its id")
      const total = (query: string, path = "/transactions") =>
        Effect.map(ask(`${path}?accountId=${card.id}${query}`), ({ body, status }) => {
          assert.strictEqual(status, 200, query)
          return (body["results"] as ReadonlyArray<{ readonly id: string }>).map(({ id }) => id) // a page
        })
      assert.sameMembers([...(yield* total(`&billId=${charged.bill.id}`))], charged.ids)
      assert.deepStrictEqual(yield* total(`&billId=${nobody}`), [])
      const [first, second] = all
      assert(first !== undefined && second !== undefined)
      const day = first.date.toISOString().slice(0, 10)
      for (const [query, path, expected] of [
        [`&ids=${first.id},${second.id}`, "/transactions", [first.id, second.id]],
        [`&ids=${second.id}&from=2100-01-01`, "/transactions", [second.id]],
        [`&ids=${first.id}&ids=${second.id}`, "/v2/transactions", [first.id, second.id]],
        ["&createdAtFrom=2100-01-01T00:00:00.000Z", "/transactions", []],
        ["&createdAtFrom=2100-01-01T00:00:00.000Z", "/v2/transactions", []],
        ["&pageSize=1&page=2", "/transactions", [second.id]],
        ["&to=2000-01-01", "/transactions", []],
        ["&dateTo=2000-01-01", "/v2/transactions", []]
      ] as const) {
        assert.deepStrictEqual([query, yield* total(query, path)], [query, [...expected]])
      }
      const since = yield* total(`&dateFrom=${day}`, "/v2/transactions")
      assert.include(since, first.id)
      assert.isBelow(since.length, all.length)
      assert.lengthOf(
        yield* total(`&createdAtFrom=${first.createdAt.toISOString()}`, "/v2/transactions"),
        Math.min(500, all.length)
      )

      const ids = Array.from({ length: 501 }, () => nobody).join(",")
      for (const [path, code] of [
        [`/transactions?accountId=${card.id}&ids=${ids}`, "IDS_PARAMETER_EXCEEDS_MAX_LENGTH"],
        [`/v2/transactions?accountId=${card.id}&ids=${ids}`, "IDS_PARAMETER_EXCEEDS_MAX_LENGTH"],
        [`/v2/transactions?accountId=${card.id}&dateFrom=${day}&createdAtFrom=${day}`, undefined],
        [`/transactions?accountId=${card.id}&pageSize=0`, undefined],
        [`/transactions?accountId=${card.id}&pageSize=501`, undefined],
        [`/transactions?accountId=${card.id}&page=0`, undefined],
        [`/transactions`, undefined],
        [`/investments?itemId=${item.id}&type=GOLD`, undefined],
        [`/accounts?itemId=${item.id}&type=GOLD`, undefined]
      ] as const) {
        const { body, status } = yield* ask(path)
        assert.deepStrictEqual([path.slice(0, 80), status, body["codeDescription"]], [path.slice(0, 80), 400, code])
      }
    })
  )

  it.effect("has filters of connectors", () =>
    Effect.gen(function* () {
      const total = (query: string) =>
        Effect.map(ask(`/connectors?sandbox=true&${query}`), ({ body }) => Number(body["total"]))
      const all = yield* total("")
      assert.isAbove(all, 5)
      assert.strictEqual(yield* total("countries=BR,AR"), all)
      assert.strictEqual(yield* total("countries=MX"), 0)
      assert.isAbove(yield* total("types=PERSONAL_BANK,INVESTMENT"), 0)
      assert.strictEqual(yield* total("types=TELECOMMUNICATION"), 0)
      assert.isAbove(yield* total("name=b%C3%81nco"), 0)
      assert.strictEqual(yield* total("name=nowhere"), 0)
      for (const flag of [
        "isOpenFinance",
        "supportsPaymentInitiation",
        "supportsSmartTransfers",
        "supportsAutomaticPix"
      ]) {
        assert.strictEqual(yield* total(`${flag}=true`), 0)
        assert.strictEqual(yield* total(`${flag}=false`), all)
      }
    })
  )

  it.effect("tells numbers of companies from others, and knows no company", () =>
    Effect.gen(function* () {
      const { body, status } = yield* ask(
        "/merchants?cnpjs=00000000000191,00000000000192,12ABC34501DE35,1,00000000000191"
      )
      assert.strictEqual(status, 200)
      assert.deepStrictEqual(body, {
        foundMerchants: [],
        notFoundMerchants: ["00000000000191", "12ABC34501DE35"],
        invalidCnpjs: ["00000000000192", "1"]
      })
      const none = { foundMerchants: [], notFoundMerchants: [], invalidCnpjs: [] }
      assert.deepStrictEqual((yield* ask("/merchants")).body, none)
    })
  )

  it.effect("has no payments, and says so to every call of the SDK's payments client", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const payments = client.payments as unknown as Readonly<
        Record<string, (...args: ReadonlyArray<unknown>) => Promise<unknown>>
      > // called by name
      const names = Object.getOwnPropertyNames(Object.getPrototypeOf(client.payments)).filter(
        (name) => name !== "constructor"
      )
      assert.isAtLeast(names.length, 40)
      for (const name of names) {
        const refused = yield* Effect.flip(
          Effect.asVoid(call(client, () => payments[name]?.(nobody, nobody, {}) ?? Promise.resolve()))
        )
        assert.deepStrictEqual([name, refused.code, refused.codeDescription], [name, 501, "PAYMENTS_NOT_SUPPORTED"])
      }
    })
  )
})
