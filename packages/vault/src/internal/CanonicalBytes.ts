// Bytes that stand for a list of texts and nothing else: each part is preceded by its length, so that no two lists
// encode alike. A separator instead would let ("a", "b|c") pass for ("a|b", "c").
import type { SealContext } from "@tomada/core/CredentialVault"

const encoder = new TextEncoder()

/** The highest bit of a length: what follows is UTF-16. */
const utf16 = 0x80_00_00_00

const codeUnits = (text: string): Uint8Array => {
  const view = new DataView(new ArrayBuffer(text.length * 2))
  for (let at = 0; at < text.length; at++) view.setUint16(at * 2, text.charCodeAt(at))
  return new Uint8Array(view.buffer)
}

/** UTF-8 would make one sign of every half of a surrogate pair, and two texts alike. */
const encode = (part: string): { readonly mark: number; readonly bytes: Uint8Array } =>
  part.isWellFormed() ? { mark: 0, bytes: encoder.encode(part) } : { mark: utf16, bytes: codeUnits(part) }

/** The parts one after another, each as a 32 bit big-endian length in bytes and its UTF-8, or UTF-16 where it has none. */
export const canonicalBytes = (parts: ReadonlyArray<string>): Uint8Array => {
  const encoded = parts.map(encode)
  const joined = new Uint8Array(encoded.reduce((size, { bytes }) => size + 4 + bytes.length, 0))
  const view = new DataView(joined.buffer)
  let offset = 0
  for (const { bytes, mark } of encoded) {
    view.setUint32(offset, mark + bytes.length)
    joined.set(bytes, offset + 4)
    offset += 4 + bytes.length
  }
  return joined
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
