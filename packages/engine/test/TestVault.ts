// A vault for tests that can be looked into: real ciphers, one key for each sealed value, and a list of the keys that
// are left. The engine knows only core's port, so its tests need no more of the vault's own package than that.
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  generateKeyPairSync,
  privateDecrypt,
  randomBytes
} from "node:crypto"

import { CredentialVault, Fingerprints, ParameterCipher } from "@tomada/core"
import { Effect, Layer, Redacted } from "effect"

interface Key {
  readonly context: CredentialVault.SealContext
  readonly reference: string
  readonly bytes: Uint8Array
}

const referenceLength = 16
const nonceLength = 12
const tagLength = 16

const aad = (context: CredentialVault.SealContext) =>
  Buffer.from(JSON.stringify([context.applicationId, context.itemId, context.purpose, context.name]))

const same = (a: CredentialVault.SealContext, b: CredentialVault.SealContext) => aad(a).equals(aad(b))

export const make = () => {
  let keys: ReadonlyArray<Key> = []
  const vault = CredentialVault.CredentialVault.of({
    seal: (context, secret) =>
      Effect.sync(() => {
        const reference = randomBytes(referenceLength)
        const bytes = randomBytes(32)
        const nonce = randomBytes(nonceLength)
        const cipher = createCipheriv("aes-256-gcm", bytes, nonce).setAAD(aad(context))
        const text = Buffer.concat([cipher.update(Redacted.value(secret), "utf8"), cipher.final()])
        keys = [...keys, { context, reference: reference.toString("hex"), bytes }]
        return new Uint8Array(Buffer.concat([reference, nonce, cipher.getAuthTag(), text]))
      }),
    open: Effect.fnUntraced(function* (context, sealed) {
      const blob = Buffer.from(sealed)
      const reference = blob.subarray(0, referenceLength).toString("hex")
      const key = keys.find((candidate) => candidate.reference === reference && same(candidate.context, context))
      if (key === undefined) {
        return yield* new CredentialVault.SealBroken({ purpose: context.purpose, why: "key-destroyed" })
      }
      const nonce = blob.subarray(referenceLength, referenceLength + nonceLength)
      const tag = blob.subarray(referenceLength + nonceLength, referenceLength + nonceLength + tagLength)
      const decipher = createDecipheriv("aes-256-gcm", key.bytes, nonce).setAAD(aad(context)).setAuthTag(tag)
      const text = blob.subarray(referenceLength + nonceLength + tagLength)
      return yield* Effect.try({
        try: () => Redacted.make(Buffer.concat([decipher.update(text), decipher.final()]).toString("utf8")),
        catch: () => new CredentialVault.SealBroken({ purpose: context.purpose, why: "tampered" })
      })
    }),
    destroy: (context) =>
      Effect.sync(() => {
        keys = keys.filter((key) => !same(key.context, context))
      }),
    destroyItem: (itemId) =>
      Effect.sync(() => {
        keys = keys.filter((key) => key.context.itemId !== itemId)
      })
  })
  /** The purposes of the Item's values that still open, oldest first. */
  const purposes = (itemId: string) =>
    keys.filter(({ context }) => context.itemId === itemId).map(({ context }) => context.purpose)
  return { vault, purposes }
}

/** Hashes of logins under keys that a test may change, the current one first. */
export class TestFingerprints {
  keys: ReadonlyArray<string> = ["first"]
  get currentKeyId(): string {
    return this.keys[0] ?? ""
  }
  readonly current = (login: Redacted.Redacted<Uint8Array>) => Effect.sync(() => hashed(this.currentKeyId, login))
  readonly all = (login: Redacted.Redacted<Uint8Array>) => Effect.sync(() => this.keys.map((key) => hashed(key, login)))
}

const hashed = (keyId: string, login: Redacted.Redacted<Uint8Array>): Fingerprints.Keyed => ({
  keyId,
  hash: createHmac("sha256", keyId).update(Redacted.value(login)).digest("hex")
})

const cipher = ParameterCipher.ParameterCipher.of({
  newKeyPair: Effect.sync(() => {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" }
    })
    return { publicKey, privateKey: Redacted.make(privateKey) }
  }),
  open: Effect.fnUntraced(function* (keys, text) {
    for (const pem of keys) {
      const opened = yield* Effect.option(
        Effect.try({
          try: () => privateDecrypt(Redacted.value(pem), Buffer.from(text, "base64")).toString("utf8"),
          catch: () => "another key" as const
        })
      )
      if (opened._tag === "Some") return Redacted.make(opened.value)
    }
    return yield* new ParameterCipher.ParametersUnreadable()
  })
})

/** The other doors to the vault's room. */
export const ciphers = Layer.mergeAll(
  Layer.sync(Fingerprints.Fingerprints, () => new TestFingerprints()),
  Layer.succeed(ParameterCipher.ParameterCipher, cipher)
)
