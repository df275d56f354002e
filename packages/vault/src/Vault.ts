// The package put together. What the folder holds:
//   keyring/kek.json        the key-encryption key, unless it comes from TOMADA_KEY
//   keyring/sentinel.json   tells at start whether the key is the right one
//   keyring/signing.json    the keys of tokens, wrapped
//   keyring/logins.json     the keys that hash logins, wrapped
//   keyring/keys/           one wrapped data key a file
// The first start makes the first four: nobody else may start on the folder meanwhile.
import type { CredentialVault } from "@tomada/core/CredentialVault"
import type { Fingerprints } from "@tomada/core/Fingerprints"
import type { ParameterCipher } from "@tomada/core/ParameterCipher"
import { Effect, type FileSystem, Layer, Option, Path, Redacted, type Scope } from "effect"
import { SecureRandom } from "effect/crypto"

import * as EnvelopeVault from "./EnvelopeVault.ts"
import * as EnvironmentKeyProvider from "./EnvironmentKeyProvider.ts"
import * as FileKeyring from "./FileKeyring.ts"
import { addVersion, FingerprintKeys } from "./FingerprintKeys.ts"
import * as Aes256Gcm from "./internal/Aes256Gcm.ts"
import { DurableFile } from "./internal/DurableFile.ts"
import * as KeySet from "./internal/KeySet.ts"
import { type KeyError, KeyProvider, KeyUnreadable, RotatedElsewhere } from "./KeyProvider.ts"
import { Keyring } from "./Keyring.ts"
import { KeyRotation } from "./KeyRotation.ts"
import * as LocalKeyProvider from "./LocalKeyProvider.ts"
import * as LoginHash from "./LoginHash.ts"
import * as RsaOaep from "./RsaOaep.ts"
import { SecretHash } from "./SecretHash.ts"
import * as Sentinel from "./Sentinel.ts"
import { Signer } from "./Signer.ts"
import { SigningKeys } from "./SigningKeys.ts"

export interface Options {
  /** The data folder; `keyring` is made in it. */
  readonly folder: string
  /** True only when the store holds nothing sealed: otherwise a missing key is KeyMissing, never a new key. */
  readonly createIfMissing: boolean
}

/** Where each part lies below the data folder. */
export const locations = Effect.fnUntraced(function* (folder: string) {
  const paths = yield* Path.Path
  const keyring = paths.join(folder, "keyring")
  return {
    keyring,
    keyFile: paths.join(keyring, "kek.json"),
    sentinelFile: paths.join(keyring, "sentinel.json"),
    signingFile: paths.join(keyring, "signing.json"),
    fingerprintFile: paths.join(keyring, "logins.json"),
    keys: paths.join(keyring, "keys")
  }
})

// Layers are shared by identity: parts that are constants, like `EnvelopeVault.layer`, would be those of another folder's
// vault. `fresh` parts them; building them in one effect keeps the whole shared, which `unwrap` would not.
const apart = <A, E, R, E2, R2>(
  parts: Effect.Effect<Layer.Layer<A, E, R>, E2, R2>
): Layer.Layer<A, E | E2, Exclude<R | R2, Scope.Scope>> =>
  Layer.effectContext(Effect.flatMap(parts, (layer) => Layer.build(Layer.fresh(layer))))

/**
 * Key provider and keyring of a data folder, the key checked against the sentinel: what `layerFiles` seals with, and
 * what `Rotation` works on. The key is TOMADA_KEY where the environment sets it, otherwise the file.
 */
export const layerKeys = (
  options: Options
): Layer.Layer<KeyProvider | Keyring | Foundation, KeyError, FileSystem.FileSystem | Path.Path> =>
  apart(
    Effect.gen(function* () {
      const { keyFile, sentinelFile, keys } = yield* locations(options.folder)
      const environment = yield* EnvironmentKeyProvider.config.pipe(
        Effect.mapError(
          () => new KeyUnreadable({ source: EnvironmentKeyProvider.variable, problem: "it cannot be read" })
        )
      )
      const { current, previous } = environment
      const provider: Layer.Layer<KeyProvider, KeyError, Foundation> = Option.isSome(current)
        ? EnvironmentKeyProvider.layer({ current: current.value, previous })
        : LocalKeyProvider.layer({ keyFile, sentinelFile, createIfMissing: options.createIfMissing })
      const checked = Layer.effectDiscard(
        Sentinel.check(sentinelFile, { createIfMissing: options.createIfMissing })
      ).pipe(Layer.provideMerge(provider))
      return Layer.merge(checked, FileKeyring.layer({ folder: keys })).pipe(Layer.provideMerge(foundation))
    })
  )

type Foundation = Layer.Success<typeof foundation>
const foundation = DurableFile.layer.pipe(Layer.provideMerge(Aes256Gcm.layer))

/** What a vault gives. */
export type Services = CredentialVault | Fingerprints | ParameterCipher | Signer | SecretHash

/**
 * Everything on disk. Fails at start with a KeyError when the key is missing, wrong, exposed or damaged. One value of this
 * layer is one vault wherever it is provided; two values share nothing.
 */
export const layerFiles = (
  options: Options
): Layer.Layer<Services | KeyRotation, KeyError, FileSystem.FileSystem | Path.Path> =>
  apart(
    Effect.map(locations(options.folder), ({ fingerprintFile, sentinelFile, signingFile }) =>
      Layer.mergeAll(
        EnvelopeVault.layer,
        KeyRotation.layer({ fingerprintFile, sentinelFile, signingFile }),
        LoginHash.layer.pipe(Layer.provide(FingerprintKeys.layerFile({ file: fingerprintFile }))),
        RsaOaep.layer,
        Signer.layer.pipe(Layer.provide(SigningKeys.layerFile({ file: signingFile }))),
        SecretHash.layer
      ).pipe(Layer.provide(layerKeys(options)))
    )
  )

const memoryKeys = Layer.effect(
  KeyProvider,
  Effect.gen(function* () {
    const bytes = Redacted.make(yield* (yield* SecureRandom.SecureRandom).randomBytes(KeySet.keyLength))
    const elsewhere = new RotatedElsewhere({ source: "memory", advice: "it goes with the process." })
    return yield* KeySet.constant({
      source: "memory",
      held: [{ id: KeySet.keyId(bytes), version: 1, bytes }],
      elsewhere
    })
  })
)

/** The same ciphers with keys that are forgotten with the scope, for tests. */
export const layerMemory: Layer.Layer<Services> = Layer.mergeAll(
  LoginHash.layer.pipe(Layer.provide(FingerprintKeys.layerMemory)),
  RsaOaep.layer,
  EnvelopeVault.layer.pipe(Layer.provide(Layer.merge(memoryKeys, Keyring.layerMemory))),
  Signer.layer.pipe(Layer.provide(SigningKeys.layerMemory)),
  SecretHash.layer
).pipe(Layer.provide(Aes256Gcm.layer))

/**
 * Adds a new current key for hashes of logins. What is started after this hashes under it and still finds what was hashed before;
 * each Item gets a hash under it when it is next visited. Answers the key's id.
 */
export const addFingerprintKey = Effect.fn("Vault.addFingerprintKey")(function* (options: Options) {
  const { fingerprintFile } = yield* locations(options.folder)
  return yield* addVersion(fingerprintFile).pipe(Effect.provide(layerKeys(options)))
})
