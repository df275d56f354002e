// A key provider whose keys lie in memory: what the file and the environment both come to. Which keys there are may change while the
// process runs, so they are asked for each time and never taken once and kept.
import { Effect, Redacted } from "effect"
import { Aead, SecureRandom } from "effect/crypto"
import { Hex } from "effect/encoding"

import { KeyMissing, KeyProvider, type KeyVersion, type RotatedElsewhere, sameKey, WrapBroken } from "../KeyProvider.ts"
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

/** Keys that are ready for use. */
export interface Ring {
  readonly current: KeyVersion & { readonly key: Aead.Key }
  readonly versions: ReadonlyArray<KeyVersion>
  find(version: KeyVersion): (KeyVersion & { readonly key: Aead.Key }) | undefined
}

/** The last of `held` is current. All of them unwrap. */
export const ring = Effect.fnUntraced(function* (held: readonly [HeldKey, ...ReadonlyArray<HeldKey>]) {
  const imported = yield* Effect.forEach(held, ({ id, version, bytes }) =>
    Effect.map(Aead.key(Aead.aes256Gcm, Redacted.value(bytes)), (key) => ({ id, version, key }))
  ).pipe(Effect.orDie)
  const current = imported.at(-1) ?? (yield* Effect.die(new Error("a key set holds at least one key")))
  const result: Ring = {
    current,
    versions: imported.map(({ id, version }) => ({ id, version })),
    find: (wanted) => imported.find((one) => sameKey(one, wanted))
  }
  return result
})

/**
 * - `now`: the keys as they are, asked before anything is wrapped.
 * - `again`: asked for a version that is not in `held`: another process may have made it.
 */
export interface Options extends Pick<KeyProvider["Service"], "source" | "rotate" | "retire"> {
  readonly held: Effect.Effect<Ring>
  readonly now: Effect.Effect<Ring>
  readonly again: Effect.Effect<Ring>
}

export const make = Effect.fnUntraced(function* (options: Options) {
  const aead = yield* Aead.Aead
  const random = yield* SecureRandom.SecureRandom
  const { again, held, now, retire, rotate, source } = options
  const associated = ({ id, version }: KeyVersion, binding: Uint8Array) =>
    concat(canonicalBytes(["tomada/wrap/1", id, String(version)]), binding)

  const wrap: KeyProvider["Service"]["wrap"] = Effect.fnUntraced(function* (secret, binding) {
    const { current } = yield* now
    const nonce = yield* random.randomBytes(Aead.aes256Gcm.nonceLength)
    const { id, version } = current
    const bytes = yield* aead.encrypt(current.key, Redacted.value(secret), { nonce, aad: associated(current, binding) })
    return { key: { id, version }, nonce, bytes }
  }, Effect.orDie)

  const unwrap: KeyProvider["Service"]["unwrap"] = Effect.fnUntraced(function* (wrapped, binding) {
    const found = (yield* held).find(wrapped.key) ?? (yield* again).find(wrapped.key)
    if (found === undefined) return yield* new KeyMissing({ keyId: wrapped.key.id, source })
    const secret = yield* aead
      .decrypt(found.key, wrapped.bytes, { nonce: wrapped.nonce, aad: associated(found, binding) })
      .pipe(Effect.mapError(() => new WrapBroken()))
    return Redacted.make(secret)
  })

  return KeyProvider.of({
    source,
    current: Effect.map(now, ({ current: { id, version } }) => ({ id, version })),
    available: Effect.map(now, ({ versions }) => versions),
    wrap,
    unwrap,
    rewrap: (wrapped, binding) => Effect.flatMap(unwrap(wrapped, binding), (secret) => wrap(secret, binding)),
    rotate,
    retire
  })
})

/** Keys that never change while the process runs. `elsewhere` is the answer to who wants to change them. */
export const constant = Effect.fnUntraced(function* (options: {
  readonly source: string
  readonly held: readonly [HeldKey, ...ReadonlyArray<HeldKey>]
  readonly elsewhere: RotatedElsewhere
}) {
  const same = Effect.succeed(yield* ring(options.held))
  return yield* make({
    source: options.source,
    held: same,
    now: same,
    again: same,
    rotate: Effect.suspend(() => Effect.fail(options.elsewhere)),
    retire: () => Effect.suspend(() => Effect.fail(options.elsewhere))
  })
})
