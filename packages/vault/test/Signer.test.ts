import { inspect } from "node:util"

import { assert, describe, it, layer } from "@effect/vitest"
import { DateTime, Duration, Effect, Layer, Redacted, type Schema } from "effect"
import { Base64Url } from "effect/encoding"
import { TestClock } from "effect/testing"
import { decodeJwt, decodeProtectedHeader, SignJWT, UnsecuredJWT } from "jose"

import * as Aes256Gcm from "../src/internal/Aes256Gcm.ts"
import { Signer, type TokenInvalid, type TokenPurpose } from "../src/Signer.ts"
import { SigningKeys } from "../src/SigningKeys.ts"
import { application } from "./Folder.ts"

const signing = Signer.layer.pipe(Layer.provideMerge(SigningKeys.layerMemory), Layer.provide(Aes256Gcm.layer))

const sign = (purpose: TokenPurpose, claims: Record<string, Schema.Json> = {}) =>
  Signer.use((signer) => signer.sign({ purpose, applicationId: application, claims, expiresIn: Duration.hours(2) }))
const verify = (token: Redacted.Redacted<string>, purpose: TokenPurpose) =>
  Signer.use((signer) => signer.verify(token, purpose))
const refused = (token: string, purpose: TokenPurpose = "api-key") =>
  verify(Redacted.make(token), purpose).pipe(
    Effect.flip,
    Effect.map((error: TokenInvalid) => error.why)
  )
const now = DateTime.toEpochMillis(DateTime.makeUnsafe("2026-11-22T10:00:00.250Z"))

