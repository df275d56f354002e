// The one cipher of this package, behind effect's Aead: AES-256-GCM on the synchronous implementation of the runtime,
// which costs a third of Web Crypto for texts as short as a password. Ciphertext is `ciphertext || 16 byte tag`.
import { createCipheriv, createDecipheriv, createHash, createHmac, createSecretKey, type KeyObject } from "node:crypto"

import { Layer } from "effect"
import { Aead, SecureRandom } from "effect/crypto"

const tagLength = 16

// Importing a key costs more than a cipher run; the key-encryption key is imported once. Gone with the key's bytes.
const imported = new WeakMap<Uint8Array, KeyObject>()
const importedOf = (bytes: Uint8Array): KeyObject => {
  const known = imported.get(bytes)
  if (known !== undefined) return known
  const key = createSecretKey(bytes)
  imported.set(bytes, key)
  return key
}

const implementation: Aead.Implementation = {
  encrypt: (key, nonce, plaintext, aad) => {
    const cipher = createCipheriv("aes-256-gcm", importedOf(key), nonce, { authTagLength: tagLength })
    cipher.setAAD(aad)
    return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
  },
  decrypt: (key, nonce, ciphertext, aad) => {
    const decipher = createDecipheriv("aes-256-gcm", importedOf(key), nonce, { authTagLength: tagLength })
    decipher.setAAD(aad)
    decipher.setAuthTag(ciphertext.subarray(ciphertext.length - tagLength))
    const plaintext = decipher.update(ciphertext.subarray(0, ciphertext.length - tagLength))
    try {
      return Buffer.concat([plaintext, decipher.final()])
    } catch {
      return undefined
    }
  }
}

/** Aead with AES-256-GCM, and the generator that keys and nonces come from. */
export const layer: Layer.Layer<Aead.Aead | SecureRandom.SecureRandom> = Aead.layerWebCryptoWith({
  implementations: { aes256Gcm: implementation }
}).pipe(Layer.provideMerge(SecureRandom.layerWebCrypto))

/** SHA-256. */
export const sha256 = (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest()

/** HMAC-SHA-256. */
export const hmacSha256 = (key: Uint8Array, bytes: Uint8Array): Uint8Array =>
  createHmac("sha256", key).update(bytes).digest()
