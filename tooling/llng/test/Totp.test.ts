import { assert, describe, it } from "@effect/vitest"

import * as Totp from "../src/Totp.ts"

// The secret and the times of appendix B of RFC 6238; its codes have eight digits, of which these are the last six.
const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
const known = [
  [59, "287082"],
  [1111111109, "081804"],
  [1111111111, "050471"],
  [1234567890, "005924"],
  [2000000000, "279037"],
  [20000000000, "353130"]
] as const

describe("a one-time code", () => {
  it("is the one of RFC 6238", () => {
    for (const [seconds, code] of known) assert.strictEqual(Totp.code(secret, Totp.stepAt(seconds)), code)
  })

  it("is the same for thirty seconds", () => {
    assert.deepStrictEqual([0, 29, 30, 59, 60].map(Totp.stepAt), [0, 0, 1, 1, 2])
  })

  it("takes its secret in either case, with padding or without", () => {
    assert.strictEqual(Totp.code(secret.toLowerCase(), 1), Totp.code(secret, 1))
    assert.deepStrictEqual([...Totp.bytes("MZXW6===")], [...Buffer.from("foo")])
    assert.deepStrictEqual([...Totp.bytes("mzxw6ytboi")], [...Buffer.from("foobar")])
    assert.throws(() => Totp.bytes("MZXW1"))
  })
})
