// The public key that an application's clients encrypt parameters with, for the application itself and for the operator.
import { Api } from "@tomada/api"
import { ParameterKeys } from "@tomada/engine"
import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"

import { caller } from "./Authorized.ts"

export const encryptionKeyHandlers = HttpApiBuilder.group(
  Api.Api,
  "encryptionKey",
  Effect.fnUntraced(function* (handlers) {
    const keys = yield* ParameterKeys.ParameterKeys
    return handlers.handleAll({
      get: Effect.fn("encryptionKey.get")(function* () {
        return yield* keys.publicKey(yield* caller)
      }),
      renew: Effect.fn("encryptionKey.renew")(function* () {
        return yield* keys.rotate(yield* caller)
      })
    })
  })
)
