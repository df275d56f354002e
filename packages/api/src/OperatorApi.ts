/**
 * What an operator may ask, beside the wire and not part of its document: no client of the wire finds anything here. Every list is
 * divided or bounded.
 */
import { ItemStatus } from "@tomada/core/ExecutionStatus"
import { HttpApi, HttpApiEndpoint, HttpApiGroup } from "effect/http-api"

import { DeliveryState } from "./Delivery.ts"
import { EncryptionKey } from "./EncryptionKeyApi.ts"
import * as Operator from "./Operator.ts"
import { OperatorAuthorization } from "./OperatorAuthorization.ts"
import { Count } from "./Page.ts"
import * as Query from "./Query.ts"
import { SchemaErrors } from "./SchemaErrors.ts"
import { WebhookSecret } from "./WebhookSecretApi.ts"
import { Anywhere, BadRequest, Conflict, NotFound } from "./WireError.ts"

const application = { id: Query.uuid("applicationId") }
const item = { id: Query.uuid("itemId") }
const execution = { id: Query.uuid("executionId") }
const delivery = { ...application, deliveryId: Query.whole("deliveryId must be a whole number", 0) }

const paged = {
  page: Query.optional(Query.PageNumber),
  pageSize: Query.optional(Query.whole("$property must be an integer between 1 and 500", 1, 500))
}

/** Applications and their settings. */
export class OperatorApplications extends HttpApiGroup.make("operatorApplications")
  .add(
    HttpApiEndpoint.get("list", "/operator/applications", {
      query: paged,
      success: Operator.ApplicationPage,
      error: Anywhere
    }),
    HttpApiEndpoint.post("create", "/operator/applications", {
      payload: Operator.NewApplication,
      success: Operator.ApplicationWithSecret,
      error: Anywhere
    }),
    HttpApiEndpoint.patch("change", "/operator/applications/:id", {
      params: application,
      payload: Operator.ApplicationChange,
      success: Operator.ChangedApplication,
      error: [NotFound, ...Anywhere]
    }),
    HttpApiEndpoint.post("rotateSecret", "/operator/applications/:id/secret", {
      params: application,
      success: Operator.ApplicationWithSecret,
      error: [NotFound, Conflict, ...Anywhere]
    }),
    HttpApiEndpoint.post("encryptionKey", "/operator/applications/:id/encryption-key", {
      params: application,
      payload: Operator.EncryptionKeyRequest,
      success: EncryptionKey,
      error: [NotFound, ...Anywhere]
    })
  )
  .middleware(SchemaErrors)
  .middleware(OperatorAuthorization) {}

/** Items of whichever application. */
export class OperatorItems extends HttpApiGroup.make("operatorItems")
  .add(
    HttpApiEndpoint.get("list", "/operator/items", {
      query: {
        ...paged,
        applicationId: Query.optional(Query.uuid()),
        status: Query.optional(Query.word(ItemStatus.literals))
      },
      success: Operator.ItemPage,
      error: Anywhere
    }),
    HttpApiEndpoint.get("get", "/operator/items/:id", {
      params: item,
      success: Operator.Item,
      error: [NotFound, ...Anywhere]
    }),
    HttpApiEndpoint.post("sync", "/operator/items/:id/sync", {
      params: item,
      success: Operator.ItemRow,
      error: [BadRequest, NotFound, Conflict, ...Anywhere]
    }),
    HttpApiEndpoint.post("unblock", "/operator/items/:id/unblock", {
      params: item,
      success: Operator.ItemRow,
      error: [NotFound, ...Anywhere]
    }),
    HttpApiEndpoint.get("screenshot", "/operator/executions/:id/screenshot", {
      params: execution,
      success: Operator.Screenshot,
      error: [NotFound, ...Anywhere]
    })
  )
  .middleware(SchemaErrors)
  .middleware(OperatorAuthorization) {}

/** Webhooks of an application, what signs them and what became of them. */
export class OperatorWebhooks extends HttpApiGroup.make("operatorWebhooks")
  .add(
    HttpApiEndpoint.get("list", "/operator/applications/:id/webhooks", {
      params: application,
      success: Operator.WebhookList,
      error: [NotFound, ...Anywhere]
    }),
    HttpApiEndpoint.post("secret", "/operator/applications/:id/webhook-secret", {
      params: application,
      payload: Operator.SecretRequest,
      success: WebhookSecret,
      error: [NotFound, ...Anywhere]
    }),
    HttpApiEndpoint.get("deliveries", "/operator/applications/:id/deliveries", {
      params: application,
      query: {
        webhookId: Query.optional(Query.uuid()),
        state: Query.optional(Query.word(DeliveryState.literals)),
        before: Query.optional(Query.whole("$property must be a whole number", 0)),
        limit: Query.optional(Query.whole("$property must be an integer between 1 and 500", 1, 500))
      },
      success: Operator.DeliverySlice,
      error: [NotFound, ...Anywhere]
    }),
    HttpApiEndpoint.get("attempts", "/operator/applications/:id/deliveries/:deliveryId/attempts", {
      params: delivery,
      success: Operator.AttemptList,
      error: [NotFound, ...Anywhere]
    }),
    HttpApiEndpoint.post("resend", "/operator/applications/:id/deliveries/:deliveryId/resend", {
      params: delivery,
      success: Count,
      error: [NotFound, ...Anywhere]
    })
  )
  .middleware(SchemaErrors)
  .middleware(OperatorAuthorization) {}

/** The key that wraps data keys: where it stands, a new version, giving an old one up. */
export class OperatorKeys extends HttpApiGroup.make("operatorKeys")
  .add(
    HttpApiEndpoint.get("standing", "/operator/keys", {
      success: Operator.KeyStanding,
      error: [Conflict, ...Anywhere]
    }),
    HttpApiEndpoint.post("rotate", "/operator/keys/rotate", {
      success: Operator.KeyNamed,
      error: [Conflict, ...Anywhere]
    }),
    HttpApiEndpoint.post("retire", "/operator/keys/retire", {
      payload: Operator.KeyRetirement,
      success: Operator.KeyNamed,
      error: [NotFound, Conflict, ...Anywhere]
    })
  )
  .middleware(SchemaErrors)
  .middleware(OperatorAuthorization) {}

export class OperatorApi extends HttpApi.make("tomada-operator")
  .add(OperatorApplications)
  .add(OperatorItems)
  .add(OperatorWebhooks)
  .add(OperatorKeys)
  .annotate(HttpApi.ParseOptions, { errors: "all" }) {}
