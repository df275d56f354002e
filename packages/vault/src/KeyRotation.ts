// What an operator does with the key-encryption key while the server runs: see where it stands, change it, give the old one up. Moving
// the wrapped keys over goes on beside everything else, one move at a time, and after a start by itself. Only the process that
// holds the data folder may do any of this; runners see the change in the key file.
import { Context, Effect, FiberHandle, Layer, Option, Ref, Schema, Semaphore } from "effect"

import type { DurableFile } from "./internal/DurableFile.ts"
import { KeyInUse, type KeyError, KeyProvider, type KeyVersion, type RotatedElsewhere, sameKey } from "./KeyProvider.ts"
import { Keyring } from "./Keyring.ts"
import * as Rotation from "./Rotation.ts"

/** `source` has no such version of the key. */
export class KeyUnknown extends Schema.TaggedError<KeyUnknown>()("KeyUnknown", {
  named: Schema.String,
  source: Schema.String
}) {
  override get message() {
    return `${this.source} has no version ${this.named} of the key, or has several of that number: name it by its id.`
  }
}

/** - `uses`: how much is wrapped under it, in the keyring and beside it; - `held`: false where the key itself is gone. */
export interface KeyStanding {
  readonly key: KeyVersion
  readonly isCurrent: boolean
  readonly held: boolean
  readonly uses: number
}

/** A move of wrapped keys: `of` is how many there were at its begin. */
export interface Move extends Rotation.Rewrapped {
  readonly of: number
  readonly state: "running" | "done" | "failed"
}

export interface Standing {
  readonly source: string
  readonly versions: ReadonlyArray<KeyStanding>
  /** The last one since the start, or none. */
  readonly move: Option.Option<Move>
}

export class KeyRotation extends Context.Service<
  KeyRotation,
  {
    /** Reads every wrapped key: its cost follows the keyring. */
    readonly standing: Effect.Effect<Standing, KeyError>
    /** Makes a new version, which is current when this returns, and begins to move what is wrapped over to it. */
    readonly rotate: Effect.Effect<KeyVersion, RotatedElsewhere>
    /** Gives up the version of this id or number. KeyInUse while anything is wrapped under it. */
    retire(named: string): Effect.Effect<KeyVersion, KeyUnknown | KeyInUse | RotatedElsewhere | KeyError>
    /** Begins to move what is not under the current version, where there may be anything: for the start of a server. */
    readonly resume: Effect.Effect<void>
    /** Ends when no move is under way. */
    readonly settled: Effect.Effect<void>
  }
>()("@tomada/vault/KeyRotation") {
  static readonly layer = (
    files: Rotation.Files
  ): Layer.Layer<KeyRotation, never, KeyProvider | Keyring | DurableFile> => Layer.effect(KeyRotation, make(files))
}

const make = Effect.fnUntraced(function* (files: Rotation.Files) {
  const keys = yield* KeyProvider
  const keyring = yield* Keyring
  const services = yield* Effect.context<KeyProvider | Keyring | DurableFile>()
  const moving = yield* FiberHandle.make<void, never>()
  const one = yield* Semaphore.make(1)
  const last = yield* Ref.make<Option.Option<Move>>(Option.none())
  const uses = Effect.provideContext(Rotation.uses(files), services)

  const tell = (counts: Rotation.Rewrapped, of: number, state: Move["state"]) =>
    Ref.set(last, Option.some({ ...counts, of, state }))
  const move = Effect.gen(function* () {
    const of = yield* keyring.count
    const begun: Rotation.Rewrapped = { rewrapped: 0, alreadyCurrent: 0, unreadable: 0 }
    yield* tell(begun, of, "running")
    const counts = yield* Rotation.rewrapAll(files, (soFar) => tell(soFar, of, "running")).pipe(
      Effect.provideContext(services)
    )
    yield* tell(counts, of, "done")
    const { id, version } = yield* keys.current
    if (counts.rewrapped > 0 || counts.unreadable > 0)
      yield* Effect.annotateLogs(Effect.logInfo("wrapped keys were moved to the current key"), {
        key: `${id} ${version}`,
        moved: counts.rewrapped,
        unreadable: counts.unreadable
      })
  }).pipe(
    Effect.catchCause((cause) =>
      Effect.andThen(
        Ref.update(
          last,
          Option.map((held): Move => ({ ...held, state: "failed" }))
        ),
        Effect.logError("wrapped keys were not all moved; the next start goes on", cause)
      )
    ),
    one.withPermit
  )
  // A version that came meanwhile is seen by a move of its own, after the one under way.
  const begin = Effect.asVoid(FiberHandle.run(moving, move))

  const find = Effect.fnUntraced(function* (named: string) {
    const found = (yield* keys.available).filter(({ id, version }) => id === named || String(version) === named)
    const [version, another] = found
    if (version === undefined || another !== undefined) {
      return yield* new KeyUnknown({ named, source: keys.source })
    }
    return version
  })

  return KeyRotation.of({
    standing: Effect.gen(function* () {
      const counted = yield* uses
      const held = yield* keys.available
      const current = yield* keys.current
      const gone = counted.map(({ key }) => key).filter((key) => !held.some((one) => sameKey(one, key)))
      return {
        source: keys.source,
        versions: [...gone, ...held].map((key) => ({
          key,
          isCurrent: sameKey(key, current),
          held: held.some((one) => sameKey(one, key)),
          uses: counted.find((one) => sameKey(one.key, key))?.uses ?? 0
        })),
        move: yield* Ref.get(last)
      }
    }),
    rotate: Effect.tap(keys.rotate, begin).pipe(Effect.uninterruptible),
    retire: Effect.fnUntraced(function* (named) {
      const key = yield* find(named)
      if (sameKey(key, yield* keys.current)) return yield* new KeyInUse({ key, why: "current", uses: 0 })
      const under = (yield* uses).find((one) => sameKey(one.key, key))?.uses ?? 0
      if (under > 0) return yield* new KeyInUse({ key, why: "wrapping", uses: under })
      yield* keys.retire(key)
      return key
    }),
    resume: Effect.gen(function* () {
      if ((yield* keys.available).length > 1) yield* begin
    }),
    settled: FiberHandle.awaitEmpty(moving)
  })
})
