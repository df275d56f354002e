// Keyed hashes of logins: HMAC-SHA-256 under each key at hand. What a login is, core's `Fingerprint` says.
import { createHmac, type KeyObject } from "node:crypto"

import { Fingerprints, type Keyed } from "@tomada/core/Fingerprints"
import { Effect, Layer, Redacted } from "effect"

import { FingerprintKeys, type FingerprintKey } from "./FingerprintKeys.ts"

const hashed = ({ id, key }: { readonly id: string; readonly key: KeyObject }, login: Uint8Array): Keyed => ({
  keyId: id,
  hash: createHmac("sha256", key).update(login).digest("hex")
})

export const layer: Layer.Layer<Fingerprints, never, FingerprintKeys> = Layer.effect(
  Fingerprints,
  Effect.gen(function* () {
    const { newestFirst } = yield* FingerprintKeys
    const current: FingerprintKey = newestFirst[0] ?? (yield* Effect.die(new Error("there is at least one key")))
    return Fingerprints.of({
      currentKeyId: current.id,
      current: (login) => Effect.sync(() => hashed(current, Redacted.value(login))),
      all: (login) => Effect.sync(() => newestFirst.map((key) => hashed(key, Redacted.value(login))))
    })
  })
)
