// What an operator does over HTTP, and the first application as a start makes it: production, synced every 24 hours.
import { readFileSync } from "node:fs"
import { join } from "node:path"

import { assert } from "@effect/vitest"
import { Item } from "@tomada/core"
import { ApplicationStore, ConnectorStore } from "@tomada/store"
import { Effect, Predicate } from "effect"

import { apiKey, type Ask, call, connect, connected, http, light, settled } from "./Client.ts"
import * as Sink from "./Sink.ts"
import { suite, until, World } from "./World.ts"

type Json = Readonly<Record<string, unknown>>

const token = Effect.map(World, ({ home }) => {
  const file = JSON.parse(readFileSync(join(home, "operator.json"), "utf8")) as { readonly token: string } // our own file
  return file.token
})

const asked = Effect.fnUntraced(function* (path: string, ask: Ask = {}) {
  return yield* http(`/operator${path}`, { ...ask, headers: { authorization: `Bearer ${yield* token}` } })
})

/** The answer to what is not refused. */
const answer = Effect.fnUntraced(function* (path: string, ask: Ask = {}) {
  const { json, status, text } = yield* asked(path, ask)
  assert.strictEqual(status, 200, text)
  return json as Json // every answer is an object
})

const post = (body: unknown = {}): Ask => ({ method: "POST", body })
const change = (body: unknown): Ask => ({ method: "PATCH", body })

const refusalOf = Effect.fnUntraced(function* (path: string, ask: Ask = {}) {
  const { json, status } = yield* asked(path, ask)
  return [status, Predicate.hasProperty(json, "codeDescription") ? json.codeDescription : undefined]
})

const results = (json: Json) => json["results"] as ReadonlyArray<Json> // a list

const hours = (from: unknown, to: unknown): number => (Date.parse(String(to)) - Date.parse(String(from))) / 3_600_000

