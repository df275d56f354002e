// Deliveries over real connections to a receiver on loopback, which an operator's allowance opens.
import { assert, describe, it } from "@effect/vitest"
import { WebhookStore } from "@tomada/store"
import { DateTime, Duration, Effect, Layer, Redacted, Result } from "effect"

import { Dialer } from "../src/Dialer.ts"
import * as EgressAllowList from "../src/EgressAllowList.ts"
import { EgressResolver } from "../src/EgressResolver.ts"
import { type Options, WebhookDeliveries } from "../src/WebhookDeliveries.ts"
import { Webhooks } from "../src/Webhooks.ts"
import * as WebhookSink from "./WebhookSink.ts"
import * as WebhookWorld from "./WebhookWorld.ts"

const allow = Result.getOrThrow(EgressAllowList.parse("127.0.0.1, sink.local"))

const world = (deliveries: Options = {}, loop = false) =>
  WebhookWorld.layer({
    guard: { allow },
    deliveries: { timeout: "500 millis", poll: "20 millis", ...deliveries },
    loop
  }).pipe(Layer.provideMerge(Layer.merge(EgressResolver.layerStatic({ "sink.local": ["127.0.0.1"] }), Dialer.layer)))

/** Subscribes, tells and delivers once; answers the delivery and its attempt. */
const once = Effect.fnUntraced(function* (url: string, headers: Readonly<Record<string, string>> = {}) {
  const store = yield* WebhookStore.WebhookStore
  const mine = yield* WebhookWorld.application
  const subscription = yield* (yield* Webhooks).create(mine, { url, event: "all", headers })
  const eventId = yield* WebhookWorld.tell(mine)
  yield* (yield* WebhookDeliveries).round
  const [delivery] = yield* store.deliveries(mine, { limit: 1 })
  assert(delivery !== undefined)
  const [attempt] = yield* store.attempts(mine, delivery.id)
  assert(attempt !== undefined)
  return { mine, subscription, eventId, delivery, attempt }
})

/** Seconds from the attempt to the next. */
const waitOf = ({ at }: WebhookStore.Attempt, { nextAttemptAt }: WebhookStore.Delivery): number =>
  Duration.toSeconds(DateTime.distance(at, nextAttemptAt ?? at))

