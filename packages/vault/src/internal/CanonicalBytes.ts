// Bytes that stand for a list of texts and nothing else: each part is preceded by its length, so that no two lists
// encode alike. A separator instead would let ("a", "b|c") pass for ("a|b", "c").
import type { SealContext } from "@tomada/core/CredentialVault"

const encoder = new TextEncoder()

/** The parts one after another, each as a 32 bit big-endian length in bytes and its UTF-8. */
export const canonicalBytes = (parts: ReadonlyArray<string>): Uint8Array => {
  const encoded = parts.map((part) => encoder.encode(part))
  const bytes = new Uint8Array(encoded.reduce((size, part) => size + 4 + part.length, 0))
  const view = new DataView(bytes.buffer)
  let offset = 0
  for (const part of encoded) {
    view.setUint32(offset, part.length)
    bytes.set(part, offset + 4)
    offset += 4 + part.length
  }
  return bytes
}

/** What a sealed value is bound to, as bytes. */
export const ofContext = (context: SealContext): Uint8Array =>
  canonicalBytes([context.applicationId, context.itemId, context.purpose, context.name])

/** The arrays joined into a new one. */
export const concat = (...arrays: ReadonlyArray<Uint8Array>): Uint8Array => {
  const bytes = new Uint8Array(arrays.reduce((size, array) => size + array.length, 0))
  let offset = 0
  for (const array of arrays) {
    bytes.set(array, offset)
    offset += array.length
  }
  return bytes
}
