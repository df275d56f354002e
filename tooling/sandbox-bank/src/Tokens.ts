// What nobody may guess: session ids, CSRF tokens, codes of devices. Unlike everything else about this bank it comes from real randomness.
import { createHash, randomBytes } from "node:crypto"

/** 24 characters of base64url. */
export const token = (): string => randomBytes(18).toString("base64url")

/** SHA-256 as base64url, as PKCE wants it. */
export const sha256 = (text: string): string => createHash("sha256").update(text).digest("base64url")
