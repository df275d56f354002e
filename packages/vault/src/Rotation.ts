// Moving to a new key-encryption key: every wrapped key is unwrapped and wrapped again, no payload is touched and none is
// read. It may stop anywhere and be started again, since both keys open what they have wrapped. Only the process that
// holds the data folder may run it.
import { Effect, Option, Stream } from "effect"

import { bindingOf } from "./EnvelopeVault.ts"
import * as FingerprintKeys from "./FingerprintKeys.ts"
import { KeyProvider, type KeyVersion, sameKey } from "./KeyProvider.ts"
import { Keyring, type KeyringEntry } from "./Keyring.ts"
import * as Sentinel from "./Sentinel.ts"
import * as SigningKeys from "./SigningKeys.ts"

/** - `unreadable`: entries that no key at hand opens; they stay as they are. */
export interface Rewrapped {
  readonly rewrapped: number
  readonly alreadyCurrent: number
  readonly unreadable: number
}

/** The files that hold wrapped keys beside the keyring. */
export interface Files {
  readonly sentinelFile: string
  readonly signingFile: string
  readonly fingerprintFile: string
}

/** Each move is two flushes of the disk: several at once, and few enough that a visit's own files do not wait for them. */
const atOnce = 4

/**
 * Wraps everything under the provider's current key; the sentinel goes last, so that it asks for the old key until
 * nothing needs that any more. When something is unreadable the sentinel stays, and so must the old key. `told` hears
 * how far it is.
 */
export const rewrapAll = Effect.fn("Rotation.rewrapAll")(function* (
  files: Files,
  told: (soFar: Rewrapped) => Effect.Effect<void> = () => Effect.void
) {
  const keys = yield* KeyProvider
  const keyring = yield* Keyring
  const counts = { rewrapped: 0, alreadyCurrent: 0, unreadable: 0 }

  yield* SigningKeys.rewrap(files.signingFile)
  yield* FingerprintKeys.rewrap(files.fingerprintFile)
  const move = Effect.fnUntraced(function* (entry: KeyringEntry) {
    if (sameKey(entry.wrapped.key, yield* keys.current)) return "alreadyCurrent" as const
    const wrapped = yield* Effect.option(keys.rewrap(entry.wrapped, bindingOf(entry.context, entry.reference)))
    if (Option.isNone(wrapped)) return "unreadable" as const
    return (yield* keyring.replace({ ...entry, wrapped: wrapped.value })) ? ("rewrapped" as const) : "destroyed"
  })
  yield* keyring.list.pipe(
    Stream.mapEffect(move, { concurrency: atOnce, unordered: true }),
    Stream.runForEach((outcome) => {
      if (outcome !== "destroyed") counts[outcome] += 1
      return told({ ...counts })
    })
  )
  if (counts.unreadable === 0) yield* Sentinel.write(files.sentinelFile)
  return counts satisfies Rewrapped
})

/** How much is wrapped under each version: in the keyring, and in the files beside it. */
export const uses = Effect.fn("Rotation.uses")(function* (files: Files) {
  const keyring = yield* Keyring
  const beside = [
    ...(yield* SigningKeys.wrappedUnder(files.signingFile)),
    ...(yield* FingerprintKeys.wrappedUnder(files.fingerprintFile)),
    ...Option.toArray(yield* Sentinel.wrappedUnder(files.sentinelFile))
  ]
  const counts = new Map<string, { readonly key: KeyVersion; uses: number }>()
  const count = (key: KeyVersion) => {
    const name = `${key.id} ${key.version}`
    const held = counts.get(name)
    if (held === undefined) counts.set(name, { key, uses: 1 })
    else held.uses += 1
  }
  beside.forEach(count)
  yield* Stream.runForEach(keyring.list, (entry) => Effect.sync(() => count(entry.wrapped.key)))
  return [...counts.values()]
})
