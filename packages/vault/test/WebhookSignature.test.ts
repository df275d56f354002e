import { assert, describe, it } from "@effect/vitest"
import { DeliverySigner } from "@tomada/core"
import { Cause, Effect, Exit, Layer, Redacted } from "effect"
import { SecureRandom } from "effect/crypto"
import { Webhook as StandardWebhook } from "standardwebhooks"
import { Webhook as SvixWebhook } from "svix"

import * as WebhookSignature from "../src/WebhookSignature.ts"

const signer = DeliverySigner.DeliverySigner
const live = WebhookSignature.layer.pipe(Layer.provide(SecureRandom.layerWebCrypto))

/** The libraries accept only what was signed in the last minutes. */
const seconds = Math.floor(Date.now() / 1000)
const bodies = ["{}", JSON.stringify({ event: "item/updated", text: "é \u0000 \ud83d\ude00 ." }), "a.b.c", " "]

const libraries = [
  ["standardwebhooks", (secret: string) => new StandardWebhook(secret)],
  ["svix", (secret: string) => new SvixWebhook(secret)]
] as const

describe("a signature", () => {
  for (const [name, webhookOf] of libraries) {
    it.effect(`is verified by the library ${name}, and only with its secret, id, time and body`, () =>
      Effect.gen(function* () {
        const { newSecret, sign } = yield* signer
        const [secret, other] = [yield* newSecret, yield* newSecret]
        for (const body of bodies) {
          const id = "4a1ea4a8-6a9d-4e0a-9a3c-4f4d9f7f0001"
          const signature = yield* sign([secret], { id, timestamp: seconds, body })
          const headers = {
            "webhook-id": id,
            "webhook-timestamp": String(seconds),
            "webhook-signature": signature
          }
          const verifies = (key: Redacted.Redacted<string>, text: string, changed: Partial<typeof headers> = {}) => {
            try {
              webhookOf(Redacted.value(key)).verify(text, { ...headers, ...changed })
              return true
            } catch (error) {
              return error instanceof SyntaxError // the signature was well and the body no JSON
            }
          }
          assert.isTrue(verifies(secret, body))
          assert.isFalse(verifies(other, body))
          assert.isFalse(verifies(secret, `${body} `))
          assert.isFalse(verifies(secret, body, { "webhook-id": "x" }))
          assert.isFalse(verifies(secret, body, { "webhook-timestamp": String(seconds - 1) }))
        }
      }).pipe(Effect.provide(live))
    )

    it.effect(`of two secrets is verified by the library ${name} with either, so that a secret can be changed`, () =>
      Effect.gen(function* () {
        const { newSecret, sign } = yield* signer
        const secrets = [yield* newSecret, yield* newSecret]
        const signature = yield* sign(secrets, { id: "1", timestamp: seconds, body: "{}" })
        const headers = { "webhook-id": "1", "webhook-timestamp": String(seconds), "webhook-signature": signature }
        for (const secret of secrets) {
          assert.doesNotThrow(() => webhookOf(Redacted.value(secret)).verify("{}", headers))
        }
        const third = yield* newSecret
        assert.throws(() => webhookOf(Redacted.value(third)).verify("{}", headers))
      }).pipe(Effect.provide(live))
    )
  }

  it.effect("is the same for the same secret, message and second", () =>
    Effect.gen(function* () {
      const { sign } = yield* signer
      // The example of the specification's library.
      const secret = Redacted.make("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
      const signature = yield* sign([secret], {
        id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
        timestamp: 1_614_265_330,
        body: '{"test": 2432232314}'
      })
      assert.strictEqual(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }).pipe(Effect.provide(live))
  )

  it.effect("is not made with what is no secret, and the defect does not repeat it", () =>
    Effect.gen(function* () {
      const { sign } = yield* signer
      for (const text of [
        "",
        "whsec_",
        "whsec_c2hvcnQ=",
        "no-prefix-MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        `whsec_${"A".repeat(100)}`
      ]) {
        const exit = yield* Effect.exit(sign([Redacted.make(text)], { id: "1", timestamp: 1, body: "" }))
        assert.isTrue(Exit.isFailure(exit) && Cause.hasDies(exit.cause))
        if (text !== "" && Exit.isFailure(exit)) assert.notInclude(Cause.pretty(exit.cause).split("\n")[0] ?? "", text)
      }
    }).pipe(Effect.provide(live))
  )

  it.effect("secrets are 32 bytes, each another one", () =>
    Effect.gen(function* () {
      const { newSecret } = yield* signer
      const made = yield* Effect.all(Array.from({ length: 50 }, () => newSecret))
      assert.strictEqual(new Set(made.map(Redacted.value)).size, 50)
      for (const secret of made) assert.match(Redacted.value(secret), /^whsec_[A-Za-z0-9+/]{43}=$/)
    }).pipe(Effect.provide(live))
  )
})
