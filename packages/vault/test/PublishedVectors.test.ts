// The cipher and the keyed hash against vectors that others published, the broken ones among them: what an implementation
// gets right for its own output says nothing about the tag that it forgot to look at.
import { assert, describe, it, layer } from "@effect/vitest"
import { Effect } from "effect"
import { Aead } from "effect/crypto"
import { Hex } from "effect/encoding"

import * as Aes256Gcm from "../src/internal/Aes256Gcm.ts"
import sealed from "./fixtures/wycheproof/aes-256-gcm.json" with { type: "json" }
import hashed from "./fixtures/wycheproof/hmac-sha256.json" with { type: "json" }

const bytes = (text: string): Uint8Array => Buffer.from(text, "hex")
const named = <A extends { readonly tcId: number; readonly comment: string }>(vectors: ReadonlyArray<A>) =>
  vectors.map((vector) => ({ ...vector, what: `${vector.tcId}${vector.comment === "" ? "" : `, ${vector.comment}`}` }))

const ciphered = Effect.fnUntraced(function* (vector: (typeof sealed)[number]) {
  const aead = yield* Aead.Aead
  const key = yield* Aead.key(Aead.aes256Gcm, bytes(vector.key))
  const options = { nonce: bytes(vector.iv), aad: bytes(vector.aad) }
  return {
    seal: Effect.map(aead.encrypt(key, bytes(vector.msg), options), Hex.encode),
    open: Effect.map(aead.decrypt(key, bytes(vector.ct + vector.tag), options), Hex.encode)
  }
})

layer(Aes256Gcm.layer)("AES-256-GCM, as Wycheproof has it", (it) => {
  const valid = sealed.filter(({ result }) => result === "valid")
  const invalid = sealed.filter(({ result }) => result === "invalid")

  it("has vectors of every kind", () => {
    assert.deepStrictEqual([valid.length, invalid.length], [39, 27])
    assert.isAtLeast(valid.filter(({ aad }) => aad !== "").length, 15)
  })

  it.effect.each(named(valid))("seals to the very bytes, and opens them: $what", (vector) =>
    Effect.gen(function* () {
      const { open, seal } = yield* ciphered(vector)
      assert.strictEqual(yield* seal, vector.ct + vector.tag)
      assert.strictEqual(yield* open, vector.msg)
    })
  )

  it.effect.each(named(invalid))("does not open: $what", (vector) =>
    Effect.gen(function* () {
      const { open } = yield* ciphered(vector)
      assert.strictEqual((yield* Effect.flip(open)).reason._tag, "DecryptionFailed")
    })
  )
})

describe("HMAC-SHA-256, as Wycheproof has it", () => {
  it.each(named(hashed))("tells $result tags: $what", (vector) => {
    const tag = Hex.encode(Aes256Gcm.hmacSha256(bytes(vector.key), bytes(vector.msg)))
    assert.strictEqual(tag === vector.tag, vector.result === "valid")
  })
})
