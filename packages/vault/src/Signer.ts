// Tokens that this server gives out and later recognises: JSON Web Tokens under HMAC-SHA-256, since nobody else has to
// verify them. `kid` names the signing key, `aud` the purpose: an API key never passes for a Connect Token. A client sends the same token
// for hours, and a check is a trip to another thread: what was accepted is remembered by its hash, until its time is over.
import { hash } from "node:crypto"

import { ApplicationId } from "@tomada/core/Item"
import { Clock, Context, DateTime, Duration, Effect, Layer, Option, Redacted, Schema } from "effect"
import { SecureRandom } from "effect/crypto"
import { errors, jwtVerify, SignJWT } from "jose"

import { SigningKeys } from "./SigningKeys.ts"

export const TokenPurpose = Schema.Literals(["api-key", "connect-token", "statement-link"])
export type TokenPurpose = typeof TokenPurpose.Type

/** What a token says beside its registered claims: anything that JSON can hold. Readable by whoever holds the token. */
export const TokenClaims = Schema.Record(Schema.String, Schema.Json)
export type TokenClaims = typeof TokenClaims.Type

export interface TokenRequest {
  readonly purpose: TokenPurpose
  readonly applicationId: ApplicationId
  readonly claims: TokenClaims
  /** At least a second. */
  readonly expiresIn: Duration.Input
}

export interface VerifiedToken {
  /** The token's own id, `jti`. */
  readonly id: string
  readonly purpose: TokenPurpose
  readonly applicationId: ApplicationId
  readonly claims: TokenClaims
  readonly issuedAt: DateTime.Utc
  readonly expiresAt: DateTime.Utc
}

/** The token is not accepted. Never holds the token. */
export class TokenInvalid extends Schema.TaggedError<TokenInvalid>()("TokenInvalid", {
  why: Schema.Literals(["malformed", "signature", "expired", "purpose"])
}) {}

const algorithm = "HS256"
const audienceOf = (purpose: TokenPurpose) => `tomada/${purpose}`

const Payload = Schema.Struct({
  jti: Schema.String,
  sub: ApplicationId,
  aud: Schema.String,
  iat: Schema.Int,
  exp: Schema.Int,
  claims: TokenClaims
})
const decodePayload = Schema.decodeUnknownEffect(Payload)

/** Accepted tokens that are remembered; beyond them the oldest is forgotten. */
const most = 1_000

interface Remembered {
  readonly kid: string
  readonly token: VerifiedToken
}

/** A token signed by a key that is not, or no longer, one of ours. */
class UnknownKey extends Error {}

const whyOf = (error: unknown): TokenInvalid["why"] => {
  if (error instanceof errors.JWTExpired) return "expired"
  if (error instanceof errors.JWTClaimValidationFailed) return error.claim === "aud" ? "purpose" : "malformed"
  if (error instanceof UnknownKey) return "signature"
  if (error instanceof errors.JWSSignatureVerificationFailed) return "signature"
  if (error instanceof errors.JOSEAlgNotAllowed) return "signature"
  return "malformed"
}

export class Signer extends Context.Service<
  Signer,
  {
    sign(request: TokenRequest): Effect.Effect<Redacted.Redacted<string>>
    /** Checks signature, time and that the purpose is one of these. Fails alike for every cause but `why`. */
    verify(
      token: Redacted.Redacted<string>,
      purpose: TokenPurpose,
      ...others: ReadonlyArray<TokenPurpose>
    ): Effect.Effect<VerifiedToken, TokenInvalid>
  }
>()("@tomada/vault/Signer") {
  static readonly layer: Layer.Layer<Signer, never, SigningKeys | SecureRandom.SecureRandom> = Layer.effect(
    Signer,
    Effect.gen(function* () {
      const keys = yield* SigningKeys
      const random = yield* SecureRandom.SecureRandom

      const remembered = new Map<string, Remembered>()
      const remember = (key: string, one: Remembered): void => {
        const [oldest] = remembered.keys()
        if (remembered.size >= most && oldest !== undefined) remembered.delete(oldest)
        remembered.set(key, one)
      }

      return Signer.of({
        sign: Effect.fn("Signer.sign")(function* ({ purpose, applicationId, claims, expiresIn }) {
          const issuedAt = Math.floor((yield* Clock.currentTimeMillis) / 1000)
          const expiresAt = issuedAt + Math.max(1, Math.floor(Duration.toSeconds(Duration.fromInputUnsafe(expiresIn))))
          const id = yield* random.uuidV4()
          const token = yield* Effect.promise(() =>
            // Clients of the wire read `clientId` at the top of a token.
            new SignJWT({ claims, clientId: applicationId })
              .setProtectedHeader({ alg: algorithm, typ: "JWT", kid: keys.current.id })
              .setSubject(applicationId)
              .setAudience(audienceOf(purpose))
              .setJti(id)
              .setIssuedAt(issuedAt)
              .setExpirationTime(expiresAt)
              .sign(keys.current.key)
          )
          return Redacted.make(token)
        }),

        verify: Effect.fn("Signer.verify")(function* (token, ...purposes) {
          const now = yield* DateTime.now
          const currentDate = DateTime.toDateUtc(now)
          const key = hash("sha256", Redacted.value(token))
          const known = remembered.get(key)
          const isStill =
            known !== undefined &&
            now.epochMilliseconds < known.token.expiresAt.epochMilliseconds &&
            purposes.includes(known.token.purpose) &&
            Option.isSome(keys.find(known.kid))
          if (isStill) return known.token
          const { payload, protectedHeader } = yield* Effect.tryPromise({
            try: () =>
              jwtVerify(
                Redacted.value(token),
                ({ kid }) => {
                  const key = kid === undefined ? Option.none() : keys.find(kid)
                  if (Option.isNone(key)) throw new UnknownKey()
                  return key.value
                },
                {
                  algorithms: [algorithm],
                  audience: purposes.map(audienceOf),
                  requiredClaims: ["jti", "sub", "iat", "exp"],
                  currentDate
                }
              ),
            catch: (error) => new TokenInvalid({ why: whyOf(error) })
          })
          const { aud, jti, sub, iat, exp, claims } = yield* decodePayload(payload).pipe(
            Effect.mapError(() => new TokenInvalid({ why: "malformed" }))
          )
          const purpose = purposes.find((one) => audienceOf(one) === aud)
          if (purpose === undefined) return yield* new TokenInvalid({ why: "purpose" })
          const accepted: VerifiedToken = {
            id: jti,
            purpose,
            applicationId: sub,
            claims,
            issuedAt: DateTime.makeUnsafe(iat * 1000),
            expiresAt: DateTime.makeUnsafe(exp * 1000)
          }
          remember(key, { kid: protectedHeader.kid ?? "", token: accepted })
          return accepted
        })
      })
    })
  )
}
