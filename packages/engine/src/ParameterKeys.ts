// The key pairs by which clients encrypt parameters: made when one is first asked for, renewed, and used to open what comes. A client
// may have the public key in its own settings, so the one before is accepted for a week. Private keys are sealed in the store; opened
// ones are kept at hand, because opening costs more than using one.
import { CredentialVault, Item, ParameterCipher } from "@tomada/core"
import { ParameterKeyStore } from "@tomada/store"
import { Context, DateTime, Duration, Effect, Layer, Redacted, Schema } from "effect"

import { Ids } from "./Ids.ts"

/** How long the key before is accepted beside a new one. */
export const overlap = Duration.days(7)

/** `publicKey`: PEM; `previousAcceptedUntil`: null where no earlier key is accepted. */
export interface PublicKey {
  readonly publicKey: string
  readonly createdAt: DateTime.Utc
  readonly previousAcceptedUntil: DateTime.Utc | null
}

type Key = ParameterKeyStore.ParameterKey

/** A key stands where the vault expects an Item: it has a data key of its own, which goes with it. */
const context = ({ applicationId, id }: Pick<Key, "applicationId" | "id">): CredentialVault.SealContext => ({
  applicationId,
  itemId: Item.ItemId.make(id),
  purpose: "credentials",
  name: "parameter-key"
})

const most = 1_000

/** As the wire has them; one block holds no more names than a form may have. */
const Parameters = Schema.fromJsonString(Schema.Record(Schema.String, Schema.Union([Schema.String, Schema.Finite])))

const shown = ([current, previous]: ReadonlyArray<Key>, now: DateTime.Utc): PublicKey | undefined => {
  if (current === undefined) return undefined
  const endsAt = previous?.endsAt ?? null
  return {
    publicKey: current.publicKey,
    createdAt: current.createdAt,
    previousAcceptedUntil: endsAt !== null && DateTime.isGreaterThan(endsAt, now) ? endsAt : null
  }
}

export class ParameterKeys extends Context.Service<
  ParameterKeys,
  {
    /** The application's current key, which is made when it is first asked for. */
    publicKey(applicationId: Item.ApplicationId): Effect.Effect<PublicKey>
    /** Another key; the one before is accepted beside it for `overlap`, and one before that no more. */
    rotate(applicationId: Item.ApplicationId): Effect.Effect<PublicKey>
    /** The parameters in an encrypted text. */
    read(
      applicationId: Item.ApplicationId,
      text: string
    ): Effect.Effect<Redacted.Redacted<Readonly<Record<string, string>>>, ParameterCipher.ParametersUnreadable>
  }
>()("@tomada/engine/ParameterKeys") {
  static readonly layer = Layer.effect(
    this,
    Effect.gen(function* () {
      const store = yield* ParameterKeyStore.ParameterKeyStore
      const cipher = yield* ParameterCipher.ParameterCipher
      const vault = yield* CredentialVault.CredentialVault
      const ids = yield* Ids
      const held = new Map<Key["id"], Redacted.Redacted<string>>()

      const opened = Effect.fnUntraced(function* (key: Key) {
        const known = held.get(key.id)
        if (known !== undefined) return [known]
        const pem = yield* vault.open(context(key), key.privateKey).pipe(
          Effect.tapError(({ why }) =>
            Effect.annotateLogs(Effect.logWarning("a key for parameters does not open"), { why })
          ),
          Effect.option
        )
        if (pem._tag === "None") return []
        held.set(key.id, pem.value)
        const oldest = held.keys().next().value
        if (held.size > most && oldest !== undefined) held.delete(oldest)
        return [pem.value]
      })

      /** Makes a key in the place of this one; who else does so at once makes the one that both go on with. */
      const replace = Effect.fnUntraced(function* (applicationId: Item.ApplicationId, before: Key | undefined) {
        const pair = yield* cipher.newKeyPair
        const id = ParameterKeyStore.ParameterKeyId.make(yield* ids.next)
        const privateKey = yield* vault.seal(context({ applicationId, id }), pair.privateKey)
        const now = yield* DateTime.now
        const key = { id, applicationId, publicKey: pair.publicKey, privateKey, createdAt: now }
        const gone = yield* store.put(key, before?.id ?? null, DateTime.addDuration(now, overlap))
        for (const one of gone ?? [id]) {
          held.delete(one)
          yield* vault.destroyItem(context({ applicationId, id: one }).itemId)
        }
        const made = shown(yield* store.ofApplication(applicationId), now)
        return made ?? (yield* Effect.die(new Error("a key for parameters is gone")))
      }, Effect.uninterruptible)

      return ParameterKeys.of({
        publicKey: Effect.fn("ParameterKeys.publicKey")(function* (applicationId) {
          const found = shown(yield* store.ofApplication(applicationId), yield* DateTime.now)
          return found ?? (yield* replace(applicationId, undefined))
        }),
        rotate: Effect.fn("ParameterKeys.rotate")(function* (applicationId) {
          const [current] = yield* store.ofApplication(applicationId)
          return yield* replace(applicationId, current)
        }),
        read: Effect.fn("ParameterKeys.read")(function* (applicationId, text) {
          const now = yield* DateTime.now
          const accepted = (yield* store.ofApplication(applicationId)).filter(
            ({ endsAt }) => endsAt === null || DateTime.isGreaterThan(endsAt, now)
          )
          const keys = yield* Effect.forEach(accepted, opened)
          const json = yield* cipher.open(keys.flat(), text)
          const given = yield* Schema.decodeEffect(Parameters)(Redacted.value(json)).pipe(
            Effect.mapError(() => new ParameterCipher.ParametersUnreadable())
          )
          return Redacted.make(Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)])))
        })
      })
    })
  )
}
