// The key-encryption key in a file of the data folder, readable by its owner alone. It is made on the very first start
// and never again: a new key beside sealed data would only hide that the right one is lost.
import { DateTime, Effect, Layer, Option, Redacted, Schema } from "effect"
import { type Aead, SecureRandom } from "effect/crypto"

import { DurableFile } from "./internal/DurableFile.ts"
import * as KeySet from "./internal/KeySet.ts"
import { KeyExposed, KeyMissing, KeyProvider, KeyUnreadable } from "./KeyProvider.ts"
import * as Sentinel from "./Sentinel.ts"

const KeyFile = Schema.fromJsonString(
  Schema.Struct({
    format: Schema.Literal(1),
    /** The last is current; the others open what they have wrapped. */
    keys: Schema.NonEmptyArray(
      Schema.Struct({
        id: Schema.String,
        version: Schema.Int,
        createdAt: Schema.DateTimeUtcFromString,
        key: Schema.RedactedFromValue(Schema.Uint8ArrayFromBase64)
      })
    )
  })
)
type KeyFile = typeof KeyFile.Type

export interface Options {
  readonly keyFile: string
  /** Names the needed key when the key file is gone. */
  readonly sentinelFile: string
  readonly createIfMissing: boolean
}

const unreadable = (path: string) =>
  new KeyUnreadable({ source: path, problem: "it is not a key file or it is damaged; restore it from a copy" })

/** The keys of the file, or none when there is no file. Fails with KeyExposed when others may read it. */
const read = Effect.fnUntraced(function* (path: string) {
  const files = yield* DurableFile
  const mode = yield* files.mode(path)
  if (Option.isNone(mode)) return Option.none<KeyFile>()
  if ((mode.value & 0o077) !== 0) return yield* new KeyExposed({ path, mode: mode.value.toString(8) })
  const bytes = yield* files.read(path)
  if (Option.isNone(bytes)) return Option.none<KeyFile>()
  const file = yield* Schema.decodeEffect(KeyFile)(new TextDecoder().decode(bytes.value)).pipe(
    Effect.mapError(() => unreadable(path))
  )
  for (const { id, key } of file.keys) {
    if (Redacted.value(key).length !== KeySet.keyLength || KeySet.keyId(key) !== id) return yield* unreadable(path)
  }
  return Option.some(file)
})

const write = Effect.fnUntraced(function* (path: string, file: KeyFile) {
  const text = yield* Schema.encodeEffect(KeyFile)(file).pipe(Effect.orDie)
  yield* (yield* DurableFile).write(path, new TextEncoder().encode(text), { flush: true })
})

const fresh = Effect.fnUntraced(function* (version: number) {
  const key = Redacted.make(yield* (yield* SecureRandom.SecureRandom).randomBytes(KeySet.keyLength))
  return { id: KeySet.keyId(key), version, createdAt: yield* DateTime.now, key }
})

/**
 * Adds a new current key to the file; earlier ones stay for what they have wrapped. Takes effect where the layer is built
 * anew; `Rotation.rewrapAll` then moves the wrapped keys over. Fails when there is no key file.
 */
export const addVersion = Effect.fn("LocalKeyProvider.addVersion")(function* (path: string) {
  const file = yield* read(path)
  if (Option.isNone(file)) return yield* new KeyMissing({ keyId: "unknown", source: path })
  const added = yield* fresh(Math.max(...file.value.keys.map(({ version }) => version)) + 1)
  yield* write(path, { format: 1, keys: [...file.value.keys, added] })
  return { id: added.id, version: added.version }
})

/** KeyMissing names the key that is needed when the file is gone and none may be made. */
export const layer = (
  options: Options
): Layer.Layer<
  KeyProvider,
  KeyMissing | KeyExposed | KeyUnreadable,
  DurableFile | Aead.Aead | SecureRandom.SecureRandom
> =>
  Layer.effect(
    KeyProvider,
    Effect.gen(function* () {
      const path = options.keyFile
      const existing = yield* read(path)
      const file = Option.isSome(existing) ? existing.value : yield* create(options)
      return yield* KeySet.make({
        source: path,
        held: [toHeld(file.keys[0]), ...file.keys.slice(1).map(toHeld)]
      })
    })
  )

const create = Effect.fnUntraced(function* ({ keyFile, sentinelFile, createIfMissing }: Options) {
  const needed = yield* Sentinel.neededKeyId(sentinelFile)
  if (Option.isSome(needed) || !createIfMissing) {
    return yield* new KeyMissing({ keyId: Option.getOrElse(needed, () => "unknown"), source: keyFile })
  }
  const file: KeyFile = { format: 1, keys: [yield* fresh(1)] }
  yield* write(keyFile, file)
  return file
})

const toHeld = ({ id, version, key }: KeyFile["keys"][number]): KeySet.HeldKey => ({ id, version, bytes: key })
