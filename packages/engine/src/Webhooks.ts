// What an application may do with its webhooks: subscribe, change, take and renew the secret that signs, test, send again. Addresses are
// judged before they are kept; headers and secrets are sealed before they leave this module.
import { CredentialVault, DeliverySample, DeliverySigner, type Item } from "@tomada/core"
import { WebhookStore } from "@tomada/store"
import { Context, DateTime, Duration, Effect, Layer, type Redacted, Schema } from "effect"

import { EgressGuard, type EgressRefused } from "./EgressGuard.ts"
import { Ids } from "./Ids.ts"
import { WebhookDeliveries } from "./WebhookDeliveries.ts"
import * as WebhookSecrets from "./WebhookSecrets.ts"
import * as WebhookSending from "./WebhookSending.ts"

/** A custom header that cannot be sent, or is not a receiver's to set, such as `host` or `webhook-id`. */
export class HeadersInvalid extends Schema.TaggedError<HeadersInvalid>()("HeadersInvalid", {}) {}

/** How long the secret before signs beside a new one. */
export const overlap = Duration.hours(24)

export interface NewWebhook {
  readonly url: string
  readonly event: string
  readonly headers?: Readonly<Record<string, string>>
}

/** What is absent stays; null clears the headers. */
export interface WebhookChange {
  readonly url?: string
  readonly event?: string
  readonly headers?: Readonly<Record<string, string>> | null
  readonly enabled?: boolean
}

type ApplicationId = Item.ApplicationId
type Refused = EgressRefused | HeadersInvalid | WebhookStore.SubscriptionExists | WebhookStore.TooManySubscriptions

export class Webhooks extends Context.Service<
  Webhooks,
  {
    create(applicationId: ApplicationId, webhook: NewWebhook): Effect.Effect<WebhookStore.Subscription, Refused>
    change(
      applicationId: ApplicationId,
      id: WebhookStore.SubscriptionId,
      change: WebhookChange
    ): Effect.Effect<WebhookStore.Subscription, Refused | WebhookStore.SubscriptionNotFound>
    /** Its keys are destroyed. */
    remove(
      applicationId: ApplicationId,
      id: WebhookStore.SubscriptionId
    ): Effect.Effect<void, WebhookStore.SubscriptionNotFound>
    /** The secret that signs: a subscription's, or the application's own, which is made when it is first asked for. */
    secret(
      applicationId: ApplicationId,
      owner: WebhookStore.Owner
    ): Effect.Effect<Redacted.Redacted<string>, WebhookStore.SubscriptionNotFound>
    /** A new secret; the one before signs beside it for `overlap`. */
    rotate(
      applicationId: ApplicationId,
      owner: WebhookStore.Owner
    ): Effect.Effect<Redacted.Redacted<string>, WebhookStore.SubscriptionNotFound>
    /** Sends this subscription an event of its kind about an Item that does not exist; answers the event's id. */
    test(
      applicationId: ApplicationId,
      id: WebhookStore.SubscriptionId
    ): Effect.Effect<string, WebhookStore.SubscriptionNotFound>
    resend(applicationId: ApplicationId, deliveryId: number): Effect.Effect<void, WebhookStore.DeliveryNotFound>
    /** Answers how many. */
    resendRange(applicationId: ApplicationId, range: WebhookStore.Range): Effect.Effect<number>
  }
