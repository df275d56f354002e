/**
 * What an application is told of, and where. The headers that go with each delivery are written and never shown: they mostly hold a
 * secret of the receiver's, so they are `Redacted` from the moment that the body is decoded.
 */
import { Schema } from "effect"

import { Page } from "./Page.ts"
import { Id, Instant, Moment, Url } from "./Wire.ts"

const maybe = <S extends Schema.Constraint>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

/** A webhook; `disabledAt`: since when it is told nothing, by hand or because it answered nothing well for days. */
export const Webhook = Schema.Struct({
  id: Id,
  url: Url,
  event: Schema.String,
  createdAt: Instant,
  updatedAt: Instant,
  disabledAt: Moment
}).annotate({ identifier: "Webhook" })
export type Webhook = typeof Webhook.Type

/** All of them, in one page. */
export const WebhookPage = Page(Webhook).annotate({ identifier: "WebhookPage" })
export type WebhookPage = typeof WebhookPage.Type

/** Header by name; at most 32. */
export const WebhookHeaders = Schema.Record(Schema.String, Schema.RedactedFromValue(Schema.String, { label: "header" }))
export type WebhookHeaders = typeof WebhookHeaders.Type

/** A new webhook. `event` is the name of one, `all`, or `item/all`; those of payments are accepted and never happen. */
export const CreateWebhook = Schema.Struct({
  url: Schema.String,
  event: Schema.String,
  headers: maybe(WebhookHeaders)
}).annotate({ identifier: "CreateWebhook" })
export type CreateWebhook = typeof CreateWebhook.Type

/** What is absent stays; `headers: null` clears them, `enabled: true` has it told again. */
export const UpdateWebhook = Schema.Struct({
  url: maybe(Schema.String),
  event: maybe(Schema.String),
  headers: maybe(WebhookHeaders),
  enabled: maybe(Schema.Boolean)
}).annotate({ identifier: "UpdateWebhook" })
export type UpdateWebhook = typeof UpdateWebhook.Type
