// What a scraper is told while the database is away, and which address a request counts under.
import { assert, describe, it } from "@effect/vitest"
import { Gauges } from "@tomada/store"
import { ConfigProvider, Effect, Layer, Redacted } from "effect"
import { HttpRouter } from "effect/http"

import * as Metrics from "../src/Metrics.ts"
import { OperatorToken } from "../src/OperatorToken.ts"
import { templateOf } from "../src/RequestMeasures.ts"
import { Settings } from "../src/Settings.ts"

const reading: Gauges.Reading = {
  executionsRunning: 3,
  executionsWaiting: 1,
  itemsDue: 7,
  schedulerLag: 12.5,
  eventsUnnumbered: 0,
  deliveriesWaiting: 4,
  deliveryLag: 0.25,
  connections: { active: 2, "idle in transaction": 1 }
}

const scraped = (read: Effect.Effect<Gauges.Reading>) =>
  Effect.promise(async () => {
    const { dispose, handler } = HttpRouter.toWebHandler(
      Metrics.layer.pipe(
        Layer.provide([
          Layer.succeed(Gauges.Gauges, { read: () => read }),
          Layer.succeed(OperatorToken, { accepts: (given) => Redacted.value(given) === "token" }),
          Settings.layer
        ]),
        Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env: {} })))
      ),
      { disableLogger: true }
    )
    const answer = await handler(
      new Request("http://127.0.0.1/metrics", { headers: { authorization: "Bearer token" } })
    )
    const text = await answer.text()
    await dispose()
    assert.strictEqual(answer.status, 200)
    return text.split("\n")
  })

describe("metrics", () => {
  it.live("tell what the database knows of how busy the house is", () =>
    Effect.gen(function* () {
      const lines = yield* scraped(Effect.succeed(reading))
      assert.includeMembers(lines, [
        "tomada_database_up 1",
        'tomada_executions{state="running"} 3',
        'tomada_executions{state="waiting"} 1',
        "tomada_items_due 7",
        "tomada_scheduler_lag_seconds 12.5",
        "tomada_webhook_deliveries_waiting 4",
        "tomada_webhook_lag_seconds 0.25",
        'tomada_database_connections{state="idle in transaction"} 1'
      ])
    })
  )

  it.live("tell of the process while the database is away or does not answer in time", () =>
    Effect.gen(function* () {
      for (const away of [Effect.die(new Error("away")), Effect.never]) {
        const lines = yield* scraped(away)
        assert.include(lines, "tomada_database_up 0")
        assert.isFalse(
          lines.some((line) => line.includes("tomada_items_due")),
          "what it said before is not told again"
        )
        assert.isTrue(lines.some((line) => /^process_resident_memory_bytes [1-9]/.test(line)))
      }
    })
  )
})

describe("a request", () => {
  it("counts under the template of its route, and under no word that somebody typed", () => {
    const id = "7b0d2f4e-3c1a-4b5d-8e6f-9a0b1c2d3e4f"
    assert.strictEqual(templateOf("GET", `/items/${id}?a=b`), "/items/{id}")
    assert.strictEqual(templateOf("GET", `/tomada/items/${id}/executions`), "/tomada/items/{id}/executions")
    assert.strictEqual(templateOf("POST", `/operator/items/${id}/sync`), "/operator/items/{id}/sync")
    assert.strictEqual(templateOf("GET", "/health/live"), "/health/live")
    assert.strictEqual(templateOf("GET", "/?connect_token=canary"), "/")
    assert.strictEqual(templateOf("GET", "/connect/index-canary.js"), "/connect/*")
    assert.strictEqual(templateOf("GET", "/connect/logos/2.svg"), "/connect/*")
    for (const url of ["/canary", `/items/${id}/canary`, "/%zz", "//canary", "*", ""]) {
      assert.strictEqual(templateOf("GET", url), "other", url)
    }
  })
})
