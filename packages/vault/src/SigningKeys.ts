// The keys that sign tokens, wrapped by the key-encryption key in a file of the keyring folder and imported once. Older
// ones stay in the file, so that tokens signed before a change of key live on until they expire.
import { Context, Effect, Layer, Option, Redacted } from "effect"
import { type SecureRandom, WebCrypto } from "effect/crypto"

import type { DurableFile } from "./internal/DurableFile.ts"
import * as WrappedKeyFile from "./internal/WrappedKeyFile.ts"
import type { KeyMissing, KeyProvider, KeyUnreadable } from "./KeyProvider.ts"

const file = WrappedKeyFile.make({
  label: "tomada/signing-key/1",
  damaged: "the file is damaged; remove it to have all tokens signed anew"
})

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
    Effect.flatMap(WrappedKeyFile.fresh, (key) => imported([key]))
  )

  /** The keys of the file, which is made with one key when there is none. */
  static layerFile(options: {
    readonly file: string
  }): Layer.Layer<SigningKeys, KeyMissing | KeyUnreadable, KeyProvider | DurableFile | SecureRandom.SecureRandom> {
    return Layer.effect(SigningKeys, Effect.flatMap(file.open(options.file), imported))
  }
}

function imported(raw: ReadonlyArray<WrappedKeyFile.RawKey>) {
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

/** Wraps every signing key of the file under the provider's current key. */
export const rewrap = Effect.fn("SigningKeys.rewrap")(file.rewrap)

/** Which version of the key each key of the file is wrapped under. */
export const wrappedUnder = Effect.fn("SigningKeys.wrappedUnder")(file.wrappedUnder)
