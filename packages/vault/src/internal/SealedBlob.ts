// The bytes of a sealed value, which say by themselves how to open them:
//   magic "TSEAL" 5 | format 1 | algorithm 1 | data key reference 16 | check 16 | commitment 32 | nonce 12 | ciphertext, tag
// `check` is a plain hash of all before it and the context: it tells a value moved elsewhere from one whose key is gone.
// It protects nothing; the cipher does, which authenticates everything before the nonce. `commitment` ties the value to
// one data key, which GCM by itself does not.
import type { SealContext } from "@tomada/core/CredentialVault"
import { Option } from "effect"
import { Mac } from "effect/crypto"

import { sha256 } from "./Aes256Gcm.ts"
import { concat, ofContext } from "./CanonicalBytes.ts"

/** "TSEAL", format 1, algorithm 1: AES-256-GCM. */
const preamble = new Uint8Array([0x54, 0x53, 0x45, 0x41, 0x4c, 1, 1])

const referenceEnd = preamble.length + 16
const checkEnd = referenceEnd + 16
const headerEnd = checkEnd + 32
const nonceEnd = headerEnd + 12
const tagLength = 16

export interface SealedBlob {
  /** Everything before the nonce. */
  readonly header: Uint8Array
  readonly reference: Uint8Array
  readonly check: Uint8Array
  readonly commitment: Uint8Array
  readonly nonce: Uint8Array
  readonly ciphertext: Uint8Array
}

const checkOf = (reference: Uint8Array, commitment: Uint8Array, context: SealContext) =>
  sha256(concat(preamble, reference, commitment, ofContext(context))).subarray(0, 16)

export const header = (parts: {
  readonly reference: Uint8Array
  readonly context: SealContext
  readonly commitment: Uint8Array
}): Uint8Array =>
  concat(preamble, parts.reference, checkOf(parts.reference, parts.commitment, parts.context), parts.commitment)

/** None when these are not the bytes of a sealed value of a format known here. */
export const parse = (bytes: Uint8Array): Option.Option<SealedBlob> =>
  bytes.length < nonceEnd + tagLength || !equal(bytes.subarray(0, preamble.length), preamble)
    ? Option.none()
    : Option.some({
        header: bytes.subarray(0, headerEnd),
        reference: bytes.subarray(preamble.length, referenceEnd),
        check: bytes.subarray(referenceEnd, checkEnd),
        commitment: bytes.subarray(checkEnd, headerEnd),
        nonce: bytes.subarray(headerEnd, nonceEnd),
        ciphertext: bytes.subarray(nonceEnd)
      })

/** Whether the blob says that it was sealed under this context. */
export const belongsTo = (blob: SealedBlob, context: SealContext): boolean =>
  equal(blob.check, checkOf(blob.reference, blob.commitment, context))

/** In constant time for equal lengths. */
export const equal = Mac.timingSafeEqual