layer(signing)("a token", (it) => {
  it.effect("gives back what it was signed with", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now)
      const claims = {
        itemId: null,
        clientUserId: "user-1",
        options: { products: ["ACCOUNTS"], avoidDuplicates: true }
      }
      const token = yield* sign("connect-token", claims)
      const verified = yield* verify(token, "connect-token")
      assert.deepStrictEqual(verified.claims, claims)
      assert.strictEqual(verified.applicationId, application)
      assert.strictEqual(verified.purpose, "connect-token")
      assert.strictEqual(DateTime.formatIso(verified.issuedAt), "2026-11-22T10:00:00.000Z")
      assert.strictEqual(DateTime.formatIso(verified.expiresAt), "2026-11-22T12:00:00.000Z")
    })
  )

  it.effect("can be read without the key, and its exp is a number of seconds", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now)
      const token = Redacted.value(yield* sign("api-key"))
      const payload = decodeJwt(token)
      assert.strictEqual(payload.exp, Math.floor(now / 1000) + 7200)
      assert.strictEqual(payload.iat, Math.floor(now / 1000))
      assert.strictEqual(payload["clientId"], application, "where clients look for it")
      const keys = yield* SigningKeys
      assert.deepStrictEqual(decodeProtectedHeader(token), { alg: "HS256", typ: "JWT", kid: keys.current.id })
    })
  )

  it.effect("has an id of its own, even when signed in the same second", () =>
    Effect.gen(function* () {
      const tokens = yield* Effect.forEach(Array.from({ length: 50 }), () => sign("api-key"))
      const ids = yield* Effect.forEach(tokens, (token) => Effect.map(verify(token, "api-key"), ({ id }) => id))
      assert.strictEqual(new Set(ids).size, 50)
    })
  )

  it.effect("is accepted until its time is over, and then expired", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Math.ceil(now / 1000) * 1000)
      const token = yield* sign("api-key")
      yield* TestClock.adjust("7199 seconds")
      yield* verify(token, "api-key")
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* refused(Redacted.value(token)), "expired")
    })
  )

  it.effect("that was accepted is so again for what it is, and no longer than its time", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now)
      const token = yield* sign("api-key", { once: true })
      const first = yield* verify(token, "api-key")
      assert.deepStrictEqual(yield* verify(token, "api-key"), first)
      assert.strictEqual(yield* refused(Redacted.value(token), "connect-token"), "purpose")
      yield* TestClock.adjust("2 hours")
      assert.strictEqual(yield* refused(Redacted.value(token)), "expired")
    })
  )

  it.effect("for one purpose is refused for another", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* refused(Redacted.value(yield* sign("connect-token")), "api-key"), "purpose")
      assert.strictEqual(yield* refused(Redacted.value(yield* sign("api-key")), "connect-token"), "purpose")
    })
  )

  it.effect("is told by its purpose where either is accepted", () =>
    Effect.gen(function* () {
      for (const purpose of ["api-key", "connect-token"] as const) {
        const token = yield* sign(purpose)
        const verified = yield* Signer.use((signer) => signer.verify(token, "api-key", "connect-token"))
        assert.strictEqual(verified.purpose, purpose)
      }
    })
  )

  it.effect("of before it named its application twice is accepted", () =>
    Effect.gen(function* () {
      const { current } = yield* SigningKeys
      const { clientId, ...earlier } = decodeJwt(Redacted.value(yield* sign("api-key")))
      assert.strictEqual(clientId, application)
      const token = yield* Effect.promise(() =>
        new SignJWT(earlier).setProtectedHeader({ alg: "HS256", kid: current.id }).sign(current.key)
      )
      assert.strictEqual((yield* verify(Redacted.make(token), "api-key")).applicationId, application)
    })
  )

  it.effect("with any character changed is refused", () =>
    Effect.gen(function* () {
      const token = Redacted.value(yield* sign("api-key"))
      // The last character of each part may hold bits that base64url ignores, so it is left out.
      const last = new Set(token.split(".").map((_, part, parts) => parts.slice(0, part + 1).join(".").length - 1))
      for (let at = 0; at < token.length; at++) {
        if (last.has(at)) continue
        const changed = token.slice(0, at) + (token[at] === "x" ? "y" : "x") + token.slice(at + 1)
        assert.include(["signature", "malformed"], yield* refused(changed))
      }
    })
  )

  it.effect("whose payload was exchanged under the same signature is refused", () =>
    Effect.gen(function* () {
      const [header, payload = "", signature] = Redacted.value(yield* sign("api-key")).split(".")
      const claims: Record<string, unknown> = JSON.parse(Buffer.from(payload, "base64url").toString())
      const richer = Base64Url.encode(JSON.stringify({ ...claims, claims: { admin: true } }))
      assert.strictEqual(yield* refused(`${header}.${richer}.${signature}`), "signature")
    })
  )

  it.effect("without a signature, alg none, is refused", () =>
    Effect.gen(function* () {
      const payload = decodeJwt(Redacted.value(yield* sign("api-key")))
      const unsecured = new UnsecuredJWT(payload).encode()
      assert.include(["signature", "malformed"], yield* refused(unsecured))
      const { kid } = decodeProtectedHeader(Redacted.value(yield* sign("api-key")))
      const head = Base64Url.encode(JSON.stringify({ alg: "none", typ: "JWT", kid }))
      assert.include(["signature", "malformed"], yield* refused(`${head}.${unsecured.split(".")[1]}.`))
    })
  )

  it.effect("signed with another key is refused, whether it names that key or ours", () =>
    Effect.gen(function* () {
      const payload = decodeJwt(Redacted.value(yield* sign("api-key")))
      const { current } = yield* SigningKeys
      for (const kid of [current.id, "0123456789abcdef", undefined]) {
        const forged = yield* Effect.promise(() =>
          new SignJWT(payload)
            .setProtectedHeader({ alg: "HS256", ...(kid === undefined ? {} : { kid }) })
            .sign(new Uint8Array(32).fill(5))
        )
        assert.strictEqual(yield* refused(forged), "signature")
      }
    })
  )

  it.effect("that names a key which is not ours is refused, even when ours signed it", () =>
    Effect.gen(function* () {
      const payload = decodeJwt(Redacted.value(yield* sign("api-key")))
      const { current } = yield* SigningKeys
      const tokens = yield* Effect.forEach([current.id, "0123456789abcdef"], (kid) =>
        Effect.promise(() => new SignJWT(payload).setProtectedHeader({ alg: "HS256", kid }).sign(current.key))
      )
      yield* verify(Redacted.make(tokens[0] ?? ""), "api-key")
      assert.strictEqual(yield* refused(tokens[1] ?? ""), "signature")
    })
  )

  it.effect("that lacks what every token of ours has is malformed", () =>
    Effect.gen(function* () {
      const { current } = yield* SigningKeys
      const whole = decodeJwt(Redacted.value(yield* sign("api-key")))
      for (const missing of ["jti", "sub", "iat", "exp", "claims"]) {
        const { [missing]: _, ...payload } = whole
        const token = yield* Effect.promise(() =>
          new SignJWT(payload).setProtectedHeader({ alg: "HS256", kid: current.id }).sign(current.key)
        )
        assert.strictEqual(yield* refused(token), "malformed")
      }
    })
  )

  it.effect.each(["", ".", "..", "a.b.c", "not a token", "e30.e30.e30", "x".repeat(100_000)].map((text) => ({ text })))(
    "that is none is malformed",
    ({ text }) => Effect.map(refused(text), (why) => assert.strictEqual(why, "malformed"))
  )

  it.effect("prints as redacted, and no error repeats it", () =>
    Effect.gen(function* () {
      const token = yield* sign("api-key")
      assert.notInclude(inspect(token) + JSON.stringify(token) + String(token), "eyJ")
      const error = yield* Effect.flip(verify(token, "connect-token"))
      assert.notInclude(inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error), "eyJ")
    })
  )
})

describe("two servers", () => {
  it.effect("do not accept each other's tokens", () =>
    Effect.gen(function* () {
      const token = yield* sign("api-key").pipe(Effect.provide(Layer.fresh(signing)))
      const why = yield* refused(Redacted.value(token)).pipe(Effect.provide(Layer.fresh(signing)))
      assert.strictEqual(why, "signature")
    })
  )
})
