// What a delivery carries beside its event: signing secrets and custom headers, which lie sealed in the store. Opened ones are kept at
// hand while their revision stands, because opening costs more than sending.
import { CredentialVault, Item } from "@tomada/core"
import { WebhookStore } from "@tomada/store"
import { DateTime, Effect, Option, Redacted, Schema } from "effect"

/** Custom headers, names in lower case. */
export const Headers = Schema.Record(Schema.String, Schema.String)
export type Headers = typeof Headers.Type

const HeadersText = Schema.fromJsonString(Headers)

interface Owner {
  readonly owner: WebhookStore.Owner
  readonly applicationId: Item.ApplicationId
}

/** Both stand where the vault expects an Item: an owner's data keys are destroyed with the owner, as an Item's are. */
export const context = ({ applicationId, owner }: Owner, name: "secret" | "headers"): CredentialVault.SealContext => ({
  applicationId,
  itemId: Item.ItemId.make(owner),
  purpose: "credentials",
  name: `webhook-${name}`
})

export interface Opened {
  readonly revision: number
  readonly headers: Redacted.Redacted<Headers> | null
  /** The current one first. */
  readonly secrets: ReadonlyArray<Redacted.Redacted<string>>
  /** When the second of them no longer signs. */
  readonly previousEndsAt: DateTime.Utc | null
  /** Something of it does not open any more: nothing may be sent without it. */
  readonly broken: boolean
}

/** Of an application that has no secret. */
export const nothing: Opened = { revision: 0, headers: null, secrets: [], previousEndsAt: null, broken: false }

const most = 10_000

export const sealHeaders = Effect.fnUntraced(function* (owner: Owner, headers: Headers) {
  const vault = yield* CredentialVault.CredentialVault
  const text = yield* Effect.orDie(Schema.encodeEffect(HeadersText)(headers))
  return yield* vault.seal(context(owner, "headers"), Redacted.make(text))
})

export const sealSecret = Effect.fnUntraced(function* (owner: Owner, secret: Redacted.Redacted<string>) {
  const vault = yield* CredentialVault.CredentialVault
  return yield* vault.seal(context(owner, "secret"), secret)
})

export const open = Effect.fnUntraced(function* (sealed: WebhookStore.Sealed) {
  const vault = yield* CredentialVault.CredentialVault
  const opened = (name: "secret" | "headers", blob: Uint8Array | null) =>
    blob === null
      ? Effect.succeedNone
      : vault.open(context(sealed, name), blob).pipe(
          Effect.tapError((error) =>
            Effect.annotateLogs(Effect.logWarning("a sealed value of a webhook does not open"), { why: error.why })
          ),
          Effect.asSome
        )
  return yield* Effect.gen(function* () {
    const headers = yield* opened("headers", sealed.headers)
    const secret = yield* opened("secret", sealed.secret)
    const previous = yield* Effect.orElseSucceed(opened("secret", sealed.previous), () => Option.none())
    const result: Opened = {
      revision: sealed.revision,
      headers: Option.isNone(headers)
        ? null
        : Redacted.make(yield* Effect.orDie(Schema.decodeEffect(HeadersText)(Redacted.value(headers.value)))),
      secrets: [...Option.toArray(secret), ...Option.toArray(previous)],
      previousEndsAt: sealed.previousEndsAt,
      broken: false
    }
    return result
  }).pipe(Effect.catchTag("SealBroken", () => Effect.succeed({ ...nothing, revision: sealed.revision, broken: true })))
})

/** Those that sign at an instant. */
export const signing = ({ previousEndsAt, secrets }: Opened, now: DateTime.Utc): Opened["secrets"] =>
  secrets.length > 1 && (previousEndsAt === null || !DateTime.isGreaterThan(previousEndsAt, now))
    ? secrets.slice(0, 1)
    : secrets

type Claimed = Pick<WebhookStore.Claimed, "applicationId" | "revision" | "subscriptionId">

const ownerOf = ({ applicationId, subscriptionId }: Claimed): WebhookStore.Owner => subscriptionId ?? applicationId

/** A keeper of opened ones: `prepare` opens what claimed deliveries need in one round, `of` then has it at hand. */
export const keeper = Effect.gen(function* () {
  const store = yield* WebhookStore.WebhookStore
  const services = yield* Effect.context<CredentialVault.CredentialVault>()
  const held = new Map<WebhookStore.Owner, Opened>()
  const isStale = (claimed: Claimed) =>
    claimed.revision > 0 && (held.get(ownerOf(claimed))?.revision ?? 0) < claimed.revision
  return {
    prepare: Effect.fnUntraced(function* (claimed: ReadonlyArray<Claimed>) {
      const stale = [...new Set(claimed.filter(isStale).map(ownerOf))]
      if (stale.length === 0) return
      for (const sealed of yield* store.sealed(stale)) {
        held.delete(sealed.owner)
        held.set(sealed.owner, yield* open(sealed))
        const oldest = held.keys().next().value
        if (held.size > most && oldest !== undefined) held.delete(oldest)
      }
    }, Effect.provideContext(services)),
    of: (claimed: Claimed): Opened =>
      claimed.revision === 0 ? nothing : (held.get(ownerOf(claimed)) ?? { ...nothing, broken: true })
  }
})
