// What the widget is told of its token.
import { Authorization, type ConnectTerms, Refusal } from "@tomada/api"
import { ConsentTerms } from "@tomada/engine"
import { ApplicationStore } from "@tomada/store"
import { Effect } from "effect"

import { caller } from "./Authorized.ts"
import { group } from "./Group.ts"
import * as Loopback from "./Loopback.ts"
import { refuse } from "./Refusals.ts"
import { Settings } from "./Settings.ts"

export const connectTermsHandlers = group(
  "connectTerms",
  Effect.fnUntraced(function* (handlers) {
    const applications = yield* ApplicationStore.ApplicationStore
    const allowsLoopback = Loopback.only(yield* Settings)
    return handlers.handleAll({
      get: Effect.fn("connectTerms.get")(
        function* () {
          const by = yield* Authorization.Caller
          if (by.kind === "api-key") return yield* refuse(Refusal.invalidToken)
          const { allowedOrigins, name } = yield* applications.get(yield* caller)
          const { avoidDuplicates, connectorSortAlphabetically, itemId, oauthRedirectUri } = by.grant
          const terms: ConnectTerms.ConnectTerms = {
            applicationName: name,
            allowedOrigins,
            allowsLoopback,
            itemId,
            avoidDuplicates,
            connectorSortAlphabetically,
            oauthRedirectUri,
            consentDays: ConsentTerms.days,
            expiresAt: by.expiresAt
          }
          return terms
        },
        Effect.catchTags({ ApplicationNotFound: () => refuse(Refusal.invalidToken) })
      )
    })
  })
)
