// Envelope encryption behind core's CredentialVault: every value is sealed under a data key of its own, the data key is
// wrapped by the key-encryption key and lies in the keyring. A data key seals exactly one blob, so a nonce cannot repeat.
// Neither the key-encryption key's id nor its version stands in the blob: rotation never touches a payload.
import { CredentialVault, type Purpose, SealBroken, type SealContext } from "@tomada/core/CredentialVault"
import { Effect, Layer, Option, Redacted } from "effect"
import { Aead, SecureRandom } from "effect/crypto"
import { Hex } from "effect/encoding"

import { sha256 } from "./internal/Aes256Gcm.ts"
import { canonicalBytes, concat, ofContext } from "./internal/CanonicalBytes.ts"
import * as SealedBlob from "./internal/SealedBlob.ts"
import { KeyProvider, sameKey, type WrappedKey } from "./KeyProvider.ts"
import { Keyring, type PutOptions } from "./Keyring.ts"

/**
 * How many values of one context stay openable, and whether their keys are flushed. More than one, because a value is
 * sealed before the transaction that stores it commits: when that fails, the value before must still open. A page or an
 * answer that is lost with the power is collected or asked again.
 */
const kept: Record<Purpose, PutOptions> = {
  credentials: { keep: 4, flush: true },
  trust: { keep: 4, flush: true },
  session: { keep: 4, flush: true },
  answer: { keep: 2, flush: false },
  page: { keep: 2, flush: false }
}

/** What a wrapped data key is bound to, beside the key that wraps it. */
export const bindingOf = (context: SealContext, reference: string): Uint8Array =>
  concat(canonicalBytes(["tomada/data-key/1", reference]), ofContext(context))

const commitmentLabel = new TextEncoder().encode("tomada/commitment/1")
const commitmentOf = (dataKey: Uint8Array) => sha256(concat(commitmentLabel, dataKey))

const encoder = new TextEncoder()
const decoder = new TextDecoder("utf-8", { ignoreBOM: true })

export const layer: Layer.Layer<CredentialVault, never, KeyProvider | Keyring | Aead.Aead | SecureRandom.SecureRandom> =
  Layer.effect(
    CredentialVault,
    Effect.gen(function* () {
      const keys = yield* KeyProvider
      const keyring = yield* Keyring
      const aead = yield* Aead.Aead
      const random = yield* SecureRandom.SecureRandom

      return CredentialVault.of({
        seal: Effect.fn("CredentialVault.seal")(function* (context, secret) {
          const { keyLength, nonceLength } = Aead.aes256Gcm
          const dataKey = yield* random.randomBytes(keyLength)
          const reference = yield* random.uuidV7({ format: "bytes" })
          const nonce = yield* random.randomBytes(nonceLength)
          const header = SealedBlob.header({ reference, context, commitment: commitmentOf(dataKey) })
          const ciphertext = yield* aead.encrypt(
            yield* Aead.key(Aead.aes256Gcm, dataKey),
            encoder.encode(Redacted.value(secret)),
            { nonce, aad: concat(header, ofContext(context)) }
          )
          const name = Hex.encode(reference)
          const wrap = keys.wrap(Redacted.make(dataKey), bindingOf(context, name))
          const { applicationId, itemId, purpose } = context
          const entry = (wrapped: WrappedKey) => ({
            reference: name,
            context: { applicationId, itemId, purpose, name: context.name },
            wrapped
          })
          let wrapped = yield* wrap
          yield* keyring.put(entry(wrapped), kept[purpose])
          // A rotation meanwhile has not seen this entry: left under the old version it would go with that.
          while (!sameKey(wrapped.key, yield* keys.current)) {
            wrapped = yield* wrap
            yield* keyring.replace(entry(wrapped))
          }
          return concat(header, nonce, ciphertext)
        }, Effect.orDie),

        open: Effect.fn("CredentialVault.open")(function* (context, sealed) {
          const broken = (why: SealBroken["why"]) => new SealBroken({ purpose: context.purpose, why })
          const blob = SealedBlob.parse(sealed)
          if (Option.isNone(blob)) return yield* broken("unknown-format")
          const { header, reference, commitment, nonce, ciphertext } = blob.value
          if (!SealedBlob.belongsTo(blob.value, context)) return yield* broken("tampered")
          const name = Hex.encode(reference)
          const entry = yield* keyring.get(context, name)
          if (Option.isNone(entry)) return yield* broken("key-destroyed")
          const dataKey = yield* keys.unwrap(entry.value.wrapped, bindingOf(context, name)).pipe(
            Effect.catchTags({
              KeyMissing: () => broken("key-missing"),
              WrapBroken: () => broken("tampered")
            })
          )
          const bytes = Redacted.value(dataKey)
          if (!SealedBlob.equal(commitmentOf(bytes), commitment)) return yield* broken("tampered")
          const plaintext = yield* Aead.key(Aead.aes256Gcm, bytes).pipe(
            Effect.flatMap((key) => aead.decrypt(key, ciphertext, { nonce, aad: concat(header, ofContext(context)) })),
            Effect.mapError(() => broken("tampered"))
          )
          return Redacted.make(decoder.decode(plaintext))
        }),

        destroy: Effect.fn("CredentialVault.destroy")((context) => keyring.delete(context)),
        destroyItem: Effect.fn("CredentialVault.destroyItem")((itemId) => keyring.deleteItem(itemId))
      })
    })
  )
