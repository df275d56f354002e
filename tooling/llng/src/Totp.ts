// One-time codes of RFC 6238 as authenticator apps make them: HMAC-SHA1, six digits, a step of thirty seconds. A function of the secret and the
// time, which whoever asks gives.
import { createHmac } from "node:crypto"

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
export const stepSeconds = 30

/** The bytes of a secret in base32, with or without its padding, in either case. Throws when it is none. */
export const bytes = (secret: string): Uint8Array => {
  const found: Array<number> = []
  let held = 0
  let bits = 0
  for (const letter of secret.toUpperCase().replace(/=+$/, "")) {
    const value = alphabet.indexOf(letter)
    if (value === -1) throw new Error("the secret of a TOTP is in base32")
    held = (held << 5) | value
    bits += 5
    if (bits >= 8) {
      bits -= 8
      found.push((held >> bits) & 0xff)
      held &= (1 << bits) - 1
    }
  }
  return Uint8Array.from(found)
}

/** The number of the step in which an instant is, in epoch seconds. */
export const stepAt = (seconds: number): number => Math.floor(seconds / stepSeconds)

/** The six digits of a step. */
export const code = (secret: string, step: number): string => {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const digest = createHmac("sha1", bytes(secret)).update(counter).digest()
  const offset = digest.readUInt8(digest.length - 1) & 0xf
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0")
}
