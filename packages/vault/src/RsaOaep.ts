// Parameters that clients encrypt: one block of RSA-OAEP with SHA-1 in both places, as `crypto.publicEncrypt(pem, buffer)` makes it. A
// key of 3072 bits leaves 342 bytes for a form, where 2048 leave 214. Every key is tried whatever the others did, and every failure is
// the same one: neither the answer nor its time tells padding from key, or which of two keys it was.
import { constants, createPrivateKey, generateKeyPair, type KeyObject, privateDecrypt } from "node:crypto"

import { ParameterCipher, ParametersUnreadable } from "@tomada/core/ParameterCipher"
import { Effect, Layer, Redacted } from "effect"

const modulusLength = 3072
const blockLength = modulusLength / 8

const base64 = /^[A-Za-z0-9+/]+={0,2}$/

/** The block that the text stands for; one of zeros, which opens under no key, where it stands for none. */
const blockOf = (text: string): Uint8Array => {
  const trimmed = text.trim()
  const block = Buffer.from(base64.test(trimmed) ? trimmed : "", "base64")
  return block.length === blockLength ? block : Buffer.alloc(blockLength)
}

const decoder = new TextDecoder("utf-8", { fatal: true })

const opened = (key: KeyObject, block: Uint8Array): Redacted.Redacted<string> | undefined => {
  try {
    const padding = constants.RSA_PKCS1_OAEP_PADDING
    return Redacted.make(decoder.decode(privateDecrypt({ key, padding, oaepHash: "sha1" }, block)))
  } catch {
    return undefined
  }
}

const newKeyPair = Effect.callback<{ readonly publicKey: string; readonly privateKey: string }>((resume) => {
  generateKeyPair(
    "rsa",
    {
      modulusLength,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" }
    },
    (error, publicKey, privateKey) =>
      resume(error === null ? Effect.succeed({ publicKey, privateKey }) : Effect.die(new Error("no key was made")))
  )
})

/** Without keys of its own; a private key is read once for as long as the caller keeps it at hand. */
export const layer: Layer.Layer<ParameterCipher> = Layer.sync(ParameterCipher, () => {
  const keys = new WeakMap<Redacted.Redacted<string>, KeyObject>()
  const keyOf = (pem: Redacted.Redacted<string>): KeyObject => {
    const known = keys.get(pem)
    if (known !== undefined) return known
    const key = createPrivateKey(Redacted.value(pem))
    keys.set(pem, key)
    return key
  }
  return ParameterCipher.of({
    newKeyPair: Effect.map(newKeyPair, ({ privateKey, publicKey }) => ({
      publicKey,
      privateKey: Redacted.make(privateKey)
    })),
    open: Effect.fn("ParameterCipher.open")(function* (privateKeys, text) {
      const block = blockOf(text)
      const all = privateKeys.map((pem) => opened(keyOf(pem), block))
      return all.find((found) => found !== undefined) ?? (yield* new ParametersUnreadable())
    })
  })
})
