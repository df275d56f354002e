// Webhooks put together: what judges their addresses, signs, sends and forgets them. Redirects are not followed. Names are resolved
// as the platform does it, hosts file included: what was found is judged and then dialled as it stands.
import { promises } from "node:dns"

import {
  Dialer,
  EgressGuard,
  EgressResolver,
  Ids,
  Webhooks,
  WebhookDeliveries,
  WebhookForgetting
} from "@tomada/engine"
import { WebhookSignature } from "@tomada/vault"
import { Effect, Layer } from "effect"

import { Settings } from "./Settings.ts"

const resolver = EgressResolver.EgressResolver.layerLookup((host) =>
  promises.lookup(host, { all: true, verbatim: true })
)

const guard = Layer.unwrap(
  Effect.map(Settings, ({ webhookAllow }) => EgressGuard.EgressGuard.layer({ allow: webhookAllow }))
).pipe(Layer.provide(resolver))

const deliveries = Layer.unwrap(
  Effect.map(Settings, ({ webhookSchedule }) =>
    WebhookDeliveries.WebhookDeliveries.layer({ schedule: webhookSchedule, redirects: 0 })
  )
)

/** Needs the stores and the vault. */
export const layer = Layer.merge(Webhooks.Webhooks.layer, WebhookForgetting.layer).pipe(
  Layer.provideMerge(deliveries),
  Layer.provideMerge(guard),
  Layer.provide([Dialer.Dialer.layer, WebhookSignature.layerWebCrypto, Ids.Ids.layer])
)
