// The secret that signs an application's webhooks, for the application itself and for the operator.
import { Authorization, Refusal, type WebhookSecretApi } from "@tomada/api"
import type { Item } from "@tomada/core"
import { Webhooks } from "@tomada/engine"
import { WebhookStore } from "@tomada/store"
import { DateTime, Effect, Redacted } from "effect"

import { caller } from "./Authorized.ts"
import { group } from "./Group.ts"
import { refuse } from "./Refusals.ts"

/** Shows or renews what signs for an owner of the application: a webhook of it, or itself. */
export const make = Effect.gen(function* () {
  const store = yield* WebhookStore.WebhookStore
  const webhooks = yield* Webhooks.Webhooks

  const previousSignsUntil = Effect.fnUntraced(function* (owner: WebhookStore.Owner) {
    const [sealed] = yield* store.sealed([owner])
    if (sealed === undefined || sealed.previous === null || sealed.previousEndsAt === null) return null
    return DateTime.isGreaterThan(sealed.previousEndsAt, yield* DateTime.now) ? sealed.previousEndsAt : null
  })

  return Effect.fnUntraced(function* (
    applicationId: Item.ApplicationId,
    owner: WebhookStore.Owner,
    what: "show" | "renew"
  ) {
    const secret = yield* what === "renew"
      ? webhooks.rotate(applicationId, owner)
      : webhooks.secret(applicationId, owner)
    const shown: WebhookSecretApi.WebhookSecret = {
      secret: Redacted.value(secret),
      previousSignsUntil: yield* previousSignsUntil(owner)
    }
    return shown
  })
})

export const webhookSecretHandlers = group(
  "webhookSecret",
  Effect.fnUntraced(function* (handlers) {
    const secretOf = yield* make
    const own = Effect.fnUntraced(function* (what: "show" | "renew") {
      const { kind } = yield* Authorization.Caller
      if (kind !== "api-key") return yield* refuse(Refusal.invalidToken)
      const applicationId = yield* caller
      return yield* Effect.catchTags(secretOf(applicationId, applicationId, what), {
        SubscriptionNotFound: Effect.die
      })
    })
    return handlers.handleAll({
      get: Effect.fn("webhookSecret.get")(() => own("show")),
      renew: Effect.fn("webhookSecret.renew")(() => own("renew"))
    })
  })
)
