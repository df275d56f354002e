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
import { SecurityEvents } from "./SecurityEvents.ts"

const authorization = Layer.effect(
  OperatorAuthorization.OperatorAuthorization,
  Effect.gen(function* () {
    const token = yield* OperatorToken
    const events = yield* SecurityEvents
    return OperatorAuthorization.OperatorAuthorization.of({
      operator: Effect.fnUntraced(function* (handler, { credential, endpoint: { method, path } }) {
        const asked = `${method} ${path}`
        if (!token.accepts(credential)) {
          yield* events.tell("operator.refused", { asked })
          return yield* refuse(Refusal.invalidToken)
        }
        if (method !== "GET") yield* events.tell("operator.acted", { asked })
        return yield* handler
      })
    })
  })
)

export const layer = HttpApiBuilder.layer(OperatorApi.OperatorApi).pipe(
  Layer.provide([operatorApplicationsHandlers, operatorItemsHandlers, operatorWebhooksHandlers, operatorKeysHandlers]),
  Layer.provide(authorization),
  Layer.provide(OperatorToken.layer),
  Layer.provide(SchemaErrors.SchemaErrors.layer(errorId))
)
