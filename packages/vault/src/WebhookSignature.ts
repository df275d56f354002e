// Signatures of webhook deliveries by Standard Webhooks: HMAC-SHA-256 over `id.timestamp.body`, written `v1,<base64>`. A secret is
// `whsec_` and base64 of 24 to 64 bytes. Its key is made once for as long as the caller keeps the secret at hand: importing it would
// cost more than the signature.
import { createHmac, createSecretKey, type KeyObject } from "node:crypto"

import { DeliverySigner } from "@tomada/core/DeliverySigner"
import { Effect, Layer, Redacted } from "effect"
import { SecureRandom } from "effect/crypto"
import { Base64 } from "effect/encoding"

const prefix = "whsec_"
const secretLength = 32

/** The text is no secret of a webhook; it does not say what it is. */
class NotASecret extends Error {
  override readonly name = "NotASecret"
}

const keyOf = (secret: Redacted.Redacted<string>): KeyObject => {
  const text = Redacted.value(secret)
  const bytes = Base64.decode(text.startsWith(prefix) ? text.slice(prefix.length) : "")
  if (bytes._tag === "Failure" || bytes.success.length < 24 || bytes.success.length > 64) throw new NotASecret()
  return createSecretKey(bytes.success)
}

export const layer: Layer.Layer<DeliverySigner, never, SecureRandom.SecureRandom> = Layer.effect(
  DeliverySigner,
  Effect.gen(function* () {
    const random = yield* SecureRandom.SecureRandom
    const keys = new WeakMap<Redacted.Redacted<string>, KeyObject>()
    const held = (secret: Redacted.Redacted<string>): KeyObject => {
      const known = keys.get(secret)
      if (known !== undefined) return known
      const key = keyOf(secret)
      keys.set(secret, key)
      return key
    }
    return DeliverySigner.of({
      newSecret: Effect.map(Effect.orDie(random.randomBytes(secretLength)), (bytes) =>
        Redacted.make(`${prefix}${Base64.encode(bytes)}`)
      ),
      sign: (secrets, { body, id, timestamp }) =>
        Effect.sync(() => {
          const signed = `${id}.${timestamp}.${body}`
          return secrets
            .map((secret) => `v1,${createHmac("sha256", held(secret)).update(signed).digest("base64")}`)
            .join(" ")
        })
    })
  })
)

/** With the platform's cryptographic source. */
export const layerWebCrypto: Layer.Layer<DeliverySigner> = layer.pipe(Layer.provide(SecureRandom.layerWebCrypto))
