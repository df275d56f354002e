// The headers that every answer bears. Those of an answer that a handler writes are there from the start, because putting them on afterwards
// copies all that it has.
import { Headers } from "effect/http"

/** What a browser may do with an answer: the reference page is one inline document that asks this server alone. */
export const policy = [
  "default-src 'none'",
  "script-src 'unsafe-inline'",
  "style-src 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'"
].join("; ")

/** Those that a page with a policy of its own bears too. */
export const always = Headers.fromInput({
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
  "referrer-policy": "no-referrer"
})

export const withPolicy = Headers.set(always, "content-security-policy", policy)