suite({ production: true, settings: { TOMADA_WEBHOOK_ALLOW: "127.0.0.1" } })("an operator", (it) => {
  it.effect("is known by the token of the data folder, and by nothing that an application has", () =>
    Effect.gen(function* () {
      const key = yield* apiKey()
      const good = yield* token
      const doors: ReadonlyArray<Readonly<Record<string, string>>> = [
        {},
        { authorization: "Bearer " },
        { authorization: `Bearer ${key}` },
        { authorization: `Bearer ${good}x` },
        { authorization: good },
        { "x-api-key": key },
        { "x-api-key": good }
      ]
      for (const headers of doors) {
        for (const path of ["/applications", "/items", "/items/7b0d2f4e-3c1a-4b5d-8e6f-9a0b1c2d3e4f"]) {
          assert.strictEqual((yield* http(`/operator${path}`, { headers })).status, 403, JSON.stringify(headers))
        }
      }
      const wire = yield* http("/items/7b0d2f4e-3c1a-4b5d-8e6f-9a0b1c2d3e4f", { headers: { "x-api-key": good } })
      assert.strictEqual(wire.status, 403)
      const { log } = yield* World
      assert.isTrue(log.every((line) => !line.includes(good)))
      assert.notInclude((yield* http("/openapi.json")).text, "/operator")
    })
  )

  it.effect("finds a first application that is synced every 24 hours, and moves its next syncs at once", () =>
    Effect.gen(function* () {
      const { clientId } = yield* World
      const [first] = results(yield* answer("/applications"))
      assert.deepInclude(first, {
        id: clientId,
        environment: "production",
        autoSyncEveryHours: 24,
        minUpdateFrequencyHours: 1
      })
      const item = yield* connected(yield* connect, "user-ok", { products: light })
      const next = Effect.map(answer(`/items/${item.id}`), (shown) =>
        shown["nextAutoSyncAt"] === null ? null : hours(shown["lastUpdatedAt"], shown["nextAutoSyncAt"])
      )
      assert.strictEqual(yield* next, 24)
      const set = (body: unknown) => answer(`/applications/${clientId}`, change(body))
      assert.isAtLeast(Number((yield* set({ autoSyncEveryHours: 8 }))["itemsReplanned"]), 1)
      assert.strictEqual(yield* next, 8)
      const wire = yield* call(yield* connect, (sdk) => sdk.fetchItem(item.id))
      assert.strictEqual(hours(wire.lastUpdatedAt, wire.nextAutoSyncAt), 8)
      for (const off of [{ autoSyncEveryHours: null }, { environment: "development" }, { enabled: false }]) {
        yield* set(off)
        assert.isNull(yield* next)
        yield* set({ autoSyncEveryHours: 24, environment: "production", enabled: true })
        assert.strictEqual(yield* next, 24)
      }
      assert.deepStrictEqual(yield* refusalOf(`/applications/${clientId}`, change({ autoSyncEveryHours: 7 })), [
        400,
        undefined
      ])
    })
  )

  it.effect("makes an application whose secret is told once, and gives it another that stops the old one at once", () =>
    Effect.gen(function* () {
      const made = yield* answer("/applications", post({ name: "shop", autoSyncEveryHours: 12 }))
      assert.deepInclude(made, { name: "shop", environment: "production", autoSyncEveryHours: 12 })
      const keys = (from: Json) => ({ clientId: String(made["id"]), clientSecret: String(from["clientSecret"]) })
      const before = yield* apiKey(keys(made))
      const id = Item.ApplicationId.make(String(made["id"]))
      const held = yield* (yield* ApplicationStore.ApplicationStore).get(id)
      assert.match(held.secretHash, /^\$argon2id\$/)
      assert.notInclude((yield* asked("/applications")).text, "tmd_sk_")

      const renewed = yield* answer(`/applications/${id}/secret`, post())
      assert.notStrictEqual(renewed["clientSecret"], made["clientSecret"])
      assert.strictEqual((yield* http("/auth", post(keys(made)))).status, 401)
      assert.isNotEmpty(yield* apiKey(keys(renewed)))
      const nobody = "/items/7b0d2f4e-3c1a-4b5d-8e6f-9a0b1c2d3e4f"
      const withOlder = yield* http(nobody, { headers: { "x-api-key": before } })
      assert.strictEqual(withOlder.status, 404, "clients do not ask again at 403, so keys live out their time")
      const { clientId, log } = yield* World
      assert.isTrue(log.every((line) => !line.includes(String(renewed["clientSecret"]))))
      assert.deepStrictEqual(yield* refusalOf(`/applications/${clientId}/secret`, post()), [409, "SECRET_IS_A_SETTING"])
      const unknown = "7b0d2f4e-3c1a-4b5d-8e6f-9a0b1c2d3e4f"
      assert.deepStrictEqual(yield* refusalOf(`/applications/${unknown}/secret`, post()), [
        404,
        "APPLICATION_NOT_FOUND"
      ])
    })
  )

  it.effect("reads Items page by page, and of each everything but its credentials", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const item = yield* connected(client, "user-ok-account-error")
      const text = (yield* asked(`/items/${item.id}`)).text
      for (const secret of ["password", "user-ok"]) assert.notInclude(text, secret)
      const shown = JSON.parse(text) as Json // an object, as every answer
      assert.deepInclude(shown, { id: item.id, status: "UPDATED", executionStatus: "PARTIAL_SUCCESS" })
      const outcomes = shown["outcomes"] as ReadonlyArray<Json>
      assert.includeDeepMembers(
        outcomes.map(({ isUpdated, product }) => [product, isUpdated]),
        [
          ["ACCOUNTS", false],
          ["CREDIT_CARDS", true]
        ]
      )
      const [account] = shown["accounts"] as ReadonlyArray<Json>
      assert.nestedProperty(account, "transactions.days[0].from")
      assert.nestedPropertyVal(shown, "consent.standing", "given")
      const [run] = shown["executions"] as ReadonlyArray<Json>
      assert.deepInclude(run, { trigger: "CLIENT", status: "PARTIAL_SUCCESS" })
      const taken = (run ?? {})["steps"] as ReadonlyArray<Json> // a list
      const steps = taken.map(({ status }) => status)
      assert.deepStrictEqual([steps[0], steps.at(-1)], ["CREATED", "PARTIAL_SUCCESS"])

      yield* connected(client, "user-bad", { products: light })
      const total = Number((yield* answer("/items"))["total"])
      assert.isAtLeast(total, 2)
      const seen: Array<unknown> = []
      for (let page = 1; page <= total; page++) {
        const one = yield* answer(`/items?page=${page}&pageSize=1`)
        assert.deepInclude(one, { page, total, totalPages: total })
        seen.push(...results(one).map(({ id }) => id))
      }
      assert.strictEqual(new Set(seen).size, total)
      const refused = results(yield* answer("/items?status=LOGIN_ERROR"))
      assert.isNotEmpty(refused)
      assert.isTrue(refused.every(({ status }) => status === "LOGIN_ERROR"))
      const others = yield* answer("/items?applicationId=7b0d2f4e-3c1a-4b5d-8e6f-9a0b1c2d3e4f")
      assert.strictEqual(others["total"], 0)
      for (const query of ["pageSize=501", "page=0", "status=GOOD"]) {
        assert.deepStrictEqual(yield* refusalOf(`/items?${query}`), [400, undefined])
      }
    })
  )

  it.effect("syncs an Item unless its rules or its bank want the person; a pass lets one more run start", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const sync = (id: string) => refusalOf(`/items/${id}/sync`, post())
      const good = yield* connected(client, "user-ok", { products: light })
      assert.deepStrictEqual(yield* sync(good.id), [200, undefined])
      assert.deepStrictEqual(yield* sync(good.id), [400, "ITEM_ALREADY_UPDATING"])
      assert.strictEqual((yield* settled(client, good.id)).executionStatus, "SUCCESS")
      const [run] = (yield* answer(`/items/${good.id}`))["executions"] as ReadonlyArray<Json>
      assert.strictEqual(run?.["trigger"], "INTERNAL")

      const bad = yield* connected(client, "user-bad", { products: light })
      assert.deepStrictEqual(yield* sync(bad.id), [400, "LAST_EXECUTION_HAD_LOGIN_ERROR"])
      assert.isNotNull((yield* answer(`/items/${bad.id}/unblock`, post()))["id"])
      assert.isNotNull((yield* answer(`/items/${bad.id}`))["unblockedAt"])
      assert.deepStrictEqual(yield* sync(bad.id), [200, undefined])
      yield* settled(client, bad.id)
      assert.deepStrictEqual(yield* sync(bad.id), [400, "LAST_EXECUTION_HAD_LOGIN_ERROR"])

      const asking = yield* connected(client, "user-ok", { connector: 3, products: light })
      assert.strictEqual(asking.status, "WAITING_USER_INPUT")
      assert.deepStrictEqual(yield* sync(asking.id), [400, "ITEM_ALREADY_UPDATING"])
      yield* call(client, (sdk) => sdk.updateItemMFA(asking.id, { token: "000000" }))
      yield* until(
        "its end",
        call(client, (sdk) => sdk.fetchItem(asking.id)),
        ({ status }) => status === "OUTDATED"
      )
      const failures = Effect.map(answer(`/items/${asking.id}`), (shown) => shown["consecutiveFailedSyncs"])
      const counted = yield* failures
      assert.deepStrictEqual(yield* sync(asking.id), [409, "PERSON_NEEDED"])
      assert.strictEqual(yield* failures, counted, "nothing was tried")
      const unknown = "7b0d2f4e-3c1a-4b5d-8e6f-9a0b1c2d3e4f"
      for (const path of [`/items/${unknown}/sync`, `/items/${unknown}/unblock`]) {
        assert.deepStrictEqual(yield* refusalOf(path, post()), [404, "ITEM_NOT_FOUND"])
      }
    })
  )

  it.effect("takes and renews the secret that signs, sees each attempt, and sends a delivery again", () =>
    Effect.gen(function* () {
      const sink = yield* Sink.open
      const { clientId } = yield* World
      const app = `/applications/${clientId}`
      const secret = (body: unknown = {}) => answer(`${app}/webhook-secret`, post(body))
      const before = yield* secret()
      assert.match(String(before["secret"]), /^whsec_/)
      assert.deepStrictEqual(yield* secret(), { secret: before["secret"], previousSignsUntil: null })
      const key = { headers: { "x-api-key": yield* apiKey() } }
      assert.deepStrictEqual((yield* http("/webhook-secret", key)).json, yield* secret(), "the application's own way")
      const client = yield* connect
      const created = yield* call(client, (sdk) =>
        sdk.createItem(
          2,
          { user: "user-ok", password: "password-ok" },
          { webhookUrl: `${sink.url}/item`, products: light }
        )
      )
      yield* settled(client, created.id)
      const heard = (count: number) =>
        until(
          `item/created ${count} times`,
          Effect.sync(() => sink.at("/item", "item/created")),
          (all) => all.length >= count
        )
      const [first] = yield* heard(1)
      assert.isDefined(first)
      if (first === undefined) return
      assert.strictEqual(first.headers["webhook-signature"], Sink.signature(String(before["secret"]), first))

      const delivered = until("the delivery", answer(`${app}/deliveries?state=delivered&limit=500`), (list) =>
        results(list).some(({ eventId }) => eventId === first.event.eventId)
      )
      const delivery = results(yield* delivered).find(({ eventId }) => eventId === first.event.eventId)
      const attempts = Effect.map(answer(`${app}/deliveries/${String(delivery?.["id"])}/attempts`), results)
      assert.deepInclude((yield* attempts)[0], { status: 200, error: null })
      assert.lengthOf(results(yield* answer(`${app}/deliveries?limit=1`)), 1)
      assert.isNotNull((yield* answer(`${app}/deliveries?limit=1`))["next"])

      const renewed = yield* http("/webhook-secret", { ...key, method: "POST" })
      const after = yield* secret()
      assert.deepStrictEqual(renewed.json, after)
      assert.notStrictEqual(after["secret"], before["secret"])
      assert.isNotNull(after["previousSignsUntil"])
      yield* answer(`${app}/deliveries/${String(delivery?.["id"])}/resend`, post())
      const again = (yield* heard(2)).at(-1)
      assert.strictEqual(again?.event.eventId, first.event.eventId)
      assert.lengthOf(String(again?.headers["webhook-signature"]).split(" "), 2)
      assert.deepStrictEqual(yield* refusalOf(`${app}/deliveries/999999/resend`, post()), [404, "DELIVERY_NOT_FOUND"])
      assert.notStrictEqual((yield* secret({ rotate: true }))["secret"], after["secret"])
      const nobody = { webhookId: "7b0d2f4e-3c1a-4b5d-8e6f-9a0b1c2d3e4f" }
      assert.deepStrictEqual(yield* refusalOf(`${app}/webhook-secret`, post(nobody)), [404, "WEBHOOK_NOT_FOUND"])
      assert.deepStrictEqual(results(yield* answer(`${app}/webhooks`)), [])
    })
  )
})

