// What clients do is done here with the platform's own functions: whatever they encrypt is read, and of all else nothing is said.
import { constants, publicEncrypt, randomBytes } from "node:crypto"

import { assert, layer } from "@effect/vitest"
import { ParameterCipher, ParametersUnreadable } from "@tomada/core/ParameterCipher"
import { Effect, Redacted } from "effect"

import * as RsaOaep from "../src/RsaOaep.ts"

const text = JSON.stringify({ user: "12345678909", password: "canary-pass" })
const encrypt = (pem: string, plain: string | Uint8Array = text) =>
  publicEncrypt(pem, Buffer.from(plain)).toString("base64")

const open = (keys: ReadonlyArray<Redacted.Redacted<string>>, encrypted: string) =>
  ParameterCipher.use((cipher) => cipher.open(keys, encrypted))
const pair = ParameterCipher.use((cipher) => cipher.newKeyPair)

layer(RsaOaep.layer)("parameters that a client encrypts", (it) => {
  it.effect("are read as they were, with any of the keys that are accepted", () =>
    Effect.gen(function* () {
      const [first, second] = [yield* pair, yield* pair]
      assert.match(first.publicKey, /^-----BEGIN PUBLIC KEY-----\n/)
      assert.notInclude(String(first.privateKey), "PRIVATE")
      const both = [second.privateKey, first.privateKey]
      for (const { publicKey } of [first, second]) {
        const read = yield* open(both, encrypt(publicKey))
        assert.strictEqual(Redacted.value(read), text)
        assert.notInclude(String(read), "canary")
      }
      assert.strictEqual(Redacted.value(yield* open(both, `\n${encrypt(first.publicKey, "é😀")}\n`)), "é😀")
      assert.strictEqual(Redacted.value(yield* open(both, encrypt(first.publicKey, "x".repeat(342)))).length, 342)
    })
  )

  it.effect("are refused with one word whatever is wrong", () =>
    Effect.gen(function* () {
      const [own, foreign] = [yield* pair, yield* pair]
      const good = encrypt(own.publicKey)
      const { publicKey: key } = own
      const bytes = Buffer.from(good, "base64")
      const changed = Buffer.from(bytes)
      changed[17] = (changed[17] ?? 0) ^ 1
      const wrong = {
        "of another key": encrypt(foreign.publicKey),
        "changed on the way": changed.toString("base64"),
        "cut off": bytes.subarray(1).toString("base64"),
        "too long": Buffer.concat([bytes, bytes]).toString("base64"),
        "with another padding": publicEncrypt(
          { key, padding: constants.RSA_PKCS1_PADDING },
          Buffer.from(text)
        ).toString("base64"),
        "with another hash": publicEncrypt({ key, oaepHash: "sha256" }, Buffer.from(text)).toString("base64"),
        "no base64": `${good.slice(0, -4)}-_==`,
        "no UTF-8": encrypt(own.publicKey, Uint8Array.of(0xff, 0xfe)),
        "of chance": randomBytes(384).toString("base64"),
        zeros: Buffer.alloc(384).toString("base64"),
        "the text itself": text,
        empty: ""
      }
      for (const keys of [[own.privateKey], [own.privateKey, (yield* pair).privateKey]]) {
        for (const [what, encrypted] of Object.entries(wrong)) {
          assert.deepStrictEqual(yield* Effect.flip(open(keys, encrypted)), new ParametersUnreadable(), what)
        }
      }
      assert.deepStrictEqual(yield* Effect.flip(open([], good)), new ParametersUnreadable())
    })
  )
})
