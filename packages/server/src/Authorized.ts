// Tokens at the door: an application's keys become an API key, an API key becomes the caller. A wrong id costs the same
// work as a wrong secret, and neither says which it was.
import { Api, Authorization, Refusal } from "@tomada/api"
import { Item } from "@tomada/core"
import { ApplicationStore } from "@tomada/store"
import { SecretHash, Signer } from "@tomada/vault"
import { Duration, Effect, Layer, Option, Redacted } from "effect"
import { HttpApiBuilder } from "effect/http-api"

import { refuse } from "./Refusals.ts"

/** How long an API key lives; clients of the wire renew theirs by its `exp`. */
const lifetime = Duration.hours(2)

export const authHandlers = HttpApiBuilder.group(
  Api.Api,
  "auth",
  Effect.fnUntraced(function* (handlers) {
    const applications = yield* ApplicationStore.ApplicationStore
    const hashes = yield* SecretHash.SecretHash
    const signer = yield* Signer.Signer
    return handlers.handleAll({
      create: Effect.fn("auth.create")(function* ({ payload }) {
        const id = Item.ApplicationId.makeOption(payload.clientId)
        const found = Option.isNone(id) ? Option.none() : yield* Effect.option(applications.get(id.value))
        const accepted = Option.isNone(found)
          ? yield* hashes.verifyAgainstNothing(payload.clientSecret)
          : yield* hashes.verify(found.value.id, payload.clientSecret, found.value.secretHash)
        if (Option.isNone(found) || !accepted) return yield* refuse(Refusal.clientKeysUnauthorized)
        if (found.value.disabledAt !== null) return yield* refuse(Refusal.clientDisabled)
        const key = yield* signer.sign({
          purpose: "api-key",
          applicationId: found.value.id,
          claims: { clientId: found.value.id },
          expiresIn: lifetime
        })
        return { apiKey: Redacted.value(key) }
      })
    })
  })
)

export const authorization = Layer.effect(
  Authorization.Authorization,
  Effect.gen(function* () {
    const signer = yield* Signer.Signer
    return Authorization.Authorization.of({
      apiKey: Effect.fnUntraced(function* (handler, { credential }) {
        const token = yield* signer
          .verify(credential, "api-key")
          .pipe(Effect.catchTag("TokenInvalid", () => refuse(Refusal.invalidToken)))
        return yield* Effect.provideService(handler, Authorization.Caller, {
          applicationId: token.applicationId,
          kind: "api-key"
        })
      })
    })
  })
)

/** The application that asks. The token was signed by this server, so its id is one. */
export const caller = Effect.map(Authorization.Caller, ({ applicationId }) => applicationId as Item.ApplicationId)
