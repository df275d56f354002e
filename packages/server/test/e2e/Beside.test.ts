// What an application may ask beside the wire: its Items, their runs, events and deliveries, and why rows are as they are.
import { assert } from "@effect/vitest"
import { Item } from "@tomada/core"
import { Webhooks } from "@tomada/engine"
import { Effect } from "effect"

import { call, connect, connected, http, light, password, settled, updated } from "./Client.ts"
import { answer, foreignKey, ids, type Json, nobody, post, refusal, results, whole } from "./Keyed.ts"
import * as Sink from "./Sink.ts"
import { suite, until, World } from "./World.ts"

suite({ settings: { TOMADA_WEBHOOK_ALLOW: "127.0.0.1" } })("an application, beside the wire,", (it) => {
  const application = Effect.map(World, ({ clientId }) => Item.ApplicationId.make(clientId))

  it.effect("lists its Items slice by slice, the newest first, and finds them by what they are", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const began = new Date().toISOString()
      const made: Array<string> = []
      for (const [user, clientUserId] of [
        ["user-ok", "ana"],
        ["user-ok", "bia"],
        ["user-ok", "ana"]
      ] as const) {
        const given = { user, password: made.length === 1 ? "password-bad" : password }
        const { id } = yield* call(client, (sdk) => sdk.createItem(2, given, { products: light, clientUserId }))
        yield* settled(client, id)
        made.unshift(id)
      }
      const [last, refused, first] = made
      for (const path of ["/tomada/items", "/v2/items"]) {
        const slices = yield* whole(path, "?pageSize=2")
        assert.deepStrictEqual(
          slices.map(({ length }) => length),
          [2, 1]
        )
        assert.deepStrictEqual(ids(slices.flat()), made)
        assert.deepStrictEqual(slices.flat()[2], yield* answer(`/items/${first}`))
      }
      const found = (query: string) => Effect.map(answer(`/tomada/items?${query}`), (list) => ids(results(list)))
      assert.deepStrictEqual(yield* found("status=LOGIN_ERROR"), [refused])
      assert.deepStrictEqual(yield* found("status=UPDATED,OUTDATED&clientUserId=ana&pageSize=1"), [last])
      assert.deepStrictEqual(
        ids((yield* whole("/tomada/items", "?status=UPDATED&clientUserId=ana&pageSize=1")).flat()),
        [last, first]
      )
      assert.deepStrictEqual(yield* found("clientUserId=bia"), [refused])
      assert.deepStrictEqual(yield* found("clientUserId=ana"), [last, first])
      assert.deepStrictEqual(yield* found("connectorId=2"), made)
      assert.deepStrictEqual(yield* found("connectorId=77"), [])
      assert.deepStrictEqual(yield* found(`updatedAtFrom=${began}`), made)
      assert.deepStrictEqual(yield* found("updatedAtFrom=2999-01-01T00:00:00Z"), [])
      assert.deepStrictEqual(yield* refusal("/tomada/items?after=bm9uc2Vuc2U"), [400, "Invalid cursor"])
      assert.deepStrictEqual((yield* refusal("/tomada/items?status=SLEEPING&pageSize=0"))[0], 400)
      const others = yield* http("/tomada/items", { headers: { "x-api-key": yield* foreignKey } })
      assert.deepStrictEqual(others.json, { results: [], next: null })
      assert.strictEqual((yield* http("/tomada/items")).status, 403)
    })
  )

  it.effect("follows the runs of an Item with their steps, their counts and how they ended", () =>
    Effect.gen(function* () {
      const client = yield* connect
      const item = yield* connected(client, "user-ok", { products: light })
      yield* updated(client, item.id)
      const wrong = { user: "user-ok", password: "password-bad" }
      yield* call(client, (sdk) => sdk.updateItem(item.id, wrong))
      yield* settled(client, item.id)
      const slices = yield* whole(`/tomada/items/${item.id}/executions`, "?pageSize=2")
      assert.deepStrictEqual(
        slices.map(({ length }) => length),
        [2, 1]
      )
      const [failed, again, first] = slices.flat()
      assert(failed !== undefined && again !== undefined && first !== undefined)
      assert.deepInclude(failed, { itemId: item.id, status: "INVALID_CREDENTIALS", trigger: "CLIENT", counts: [] })
      assert.deepInclude(failed["error"], { code: "INVALID_CREDENTIALS", attributes: null })
      assert.deepInclude(first, { itemId: item.id, status: "SUCCESS", error: null })
      assert.notProperty(first, "screenshot")
      const steps = first["steps"] as ReadonlyArray<Json>
      assert.deepStrictEqual([steps[0]?.["status"], steps.at(-1)?.["status"]], ["CREATED", "SUCCESS"])
      for (const { at } of steps) assert.match(String(at), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
      assert.strictEqual(steps.at(-1)?.["at"], first["endedAt"])
      assert.deepInclude((first["counts"] as ReadonlyArray<Json>)[0], { product: "ACCOUNTS", updated: 0, removed: 0 })
      assert.deepStrictEqual(yield* answer(`/tomada/executions/${String(again["id"])}`), again)

      const other = { headers: { "x-api-key": yield* foreignKey } }
      for (const path of [`/tomada/items/${item.id}/executions`, `/tomada/executions/${String(again["id"])}`]) {
        assert.strictEqual((yield* http(path, other)).status, 404)
      }
      assert.deepStrictEqual(yield* refusal(`/tomada/executions/${nobody}`), [404, "EXECUTION_NOT_FOUND"])
      assert.deepStrictEqual(yield* refusal(`/tomada/items/${nobody}/executions`), [404, "ITEM_NOT_FOUND"])
    })
  )

  it.effect("reads events since the last it saw, as they are sent, and none of another application", () =>
    Effect.gen(function* () {
      const before = Number((yield* answer("/tomada/events?since=0&limit=500"))["lastSequence"])
      assert.deepStrictEqual(yield* answer(`/tomada/events?since=${before}`), { results: [], lastSequence: before })
      const sink = yield* Sink.open
      const client = yield* connect
      const { id } = yield* call(client, (sdk) =>
        sdk.createItem(2, { user: "user-ok", password }, { webhookUrl: `${sink.url}/item`, products: light })
      )
      yield* settled(client, id)
      const heard = Effect.gen(function* () {
        const events: Array<Json> = []
        for (let since = before; ;) {
          const slice = yield* answer(`/tomada/events?since=${since}&limit=1`)
          events.push(...results(slice))
          if (slice["lastSequence"] === since) return events
          since = Number(slice["lastSequence"])
        }
      })
      const events = yield* until("item/created", heard, (all) => all.some(({ event }) => event === "item/created"))
      yield* until(
        "the same at the address",
        Effect.sync(() => sink.received.length),
        (count) => count >= events.length
      )
      const sent = new Map(sink.received.map(({ event }) => [event.eventId, event]))
      for (const event of events) {
        assert.hasAllKeys(event, ["sequence", "id", "event", "itemId", "createdAt", "body"])
        assert.deepStrictEqual(event["body"], sent.get(String(event["id"])))
        assert.strictEqual(event["itemId"], id)
      }
      assert.deepStrictEqual(
        events.map(({ event }) => event),
        ["item/login_succeeded", "item/created"]
      )
      const other = yield* http("/tomada/events", { headers: { "x-api-key": yield* foreignKey } })
      assert.deepStrictEqual(other.json, { results: [], lastSequence: 0 })
    })
  )

  it.effect("sees what became of its webhooks, and has a delivery, a range of time or a test sent", () =>
    Effect.gen(function* () {
      const mine = yield* application
      const webhooks = yield* Webhooks.Webhooks
      const sink = yield* Sink.open
      const began = new Date().toISOString()
      const { id } = yield* webhooks.create(mine, { url: `${sink.url}/all`, event: "item/all" })
      const { eventId } = yield* answer(`/tomada/webhooks/${id}/test`, post())
      const arrived = (count: number) =>
        until(
          `${count} deliveries`,
          Effect.sync(() => sink.received.length),
          (now) => now === count
        )
      yield* arrived(1)
      assert.strictEqual(sink.received[0]?.event.eventId, eventId)
      const client = yield* connect
      yield* connected(client, "user-ok", { products: light })
      yield* arrived(3)

      const all = until(
        "deliveries that are done",
        whole(`/tomada/webhooks/${id}/deliveries`, "?pageSize=2&state=delivered"),
        (slices) => slices.flat().length === 3
      )
      const [newest, , oldest] = (yield* all).flat()
      assert.deepInclude(oldest, { eventId, webhookId: id, state: "delivered", attempts: 1, target: "subscription" })
      const path = `/tomada/deliveries/${String(oldest?.["id"])}`
      const shown = yield* answer(path)
      const [attempt] = shown["tried"] as ReadonlyArray<Json>
      assert.deepInclude(attempt, { status: 200, error: null, answer: null })
      assert.hasAllKeys(attempt, ["at", "milliseconds", "status", "error", "answer"])

      assert.deepStrictEqual(yield* answer(`${path}/resend`, post()), { count: 1 })
      yield* arrived(4)
      const range = { from: began, to: new Date(Date.now() + 60_000).toISOString() }
      yield* until("its end", answer(path), ({ state }) => state === "delivered")
      const again = (body: unknown) => answer(`/tomada/webhooks/${id}/resend`, post(body))
      assert.deepStrictEqual(yield* again(range), { count: 0 })
      assert.deepStrictEqual(yield* again({ ...range, delivered: true }), { count: 3 })
      yield* arrived(7)
      assert.deepStrictEqual(yield* again({ ...range, from: range.to, delivered: true }), { count: 0 })

      const foreign = { "x-api-key": yield* foreignKey }
      for (const [method, target] of [
        ["GET", `/tomada/webhooks/${id}/deliveries`],
        ["POST", `/tomada/webhooks/${id}/test`],
        ["GET", path],
        ["POST", `${path}/resend`]
      ] as const) {
        assert.strictEqual((yield* http(target, { method, headers: foreign })).status, 404, target)
      }
      const taken = yield* http(`/tomada/webhooks/${id}/resend`, { ...post(range), headers: foreign })
      assert.strictEqual(taken.status, 404)
      assert.deepStrictEqual(yield* refusal("/tomada/deliveries/999999999"), [404, "DELIVERY_NOT_FOUND"])
      assert.strictEqual((yield* refusal(`/tomada/webhooks/${id}/resend`, post({ from: "soon" })))[0], 400)
      assert.strictEqual(String(newest?.["event"]), "item/created")
      yield* webhooks.remove(mine, id)
    })
  )
})
