/**
 * What a connect token is for, as the widget asks with it: of a token its holder can read the options, but neither whose page may show it nor
 * what a person is asked to agree to.
 */
import { Schema } from "effect"

import { Id, Instant, Nullable, Text } from "./Wire.ts"

/**
 * - `allowedOrigins`: of the pages that may show the widget in a frame; `allowsLoopback`: pages of the same computer may, too.
 * - `itemId`: the Item that it updates; null where it makes one.
 * - `consentDays`: for how many days a consent is given; null where it does not expire.
 */
export const ConnectTerms = Schema.Struct({
  applicationName: Schema.String,
  allowedOrigins: Schema.Array(Schema.String),
  allowsLoopback: Schema.Boolean,
  itemId: Nullable(Id),
  avoidDuplicates: Schema.Boolean,
  connectorSortAlphabetically: Schema.Boolean,
  oauthRedirectUri: Text,
  consentDays: Nullable(Schema.Int),
  expiresAt: Instant
}).annotate({ identifier: "ConnectTerms" })
export type ConnectTerms = typeof ConnectTerms.Type
