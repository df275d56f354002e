/**
 * What an operator sees and sets: applications, Items of whichever application, webhooks. No client of the wire knows these shapes,
 * so they bear our own words. A secret is in the answer that makes it, or that was asked for it, and nowhere else.
 */
import { AutoSync, Consent as Consents } from "@tomada/core"
import { Schema } from "effect"

import { Product } from "./Connector.ts"
import * as Delivery from "./Delivery.ts"
import * as Execution from "./Execution.ts"
import { ExecutionStatus, ItemError, ItemStatus, ProductWarning } from "./Item.ts"
import { Page } from "./Page.ts"
import { WidgetOrigin } from "./WidgetOrigin.ts"
import { Id, Instant, Moment, Nullable, Text, Whole } from "./Wire.ts"

export const Environment = Schema.Literals(["development", "production"])
export type Environment = typeof Environment.Type

/** Hours between a success and the next unasked run; null turns them off. */
export const AutoSyncHours = Nullable(AutoSync.Every)

/** Hours between a success and the application's next update of that Item; null is no floor. */
export const MinUpdateFrequencyHours = Nullable(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 24 })))

/** Of the pages that may show the widget in a frame. They stand in a header of its page, which has room for so many. */
export const AllowedOrigins = Schema.Array(WidgetOrigin).check(
  Schema.isMaxLength(50, { message: "an application can allow 50 origins at most" })
)

/** Only the Items of a production application that is not disabled are synced unasked. */
export const Application = Schema.Struct({
  id: Id,
  name: Schema.String,
  environment: Environment,
  autoSyncEveryHours: AutoSyncHours,
  minUpdateFrequencyHours: MinUpdateFrequencyHours,
  allowedOrigins: Schema.Array(Schema.String),
  disabledAt: Moment,
  createdAt: Instant
})
export type Application = typeof Application.Type

const name = Schema.String.check(
  Schema.isPattern(/^\S(.{0,98}\S)?$/, { message: "$property must have 1 to 100 characters" })
)

/** What is left out is as it is for every new application of its environment. */
export const NewApplication = Schema.Struct({
  name,
  environment: Schema.optionalKey(Environment),
  autoSyncEveryHours: Schema.optionalKey(AutoSyncHours),
  minUpdateFrequencyHours: Schema.optionalKey(MinUpdateFrequencyHours),
  allowedOrigins: Schema.optionalKey(AllowedOrigins)
})
export type NewApplication = typeof NewApplication.Type

/** What is left out stays. */
export const ApplicationChange = Schema.Struct({
  name: Schema.optionalKey(name),
  environment: Schema.optionalKey(Environment),
  autoSyncEveryHours: Schema.optionalKey(AutoSyncHours),
  minUpdateFrequencyHours: Schema.optionalKey(MinUpdateFrequencyHours),
  allowedOrigins: Schema.optionalKey(AllowedOrigins),
  enabled: Schema.optionalKey(Schema.Boolean)
})
export type ApplicationChange = typeof ApplicationChange.Type

export const ApplicationPage = Page(Application)

/** `itemsReplanned`: how many Items have another next run, or the same anew. */
export const ChangedApplication = Schema.Struct({ ...Application.fields, itemsReplanned: Schema.Int })

/** An application with the secret that it was just given, which nobody can read again. */
export const ApplicationWithSecret = Schema.Struct({ ...Application.fields, clientSecret: Schema.String })

/** The public key that the application's clients encrypt parameters with; `rotate` makes another. */
export const EncryptionKeyRequest = Schema.Struct({ rotate: Schema.optionalKey(Schema.Boolean) })
export type EncryptionKeyRequest = typeof EncryptionKeyRequest.Type

/** An Item in a list. `connector.name` is that of the institution. */
export const ItemRow = Schema.Struct({
  id: Id,
  applicationId: Id,
  connector: Schema.Struct({ id: Schema.Int, name: Schema.String }),
  clientUserId: Text,
  status: ItemStatus,
  executionStatus: ExecutionStatus,
  lastUpdatedAt: Moment,
  nextAutoSyncAt: Moment,
  createdAt: Instant
})
export type ItemRow = typeof ItemRow.Type

export const ItemPage = Page(ItemRow)

/** How the last collection of a product came out, and when it last came out well. */
export const ProductOutcome = Schema.Struct({
  product: Product,
  isUpdated: Schema.Boolean,
  lastUpdatedAt: Moment,
  warnings: Schema.Array(ProductWarning)
})

