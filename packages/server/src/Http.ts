// The HTTP side of the server: the contract's routes with their handlers, its document and its reference page.
import { Api, Refusal, SchemaErrors } from "@tomada/api"
import { Drain } from "@tomada/engine"
import { ByteSize, Context, Effect, Layer } from "effect"
import { HttpIncomingMessage, HttpRouter } from "effect/http"
import { HttpApiBuilder, HttpApiScalar } from "effect/http-api"

import { Admission } from "./Admission.ts"
import * as Answers from "./Answers.ts"
import { ApplicationAccess } from "./ApplicationAccess.ts"
import { authHandlers, authorization } from "./Authorized.ts"
import * as BuiltIn from "./BuiltIn.ts"
import { categoryRulesHandlers } from "./CategoryRulesHandlers.ts"
import { connectorEntriesHandlers } from "./ConnectorEntriesHandlers.ts"
import { connectorsHandlers } from "./ConnectorsHandlers.ts"
import { connectTermsHandlers } from "./ConnectTermsHandlers.ts"
import { connectTokensHandlers } from "./ConnectTokens.ts"
import * as Cors from "./Cors.ts"
import { DatabaseWatch } from "./DatabaseWatch.ts"
import { accountsHandlers, identityHandlers, transactionsHandlers } from "./DataHandlers.ts"
import * as DemoRoutes from "./DemoRoutes.ts"
import { encryptionKeyHandlers } from "./EncryptionKeys.ts"
import { eventsHandlers } from "./EventsHandlers.ts"
import { executionsHandlers } from "./ExecutionsHandlers.ts"
import { group } from "./Group.ts"
import {
  billsHandlers,
  categoriesHandlers,
  consentsHandlers,
  investmentsHandlers,
  loansHandlers
} from "./HoldingsHandlers.ts"
import { itemListsHandlers } from "./ItemListsHandlers.ts"
import { itemsHandlers } from "./ItemsHandlers.ts"
import { merchantsHandlers } from "./MerchantsHandlers.ts"
import { mergingHandlers } from "./MergingHandlers.ts"
import * as Metrics from "./Metrics.ts"
import * as OAuthCallback from "./OAuthCallback.ts"
import * as OperatorRoutes from "./OperatorRoutes.ts"
import { OperatorToken } from "./OperatorToken.ts"
import * as Pages from "./Pages.ts"
import * as Payments from "./Payments.ts"
import { RateLimits } from "./RateLimits.ts"
import { errorId, refuse } from "./Refusals.ts"
import { SecurityEvents } from "./SecurityEvents.ts"
import * as StatementLinks from "./StatementLinks.ts"
import { webhookSecretHandlers } from "./WebhookSecrets.ts"
import { webhooksHandlers } from "./WebhooksHandlers.ts"
import * as WidgetPage from "./WidgetPage.ts"

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

const healthHandlers = group(
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
    connectTokensHandlers,
    connectorsHandlers,
    itemsHandlers,
    accountsHandlers,
    transactionsHandlers,
    identityHandlers,
    billsHandlers,
    investmentsHandlers,
    loansHandlers,
    consentsHandlers,
    categoryRulesHandlers,
    categoriesHandlers,
    merchantsHandlers,
    webhooksHandlers,
    webhookSecretHandlers,
    encryptionKeyHandlers,
    itemListsHandlers,
    executionsHandlers,
    eventsHandlers,
    mergingHandlers,
    connectorEntriesHandlers,
    connectTermsHandlers,
    healthHandlers
  ]),
  Layer.provide(authorization),
  Layer.provide(RateLimits.layer),
  Layer.provide(SchemaErrors.SchemaErrors.layer(errorId)),
  Layer.merge(OperatorRoutes.layer),
  Layer.merge(Metrics.layer.pipe(Layer.provide(OperatorToken.layer))),
  Layer.merge(OAuthCallback.layer),
  Layer.merge(StatementLinks.layer),
  Layer.merge(Payments.layer),
  Layer.merge(WidgetPage.layer),
  Layer.merge(DemoRoutes.layer),
  Layer.merge(Cors.layer),
  Layer.merge(HttpApiScalar.layer(Api.Api, { path: "/docs", scalar: reference })),
  Layer.provide(Pages.Pages.layer),
  Layer.provide(Answers.layer),
  Layer.provide(Admission.layer),
  Layer.provide([SecurityEvents.layer, ApplicationAccess.layer])
)

/**
 * Keys of services, as they begin, and of what building leaves behind; what else is there are settings of fibers, such as the clock and
 * the loggers, and what HTTP itself needs.
 */
const ofServices =
  /^(@tomada\/|~?effect\/(sql|cluster|cli|process|Terminal|Stdio|FileSystem|Path|Layer\/CurrentMemoMap|References\/CurrentStackFrame))/

/** The routes have all that they ask for; what listens has no services, which would be copied for every request. */
export const layer = Layer.unwrap(
  Effect.contextWith(
    (all: Context.Context<Exclude<HttpRouter.Request.Without<Layer.Services<typeof routes>>, HttpRouter.HttpRouter>>) =>
      Effect.succeed(
        BuiltIn.only(
          HttpRouter.serve(Layer.provide(routes, Layer.succeedContext(all)), {
            disableLogger: true,
            disableListenLog: true
          }),
          (key) => !ofServices.test(key)
        )
      )
  )
).pipe(Layer.provide(Layer.succeed(HttpIncomingMessage.MaxBodySize, largestBody)))
