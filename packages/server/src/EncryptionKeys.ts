// The public key that an application's clients encrypt parameters with, for the application itself and for the operator.
import { ParameterKeys } from "@tomada/engine"
import { Effect } from "effect"

import { caller } from "./Authorized.ts"
import { group } from "./Group.ts"

export const encryptionKeyHandlers = group(
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
