// The key-encryption key from the environment, for those who keep secrets outside the data folder: `TOMADA_KEY` is 32
// bytes in base64; `TOMADA_KEY_PREVIOUS` is the one before it while what it has wrapped is moved over.
import { Config, Effect, Layer, Option, Redacted } from "effect"
import { type Aead, type SecureRandom } from "effect/crypto"
import { Base64 } from "effect/encoding"

import * as KeySet from "./internal/KeySet.ts"
import { KeyProvider, KeyUnreadable, RotatedElsewhere } from "./KeyProvider.ts"

export const variable = "TOMADA_KEY"
export const previousVariable = "TOMADA_KEY_PREVIOUS"

/** What the two variables hold; `current` is none when the environment gives no key. */
export const config: Config.Config<{
  readonly current: Option.Option<Redacted.Redacted<string>>
  readonly previous: Option.Option<Redacted.Redacted<string>>
}> = Config.all({
  current: Config.option(Config.Redacted(variable)),
  previous: Config.option(Config.Redacted(previousVariable))
})

const decode = Effect.fnUntraced(function* (source: string, text: Redacted.Redacted<string>) {
  const bytes = yield* Effect.fromResult(Base64.decode(Redacted.value(text).trim())).pipe(
    Effect.filterOrFail((decoded) => decoded.length === KeySet.keyLength),
    Effect.mapError(() => new KeyUnreadable({ source, problem: "it is not 32 bytes in base64" }))
  )
  const key = Redacted.make(bytes)
  // The bytes alone name a key of the environment; there is no place that could count its versions.
  return { id: KeySet.keyId(key), version: 1, bytes: key } satisfies KeySet.HeldKey
})

const elsewhere = (moving: boolean) =>
  new RotatedElsewhere({
    source: variable,
    advice: moving
      ? `${previousVariable} is set and what it sealed moves to ${variable} by itself; when "tomada keys status" shows nothing under it, unset ${previousVariable} and start again.`
      : `set ${previousVariable} to what ${variable} holds and ${variable} to a new key of 32 bytes in base64 ("openssl rand -base64 32"), then start again; what is sealed moves over by itself.`
  })

/** Fails with KeyUnreadable when a value is not 32 bytes in base64. */
export const layer = (keys: {
  readonly current: Redacted.Redacted<string>
  readonly previous: Option.Option<Redacted.Redacted<string>>
}): Layer.Layer<KeyProvider, KeyUnreadable, Aead.Aead | SecureRandom.SecureRandom> =>
  Layer.effect(
    KeyProvider,
    Effect.gen(function* () {
      const current = yield* decode(variable, keys.current)
      const previous = Option.isSome(keys.previous) ? [yield* decode(previousVariable, keys.previous.value)] : []
      const [first = current, ...others] = [...previous, current]
      return yield* KeySet.constant({
        source: variable,
        held: [first, ...others],
        elsewhere: elsewhere(previous.length > 0)
      })
    })
  )
