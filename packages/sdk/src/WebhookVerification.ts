// Whether a webhook came from Tomada: Standard Webhooks, HMAC-SHA-256 over `id.timestamp.body`. The body must be the bytes that came:
// parsed and printed again they are others. WebCrypto compares in constant time.
import { platformClock } from "./Platform.ts"
import type { WebhookEvent } from "./Wire.generated.ts"

/** Why a webhook is not believed. */
export type WebhookDoubt = "body" | "headers" | "signature" | "timestamp"

/** A webhook that is not believed; `why` says whether its headers, its time, its signature or its body are amiss. */
export class WebhookVerificationError extends Error {
  override readonly name = "WebhookVerificationError"
  readonly why: WebhookDoubt

  constructor(why: WebhookDoubt, message: string) {
    super(message)
    this.why = why
  }
}

/** Headers as fetch, Node and most frameworks have them. */
export type WebhookHeaders =
  | { readonly get: (name: string) => string | null }
  | Readonly<Record<string, string | ReadonlyArray<string> | undefined>>

/** A webhook as it came. */
export interface ReceivedWebhook {
  /** The body, unparsed. */
  readonly payload: string | Uint8Array
  readonly headers: WebhookHeaders
  /** `whsec_...`; several while one is changed for another. */
  readonly secret: string | ReadonlyArray<string>
  /** Seconds that its time may be from ours; 300 unless it is given. */
  readonly tolerance?: number | undefined
  /** Milliseconds since 1970, for tests. */
  readonly now?: (() => number) | undefined
}

const header = (headers: WebhookHeaders, name: string): string => {
  if (typeof headers.get === "function") return (headers as { get: (name: string) => string | null }).get(name) ?? "" // has it
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1]
  const value: unknown = Array.isArray(found) ? found[0] : found
  return typeof value === "string" ? value : ""
}

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> | undefined => {
  try {
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
  } catch {
    return undefined
  }
}

const keyOf = async (secret: string): Promise<CryptoKey> => {
  const bytes = bytesOf(secret.replace(/^whsec_/, ""))
  if (bytes === undefined || bytes.length < 24 || bytes.length > 64)
    throw new TypeError("secret is no secret of a webhook")
  return crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["verify"])
}

const signaturesIn = (text: string): ReadonlyArray<Uint8Array<ArrayBuffer>> =>
  text.split(" ").flatMap((one) => (one.startsWith("v1,") ? (bytesOf(one.slice("v1,".length)) ?? []) : []))

const joined = (head: string, payload: string | Uint8Array): Uint8Array<ArrayBuffer> => {
  const encoder = new TextEncoder()
  const [first, second] = [encoder.encode(head), typeof payload === "string" ? encoder.encode(payload) : payload]
  const all = new Uint8Array(first.length + second.length)
  all.set(first)
  all.set(second, first.length)
  return all
}

/** More than any sender has need of; each costs a computation. */
const mostSignatures = 16

/**
 * The event, once it is sure that a holder of the secret sent it just now. Rejects with a WebhookVerificationError.
 *
 * A webhook may come more than once: `eventId` is the same each time. Events of later versions may have names that the type lacks.
 */
export const verifyWebhook = async ({
  headers,
  now = platformClock.now,
  payload,
  secret,
  tolerance = 300
}: ReceivedWebhook): Promise<WebhookEvent> => {
  const secrets = typeof secret === "string" ? [secret] : secret
  const keys = await Promise.all(secrets.map(keyOf))
  const id = header(headers, "webhook-id")
  const timestamp = header(headers, "webhook-timestamp")
  const signatures = signaturesIn(header(headers, "webhook-signature")).slice(0, mostSignatures)
  if (id === "" || timestamp === "" || signatures.length === 0)
    throw new WebhookVerificationError("headers", "webhook-id, webhook-timestamp or webhook-signature is lacking")
  if (!/^\d{1,12}$/.test(timestamp) || !(Math.abs(now() / 1000 - Number(timestamp)) <= tolerance))
    throw new WebhookVerificationError("timestamp", "the webhook was signed at another time")
  const signed = joined(`${id}.${timestamp}.`, payload)
  const verified = await Promise.all(
    keys.flatMap((key) => signatures.map((signature) => crypto.subtle.verify("HMAC", key, signature, signed)))
  )
  if (!verified.includes(true)) throw new WebhookVerificationError("signature", "no signature of the webhook is good")
  try {
    return JSON.parse(typeof payload === "string" ? payload : new TextDecoder().decode(payload)) as WebhookEvent // as it was signed
  } catch {
    throw new WebhookVerificationError("body", "the body of the webhook is no JSON")
  }
}
