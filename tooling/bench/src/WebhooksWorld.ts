// What the webhooks' proof runs in: a PostgreSQL that is safe against a power loss, a vault, the receiver in a process of its own, and the
// outbox filled with events. Senders are started and killed by who proves.
import { randomUUID } from "node:crypto"
import { once } from "node:events"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { NodeFileSystem, NodePath } from "@effect/platform-node"
import { DeliverySigner, Item } from "@tomada/core"
import { WebhookSecrets } from "@tomada/engine"
import { EmbeddedPostgres } from "@tomada/server/EmbeddedPostgres"
import { ApplicationStore, Migrations, Postgres, SqlStore, WebhookStore } from "@tomada/store"
import { Vault, WebhookSignature } from "@tomada/vault"
import { DateTime, Effect, Layer, ManagedRuntime, Redacted } from "effect"
import { SecureRandom } from "effect/crypto"
import { SqlClient } from "effect/sql"

import * as Child from "./Child.ts"
import * as CpuTime from "./CpuTime.ts"
import * as MergeStored from "./MergeStored.ts"
import type { Order, Seen } from "./WebhooksSink.ts"

export interface Receiver {
  readonly applicationId: Item.ApplicationId
  readonly url: string
  readonly path: string
  readonly secret: string
}

/** One database with its outbox and its vault. */
export interface Outbox {
  readonly receivers: ReadonlyArray<Receiver>
  /** Tells every receiver in turn. */
  readonly append: (events: number) => Promise<void>
  /** Deliveries that are not delivered, events without a number among them. */
  readonly left: () => Promise<{ readonly waiting: number; readonly failed: number }>
  readonly appendRaw: (events: number) => Promise<void>
  readonly leftRaw: () => Promise<number>
  readonly sender: (mode: "product" | "raw") => Child.Child
}

export interface World {
  readonly outbox: (name: string, receivers: number) => Promise<Outbox>
  readonly order: (order: Order) => Promise<void>
  readonly seen: () => Promise<Seen>
  /** Milliseconds that PostgreSQL, all of it, has taken. */
  readonly postgres: () => number
  readonly close: () => Promise<void>
}

/** As long as an event with a dozen transactions is. */
const body = (eventId: string, n: number): string =>
  JSON.stringify({
    event: "transactions/updated",
    eventId,
    id: randomUUID(),
    itemId: randomUUID(),
    clientUserId: `user-${n}`,
    accountId: randomUUID(),
    triggeredBy: "SYNC",
    transactionIds: Array.from({ length: 6 }, () => randomUUID())
  })

const services = (url: string, home: string) =>
  Layer.mergeAll(
    SqlStore.layer,
    WebhookSignature.layer.pipe(Layer.provide(SecureRandom.layerWebCrypto)),
    Vault.layerFiles({ folder: home, createIfMissing: true }).pipe(
      Layer.provide([NodeFileSystem.layer, NodePath.layer])
    )
  ).pipe(
    Layer.provideMerge(Layer.effectDiscard(Migrations.run)),
    Layer.provideMerge(Postgres.layer({ url: Redacted.make(url), maxConnections: 4 }))
  )

const subscribe = Effect.fnUntraced(function* (port: number, n: number) {
  const applicationId = Item.ApplicationId.make(randomUUID())
  const id = WebhookStore.SubscriptionId.make(randomUUID())
  const now = yield* DateTime.now
  const path = `/${n}`
  const url = `http://127.0.0.1:${port}${path}`
  yield* (yield* ApplicationStore.ApplicationStore).put({
    id: applicationId,
    name: `application ${n}`,
    secretHash: "none",
    ...ApplicationStore.defaults("production"),
    disabledAt: null,
    createdAt: now
  })
  const owner = { applicationId, owner: id }
  const secret = yield* (yield* DeliverySigner.DeliverySigner).newSecret
  const store = yield* WebhookStore.WebhookStore
  yield* store.create(
    {
      id,
      applicationId,
      url,
      event: "all",
      headers: yield* WebhookSecrets.sealHeaders(owner, { authorization: "Bearer of the proof" }),
      secret: yield* WebhookSecrets.sealSecret(owner, secret)
    },
    now
  )
  const receiver: Receiver = { applicationId, url, path, secret: Redacted.value(secret) }
  return receiver
})

const rawTable = Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql`create table raw_outbox (
    id bigint generated always as identity primary key, event_id uuid not null, url text not null, payload json not null,
    claimed_at timestamptz, delivered_at timestamptz)`
).pipe(
  Effect.andThen(
    Effect.flatMap(SqlClient.SqlClient, (sql) => sql`create index raw_due on raw_outbox (id) where claimed_at is null`)
  )
)

