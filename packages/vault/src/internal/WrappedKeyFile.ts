// Keys of one kind in a file of the keyring folder, each wrapped by the key-encryption key, the last one current. Older ones stay in
// the file for what was made with them. Of processes that find no file at once one makes it, and all go on with that one's key: a
// key that only one of them knew would be lost with it.
import { DateTime, Effect, Option, Redacted, Schema } from "effect"
import { SecureRandom } from "effect/crypto"
import { Hex } from "effect/encoding"

import { KeyProvider, KeyUnreadable, WrappedKey } from "../KeyProvider.ts"
import { canonicalBytes } from "./CanonicalBytes.ts"
import { DurableFile } from "./DurableFile.ts"

const KeyFile = Schema.fromJsonString(
  Schema.Struct({
    format: Schema.Literal(1),
    /** The last is current. */
    keys: Schema.NonEmptyArray(
      Schema.Struct({ id: Schema.String, createdAt: Schema.DateTimeUtcFromString, wrapped: WrappedKey })
    )
  })
)
type KeyFile = typeof KeyFile.Type
type Entry = KeyFile["keys"][number]

/** A key as it is used; the id is random and says nothing of the bytes. */
export interface RawKey {
  readonly id: string
  /** 32 bytes. */
  readonly bytes: Redacted.Redacted<Uint8Array>
}

/** A key that is in no file yet. */
export const fresh = Effect.gen(function* () {
  const random = yield* SecureRandom.SecureRandom
  const key: RawKey = {
    id: Hex.encode(yield* random.randomBytes(8)),
    bytes: Redacted.make(yield* random.randomBytes(32))
  }
  return key
})

/**
 * The files of one kind of key.
 *
 * - `label`: what a wrapped key is bound to beside its id.
 * - `damaged`: what is said of a file that cannot be used, and what to do with it.
 */
export const make = ({ damaged, label }: { readonly label: string; readonly damaged: string }) => {
  const bindingOf = (id: string) => canonicalBytes([label, id])
  const unusable = (path: string) => new KeyUnreadable({ source: path, problem: damaged })
  const encode = (file: KeyFile) =>
    Effect.map(Effect.orDie(Schema.encodeEffect(KeyFile)(file)), (text) => new TextEncoder().encode(text))

  const read = Effect.fnUntraced(function* (path: string) {
    const bytes = yield* (yield* DurableFile).read(path)
    if (Option.isNone(bytes)) return Option.none<KeyFile>()
    return yield* Schema.decodeEffect(KeyFile)(new TextDecoder().decode(bytes.value)).pipe(
      Effect.mapBoth({ onSuccess: Option.some, onFailure: () => unusable(path) })
    )
  })

  const write = Effect.fnUntraced(function* (path: string, file: KeyFile) {
    yield* (yield* DurableFile).write(path, yield* encode(file), { flush: true })
  })

  const made = Effect.gen(function* () {
    const { bytes, id } = yield* fresh
    const wrapped = yield* (yield* KeyProvider).wrap(bytes, bindingOf(id))
    const entry: Entry = { id, createdAt: yield* DateTime.now, wrapped }
    return entry
  })

  const unwrap = Effect.fnUntraced(function* (path: string, { id, wrapped }: Entry) {
    const bytes = yield* (yield* KeyProvider)
      .unwrap(wrapped, bindingOf(id))
      .pipe(Effect.catchTag("WrapBroken", () => unusable(path)))
    const key: RawKey = { id, bytes }
    return key
  })

  /** The file's keys, the last one current; a file that is not there is made with one key. */
  const open = Effect.fnUntraced(function* (path: string) {
    if (Option.isNone(yield* read(path))) {
      const first: KeyFile = { format: 1, keys: [yield* made] }
      yield* (yield* DurableFile).create(path, yield* encode(first))
    }
    const file = yield* read(path)
    if (Option.isNone(file)) return yield* unusable(path)
    return yield* Effect.forEach(file.value.keys, (entry) => unwrap(path, entry))
  })

  /** Adds a new current key to the file, which is made where there is none. Takes effect where the file is opened anew. */
  const addVersion = Effect.fnUntraced(function* (path: string) {
    const file = yield* read(path)
    const added = yield* made
    const [first = added, ...others] = [...(Option.isSome(file) ? file.value.keys : []), added]
    yield* write(path, { format: 1, keys: [first, ...others] })
    return added.id
  })

  /** Wraps every key of the file under the provider's current key. */
  const rewrap = Effect.fnUntraced(function* (path: string) {
    const file = yield* read(path)
    if (Option.isNone(file)) return
    const keys = yield* KeyProvider
    const again = (entry: Entry) =>
      keys.rewrap(entry.wrapped, bindingOf(entry.id)).pipe(
        Effect.mapBoth({
          onFailure: (error) => (error._tag === "KeyMissing" ? error : unusable(path)),
          onSuccess: (wrapped): Entry => ({ ...entry, wrapped })
        })
      )
    const [first, ...others] = file.value.keys
    yield* write(path, { format: 1, keys: [yield* again(first), ...(yield* Effect.forEach(others, again))] })
  })

  /** Which version of the key each key of the file is wrapped under. */
  const wrappedUnder = (path: string) =>
    Effect.map(
      read(path),
      Option.match({ onNone: () => [], onSome: ({ keys }) => keys.map(({ wrapped }) => wrapped.key) })
    )

  return { open, addVersion, rewrap, wrappedUnder }
}
