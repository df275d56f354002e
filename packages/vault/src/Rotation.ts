// Moving to a new key-encryption key: every wrapped key is unwrapped and wrapped again, no payload is touched and none is
// read. It may stop anywhere and be started again, since both keys open what they have wrapped. Only the process that
// holds the data folder may run it.
import { Effect, Option, Stream } from "effect"

import { bindingOf } from "./EnvelopeVault.ts"
import * as FingerprintKeys from "./FingerprintKeys.ts"
import { KeyProvider, sameKey } from "./KeyProvider.ts"
import { Keyring } from "./Keyring.ts"
import * as Sentinel from "./Sentinel.ts"
import * as SigningKeys from "./SigningKeys.ts"

/** - `unreadable`: entries that no key at hand opens; they stay as they are. */
export interface Rewrapped {
  readonly rewrapped: number
  readonly alreadyCurrent: number
  readonly unreadable: number
}

/**
 * Wraps everything under the provider's current key; the sentinel goes last, so that it asks for the old key until
 * nothing needs that any more. When something is unreadable the sentinel stays, and so must the old key.
 */
export const rewrapAll = Effect.fn("Rotation.rewrapAll")(function* (files: {
  readonly sentinelFile: string
  readonly signingFile: string
  readonly fingerprintFile: string
}) {
  const keys = yield* KeyProvider
  const keyring = yield* Keyring
  const counts = { rewrapped: 0, alreadyCurrent: 0, unreadable: 0 }

  yield* SigningKeys.rewrap(files.signingFile)
  yield* FingerprintKeys.rewrap(files.fingerprintFile)
  yield* keyring.list.pipe(
    Stream.runForEach((entry) =>
      Effect.gen(function* () {
        if (sameKey(entry.wrapped.key, yield* keys.current)) {
          counts.alreadyCurrent += 1
          return
        }
        const wrapped = yield* Effect.option(keys.rewrap(entry.wrapped, bindingOf(entry.context, entry.reference)))
        if (Option.isNone(wrapped)) {
          counts.unreadable += 1
          return
        }
        const replaced = yield* keyring.replace({ ...entry, wrapped: wrapped.value })
        if (replaced) counts.rewrapped += 1
      })
    )
  )
  if (counts.unreadable === 0) yield* Sentinel.write(files.sentinelFile)
  return counts satisfies Rewrapped
})
