// The outbox in memory, a vault and a signer for tests, and what stands between them and a receiver. The signer has the scheme of Standard
// Webhooks; the vault's own is proven where it lives.
import { createHmac, randomBytes, randomUUID } from "node:crypto"

import { CredentialVault, DeliverySigner, Item } from "@tomada/core"
import { ApplicationStore, MemoryStore, WebhookStore } from "@tomada/store"
import { DateTime, Effect, Layer, Redacted } from "effect"

import type { Dialer } from "../src/Dialer.ts"
import * as EgressGuard from "../src/EgressGuard.ts"
import type { EgressResolver } from "../src/EgressResolver.ts"
import { Ids } from "../src/Ids.ts"
import * as WebhookDeliveries from "../src/WebhookDeliveries.ts"
import { Webhooks } from "../src/Webhooks.ts"
import * as TestVault from "./TestVault.ts"

export const signature = (secret: string, id: string, timestamp: string, body: string): string =>
  `v1,${createHmac("sha256", Buffer.from(secret.replace("whsec_", ""), "base64"))
    .update(`${id}.${timestamp}.${body}`)
    .digest("base64")}`

const signer = Layer.succeed(
  DeliverySigner.DeliverySigner,
  DeliverySigner.DeliverySigner.of({
    newSecret: Effect.sync(() => Redacted.make(`whsec_${randomBytes(32).toString("base64")}`)),
    sign: (secrets, { body, id, timestamp }) =>
      Effect.sync(() =>
        secrets.map((secret) => signature(Redacted.value(secret), id, String(timestamp), body)).join(" ")
      )
  })
)

export interface Options {
  readonly guard?: EgressGuard.Options
  readonly deliveries?: WebhookDeliveries.Options
  /** Whether the loop runs; otherwise `round` does. */
  readonly loop?: boolean
}

/** Everything but the resolver of names and the dialer. */
export const layer = (options: Options = {}) => {
  const deliveries =
    options.loop === true ? WebhookDeliveries.WebhookDeliveries.layer : WebhookDeliveries.WebhookDeliveries.layerIdle
  return Webhooks.layer.pipe(
    Layer.provideMerge(deliveries(options.deliveries)),
    Layer.provideMerge(EgressGuard.EgressGuard.layer(options.guard)),
    Layer.provideMerge(MemoryStore.layer),
    Layer.provideMerge(signer),
    Layer.provideMerge(Layer.sync(CredentialVault.CredentialVault, () => TestVault.make().vault)),
    Layer.provideMerge(Ids.layer)
  )
}

export type Services = Layer.Success<ReturnType<typeof layer>> | Dialer | EgressResolver

/** A new application. */
export const application = Effect.gen(function* () {
  const id = Item.ApplicationId.make(randomUUID())
  yield* (yield* ApplicationStore.ApplicationStore).put({
    id,
    name: "Budget",
    secretHash: "hash",
    ...ApplicationStore.defaults("production"),
    disabledAt: null,
    createdAt: yield* DateTime.now
  })
  return id
})

/** Subscribes an address without asking the guard, as one was whose name has changed its mind since. */
export const subscribed = Effect.fnUntraced(function* (applicationId: Item.ApplicationId, url: string) {
  const store = yield* WebhookStore.WebhookStore
  const vault = yield* CredentialVault.CredentialVault
  const id = WebhookStore.SubscriptionId.make(randomUUID())
  const secret = yield* (yield* DeliverySigner.DeliverySigner).newSecret
  const context = {
    applicationId,
    itemId: Item.ItemId.make(id),
    purpose: "credentials",
    name: "webhook-secret"
  } as const
  const sealed = yield* vault.seal(context, secret)
  return yield* store.create(
    { id, applicationId, url, event: "all", headers: null, secret: sealed },
    yield* DateTime.now
  )
})

/** Tells of something; answers the event's id. */
export const tell = Effect.fnUntraced(function* (
  applicationId: Item.ApplicationId,
  fields: Partial<WebhookStore.NewEvent> = {}
) {
  const id = randomUUID()
  const event = fields.event ?? "item/updated"
  yield* (yield* WebhookStore.WebhookStore).append([
    {
      id,
      applicationId,
      itemId: null,
      event,
      body: JSON.stringify({ event, eventId: id }),
      itemUrl: null,
      tokenUrl: null,
      createdAt: yield* DateTime.now,
      ...fields
    }
  ])
  return id
})