/** Starts all of it. Whoever opens it closes it; when opening fails nothing stays behind. */
export const open = async (): Promise<World> => {
  const home = mkdtempSync(join(tmpdir(), "tomada-bench-webhooks-"))
  const remove = () => rmSync(home, { recursive: true, force: true })
  const { stop, url } = await EmbeddedPostgres.start(home).catch((error: unknown) => {
    remove()
    throw error
  })
  const children: Array<Child.Child> = []
  const pools: Array<{ readonly dispose: () => Promise<void> }> = []
  const close = async (): Promise<void> => {
    await Child.endAll(children)
    for (const pool of pools) await pool.dispose().catch((error: unknown) => console.error(String(error)))
    await stop()
    remove()
  }
  try {
    const sink = Child.start("tooling/bench/src/WebhooksSink.ts", [], {})
    children.push(sink)
    const [, port] = await sink.says(/listening on (\d+)/)
    const asked = async (message: Order | "seen"): Promise<unknown> => {
      const answer = once(sink.process, "message")
      sink.process.send(message)
      return (await answer)[0]
    }
    const postmaster = Number.parseInt(readFileSync(join(home, "postgres", "data", "postmaster.pid"), "utf8"), 10)
    return {
      outbox: async (name, count) => {
        const address = await Effect.runPromise(MergeStored.database(url, name))
        const vault = join(home, `vault-${name}`)
        const runtime = ManagedRuntime.make(services(address, vault))
        pools.push(runtime)
        const receivers = await runtime.runPromise(
          Effect.forEach(Array.from({ length: count }), (_, n) => subscribe(Number(port), n))
        )
        await runtime.runPromise(rawTable)
        let told = 0
        const batches = async (
          events: number,
          write: (
            receivers: ReadonlyArray<Receiver>
          ) => Effect.Effect<unknown, unknown, WebhookStore.WebhookStore | SqlClient.SqlClient>
        ) => {
          for (let left = events; left > 0; left -= 250) {
            const chosen = Array.from({ length: Math.min(250, left) }, () => receivers[told++ % receivers.length])
            await runtime.runPromise(write(chosen.filter((one) => one !== undefined)))
          }
        }
        return {
          receivers,
          append: (events) =>
            batches(events, (chosen) =>
              Effect.gen(function* () {
                const now = yield* DateTime.now
                yield* (yield* WebhookStore.WebhookStore).append(
                  chosen.map(({ applicationId }, n) => {
                    const id = randomUUID()
                    const event = "transactions/updated"
                    const addresses = { itemId: null, itemUrl: null, tokenUrl: null }
                    return { id, applicationId, event, body: body(id, n), createdAt: now, ...addresses }
                  })
                )
              })
            ),
          left: () =>
            runtime.runPromise(
              Effect.gen(function* () {
                const sql = yield* SqlClient.SqlClient
                const [row] = yield* sql<{ waiting: number; failed: number }>`
                  select (select count(*) from webhook_events where sequence is null)::integer
                    + (select count(*) from webhook_deliveries where state = 'waiting')::integer as waiting,
                    (select count(*) from webhook_deliveries where state = 'failed')::integer as failed`
                return row ?? { waiting: -1, failed: -1 }
              })
            ),
          appendRaw: (events) =>
            batches(events, (chosen) =>
              Effect.gen(function* () {
                const sql = yield* SqlClient.SqlClient
                const rows = chosen.map(({ url }, n) => {
                  const id = randomUUID()
                  return { event_id: id, url, payload: body(id, n) }
                })
                yield* sql`insert into raw_outbox (event_id, url, payload) select event_id, url, payload::json
                  from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (event_id uuid, url text, payload text)`
              })
            ),
          leftRaw: () =>
            runtime.runPromise(
              Effect.gen(function* () {
                const sql = yield* SqlClient.SqlClient
                const [row] = yield* sql<{ left: number }>`
                  select count(*)::integer as left from raw_outbox where delivered_at is null`
                return row?.left ?? -1
              })
            ),
          sender: (mode) => {
            const child = Child.start("tooling/bench/src/WebhooksSender.ts", [mode], {
              WEBHOOKS_DATABASE: address,
              WEBHOOKS_HOME: vault,
              WEBHOOKS_SECRET: receivers[0]?.secret ?? ""
            })
            children.push(child)
            return child
          }
        }
      },
      order: async (order) => void (await asked(order)),
      seen: async () => (await asked("seen")) as Seen, // what the receiver answers to that word
      postgres: () => CpuTime.ofTree(CpuTime.processes(), postmaster),
      close
    }
  } catch (error) {
    await close()
    throw error
  }
}
