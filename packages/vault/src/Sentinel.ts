// Something sealed under the key when the keyring began. Opening it at start tells a wrong key from the right one before
// anything is sealed with it; its file names the key that is needed when there is none.
import { Effect, Option, Redacted, Schema } from "effect"

import { canonicalBytes } from "./internal/CanonicalBytes.ts"
import { DurableFile } from "./internal/DurableFile.ts"
import { KeyProvider, KeyUnreadable, KeyWrong, WrappedKey } from "./KeyProvider.ts"

const SentinelFile = Schema.fromJsonString(Schema.Struct({ format: Schema.Literal(1), sentinel: WrappedKey }))

const binding = canonicalBytes(["tomada/sentinel/1"])
const content = new TextEncoder().encode("tomada sentinel")

/** The sentinel, or none where none was ever written. */
const read = Effect.fnUntraced(function* (path: string) {
  const bytes = yield* (yield* DurableFile).read(path)
  if (Option.isNone(bytes)) return Option.none<WrappedKey>()
  const { sentinel } = yield* Schema.decodeEffect(SentinelFile)(new TextDecoder().decode(bytes.value)).pipe(
    Effect.mapError(() => new KeyUnreadable({ source: path, problem: "the file is damaged" }))
  )
  return Option.some(sentinel)
})

/** The version of the key that the sentinel is wrapped under, or none where there is none. */
export const wrappedUnder = (path: string) =>
  Effect.map(
    read(path),
    Option.map((sentinel) => sentinel.key)
  )

/** The id of the key that this keyring needs, or none when it needs none yet. */
export const neededKeyId = (path: string) =>
  Effect.map(
    read(path),
    Option.map((sentinel) => sentinel.key.id)
  )

/** Seals the sentinel under the provider's current key. */
export const write = Effect.fnUntraced(function* (path: string) {
  const sentinel = yield* (yield* KeyProvider).wrap(Redacted.make(content), binding)
  const text = yield* Schema.encodeEffect(SentinelFile)({ format: 1, sentinel }).pipe(Effect.orDie)
  yield* (yield* DurableFile).write(path, new TextEncoder().encode(text), { flush: true })
})

/**
 * Checks that the provider's key opens the sentinel. Where there is none, it is written when `createIfMissing`;
 * otherwise what is sealed has lost its keyring, and that is KeyUnreadable. Another key is KeyWrong and names both.
 */
export const check = Effect.fnUntraced(function* (path: string, options: { readonly createIfMissing: boolean }) {
  const keys = yield* KeyProvider
  const sentinel = yield* read(path)
  if (Option.isNone(sentinel)) {
    if (!options.createIfMissing) return yield* new KeyUnreadable({ source: path, problem: "the keyring is not there" })
    return yield* write(path)
  }
  const found = yield* keys.current
  const wrong = () => new KeyWrong({ neededKeyId: sentinel.value.key.id, foundKeyId: found.id, source: keys.source })
  yield* keys.unwrap(sentinel.value, binding).pipe(Effect.mapError(wrong))
})
