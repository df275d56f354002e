// The key-encryption key in a file of the data folder, readable by its owner alone. It is made on the very first start
// and never again: a new key beside sealed data would only hide that the right one is lost. Runners share the file with the server
// that rotates: whoever wraps looks first whether it has changed, or a runner would go on under a key that is about to be retired.
import { DateTime, Effect, Equal, Layer, Option, Redacted, Schema, SynchronizedRef } from "effect"
import { type Aead, SecureRandom } from "effect/crypto"

import { DurableFile } from "./internal/DurableFile.ts"
import * as KeySet from "./internal/KeySet.ts"
import { KeyExposed, KeyInUse, KeyMissing, KeyProvider, KeyUnreadable, sameKey } from "./KeyProvider.ts"
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
      const services = yield* Effect.context<DurableFile | SecureRandom.SecureRandom>()
      const files = yield* DurableFile
      const existing = yield* read(path)
      const first = Option.isSome(existing) ? existing.value : yield* create(options)
      const state = yield* SynchronizedRef.make<Held>({
        ring: yield* ringOf(first),
        mark: yield* files.mark(path)
      })
      const ringNow = Effect.map(SynchronizedRef.get(state), ({ ring }) => ring)

      // What was read stays at hand when the file has gone or is damaged meanwhile: the next start is the one that refuses.
      const reread = (held: Held, mark: Held["mark"]) =>
        read(path).pipe(
          Effect.provideContext(services),
          Effect.flatMap((file) => Effect.fromOption(file)),
          Effect.flatMap(ringOf),
          Effect.map((ring): Held => ({ ring, mark })),
          Effect.catch(() =>
            Effect.as(
              Effect.logWarning("the key file has changed and cannot be read; the keys read before stay in use"),
              { ring: held.ring, mark }
            )
          )
        )
      const refreshed = (always: boolean) =>
        SynchronizedRef.modifyEffect(state, (held) =>
          Effect.gen(function* () {
            const mark = yield* files.mark(path)
            const same = Equal.equals(mark, held.mark)
            const next = same && !always ? held : yield* reread(held, mark)
            return [next.ring, next] as const
          })
        )
      // Only the process that holds the data folder changes the file; the others see that it has.
      const changed = <E>(change: (file: KeyFile) => Effect.Effect<KeyFile, E, SecureRandom.SecureRandom>) =>
        SynchronizedRef.updateEffect(state, () =>
          Effect.gen(function* () {
            const file = yield* Effect.flatMap(read(path), Effect.fromOption).pipe(
              Effect.catchTags({
                KeyExposed: Effect.die,
                KeyUnreadable: Effect.die,
                NoSuchElementError: () => Effect.die(new KeyMissing({ keyId: "unknown", source: path }))
              })
            )
            const next = yield* change(file)
            yield* write(path, next)
            return { ring: yield* ringOf(next), mark: yield* files.mark(path) }
          })
        ).pipe(Effect.andThen(ringNow), Effect.provideContext(services))

      return yield* KeySet.make({
        source: path,
        held: ringNow,
        now: refreshed(false),
        again: refreshed(true),
        rotate: changed(({ keys }) =>
          Effect.map(fresh(Math.max(...keys.map(({ version }) => version)) + 1), (added) => ({
            format: 1 as const,
            keys: [keys[0], ...keys.slice(1), added] as const
          }))
        ).pipe(
          Effect.map(({ current: { id, version } }) => ({ id, version })),
          Effect.uninterruptible
        ),
        retire: (key) =>
          changed(({ keys }) => {
            const current = keys.at(-1) ?? keys[0]
            if (sameKey(current, key)) return Effect.fail(new KeyInUse({ key, why: "current", uses: 0 }))
            const others = keys.slice(0, -1).filter((held) => !sameKey(held, key))
            const [first = current, ...rest] = [...others, current]
            return Effect.succeed({ format: 1 as const, keys: [first, ...rest] as const })
          }).pipe(Effect.asVoid, Effect.uninterruptible)
      })
    })
  )

interface Held {
  readonly ring: KeySet.Ring
  /** Which state of the file that is. */
  readonly mark: Option.Option<string>
}

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

const ringOf = ({ keys }: KeyFile) => KeySet.ring([toHeld(keys[0]), ...keys.slice(1).map(toHeld)])
