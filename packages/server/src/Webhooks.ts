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
import { Effect, Layer, Option } from "effect"

import { DemoPlace } from "./DemoPlace.ts"
import { Settings } from "./Settings.ts"

const resolver = EgressResolver.EgressResolver.layerLookup((host) =>
  promises.lookup(host, { all: true, verbatim: true })
)

const guard = Layer.unwrap(
  Effect.gen(function* () {
    const { webhookAllow } = yield* Settings
    const demo = Option.flatten(yield* Effect.serviceOption(DemoPlace))
    return EgressGuard.EgressGuard.layer({ allow: webhookAllow, own: Option.getOrUndefined(demo)?.inbox })
  })
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