describe("a delivery", () => {
  it.live("is a POST of the event, signed, with the receiver's own headers", () =>
    Effect.gen(function* () {
      const sink = yield* WebhookSink.open
      const given = { Authorization: "Bearer token-1", "X-Tenant": "a b" }
      const { eventId, mine, subscription, delivery } = yield* once(`${sink.url}/well?q=1`, given)
      assert.strictEqual(delivery.state, "delivered")
      const [sent] = sink.received
      assert(sent !== undefined)
      assert.strictEqual(sent.path, "/well?q=1")
      assert.strictEqual(sent.body, JSON.stringify({ event: "item/updated", eventId }))
      const { headers } = sent
      assert.strictEqual(headers["content-type"], "application/json")
      assert.strictEqual(headers["authorization"], "Bearer token-1")
      assert.strictEqual(headers["x-tenant"], "a b")
      assert.strictEqual(headers["webhook-id"], eventId)
      const secret = Redacted.value(yield* (yield* Webhooks).secret(mine, subscription.id))
      const timestamp = headers["webhook-timestamp"] ?? ""
      assert.strictEqual(headers["webhook-signature"], WebhookWorld.signature(secret, eventId, timestamp, sent.body))
    }).pipe(Effect.provide(world()))
  )

  it.live("is signed with the secret before as well, while a new one spreads", () =>
    Effect.gen(function* () {
      const sink = yield* WebhookSink.open
      const webhooks = yield* Webhooks
      const mine = yield* WebhookWorld.application
      const { id } = yield* webhooks.create(mine, { url: `${sink.url}/well`, event: "all" })
      const before = Redacted.value(yield* webhooks.secret(mine, id))
      const after = Redacted.value(yield* webhooks.rotate(mine, id))
      assert.strictEqual(Redacted.value(yield* webhooks.secret(mine, id)), after)
      yield* WebhookWorld.tell(mine)
      yield* (yield* WebhookDeliveries).round
      const { body = "", headers = {} } = sink.received[0] ?? {}
      const parts = [headers["webhook-id"] ?? "", headers["webhook-timestamp"] ?? "", body] as const
      assert.strictEqual(
        headers["webhook-signature"],
        `${WebhookWorld.signature(after, ...parts)} ${WebhookWorld.signature(before, ...parts)}`
      )
    }).pipe(Effect.provide(world()))
  )

  it.live("to an Item's address is signed with the application's secret once it has asked for it", () =>
    Effect.gen(function* () {
      const sink = yield* WebhookSink.open
      const mine = yield* WebhookWorld.application
      const itemUrl = `${sink.url}/well`
      yield* WebhookWorld.tell(mine, { itemUrl })
      yield* (yield* WebhookDeliveries).round
      const secret = Redacted.value(yield* (yield* Webhooks).secret(mine, mine))
      yield* WebhookWorld.tell(mine, { itemUrl })
      yield* (yield* WebhookDeliveries).round
      const [unsigned, signed] = sink.received
      assert.isUndefined(unsigned?.headers["webhook-signature"])
      const {
        "webhook-id": id = "",
        "webhook-timestamp": at = "",
        "webhook-signature": signature
      } = signed?.headers ?? {}
      assert.strictEqual(signature, WebhookWorld.signature(secret, id, at, signed?.body ?? ""))
    }).pipe(Effect.provide(world()))
  )

  it.live("goes to a name by the address that was judged", () =>
    Effect.gen(function* () {
      const sink = yield* WebhookSink.open
      const { delivery } = yield* once(sink.url.replace("127.0.0.1", "sink.local").concat("/well"))
      assert.strictEqual(delivery.state, "delivered")
      assert.match(sink.received[0]?.headers["host"] ?? "", /^sink\.local:\d+$/)
    }).pipe(Effect.provide(world()))
  )

  it.live("ends well at any 2xx, whatever its body does", () =>
    Effect.gen(function* () {
      const sink = yield* WebhookSink.open
      for (const path of ["200", "201", "202", "204", "299", "slow-body", "no-body", "huge", "gzip", "hints"]) {
        const { attempt, delivery } = yield* once(`${sink.url}/${path}`)
        assert.strictEqual(delivery.state, "delivered", `${path}: ${attempt.error}`)
        assert.isNull(attempt.answer)
      }
    }).pipe(Effect.provide(world({ timeout: "5 seconds" })))
  )

  it.live("is tried again after anything else, and says what it met", () =>
    Effect.gen(function* () {
      const sink = yield* WebhookSink.open
      for (const [path, status, error] of [
        ["301", 301, null],
        ["here-302", 302, null],
        ["here-307", 307, null],
        ["400", 400, null],
        ["401", 401, null],
        ["404", 404, null],
        ["500", 500, null],
        ["502", 502, null],
        ["huge-error", 500, null],
        ["reset", null, "connection"],
        ["half-close", null, "connection"],
        ["silent", null, "timeout"],
        ["slow-head", null, "timeout"],
        ["garbage", null, "malformed"],
        ["bad-length", null, "malformed"],
        ["infinite-headers", null, "malformed"]
      ] as const) {
        const { attempt, delivery } = yield* once(`${sink.url}/${path}`)
        assert.deepStrictEqual({ path, status: attempt.status, error: attempt.error }, { path, status, error })
        assert.strictEqual(delivery.state, "waiting", path)
        assert.strictEqual(delivery.attempts, 1)
        assert.isAtMost((attempt.answer ?? "").length, 4_096)
        assert.isAtLeast(waitOf(attempt, delivery), 5, path)
        assert.isBelow(waitOf(attempt, delivery), 15, path)
      }
      const nobody = yield* once("http://127.0.0.1:1/")
      assert.strictEqual(nobody.attempt.error, "connection")
      const noise = yield* once(`${sink.noise}/`)
      assert.strictEqual(noise.attempt.error, "malformed")
      const tls = yield* once(`${sink.url.replace("http:", "https:")}/well`)
      assert.strictEqual(tls.attempt.error, "connection")
    }).pipe(Effect.provide(world()))
  )

  it.live("waits as long as the receiver asks for", () =>
    Effect.gen(function* () {
      const sink = yield* WebhookSink.open
      for (const [path, least] of [
        ["429", 7_200],
        ["503-date", 3_500]
      ] as const) {
        const { attempt, delivery } = yield* once(`${sink.url}/${path}`)
        assert.isAtLeast(waitOf(attempt, delivery), least, path)
      }
    }).pipe(Effect.provide(world()))
  )

  it.live("is given up at 410, and its subscription disabled", () =>
    Effect.gen(function* () {
      const sink = yield* WebhookSink.open
      const { delivery, mine, subscription } = yield* once(`${sink.url}/410`)
      assert.strictEqual(delivery.state, "failed")
      const held = yield* (yield* WebhookStore.WebhookStore).get(mine, subscription.id)
      assert.strictEqual(held.disabledBecause, "gone")
      yield* WebhookWorld.tell(mine)
      yield* (yield* WebhookDeliveries).round
      assert.strictEqual(sink.received.length, 1)
    }).pipe(Effect.provide(world()))
  )

  it.live(
    "follows redirects that keep the method where that is wished, some of them, without the receiver's headers elsewhere",
    () =>
      Effect.gen(function* () {
        const [sink, other] = [yield* WebhookSink.open, yield* WebhookSink.open]
        const here = yield* once(`${sink.url}/here-307`, { authorization: "token-1" })
        assert.strictEqual(here.delivery.state, "delivered")
        assert.strictEqual(sink.received.at(-1)?.headers["authorization"], "token-1")
        assert.strictEqual((yield* once(`${sink.url}/here-302`)).attempt.status, 302)
        assert.strictEqual((yield* once(`${sink.url}/round-307`)).attempt.error, "redirects")
        assert.strictEqual((yield* once(`${sink.url}/away-307`)).attempt.error, "refused")
        assert.strictEqual(other.received.length, 0)
      }).pipe(Effect.provide(world({ redirects: 2 })))
  )

  it.live("keeps of an answer neither a secret nor a header that the receiver sends back", () =>
    Effect.gen(function* () {
      const sink = yield* WebhookSink.open
      const { attempt } = yield* once(`${sink.url}/echo`, {
        authorization: "Bearer canary-token",
        "x-key": "canary-key"
      })
      assert.include(attempt.answer ?? "", "webhook-id")
      assert.notInclude(attempt.answer ?? "", "canary")
    }).pipe(Effect.provide(world()))
  )

  it.live("whose headers or secret do not open any more is not sent without them", () =>
    Effect.gen(function* () {
      const sink = yield* WebhookSink.open
      const store = yield* WebhookStore.WebhookStore
      const mine = yield* WebhookWorld.application
      const { id } = yield* (yield* Webhooks).create(mine, { url: `${sink.url}/well`, event: "all" })
      yield* store.change(mine, id, { headers: new Uint8Array(80) }, yield* DateTime.now)
      yield* WebhookWorld.tell(mine)
      yield* (yield* WebhookDeliveries).round
      const [delivery] = yield* store.deliveries(mine, { limit: 1 })
      const [attempt] = yield* store.attempts(mine, delivery?.id ?? 0)
      assert.strictEqual(attempt?.error, "unsealed")
      assert.deepStrictEqual(sink.received, [])
    }).pipe(Effect.provide(world()))
  )
})

