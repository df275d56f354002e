// A key provider whose keys lie in memory: what the file and the environment both come to.
import { Effect, Redacted } from "effect"
import { Aead, SecureRandom } from "effect/crypto"
import { Hex } from "effect/encoding"

import { KeyMissing, KeyProvider, type KeyVersion, WrapBroken } from "../KeyProvider.ts"
import { hmacSha256 } from "./Aes256Gcm.ts"
import { canonicalBytes, concat } from "./CanonicalBytes.ts"

export interface HeldKey extends KeyVersion {
  /** 32 bytes. */
  readonly bytes: Redacted.Redacted<Uint8Array>
}

export const keyLength = 32

const label = new TextEncoder().encode("tomada/key-id/1")

/** The id of a key: the begin of a one-way function of its bytes, such as `k-5f2c9a3be01d4478`. */
export const keyId = (bytes: Redacted.Redacted<Uint8Array>): string =>
  `k-${Hex.encode(hmacSha256(Redacted.value(bytes), label).subarray(0, 8))}`

/** The last of `held` is current. All of them unwrap. */
export const make = Effect.fnUntraced(function* (options: {
  readonly source: string
  readonly held: readonly [HeldKey, ...ReadonlyArray<HeldKey>]
}) {
  const aead = yield* Aead.Aead
  const random = yield* SecureRandom.SecureRandom
  const { source } = options
  const held = yield* Effect.forEach(options.held, ({ id, version, bytes }) =>
    Effect.map(Aead.key(Aead.aes256Gcm, Redacted.value(bytes)), (key) => ({ id, version, key }))
  ).pipe(Effect.orDie)
  const current = held.at(-1) ?? (yield* Effect.die(new Error("a key set holds at least one key")))
  const associated = ({ id, version }: KeyVersion, binding: Uint8Array) =>
    concat(canonicalBytes(["tomada/wrap/1", id, String(version)]), binding)

  return KeyProvider.of({
    source,
    current: { id: current.id, version: current.version },
    available: held.map(({ id, version }) => ({ id, version })),
    wrap: Effect.fnUntraced(function* (secret, binding) {
      const nonce = yield* random.randomBytes(Aead.aes256Gcm.nonceLength)
      const { id, version } = current
      const bytes = yield* aead.encrypt(current.key, Redacted.value(secret), {
        nonce,
        aad: associated(current, binding)
      })
      return { key: { id, version }, nonce, bytes }
    }, Effect.orDie),
    unwrap: Effect.fnUntraced(function* (wrapped, binding) {
      const found = held.find(({ id, version }) => id === wrapped.key.id && version === wrapped.key.version)
      if (found === undefined) return yield* new KeyMissing({ keyId: wrapped.key.id, source })
      const secret = yield* aead
        .decrypt(found.key, wrapped.bytes, { nonce: wrapped.nonce, aad: associated(found, binding) })
        .pipe(Effect.mapError(() => new WrapBroken()))
      return Redacted.make(secret)
    })
  })
})
