// The keys that sign tokens, wrapped by the key-encryption key in a file of the keyring folder and imported once. Older
// ones stay in the file, so that tokens signed before a change of key live on until they expire.
import { Context, DateTime, Effect, Layer, Option, Redacted, Schema } from "effect"
import { SecureRandom, WebCrypto } from "effect/crypto"
import { Hex } from "effect/encoding"

import { canonicalBytes } from "./internal/CanonicalBytes.ts"
import { DurableFile } from "./internal/DurableFile.ts"
import { type KeyMissing, KeyProvider, KeyUnreadable, WrappedKey } from "./KeyProvider.ts"

const SigningKeyFile = Schema.fromJsonString(
  Schema.Struct({
    format: Schema.Literal(1),
    /** The last is current. */
    keys: Schema.NonEmptyArray(
      Schema.Struct({ id: Schema.String, createdAt: Schema.DateTimeUtcFromString, wrapped: WrappedKey })
    )
  })
)
type SigningKeyFile = typeof SigningKeyFile.Type

export interface SigningKey {
  readonly id: string
  /** Cannot be exported. */
  readonly key: CryptoKey
}

export class SigningKeys extends Context.Service<
  SigningKeys,
  {
    readonly current: SigningKey
    find(id: string): Option.Option<CryptoKey>
  }
>()("@tomada/vault/SigningKeys") {
  /** One key that is forgotten with the scope. */
  static readonly layerMemory = Layer.effect(
    SigningKeys,
    Effect.flatMap(fresh(), ({ id, bytes }) => imported([{ id, bytes }]))
  )

  /** The keys of the file, which is made with one key when there is none. */
  static layerFile(options: {
    readonly file: string
  }): Layer.Layer<SigningKeys, KeyMissing | KeyUnreadable, KeyProvider | DurableFile | SecureRandom.SecureRandom> {
    return Layer.effect(
      SigningKeys,
      Effect.gen(function* () {
        const existing = yield* read(options.file)
        const file = Option.isSome(existing) ? existing.value : yield* add(options.file, [])
        return yield* imported(yield* Effect.forEach(file.keys, (key) => unwrap(options.file, key)))
      })
    )
  }
}

const bindingOf = (id: string) => canonicalBytes(["tomada/signing-key/1", id])

function fresh() {
  return Effect.gen(function* () {
    const random = yield* SecureRandom.SecureRandom
    return { id: Hex.encode(yield* random.randomBytes(8)), bytes: Redacted.make(yield* random.randomBytes(32)) }
  })
}

function imported(raw: ReadonlyArray<{ readonly id: string; readonly bytes: Redacted.Redacted<Uint8Array> }>) {
  return Effect.gen(function* () {
    const crypto = yield* WebCrypto.WebCrypto
    const keys = yield* Effect.forEach(raw, ({ id, bytes }) =>
      Effect.map(
        Effect.promise(() => importKey(crypto, Redacted.value(bytes))),
        (key): SigningKey => ({ id, key })
      )
    )
    const current = keys.at(-1) ?? (yield* Effect.die(new Error("there is at least one signing key")))
    const byId = new Map(keys.map(({ id, key }) => [id, key]))
    return SigningKeys.of({ current, find: (id) => Option.fromNullishOr(byId.get(id)) })
  })
}

// Web Crypto takes any bytes; its types exclude shared memory, which is not where these come from.
const importKey = (crypto: Crypto, bytes: Uint8Array) =>
  crypto.subtle.importKey("raw", bytes as BufferSource, { name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"])

const damaged = (path: string) =>
  new KeyUnreadable({ source: path, problem: "the file is damaged; remove it to have all tokens signed anew" })

const read = Effect.fnUntraced(function* (path: string) {
  const bytes = yield* (yield* DurableFile).read(path)
  if (Option.isNone(bytes)) return Option.none<SigningKeyFile>()
  return yield* Schema.decodeEffect(SigningKeyFile)(new TextDecoder().decode(bytes.value)).pipe(
    Effect.mapBoth({ onSuccess: Option.some, onFailure: () => damaged(path) })
  )
})

const write = Effect.fnUntraced(function* (path: string, file: SigningKeyFile) {
  const text = yield* Schema.encodeEffect(SigningKeyFile)(file).pipe(Effect.orDie)
  yield* (yield* DurableFile).write(path, new TextEncoder().encode(text), { flush: true })
})

const add = Effect.fnUntraced(function* (path: string, earlier: ReadonlyArray<SigningKeyFile["keys"][number]>) {
  const { id, bytes } = yield* fresh()
  const wrapped = yield* (yield* KeyProvider).wrap(bytes, bindingOf(id))
  const added = { id, createdAt: yield* DateTime.now, wrapped }
  const [first = added, ...others] = [...earlier, added]
  const file: SigningKeyFile = { format: 1, keys: [first, ...others] }
  yield* write(path, file)
  return file
})

const unwrap = Effect.fnUntraced(function* (path: string, key: SigningKeyFile["keys"][number]) {
  const bytes = yield* (yield* KeyProvider)
    .unwrap(key.wrapped, bindingOf(key.id))
    .pipe(Effect.catchTag("WrapBroken", () => damaged(path)))
  return { id: key.id, bytes }
})

/** Wraps every signing key of the file under the provider's current key. */
export const rewrap = Effect.fn("SigningKeys.rewrap")(function* (path: string) {
  const existing = yield* read(path)
  if (Option.isNone(existing)) return
  const keys = yield* KeyProvider
  const [first, ...others] = existing.value.keys
  const again = Effect.fnUntraced(function* (key: SigningKeyFile["keys"][number]) {
    const { bytes } = yield* unwrap(path, key)
    return { ...key, wrapped: yield* keys.wrap(bytes, bindingOf(key.id)) }
  })
  yield* write(path, { format: 1, keys: [yield* again(first), ...(yield* Effect.forEach(others, again))] })
})