/** Civil days, both inclusive, of which all rows were once shown. */
export const Days = Schema.Struct({ from: Schema.String, to: Schema.String })

/** An account without its number; `transactions` is what is proven of them. */
export const AccountCoverage = Schema.Struct({
  id: Id,
  name: Schema.String,
  type: Schema.Literals(["BANK", "CREDIT"]),
  transactions: Schema.Struct({ days: Schema.Array(Days), collectedAt: Moment })
})

export const Consent = Schema.Struct({
  standing: Schema.Literals(["given", "expired", "revoked"]),
  products: Schema.Array(Product),
  hosts: Schema.Array(Schema.String),
  textVersion: Schema.String,
  source: Consents.Consent.fields.source,
  givenAt: Instant,
  expiresAt: Moment,
  revokedAt: Moment
})

/** What the page of a run that failed looked like, without anything that it said. `image` is a PNG in base64. */
export const Screenshot = Schema.Struct({
  executionId: Id,
  itemId: Id,
  takenAt: Instant,
  expiresAt: Instant,
  image: Schema.String
})
export type Screenshot = typeof Screenshot.Type

/**
 * All there is to know of an Item but its credentials.
 *
 * - `autoSync.endedBecause`: why unasked runs ended until a success; null while they go on.
 * - `autoSync.retries`: how many retries after a failing run failed too; null where none is to come.
 * - `unblockedAt`: when a pass was given that no run has used.
 * - `executions`: the newest first, at most ten.
 */
export const Item = Schema.Struct({
  ...ItemRow.fields,
  error: Nullable(ItemError),
  webhookUrl: Text,
  products: Schema.Array(Product),
  outcomes: Schema.Array(ProductOutcome),
  accounts: Schema.Array(AccountCoverage),
  consent: Consent,
  autoSync: Schema.Struct({ disabledAt: Moment, endedBecause: Nullable(AutoSync.EndedBecause), retries: Whole }),
  consecutiveFailedLoginAttempts: Schema.Int,
  consecutiveFailedSyncs: Schema.Int,
  unblockedAt: Moment,
  executions: Schema.Array(Execution.ExecutionWithScreenshot),
  executionsInAll: Schema.Int
})
export type Item = typeof Item.Type

/** `failingSince`: when its receiver first answered badly since it last answered well. */
export const Webhook = Schema.Struct({
  id: Id,
  event: Schema.String,
  url: Schema.String,
  disabledAt: Moment,
  disabledBecause: Nullable(Schema.Literals(["gone", "failing", "by-hand"])),
  failingSince: Moment,
  createdAt: Instant
})
export type Webhook = typeof Webhook.Type

export const WebhookList = Schema.Struct({ results: Schema.Array(Webhook) })

/** The secret that signs: of one webhook, or, without `webhookId`, of the addresses that stand on the application's Items. */
export const SecretRequest = Schema.Struct({
  webhookId: Schema.optionalKey(Schema.String.check(Schema.isUUID())),
  rotate: Schema.optionalKey(Schema.Boolean)
})
export type SecretRequest = typeof SecretRequest.Type

/** The newest first; `next` is the `before` that reads on, null at the end. */
export const DeliverySlice = Schema.Struct({ results: Schema.Array(Delivery.Delivery), next: Whole })

export const AttemptList = Schema.Struct({ results: Schema.Array(Delivery.Attempt) })

/** One version of the key that wraps data keys. `held` is false where the key is gone and something is still wrapped under it. */
export const KeyVersion = Schema.Struct({
  id: Schema.String,
  version: Schema.Int,
  isCurrent: Schema.Boolean,
  held: Schema.Boolean,
  uses: Schema.Int
})

/** A move of wrapped keys to the current version; `of` is how many there were at its begin. */
export const KeyMove = Schema.Struct({
  state: Schema.Literals(["running", "done", "failed"]),
  moved: Schema.Int,
  alreadyCurrent: Schema.Int,
  unreadable: Schema.Int,
  of: Schema.Int
})

/** `source`: where the keys come from; `move`: the last one since the server started. */
export const KeyStanding = Schema.Struct({
  source: Schema.String,
  versions: Schema.Array(KeyVersion),
  move: Nullable(KeyMove)
})

/** A version by its id, or by its number where no other has that. */
export const KeyRetirement = Schema.Struct({
  key: Schema.String.check(
    Schema.isPattern(/^[\w.:/-]{1,200}$/, { message: "key must be the id or number of a version" })
  )
})

export const KeyNamed = Schema.Struct({ id: Schema.String, version: Schema.Int })
