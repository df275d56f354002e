// The HTTP side of the server: the contract's routes with their handlers, its document and its reference page.
import { Api, Refusal, SchemaErrors } from "@tomada/api"
import { Drain } from "@tomada/engine"
import { ByteSize, Context, Effect, Layer } from "effect"
import { HttpIncomingMessage, HttpRouter } from "effect/http"
import { HttpApiBuilder, HttpApiScalar } from "effect/http-api"

import { Admission } from "./Admission.ts"
import * as Answers from "./Answers.ts"
import { authHandlers, authorization } from "./Authorized.ts"
import { connectorsHandlers } from "./ConnectorsHandlers.ts"
import { DatabaseWatch } from "./DatabaseWatch.ts"
import { accountsHandlers, identityHandlers, transactionsHandlers } from "./DataHandlers.ts"
import {
  billsHandlers,
  categoriesHandlers,
  consentsHandlers,
  investmentsHandlers,
  loansHandlers
} from "./HoldingsHandlers.ts"
import { itemsHandlers } from "./ItemsHandlers.ts"
import * as OAuthCallback from "./OAuthCallback.ts"
import * as OperatorRoutes from "./OperatorRoutes.ts"
import { errorId, refuse } from "./Refusals.ts"
import { webhookSecretHandlers } from "./WebhookSecrets.ts"

/** A statement file as a data URL is the largest body that anyone sends. */
const largestBody = ByteSize.megabytes(16)

/** Whether the server may take work; `/health/ready` asks it. */
export class Ready extends Context.Service<
  Ready,
  { readonly check: Effect.Effect<void, { readonly message: string }> }
>()("@tomada/server/Ready") {
  /** Ready while the database answers and can be written to, and until the process is told to stop. */
  static readonly layer = Layer.effect(
    this,
    Effect.gen(function* () {
      const watch = yield* DatabaseWatch
      const drain = yield* Drain.Drain
      return Ready.of({
        check: Effect.suspend(() =>
          drain.hasBegun() ? Effect.fail({ message: "this process is about to stop" }) : watch.look
        )
      })
    })
  ).pipe(Layer.provideMerge(DatabaseWatch.layer))
}

const healthHandlers = HttpApiBuilder.group(
  Api.Api,
  "health",
  Effect.fnUntraced(function* (handlers) {
    const ready = yield* Ready
    return handlers.handleAll({
      live: () => Effect.succeed({ status: "live" as const }),
      ready: () =>
        ready.check.pipe(
          Effect.as({ status: "ready" as const }),
          Effect.catch(({ message }) => refuse((id) => Refusal.serviceUnavailable(id, message)))
        )
    })
  })
)

/** The reference page asks nobody but this server: no fonts from elsewhere, no bar of links to its maker's services. */
const reference = { withDefaultFonts: false, showDeveloperTools: "never", hideClientButton: true, telemetry: false }

/** Every route; what the handlers need is left to the composition root. */
export const routes = HttpApiBuilder.layer(Api.Api, { openapiPath: "/openapi.json" }).pipe(
  Layer.provide([
    authHandlers,
    connectorsHandlers,
    itemsHandlers,
    accountsHandlers,
    transactionsHandlers,
    identityHandlers,
    billsHandlers,
    investmentsHandlers,
    loansHandlers,
    consentsHandlers,
    categoriesHandlers,
    webhookSecretHandlers,
    healthHandlers
  ]),
  Layer.provide(authorization),
  Layer.provide(SchemaErrors.SchemaErrors.layer(errorId)),
  Layer.merge(OperatorRoutes.layer),
  Layer.merge(OAuthCallback.layer),
  Layer.merge(HttpApiScalar.layer(Api.Api, { path: "/docs", scalar: reference })),
  Layer.provide(Answers.layer),
  Layer.provide(Admission.layer)
)

export const layer = HttpRouter.serve(routes, { disableLogger: true, disableListenLog: true }).pipe(
  Layer.provide(Layer.succeed(HttpIncomingMessage.MaxBodySize, largestBody))
)
