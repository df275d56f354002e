// What a scraper reads of a server at work, who may read it, and what never stands in it.
import { readFileSync } from "node:fs"
import { join } from "node:path"

import { assert } from "@effect/vitest"
import { Item } from "@tomada/core"
import { Webhooks } from "@tomada/engine"
import { Effect } from "effect"

import { accountsOf, apiKey, call, connect, connected, http, password } from "./Client.ts"
import * as Sink from "./Sink.ts"
import { suite, until, World } from "./World.ts"

const token = Effect.map(World, ({ home }) => {
  const file = JSON.parse(readFileSync(join(home, "operator.json"), "utf8")) as { readonly token: string } // our own file
  return file.token
})

const scraped = Effect.gen(function* () {
  const answer = yield* http("/metrics", { headers: { authorization: `Bearer ${yield* token}` } })
  assert.strictEqual(answer.status, 200)
  assert.match(String(answer.headers["content-type"]), /^text\/plain; version=0\.0\.4/)
  return answer.text
})

/** The value of a series, 0 where it is not there. */
const valueOf = (text: string, series: string): number => {
  const line = text.split("\n").find((one) => one.startsWith(`${series} `))
  return Number(line?.slice(series.length + 1) ?? 0)
}

const line =
  /^(?:# (?:HELP|TYPE) [a-z_]+ .+|[a-z_]+(?:\{[a-z]+="[^"\\]*"(?:,[a-z]+="[^"\\]*")*\})? (?:[\d.e+-]+|\+Inf))$/

suite({ settings: { TOMADA_WEBHOOK_ALLOW: "127.0.0.1" } })("a server's metrics", (it) => {
  it.effect("are told to the operator alone", () =>
    Effect.gen(function* () {
      const key = yield* apiKey()
      for (const headers of [
        {},
        { "x-api-key": key },
        { authorization: `Bearer ${key}` },
        { authorization: "Bearer " }
      ]) {
        const { json, status } = yield* http("/metrics", { headers })
        assert.strictEqual(status, 403)
        assert.deepInclude(json, { code: 403, message: "Missing or invalid authorization token" })
      }
      assert.notInclude((yield* http("/openapi.json")).text, "/metrics")
    })
  )

  it.effect("count visits, deliveries and requests by the words of closed lists, and nothing that is anybody's", () =>
    Effect.gen(function* () {
      const { clientId, clientSecret } = yield* World
      const mine = Item.ApplicationId.make(clientId)
      const webhooks = yield* Webhooks.Webhooks
      const sink = yield* Sink.open
      const client = yield* connect
      const canary = "canary-client-user"
      const before = yield* scraped
      const { id: webhookId } = yield* webhooks.create(mine, { url: `${sink.url}/canary`, event: "item/all" })
      const item = yield* connected(client, "user-ok")
      yield* call(client, (sdk) => sdk.updateItem(item.id, undefined, { clientUserId: canary }))
      yield* connected(client, "user-locked")
      yield* http(`/items/${item.id}?canary=${canary}`, { headers: { "x-api-key": yield* apiKey() } })
      yield* http(`/canary/${canary}`)
      yield* until(
        "a delivery",
        scraped,
        (text) =>
          valueOf(text, 'tomada_webhook_attempts_total{outcome="delivered"}') >
          valueOf(before, 'tomada_webhook_attempts_total{outcome="delivered"}')
      )
      yield* webhooks.remove(mine, webhookId)
      const after = yield* scraped
      const grew = (series: string) => valueOf(after, series) - valueOf(before, series)
      // Other tests of this process visit by other connectors.
      const connector = Array.from(after.matchAll(/tomada_visits_total\{connector="([a-z0-9-]+)",outcome="SUCCESS"\}/g))
        .map(([, name]) => name)
        .find((name) => grew(`tomada_visits_total{connector="${name}",outcome="SUCCESS"}`) > 0)
      assert.isDefined(connector, after)
      assert.isAtLeast(grew(`tomada_visits_total{connector="${connector}",outcome="ACCOUNT_LOCKED"}`), 1)
      assert.isAtLeast(grew('tomada_http_requests_total{method="GET",route="/items/{id}",status="200"}'), 2)
      assert.isAtLeast(grew('tomada_http_requests_total{method="GET",route="other",status="404"}'), 1)
      assert.isAtLeast(grew('tomada_http_request_duration_seconds_count{method="POST",route="/items"}'), 2)
      assert.strictEqual(valueOf(after, "tomada_database_up"), 1)
      assert.isAtLeast(valueOf(after, 'tomada_database_connections{state="idle"}'), 1)
      for (const name of [
        "tomada_executions",
        "tomada_items_due",
        "tomada_scheduler_lag_seconds",
        "tomada_webhook_deliveries_waiting",
        "tomada_webhook_lag_seconds",
        "tomada_event_loop_lag_seconds",
        "process_resident_memory_bytes"
      ]) {
        assert.include(after, `# TYPE ${name} gauge`)
      }
      for (const one of after.trimEnd().split("\n")) assert.match(one, line)

      const accounts = yield* accountsOf(client, item.id)
      const secrets = [
        item.id,
        clientId,
        clientSecret,
        webhookId,
        canary,
        "canary",
        password,
        "user-ok",
        "user-locked",
        yield* token,
        ...accounts.flatMap(({ balance, id, name, number }) => [id, name, number, String(balance)])
      ]
      // A number that was counted may have any four digits in it.
      const said = after.replaceAll(/ [\d.e+-]+$/gm, "")
      for (const secret of secrets) assert.notInclude(said, secret)
      assert.notMatch(after, /[0-9a-f]{8}-[0-9a-f]{4}-/, "no id of any kind")
    })
  )
})

suite({ settings: { TOMADA_METRICS: "loopback" } })("metrics that are open on loopback", (it) => {
  it.effect("are told to a program of this computer, and not to what a proxy passes on", () =>
    Effect.gen(function* () {
      const open = yield* http("/metrics")
      assert.strictEqual(open.status, 200)
      assert.include(open.text, "tomada_database_up 1")
      for (const name of ["x-forwarded-for", "forwarded", "via", "x-real-ip"]) {
        assert.strictEqual((yield* http("/metrics", { headers: { [name]: "203.0.113.7" } })).status, 403, name)
      }
      assert.include(yield* scraped, "tomada_http_requests_total")
    })
  )
})