const statement = (day: string) =>
  `OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nSECURITY:NONE\nENCODING:UTF-8\nCHARSET:NONE\nCOMPRESSION:NONE\nOLDFILEUID:NONE\nNEWFILEUID:NONE\n
<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><DTSERVER>${day}<LANGUAGE>POR</SONRS></SIGNONMSGSRSV1>
<BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS><STMTRS><CURDEF>BRL
<BANKACCTFROM><BANKID>0999<BRANCHID>0001<ACCTID>12345-6<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>${day}<DTEND>${day}<STMTTRN><TRNTYPE>OTHER<DTPOSTED>${day}<TRNAMT>-1.00<FITID>${day}<MEMO>CAFE</STMTTRN>
</BANKTRANLIST><LEDGERBAL><BALAMT>1.00<DTASOF>${day}</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>`

suite({ production: true })("a production application", (it) => {
  it.effect("may bring one statement file right after another, but may not ask a bank again within the hour", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const { id } = yield* call(client, (sdk) => sdk.createItem(700, { file: statement("20260505") }))
      assert.strictEqual((yield* settled(client, id)).executionStatus, "SUCCESS")
      yield* call(client, (sdk) => sdk.updateItem(id, { file: statement("20260506") }))
      assert.strictEqual((yield* settled(client, id)).executionStatus, "SUCCESS")

      const bank = yield* connected(client, "user-ok", { products: light })
      const connectors = yield* ConnectorStore.ConnectorStore
      const facts = (yield* connectors.all).find((known) => known.id === bank.connector.id)
      assert.isDefined(facts)
      if (facts === undefined) return
      yield* connectors.announce([{ ...facts, sandbox: false }])
      const again = { user: "user-ok", password: "password-ok" }
      const refused = yield* Effect.flip(call(client, (sdk) => sdk.updateItem(bank.id, again)))
      yield* connectors.announce([facts])
      assert.strictEqual(refused.codeDescription, "CLIENT_IS_UPDATING_BEFORE_ALLOWED_FREQUENCY")
    })
  )
})
