// The operator's routes, behind the operator's token: beside the wire, and in no document of it.
import { OperatorApi, OperatorAuthorization, Refusal, SchemaErrors } from "@tomada/api"
import { Effect, Layer } from "effect"
import { HttpApiBuilder } from "effect/http-api"

import { operatorApplicationsHandlers } from "./OperatorApplications.ts"
import { operatorItemsHandlers } from "./OperatorItems.ts"
import { operatorKeysHandlers } from "./OperatorKeys.ts"
import { OperatorToken } from "./OperatorToken.ts"
import { operatorWebhooksHandlers } from "./OperatorWebhooks.ts"
import { errorId, refuse } from "./Refusals.ts"

const authorization = Layer.effect(
  OperatorAuthorization.OperatorAuthorization,
  Effect.map(OperatorToken, (token) =>
    OperatorAuthorization.OperatorAuthorization.of({
      operator: (handler, { credential }) => (token.accepts(credential) ? handler : refuse(Refusal.invalidToken))
    })
  )
)

export const layer = HttpApiBuilder.layer(OperatorApi.OperatorApi).pipe(
  Layer.provide([operatorApplicationsHandlers, operatorItemsHandlers, operatorWebhooksHandlers, operatorKeysHandlers]),
  Layer.provide(authorization),
  Layer.provide(OperatorToken.layer),
  Layer.provide(SchemaErrors.SchemaErrors.layer(errorId))
)
