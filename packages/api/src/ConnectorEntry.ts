/**
 * A Connector as Tomada knows it beside the wire: which version of it runs, and how far it can be trusted today. The tier is worked out at
 * each answer from what was found of the Connector, so it falls without anybody writing it down.
 */
import { Manifest, Quality } from "@tomada/core"
import { Schema } from "effect"

import { ConnectorHealth, ConnectorType, Product } from "./Connector.ts"
import { CursorPage } from "./Page.ts"
import { Instant, Moment, OneOf, Text } from "./Wire.ts"

const Tier = OneOf(Quality.Tier.literals)

/**
 * - `tier`: null below bronze; `next`: the tier above it, null at the top, and `lacks` what is missing for that.
 * - `until`: when the tier changes by itself unless something new is found; null when it does not.
 * - `recordings`: what the checks of the contract were run over; `checks`: how many came to what.
 * - `confirmedAt`: when an instance last looked at the institution itself and it went well.
 */
export const ConnectorQuality = Schema.Struct({
  tier: Tier,
  next: Tier,
  lacks: Schema.Array(Schema.String),
  until: Moment,
  recordings: Schema.Array(Schema.Struct({ scenario: Schema.String, recordedAt: Instant })),
  confirmedAt: Moment,
  checks: Schema.Struct({ passed: Schema.Int, failed: Schema.Int, unaudited: Schema.Int, exempt: Schema.Int })
}).annotate({ identifier: "ConnectorQuality" })
export type ConnectorQuality = typeof ConnectorQuality.Type

/** `owner`: who mends it, as its README says. `challenges`: what a login may ask beside the form. `hosts`: all that it may talk to. */
export const ConnectorEntry = Schema.Struct({
  id: Schema.Int,
  slug: Schema.String,
  name: Schema.String,
  country: Schema.String,
  version: Schema.String,
  type: ConnectorType,
  transport: Manifest.Manifest.fields.transport,
  products: Schema.Array(Product),
  challenges: Schema.Array(Manifest.ChallengeKind),
  hosts: Schema.Array(Schema.String),
  isSandbox: Schema.Boolean,
  owner: Text,
  health: ConnectorHealth.fields.status,
  quality: ConnectorQuality
}).annotate({ identifier: "ConnectorEntry" })
export type ConnectorEntry = typeof ConnectorEntry.Type

/** All of them, by their numbers; never divided, so `next` is null. */
export const ConnectorEntryCursorPage = CursorPage(ConnectorEntry).annotate({ identifier: "ConnectorEntryCursorPage" })
