// Codes of an authenticator app (RFC 6238) from the seed that the person gave, so that an unattended login can answer. The
// time is the visit's. Banks give out seeds of ten bytes, which the library refuses unless it is told not to; it is loaded
// when it is first used.
import { Clock, Effect, Redacted } from "effect"

import { InputRejected } from "./Errors.ts"

export interface TotpOptions {
  /** The form's field that holds the seed: what a seed that cannot be read is blamed on. */
  readonly field: string
  /** 6 unless said, here or in the seed's own address. */
  readonly digits?: 6 | 7 | 8
  /** Seconds for which a code is good; 30 unless said. */
  readonly period?: number
  readonly algorithm?: "sha1" | "sha256" | "sha512"
}

interface Seed {
  readonly secret: string
  readonly digits: number
  readonly period: number
  readonly algorithm: string
}

/** As people copy it: in groups, in small letters, padded, or the whole `otpauth://` address of the QR code. */
const seedOf = (given: string, { algorithm = "sha1", digits = 6, period = 30 }: TotpOptions): Seed | undefined => {
  const url = /^otpauth:/i.test(given.trim()) ? URL.parse(given.trim()) : null
  if (url !== null && url.host.toLowerCase() !== "totp") return undefined
  const told = (name: string) => url?.searchParams.get(name) ?? null
  return {
    secret: (url === null ? given : (told("secret") ?? "")).replaceAll(/[\s-]|=+\s*$/g, "").toUpperCase(),
    digits: Number(told("digits") ?? digits),
    period: Number(told("period") ?? period),
    algorithm: (told("algorithm") ?? algorithm).toLowerCase().replace("-", "")
  }
}

const isAlgorithm = (name: string): name is "sha1" | "sha256" | "sha512" => /^sha(?:1|256|512)$/.test(name)
const isDigits = (count: number): count is 6 | 7 | 8 => count === 6 || count === 7 || count === 8

/**
 * The code of this moment. A seed that is no base32, or an address that says what no code can be made of, is InputRejected,
 * without the seed.
 */
export const code = (
  seed: Redacted.Redacted<string>,
  options: TotpOptions
): Effect.Effect<Redacted.Redacted<string>, InputRejected> =>
  Effect.gen(function* () {
    const rejected = new InputRejected({
      field: options.field,
      at: "seed",
      problem: "not a seed of an authenticator app"
    })
    const read = seedOf(Redacted.value(seed), options)
    if (read === undefined || !/^[A-Z2-7]+$/.test(read.secret)) return yield* rejected
    const { algorithm, digits, period, secret } = read
    if (!isAlgorithm(algorithm) || !isDigits(digits) || !(Number.isInteger(period) && period > 0))
      return yield* rejected
    const epoch = Math.floor((yield* Clock.currentTimeMillis) / 1000)
    return yield* Effect.tryPromise({
      try: async () => {
        const { createGuardrails, generate } = await import("otplib")
        const guardrails = createGuardrails({ MIN_SECRET_BYTES: 1 })
        return Redacted.make(await generate({ secret, algorithm, digits, period, epoch, guardrails }))
      },
      catch: () => rejected
    })
  })
