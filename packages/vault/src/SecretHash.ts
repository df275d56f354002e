// Client secrets are kept as Argon2id hashes, because a person may have chosen a weak one. A hash costs about 20 ms and
// 19 MiB, so what verified once is remembered under a key of this process, and few hashes run at a time. The answer to an
// unknown client takes the same work: `verifyAgainstNothing`.
import { argon2, type Argon2Parameters } from "node:crypto"

import { Context, Effect, Layer, Option, Redacted, Result, Semaphore } from "effect"
import { Mac, SecureRandom } from "effect/crypto"
import { Base64, Hex } from "effect/encoding"

import { hmacSha256 } from "./internal/Aes256Gcm.ts"
import { canonicalBytes } from "./internal/CanonicalBytes.ts"

interface Parameters {
  /** KiB. */
  readonly memory: number
  readonly passes: number
  readonly parallelism: number
}

interface Parsed extends Parameters {
  readonly salt: Uint8Array
  readonly tag: Uint8Array
}

/** What OWASP names for Argon2id. */
const recommended: Parameters = { memory: 19_456, passes: 2, parallelism: 1 }
const saltLength = 16
const tagLength = 32
const atOnce = 2
const remembered = 1024

export class SecretHash extends Context.Service<
  SecretHash,
  {
    /** `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<tag>`: all that verifying needs, in base64 without padding. */
    hash(secret: Redacted.Redacted<string>): Effect.Effect<string>
    /** Whether `hash` was made of this secret. `id` names whose it is. A text that is no hash verifies nothing. */
    verify(id: string, secret: Redacted.Redacted<string>, hash: string): Effect.Effect<boolean>
    /** As much work as `verify`, and always false: for a client that does not exist. */
    verifyAgainstNothing(secret: Redacted.Redacted<string>): Effect.Effect<false>
  }
>()("@tomada/vault/SecretHash") {
  static readonly layer: Layer.Layer<SecretHash, never, SecureRandom.SecureRandom> = Layer.effect(
    SecretHash,
    Effect.gen(function* () {
      const random = yield* SecureRandom.SecureRandom
      const turns = yield* Semaphore.make(atOnce)
      const cacheKey = yield* random.randomBytes(32)
      const nothing: Parsed = {
        ...recommended,
        salt: yield* random.randomBytes(saltLength),
        tag: yield* random.randomBytes(tagLength)
      }
      // In order of last use, oldest first.
      const verified = new Set<string>()
      const remember = (entry: string) => {
        verified.delete(entry)
        verified.add(entry)
        const oldest = verified.values().next().value
        if (verified.size > remembered && oldest !== undefined) verified.delete(oldest)
      }
      const matches = (secret: Redacted.Redacted<string>, against: Parsed) =>
        Effect.map(derive(secret, against, against.tag.length), (tag) => Mac.timingSafeEqual(tag, against.tag))
      const verifyAgainstNothing = (secret: Redacted.Redacted<string>) =>
        matches(secret, nothing).pipe(turns.withPermit, Effect.as(false as const))

      return SecretHash.of({
        hash: Effect.fn("SecretHash.hash")(function* (secret) {
          const salt = yield* random.randomBytes(saltLength)
          const tag = yield* turns.withPermit(derive(secret, { ...recommended, salt }, tagLength))
          return format({ ...recommended, salt, tag })
        }),
        verify: Effect.fn("SecretHash.verify")(function* (id, secret, hash) {
          const parsed = parse(hash)
          if (Option.isNone(parsed)) return yield* verifyAgainstNothing(secret)
          const entry = Hex.encode(hmacSha256(cacheKey, canonicalBytes([id, Redacted.value(secret), hash])))
          const known = Effect.sync(() => verified.has(entry))
          // Asked again after the wait for a turn: many first requests of one client come at once.
          const holds =
            (yield* known) ||
            (yield* turns.withPermit(
              Effect.flatMap(known, (yes) => (yes ? Effect.succeed(true) : matches(secret, parsed.value)))
            ))
          if (holds) remember(entry)
          return holds
        }),
        verifyAgainstNothing: Effect.fn("SecretHash.verifyAgainstNothing")(verifyAgainstNothing)
      })
    })
  )
}

const derive = (
  secret: Redacted.Redacted<string>,
  options: Parameters & { readonly salt: Uint8Array },
  length: number
): Effect.Effect<Uint8Array> =>
  Effect.callback((resume) => {
    const parameters: Argon2Parameters = {
      message: Redacted.value(secret),
      nonce: options.salt,
      memory: options.memory,
      passes: options.passes,
      parallelism: options.parallelism,
      tagLength: length
    }
    argon2("argon2id", parameters, (error, tag) =>
      resume(error === null ? Effect.succeed(tag) : Effect.die(new Error("argon2id failed")))
    )
  })

const text = (bytes: Uint8Array) => Base64.encode(bytes).replaceAll("=", "")
const bytesOf = (unpadded: string) =>
  Base64.decode(unpadded + "=".repeat((4 - (unpadded.length % 4)) % 4)).pipe(Result.getOrElse(() => new Uint8Array()))

const format = ({ memory, passes, parallelism, salt, tag }: Parsed) =>
  `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${text(salt)}$${text(tag)}`

const shape = /^\$argon2id\$v=19\$m=(\d{1,6}),t=(\d{1,2}),p=(\d)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

const parse = (hash: string): Option.Option<Parsed> => {
  const [, memory = "", passes = "", parallelism = "", salt = "", tag = ""] = shape.exec(hash) ?? []
  const parsed = {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: bytesOf(salt),
    tag: bytesOf(tag)
  }
  const usable =
    parsed.parallelism >= 1 &&
    parsed.passes >= 1 &&
    parsed.memory >= 8 * parsed.parallelism &&
    parsed.salt.length >= 8 &&
    parsed.tag.length >= 16
  return usable ? Option.some(parsed) : Option.none()
}
