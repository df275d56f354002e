import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { TestClock } from "effect/testing"

import * as Totp from "../src/Totp.ts"

// RFC 6238, appendix B: "1234567890" repeated to 20, 32 and 64 bytes.
const seeds = {
  sha1: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
  sha256: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA",
  sha512: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNA"
} as const

const vectors = [
  [59, "94287082", "46119246", "90693936"],
  [1_111_111_109, "07081804", "68084774", "25091201"],
  [1_111_111_111, "14050471", "67062674", "99943326"],
  [1_234_567_890, "89005924", "91819424", "93441116"],
  [2_000_000_000, "69279037", "90698825", "38618901"],
  [20_000_000_000, "65353130", "77737706", "47863826"]
] as const

const at = (seconds: number, seed: string, options: Partial<Totp.TotpOptions> = {}) =>
  Effect.gen(function* () {
    yield* TestClock.setTime(seconds * 1000)
    return Redacted.value(yield* Totp.code(Redacted.make(seed), { field: "seed", ...options }))
  })

describe("a code of an authenticator app", () => {
  for (const [seconds, ...codes] of vectors) {
    it.effect(`is that of RFC 6238 at ${seconds}`, () =>
      Effect.gen(function* () {
        for (const [index, algorithm] of (["sha1", "sha256", "sha512"] as const).entries()) {
          assert.strictEqual(yield* at(seconds, seeds[algorithm], { algorithm, digits: 8 }), codes[index])
        }
      })
    )
  }

  it.effect("is of the visit's clock, and another after its period", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* at(30, seeds.sha1), "287082")
      assert.strictEqual(yield* at(59, seeds.sha1), "287082")
      assert.notStrictEqual(yield* at(60, seeds.sha1), "287082")
      assert.strictEqual(yield* at(119, seeds.sha1, { period: 60 }), "287082")
    })
  )

  it.effect("is had of a seed of ten bytes, as banks give them out", () =>
    Effect.gen(function* () {
      // Worked out by RFC 4226, 5.3, from the ten bytes.
      assert.strictEqual(yield* at(1_111_111_109, "JBSWY3DPEHPK3PXP"), "071271")
    })
  )

  it.effect("is had of a seed as people copy it", () =>
    Effect.gen(function* () {
      for (const seed of [
        "gezd gnbv gy3t qojq gezd gnbv gy3t qojq",
        " GEZD-GNBV-GY3T-QOJQ-GEZD-GNBV-GY3T-QOJQ== ",
        "otpauth://totp/Bank:ana?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Bank"
      ]) {
        assert.strictEqual(yield* at(59, seed), "287082", seed)
      }
      const address = `otpauth://totp/b?secret=${seeds.sha256}&algorithm=SHA256&digits=8&period=60`
      assert.strictEqual(yield* at(119, address), "46119246")
    })
  )

  it.effect("is not had of what is no seed, which is not told", () =>
    Effect.gen(function* () {
      for (const seed of [
        "",
        "canary1!",
        "canary0",
        "otpauth://hotp/b?secret=GEZDGNBV&counter=1",
        "otpauth://totp/b",
        "otpauth://totp/b?secret=GEZDGNBV&digits=canary",
        "otpauth://totp/b?secret=GEZDGNBV&period=0",
        "otpauth://totp/b?secret=GEZDGNBV&algorithm=md5"
      ]) {
        const error = yield* Effect.flip(at(59, seed))
        assert.deepInclude(error, { _tag: "InputRejected", field: "seed", at: "seed" })
        assert.notInclude(JSON.stringify(error), "canary")
      }
    })
  )

  it.effect("is shown to nobody", () =>
    Effect.gen(function* () {
      const code = yield* Totp.code(Redacted.make(seeds.sha1), { field: "seed" })
      assert.notMatch(String(code) + JSON.stringify(code), /\d{6}/)
    })
  )
})
