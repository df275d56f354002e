/**
 * The secret that signs what the addresses on an application's Items are told: an addition to the wire, whose webhooks are not
 * signed. Receivers check it as Standard Webhooks say. Of its other secrets an application learns where it makes the webhook.
 */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"

import { Authorization } from "./Authorization.ts"
import { SchemaErrors } from "./SchemaErrors.ts"
import { Moment } from "./Wire.ts"
import { Anywhere } from "./WireError.ts"

/** `previousSignsUntil`: until when the secret before it signs too; null when none does. */
export const WebhookSecret = Schema.Struct({ secret: Schema.String, previousSignsUntil: Moment }).annotate({
  identifier: "WebhookSecret"
})
export type WebhookSecret = typeof WebhookSecret.Type

export class WebhookSecretApi extends HttpApiGroup.make("webhookSecret")
  .add(
    HttpApiEndpoint.get("get", "/webhook-secret", { success: WebhookSecret, error: Anywhere }).annotateMerge(
      OpenApi.annotations({
        summary: "Get the webhook secret",
        description:
          "The secret that signs what the webhookUrl of Items is told. It is made when it is first asked for; until then nothing is signed."
      })
    ),
    HttpApiEndpoint.post("renew", "/webhook-secret", { success: WebhookSecret, error: Anywhere }).annotateMerge(
      OpenApi.annotations({
        summary: "Renew the webhook secret",
        description: "Makes another secret. The one before it signs too for a day, so that receivers can change over."
      })
    )
  )
  .middleware(SchemaErrors)
  .middleware(Authorization)
  .annotateMerge(OpenApi.annotations({ title: "Webhook secret", description: "What signs webhooks" })) {}
