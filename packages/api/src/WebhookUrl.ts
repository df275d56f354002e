/**
 * The address of a webhook, and what the API says of one that may not be called. Whether it may is not to be seen in its text
 * alone, because that also depends on what its name resolves to: the server asks its guard.
 */
import { Schema } from "effect"

export const WebhookUrl = Schema.String.annotate({ format: "uri" })

const invalid = "Webhook url must be valid URL address and not localhost"
const insecure = "Webhook url must be a https secured url"

/** By reason, the words of the API. */
export const refusals = {
  invalid,
  localhost: invalid,
  credentials: invalid,
  insecure,
  port: insecure,
  literal: "Webhook url host can't be an IP address",
  reserved: "Webhook url host can't be localhost or a reserved/internal name",
  unresolved: "Webhook url host could not be resolved",
  "not-public": "Webhook url can't resolve to a private, loopback, link-local or reserved address"
} as const

export type Why = keyof typeof refusals