describe("an application", () => {
  it.live("cannot set what is not its own to set, nor what is no header", () =>
    Effect.gen(function* () {
      const webhooks = yield* Webhooks
      const mine = yield* WebhookWorld.application
      for (const headers of [
        { host: "bank.example.com" },
        { "Webhook-Id": "1" },
        { "Content-Length": "0" },
        { "transfer-encoding": "chunked" },
        { "a b": "c" },
        { a: "b\r\nc: d" },
        { a: "\u0000" },
        { a: "☃" },
        { "": "a" },
        { A: "1", a: "2" },
        Object.fromEntries(Array.from({ length: 33 }, (_, n) => [`x-${n}`, "1"]))
      ]) {
        const error = yield* Effect.flip(webhooks.create(mine, { url: "http://sink.local/", event: "all", headers }))
        assert.strictEqual(error._tag, "HeadersInvalid", JSON.stringify(headers))
      }
    }).pipe(Effect.provide(world()))
  )

  it.live("changes an address only to one that may be called, and clears its headers", () =>
    Effect.gen(function* () {
      const sink = yield* WebhookSink.open
      const webhooks = yield* Webhooks
      const url = `${sink.url}/well`
      const { mine, subscription } = yield* once(url, { "x-key": "1" })
      const error = yield* Effect.flip(webhooks.change(mine, subscription.id, { url: "https://localhost/" }))
      assert.strictEqual(error._tag, "EgressRefused")
      yield* webhooks.change(mine, subscription.id, { url: `${url}?2`, headers: null })
      yield* WebhookWorld.tell(mine)
      yield* (yield* WebhookDeliveries).round
      assert.strictEqual(sink.received.at(-1)?.path, "/well?2")
      assert.isUndefined(sink.received.at(-1)?.headers["x-key"])
      yield* webhooks.remove(mine, subscription.id)
      assert.strictEqual((yield* Effect.flip(webhooks.remove(mine, subscription.id)))._tag, "SubscriptionNotFound")
      assert.strictEqual((yield* Effect.flip(webhooks.secret(mine, subscription.id)))._tag, "SubscriptionNotFound")
    }).pipe(Effect.provide(world()))
  )

  it.live("is sent a test of the event that it listens to, and what it missed again", () =>
    Effect.gen(function* () {
      const sink = yield* WebhookSink.open
      const webhooks = yield* Webhooks
      const { round } = yield* WebhookDeliveries
      const mine = yield* WebhookWorld.application
      yield* webhooks.create(mine, { url: `${sink.url}/well?all`, event: "all" })
      const { id } = yield* webhooks.create(mine, { url: `${sink.url}/well`, event: "transactions/deleted" })
      const eventId = yield* webhooks.test(mine, id)
      yield* round
      const [test] = sink.received
      assert.strictEqual(sink.received.length, 1)
      const body: unknown = JSON.parse(test?.body ?? "")
      assert.deepInclude(body, { event: "transactions/deleted", eventId })
      const failed = yield* once(`${sink.url}/410`)
      yield* webhooks.change(failed.mine, failed.subscription.id, { url: `${sink.url}/well?again`, enabled: true })
      yield* webhooks.resend(failed.mine, failed.delivery.id)
      yield* round
      assert.strictEqual(sink.received.at(-1)?.path, "/well?again")
      const from = DateTime.subtract(yield* DateTime.now, { hours: 1 })
      const to = DateTime.add(yield* DateTime.now, { hours: 1 })
      assert.strictEqual(yield* webhooks.resendRange(failed.mine, { from, to }), 0)
      assert.strictEqual(yield* webhooks.resendRange(failed.mine, { from, to, delivered: true }), 1)
    }).pipe(Effect.provide(world()))
  )
})

