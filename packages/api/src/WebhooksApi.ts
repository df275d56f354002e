/** Webhooks of an application: what it is told of its Items, and where. Every answer is 200, creation and deletion too. */
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"

import { Authorization } from "./Authorization.ts"
import { Count } from "./Page.ts"
import * as Query from "./Query.ts"
import { SchemaErrors } from "./SchemaErrors.ts"
import { CreateWebhook, UpdateWebhook, Webhook, WebhookPage } from "./Webhook.ts"
import { Anywhere, BadRequest, NotFound } from "./WireError.ts"

const params = { id: Query.uuid("webhookId") }

export class WebhooksApi extends HttpApiGroup.make("webhooks")
  .add(
    HttpApiEndpoint.get("list", "/webhooks", { success: WebhookPage, error: Anywhere }).annotateMerge(
      OpenApi.annotations({
        summary: "List Webhooks",
        description: "All webhooks of the application, in one page, the oldest first."
      })
    ),
    HttpApiEndpoint.post("create", "/webhooks", {
      payload: CreateWebhook,
      success: Webhook,
      error: [BadRequest, ...Anywhere]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Create a Webhook",
        description:
          "Has the application told of an event at an address: at most five addresses for an event, each once. The headers go with every delivery and are never shown again."
      })
    ),
    HttpApiEndpoint.get("get", "/webhooks/:id", {
      params,
      success: Webhook,
      error: [NotFound, ...Anywhere]
    }).annotateMerge(OpenApi.annotations({ summary: "Get a Webhook", description: "One webhook." })),
    HttpApiEndpoint.patch("update", "/webhooks/:id", {
      params,
      payload: UpdateWebhook,
      success: Webhook,
      error: [BadRequest, NotFound, ...Anywhere]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Update a Webhook",
        description:
          "Changes what is named. Headers that are null are cleared; enabled true has a webhook that was disabled told again, false disables it."
      })
    ),
    HttpApiEndpoint.delete("delete", "/webhooks/:id", {
      params,
      success: Count,
      error: [NotFound, ...Anywhere]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Delete a Webhook",
        description: "Deletes a webhook, with its secret and with what was not delivered yet."
      })
    )
  )
  .middleware(SchemaErrors)
  .middleware(Authorization)
  .annotateMerge(OpenApi.annotations({ title: "Webhooks", description: "What an application is told, and where" })) {}
