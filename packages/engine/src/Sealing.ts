// What is kept sealed for an Item between visits: its credentials, the session with its cookies, the device trust.
import type { ConnectorHost } from "@tomada/connector-kit"
import { CredentialVault, type Item } from "@tomada/core"
import { ExecutionStore, ItemStore } from "@tomada/store"
import { Effect, Option, Redacted, Schema } from "effect"

type Owner = Pick<Item.Item, "applicationId" | "id">

export const context = (item: Owner, purpose: CredentialVault.Purpose, name: string): CredentialVault.SealContext => ({
  applicationId: item.applicationId,
  itemId: item.id,
  purpose,
  name
})

/** A sealed value; what cannot be opened any more counts as not held. */
export const open = Effect.fnUntraced(function* (item: Owner, purpose: CredentialVault.Purpose, name: string) {
  const items = yield* ItemStore.ItemStore
  const vault = yield* CredentialVault.CredentialVault
  const blob = yield* items.sealed(item.id, purpose, name)
  if (Option.isNone(blob)) return Option.none<Redacted.Redacted<string>>()
  return yield* vault.open(context(item, purpose, name), blob.value).pipe(
    Effect.tapError((error) =>
      Effect.annotateLogs(Effect.logWarning("a sealed value does not open"), { purpose, why: error.why })
    ),
    Effect.option
  )
})

const Parameters = Schema.fromJsonString(Schema.Record(Schema.String, Schema.String))

/** The parameters as the person gave them; none when they cannot be opened any more. */
export const parameters = Effect.fnUntraced(function* (item: Owner & Pick<Item.Item, "credentialsVersion">) {
  const text = yield* open(item, "credentials", String(item.credentialsVersion))
  if (Option.isNone(text)) return Option.none()
  const given = yield* Effect.orDie(Schema.decodeEffect(Parameters)(Redacted.value(text.value)))
  return Option.some(Redacted.make(given))
})

export const saved = Effect.fnUntraced(function* (item: Owner) {
  const all = [open(item, "session", "session"), open(item, "trust", "trust")] as const
  const [session, trust] = yield* Effect.all(all, { concurrency: "unbounded" })
  const kept: ConnectorHost.Saved = { session, trust }
  return kept
})

export const seal = Effect.fnUntraced(function* (item: Owner, { session, trust }: ConnectorHost.Saved) {
  const vault = yield* CredentialVault.CredentialVault
  const sealOne = (purpose: "session" | "trust", secret: Option.Option<Redacted.Redacted<string>>) =>
    Option.isNone(secret)
      ? Effect.succeed([])
      : Effect.map(vault.seal(context(item, purpose, purpose), secret.value), (blob) => [
          { purpose, name: purpose, blob }
        ])
  const sealed: ReadonlyArray<ItemStore.Sealed> = [
    ...(yield* sealOne("session", session)),
    ...(yield* sealOne("trust", trust))
  ]
  return sealed
})

type Secret = Option.Option<Redacted.Redacted<string>>

const isSame = (a: Secret, b: Secret): boolean =>
  Option.isSome(a) && Option.isSome(b) && Redacted.value(a.value) === Redacted.value(b.value)

/** What is not held already: a seal is a key of its own, written to the disk. */
export const news = (held: ConnectorHost.Saved, now: ConnectorHost.Saved): ConnectorHost.Saved => ({
  session: isSame(held.session, now.session) ? Option.none() : now.session,
  trust: isSame(held.trust, now.trust) ? Option.none() : now.trust
})

/** Seals and keeps at once: at each login, so that a visit that is cut off need not ask again. */
export const keep = Effect.fnUntraced(function* (claim: ExecutionStore.Claim, item: Owner, saved: ConnectorHost.Saved) {
  const executions = yield* ExecutionStore.ExecutionStore
  const sealed = yield* seal(item, saved)
  if (sealed.length > 0) yield* executions.reseal(claim, sealed)
})

export const forget = Effect.fnUntraced(function* (
  claim: ExecutionStore.Claim,
  item: Owner,
  purposes: ReadonlyArray<"session" | "trust">
) {
  const executions = yield* ExecutionStore.ExecutionStore
  const vault = yield* CredentialVault.CredentialVault
  yield* executions.reseal(
    claim,
    purposes.map((purpose) => ({ purpose, name: purpose, blob: null }))
  )
  yield* Effect.forEach(purposes, (purpose) => vault.destroy(context(item, purpose, purpose)))
})