>()("@tomada/engine/Webhooks") {
  static readonly layer = Layer.effect(
    this,
    Effect.gen(function* () {
      const store = yield* WebhookStore.WebhookStore
      const guard = yield* EgressGuard
      const signer = yield* DeliverySigner.DeliverySigner
      const vault = yield* CredentialVault.CredentialVault
      const deliveries = yield* WebhookDeliveries
      const ids = yield* Ids
      const services = yield* Effect.context<CredentialVault.CredentialVault>()

      const sealedHeaders = Effect.fnUntraced(function* (
        owner: { readonly applicationId: ApplicationId; readonly owner: WebhookStore.Owner },
        given: Readonly<Record<string, string>>
      ) {
        const headers = WebhookSending.customHeaders(given)
        if (headers === undefined) return yield* new HeadersInvalid()
        return Object.keys(headers).length === 0 ? null : yield* WebhookSecrets.sealHeaders(owner, headers)
      }, Effect.provideContext(services))

      const sealedSecret = Effect.fnUntraced(function* (applicationId: ApplicationId, owner: WebhookStore.Owner) {
        const secret = yield* signer.newSecret
        return { secret, sealed: yield* WebhookSecrets.sealSecret({ applicationId, owner }, secret) }
      }, Effect.provideContext(services))

      const rotate = Effect.fnUntraced(function* (applicationId: ApplicationId, owner: WebhookStore.Owner) {
        if (owner !== applicationId) yield* store.get(applicationId, WebhookStore.SubscriptionId.make(owner))
        const { sealed, secret } = yield* sealedSecret(applicationId, owner)
        yield* store.rotate({ applicationId, owner }, sealed, DateTime.addDuration(yield* DateTime.now, overlap))
        return secret
      })

      return Webhooks.of({
        create: Effect.fn("Webhooks.create")(function* (applicationId, { event, headers = {}, url }) {
          yield* guard.admit(url)
          const owner = WebhookStore.SubscriptionId.make(yield* ids.next)
          const sealed = yield* sealedHeaders({ applicationId, owner }, headers)
          const { sealed: secret } = yield* sealedSecret(applicationId, owner)
          const subscription = { id: owner, applicationId, url, event, headers: sealed, secret }
          return yield* store
            .create(subscription, yield* DateTime.now)
            .pipe(
              Effect.tapError(() =>
                vault.destroyItem(WebhookSecrets.context({ applicationId, owner }, "secret").itemId)
              )
            )
        }),
        change: Effect.fn("Webhooks.change")(function* (applicationId, id, { headers, ...change }) {
          yield* store.get(applicationId, id)
          if (change.url !== undefined) yield* guard.admit(change.url)
          const sealed =
            headers === undefined
              ? {}
              : { headers: headers === null ? null : yield* sealedHeaders({ applicationId, owner: id }, headers) }
          return yield* store.change(applicationId, id, { ...change, ...sealed }, yield* DateTime.now)
        }),
        remove: Effect.fn("Webhooks.remove")(function* (applicationId, id) {
          yield* store.remove(applicationId, id)
          yield* vault.destroyItem(WebhookSecrets.context({ applicationId, owner: id }, "secret").itemId)
        }),
        secret: Effect.fn("Webhooks.secret")(function* (applicationId, owner) {
          if (owner !== applicationId) yield* store.get(applicationId, WebhookStore.SubscriptionId.make(owner))
          const [sealed] = yield* store.sealed([owner])
          if (sealed === undefined) return yield* rotate(applicationId, owner)
          const opened = yield* Effect.provideContext(WebhookSecrets.open(sealed), services)
          const [current] = opened.secrets
          return current ?? (yield* rotate(applicationId, owner))
        }),
        rotate: Effect.fn("Webhooks.rotate")(rotate),
        test: Effect.fn("Webhooks.test")(function* (applicationId, id) {
          const subscription = yield* store.get(applicationId, id)
          const eventId = yield* ids.next
          const now = yield* DateTime.now
          const sample = DeliverySample.of(subscription.event, { eventId, applicationId, now })
          yield* store.append([
            {
              id: eventId,
              applicationId,
              itemId: null,
              event: sample.event,
              body: JSON.stringify(sample),
              itemUrl: null,
              tokenUrl: null,
              createdAt: now,
              only: id
            }
          ])
          yield* deliveries.nudge
          return eventId
        }),
        resend: Effect.fn("Webhooks.resend")(function* (applicationId, deliveryId) {
          yield* store.resend(applicationId, deliveryId, yield* DateTime.now)
          yield* deliveries.nudge
        }),
        resendRange: Effect.fn("Webhooks.resendRange")(function* (applicationId, range) {
          const count = yield* store.resendRange(applicationId, range, yield* DateTime.now)
          yield* deliveries.nudge
          return count
        })
      })
    })
  )
}
