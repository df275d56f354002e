// `node WebhooksSender.ts <mode>`: one process that delivers what the outbox at WEBHOOKS_DATABASE holds, until it is ended or killed. Mode
// `product` is the product's own loop with the vault in WEBHOOKS_HOME, `raw` the least that could do it: claim a batch, HMAC, undici, mark.
import { createHmac, createSecretKey } from "node:crypto"
import { lookup } from "node:dns/promises"

import { NodeFileSystem, NodePath } from "@effect/platform-node"
import { Delivery } from "@tomada/core"
import { Dialer, EgressAllowList, EgressGuard, EgressResolver, Ids, WebhookDeliveries } from "@tomada/engine"
import { Postgres, SqlStore } from "@tomada/store"
import { Vault, WebhookSignature } from "@tomada/vault"
import { Duration, Effect, Layer, ManagedRuntime, Redacted, Result } from "effect"
import { SecureRandom } from "effect/crypto"
import { SqlClient } from "effect/sql"
import { Pool } from "undici"

const [mode = "product"] = process.argv.slice(2)
const { WEBHOOKS_DATABASE: url = "", WEBHOOKS_HOME: home = "", WEBHOOKS_SECRET: secret = "" } = process.env

/** Ten attempts as the standard schedule has them, in seconds instead of days. */
const hurried: Delivery.Schedule = {
  ...Delivery.standard,
  waits: [0, 50, 100, 200, 400, 800, 1_000, 1_500, 2_000, 4_000].map(Duration.millis),
  timeout: Duration.seconds(2)
}

const database = Postgres.layer({ url: Redacted.make(url), maxConnections: 4 })

const product = WebhookDeliveries.WebhookDeliveries.layer({
  schedule: hurried,
  margin: "4 seconds",
  poll: "50 millis"
}).pipe(
  Layer.provide(
    EgressGuard.EgressGuard.layer({ allow: Result.getOrThrow(EgressAllowList.parse("127.0.0.1,::1,localhost")) })
  ),
  Layer.provide(EgressResolver.EgressResolver.layerLookup((host) => lookup(host, { all: true }))),
  Layer.provide(Dialer.Dialer.layer),
  Layer.provide(WebhookSignature.layer.pipe(Layer.provide(SecureRandom.layerWebCrypto))),
  Layer.provide(Vault.layerFiles({ folder: home, createIfMissing: false })),
  Layer.provide([NodeFileSystem.layer, NodePath.layer]),
  Layer.provide(SqlStore.layer),
  Layer.provide(Ids.Ids.layer),
  Layer.provide(database)
)

interface Row {
  readonly id: string
  readonly event_id: string
  readonly url: string
  readonly body: string
}

const raw = Layer.effectDiscard(
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const key = createSecretKey(Buffer.from(secret.replace("whsec_", ""), "base64"))
    const pools = new Map<string, Pool>()
    const send = async ({ body, event_id: id, url }: Row): Promise<void> => {
      const { origin, pathname } = new URL(url)
      const pool = pools.get(origin) ?? new Pool(origin)
      pools.set(origin, pool)
      const timestamp = String(Math.floor(Date.now() / 1000))
      const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")
      const answer = await pool.request({
        path: pathname,
        method: "POST",
        headers: {
          "content-type": "application/json",
          "webhook-id": id,
          "webhook-timestamp": timestamp,
          "webhook-signature": `v1,${signature}`
        },
        body
      })
      await answer.body.dump()
    }
    const round = Effect.gen(function* () {
      const rows = yield* sql<Row>`
        update raw_outbox set claimed_at = now() where id in (
          select id from raw_outbox where claimed_at is null order by id limit 64 for update skip locked
        ) returning id::text, event_id, url, payload::text as body`
      if (rows.length === 0) return yield* Effect.sleep("50 millis")
      yield* Effect.promise(() => Promise.all(rows.map(send)))
      yield* sql`update raw_outbox set delivered_at = now() where id = any(${rows.map(({ id }) => id)}::bigint[])`
    })
    yield* Effect.forkScoped(Effect.forever(round))
  })
).pipe(Layer.provide(database))

const runtime = ManagedRuntime.make(mode === "raw" ? raw : product)
await runtime.context()
console.log("delivering")
const end = () => void runtime.dispose().then(() => process.exit())
process.on("SIGTERM", end)
process.on("disconnect", end)