describe("the loop", () => {
  it.live("delivers what is told, each once, and a receiver that never answers holds up nobody", () =>
    Effect.gen(function* () {
      const sink = yield* WebhookSink.open
      const store = yield* WebhookStore.WebhookStore
      const webhooks = yield* Webhooks
      const { nudge } = yield* WebhookDeliveries
      const [calm, stuck] = [yield* WebhookWorld.application, yield* WebhookWorld.application]
      yield* webhooks.create(calm, { url: `${sink.url}/well`, event: "all" })
      yield* webhooks.create(stuck, { url: `${sink.url}/silent`, event: "all" })
      for (let n = 0; n < 60; n++) {
        yield* WebhookWorld.tell(stuck)
        yield* WebhookWorld.tell(calm)
      }
      yield* nudge
      const arrived = () => sink.received.filter(({ path }) => path === "/well").length
      yield* Effect.sleep("5 millis").pipe(Effect.repeat({ while: () => arrived() < 60 }), Effect.timeout("5 seconds"))
      const waiting = yield* store.deliveries(stuck, { limit: 100, state: "waiting" })
      assert.strictEqual(waiting.length, 60)
      const ids = sink.received.filter(({ path }) => path === "/well").map(({ headers }) => headers["webhook-id"])
      assert.strictEqual(new Set(ids).size, 60)
      assert.isAtMost(sink.received.filter(({ path }) => path === "/silent").length, 8)
    }).pipe(Effect.provide(world({ each: 8, eachFailing: 1, timeout: "20 seconds", grace: 0 }, true)))
  )

  it.live("keeps many outcomes together, not each by itself", () =>
    Effect.gen(function* () {
      const sink = yield* WebhookSink.open
      const store = yield* WebhookStore.WebhookStore
      const mine = yield* WebhookWorld.application
      yield* WebhookWorld.subscribed(mine, `${sink.url}/well`)
      for (let n = 0; n < 200; n++) yield* WebhookWorld.tell(mine)
      const kept: Array<number> = []
      const counting = WebhookStore.WebhookStore.of({
        ...store,
        record: (outcomes) =>
          Effect.andThen(
            Effect.sleep("10 millis"),
            Effect.suspend(() => {
              kept.push(outcomes.length)
              return store.record(outcomes)
            })
          )
      })
      const total = () => kept.reduce((sum, one) => sum + one, 0)
      yield* Effect.gen(function* () {
        yield* (yield* WebhookDeliveries).nudge
        yield* Effect.sleep("5 millis").pipe(
          Effect.repeat({ while: () => total() < 200 }),
          Effect.timeout("10 seconds")
        )
      }).pipe(
        Effect.provide(WebhookDeliveries.layer({ poll: "10 millis" }), { local: true }),
        Effect.provideService(WebhookStore.WebhookStore, counting)
      )
      assert.strictEqual(total(), 200)
      assert.isBelow(kept.length, 60)
    }).pipe(Effect.provide(world()))
  )

  it.live("lets what is under way end when it is stopped, and keeps it", () =>
    Effect.gen(function* () {
      const sink = yield* WebhookSink.open
      const store = yield* WebhookStore.WebhookStore
      const mine = yield* WebhookWorld.application
      yield* WebhookWorld.subscribed(mine, `${sink.url}/silent`)
      yield* WebhookWorld.tell(mine)
      yield* Effect.gen(function* () {
        yield* (yield* WebhookDeliveries).nudge
        yield* Effect.sleep("5 millis").pipe(
          Effect.repeat({ while: () => sink.received.length === 0 }),
          Effect.timeout("5 seconds")
        )
      }).pipe(
        Effect.provide(WebhookDeliveries.layer({ timeout: "200 millis", poll: "10 millis", grace: "3 seconds" }), {
          local: true
        })
      )
      const [delivery] = yield* store.deliveries(mine, { limit: 1 })
      assert.strictEqual(delivery?.attempts, 1)
      assert.strictEqual(sink.connections(), 0)
    }).pipe(Effect.provide(world()))
  )
})
