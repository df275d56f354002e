// What a redirect is protected by: a state that only this login knows, and a proof key (RFC 7636, S256). Authors see what
// they must send and never make one themselves.
import { Effect, Redacted } from "effect"
import { Base64Url } from "effect/encoding"

/** A fresh text of 32 random bytes from the platform's cryptographic source: 43 characters of a URL's alphabet. */
export const randomText: Effect.Effect<Redacted.Redacted<string>> = Effect.sync(() =>
  Redacted.make(Base64Url.encode(crypto.getRandomValues(new Uint8Array(32))))
)

/** The challenge of a verifier: its SHA-256 in base64url. */
export const codeChallenge = (verifier: Redacted.Redacted<string>): Effect.Effect<string> =>
  Effect.map(
    Effect.promise(() => crypto.subtle.digest("SHA-256", new TextEncoder().encode(Redacted.value(verifier)))),
    (digest) => Base64Url.encode(new Uint8Array(digest))
  )
