// The keys that hash logins, wrapped by the key-encryption key in a file of the keyring folder. Older ones stay in the file, so that
// a login that was hashed before a change of key is still recognised; one may go when nothing is kept under it any more. Where the
// file is lost, another key is made: logins are hashed anew when their Items are next visited.
import { createSecretKey, type KeyObject } from "node:crypto"

import { Context, Effect, Layer, Redacted } from "effect"
import type { SecureRandom } from "effect/crypto"

import type { DurableFile } from "./internal/DurableFile.ts"
import * as WrappedKeyFile from "./internal/WrappedKeyFile.ts"
import type { KeyMissing, KeyProvider, KeyUnreadable } from "./KeyProvider.ts"

const file = WrappedKeyFile.make({
  label: "tomada/fingerprint-key/1",
  damaged: "the file is damaged; restore it from a copy, or remove it to have all logins hashed anew"
})

export interface FingerprintKey {
  readonly id: string
  readonly key: KeyObject
}

const imported = (raw: ReadonlyArray<WrappedKeyFile.RawKey>) =>
  FingerprintKeys.of({
    newestFirst: raw.map(({ bytes, id }) => ({ id, key: createSecretKey(Redacted.value(bytes)) })).toReversed()
  })

export class FingerprintKeys extends Context.Service<
  FingerprintKeys,
  {
    /** At least one; the first is current. */
    readonly newestFirst: ReadonlyArray<FingerprintKey>
  }
>()("@tomada/vault/FingerprintKeys") {
  /** One key that is forgotten with the scope. */
  static readonly layerMemory = Layer.effect(
    FingerprintKeys,
    Effect.map(WrappedKeyFile.fresh, (key) => imported([key]))
  )

  /** The keys of the file, which is made with one key when there is none. */
  static layerFile(options: {
    readonly file: string
  }): Layer.Layer<FingerprintKeys, KeyMissing | KeyUnreadable, KeyProvider | DurableFile | SecureRandom.SecureRandom> {
    return Layer.effect(FingerprintKeys, Effect.map(file.open(options.file), imported))
  }
}

/** Adds a new current key to the file; what is started after this hashes under it, and still under those before it. Answers its id. */
export const addVersion = Effect.fn("FingerprintKeys.addVersion")(file.addVersion)

/** Wraps every key of the file under the provider's current key. */
export const rewrap = Effect.fn("FingerprintKeys.rewrap")(file.rewrap)

/** Which version of the key each key of the file is wrapped under. */
export const wrappedUnder = Effect.fn("FingerprintKeys.wrappedUnder")(file.wrappedUnder)
