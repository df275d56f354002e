// Tokens at the door: an application's keys become an API key, an API key or a connect token becomes the caller, whose requests are
// counted. A wrong id costs the same work as a wrong secret, and neither says which it was.
import { Access, Authorization, ConnectToken, Refusal } from "@tomada/api"
import { Item } from "@tomada/core"
import { ApplicationStore, Tenant } from "@tomada/store"
import { SecretHash, Signer } from "@tomada/vault"
import { Context, Duration, Effect, Layer, Option, Redacted, Schema } from "effect"
import { HttpServerRequest } from "effect/http"

import { ApplicationAccess } from "./ApplicationAccess.ts"
import * as Cors from "./Cors.ts"
import { group } from "./Group.ts"
import { RateLimits, tell } from "./RateLimits.ts"
import { refuse } from "./Refusals.ts"
import { addressOf, SecurityEvents } from "./SecurityEvents.ts"

/** How long an API key lives; clients of the wire renew theirs by its `exp`. */
const lifetime = Duration.hours(2)

/** Where the request comes from. Behind a proxy that is the proxy, for everybody. */
const address = Effect.map(HttpServerRequest.HttpServerRequest, addressOf)

export const authHandlers = group(
  "auth",
  Effect.fnUntraced(function* (handlers) {
    const applications = yield* ApplicationStore.ApplicationStore
    const hashes = yield* SecretHash.SecretHash
    const signer = yield* Signer.Signer
    const limits = yield* RateLimits
    const events = yield* SecurityEvents
    return handlers.handleAll({
      create: Effect.fn("auth.create")(function* ({ payload }) {
        const from = yield* address
        const standing = yield* limits.attempt(payload.clientId, from)
        yield* tell(standing)
        if (standing?.exceeded === true) {
          yield* events.tell("rate.exceeded", { asked: "POST /auth" })
          return yield* refuse(Refusal.tooManyRequests)
        }
        const id = Item.ApplicationId.makeOption(payload.clientId)
        // What is no id may be a secret that somebody put in the wrong field.
        const application = Option.getOrElse(id, () => "none")
        const found = Option.isNone(id) ? Option.none() : yield* Effect.option(applications.get(id.value))
        const accepted = Option.isNone(found)
          ? yield* hashes.verifyAgainstNothing(payload.clientSecret)
          : yield* hashes.verify(found.value.id, payload.clientSecret, found.value.secretHash)
        if (Option.isNone(found) || !accepted) {
          yield* limits.wrong(payload.clientId, from)
          yield* events.tell("key.refused", { application, why: "client id or secret" })
          return yield* refuse(Refusal.clientKeysUnauthorized)
        }
        if (found.value.disabledAt !== null) {
          yield* events.tell("key.refused", { application, why: "access is off" })
          return yield* refuse(Refusal.clientDisabled)
        }
        const key = yield* signer.sign({
          purpose: "api-key",
          applicationId: found.value.id,
          claims: { clientId: found.value.id },
          expiresIn: lifetime
        })
        yield* events.tell("key.given", { application })
        return { apiKey: Redacted.value(key) }
      })
    })
  })
)

const grantOf = Schema.decodeUnknownEffect(ConnectToken.Grant)

/** Whom a token makes of who bears it; a connect token of another make than ours is none. */
const bearer = (
  token: Signer.VerifiedToken
): Effect.Effect<Authorization.Caller["Service"], Schema.SchemaError | Signer.TokenInvalid> => {
  const { applicationId, claims, expiresAt, id: tokenId } = token
  return token.purpose === "api-key"
    ? Effect.succeed({ kind: "api-key", applicationId, tokenId })
    : Effect.map(grantOf(claims), (grant) => ({ kind: "connect-token", applicationId, tokenId, expiresAt, grant }))
}

export const authorization = Layer.effect(
  Authorization.Authorization,
  Effect.gen(function* () {
    const signer = yield* Signer.Signer
    const limits = yield* RateLimits
    const events = yield* SecurityEvents
    const access = yield* ApplicationAccess
    return Authorization.Authorization.of({
      apiKey: Effect.fnUntraced(function* (handler, { credential, endpoint }) {
        const isOpen = Context.get(endpoint.annotations, Access.ConnectTokens)
        const asked = `${endpoint.method} ${endpoint.path}`
        if (isOpen) yield* Cors.allow
        const who = yield* signer.verify(credential, "api-key", "connect-token").pipe(
          Effect.flatMap(bearer),
          Effect.catch((error) =>
            Effect.andThen(
              events.tell("token.refused", { asked, why: error._tag === "TokenInvalid" ? error.why : "malformed" }),
              refuse(Refusal.invalidToken)
            )
          )
        )
        const standing = yield* limits.request(who, Context.get(endpoint.annotations, Access.Rate) === "updates")
        yield* tell(standing)
        const application = who.applicationId
        if (standing?.exceeded === true) {
          yield* events.tell("rate.exceeded", { asked, application, token: who.tokenId })
          return yield* refuse(Refusal.tooManyRequests)
        }
        // The token was signed by this server, so its id is one.
        if (!(yield* access.isOn(application as Item.ApplicationId))) {
          yield* events.tell("token.refused", { asked, why: "access is off", application, token: who.tokenId })
          return yield* refuse(Refusal.invalidToken)
        }
        if (who.kind === "connect-token" && !isOpen) {
          yield* events.tell("token.beyond", { asked, application, token: who.tokenId })
          return yield* refuse(Refusal.invalidToken)
        }
        return yield* Effect.provideService(handler, Authorization.Caller, who).pipe(
          Tenant.asTenant(Item.ApplicationId.make(who.applicationId))
        )
      })
    })
  })
)

/** The application that asks. The token was signed by this server, so its id is one. */
export const caller = Effect.map(Authorization.Caller, ({ applicationId }) => applicationId as Item.ApplicationId)
