// The headers that every answer bears. Those of an answer that a handler writes are there from the start, because putting them on afterwards
// copies all that it has.
import { createHash } from "node:crypto"

import { Headers } from "effect/http"

/** What a browser may do with an answer: nothing. */
export const policy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

const hashOf = (script: string): string => `'sha256-${createHash("sha256").update(script).digest("base64")}'`

/** What it may do with the reference page, one document that asks this server alone: it runs the scripts that stand in it now, and no other. */
export const policyOfDocument = (html: string): string =>
  [
    "default-src 'none'",
    `script-src ${Array.from(html.matchAll(/<script>([^]*?)<\/script>/g), ([, script = ""]) => hashOf(script)).join(" ")}`,
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
