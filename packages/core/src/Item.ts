// One person's connection with one connector, as held. Its `status` is derived from the status of its last execution
// and is therefore not a field (`ExecutionStatus.itemStatus`).
import { Schema } from "effect"

import { Challenge } from "./Challenge.ts"
import { ErrorCode, ExecutionStatus } from "./ExecutionStatus.ts"
import { ConnectorId } from "./Manifest.ts"
import { Product } from "./Product.ts"

/** A UUID: of the program that owns the Item. */
export const ApplicationId = Schema.String.check(Schema.isUUID()).pipe(Schema.brand("ApplicationId"))
export type ApplicationId = typeof ApplicationId.Type

/** A UUID, the same for as long as the Item lives. */
export const ItemId = Schema.String.check(Schema.isUUID()).pipe(Schema.brand("ItemId"))
export type ItemId = typeof ItemId.Type

/** A UUID: of one run. */
export const ExecutionId = Schema.String.check(Schema.isUUID()).pipe(Schema.brand("ExecutionId"))
export type ExecutionId = typeof ExecutionId.Type

/** Why an execution ended without success; texts for people, never what the institution was sent. */
export const ItemError = Schema.Struct({
  code: ErrorCode,
  message: Schema.String,
  providerMessage: Schema.NullOr(Schema.String)
})
export type ItemError = typeof ItemError.Type

/** What one product's collection came to; `lastUpdatedAt` is that of its last success. */
export const ProductOutcome = Schema.Struct({
  isUpdated: Schema.Boolean,
  lastUpdatedAt: Schema.NullOr(Schema.DateTimeUtcFromString),
  warnings: Schema.Array(
    Schema.Struct({ code: Schema.String, message: Schema.String, providerMessage: Schema.NullOr(Schema.String) })
  )
})
export type ProductOutcome = typeof ProductOutcome.Type

/** By product; one that was not asked for is absent. */
export const StatusDetail = Schema.Record(Product, Schema.optionalKey(ProductOutcome))
export type StatusDetail = typeof StatusDetail.Type

/** A challenge that waits for its answer. */
export const OpenChallenge = Schema.Struct({
  id: Schema.String.check(Schema.isUUID()),
  challenge: Challenge
})
export type OpenChallenge = typeof OpenChallenge.Type

/**
 * - `connectTokenId`: the id of the Connect Token that it was made with; null where the application made it.
 * - `connectTokenUrl`: where the events of what a Connect Token made or updated last are told too, beside `webhookUrl`.
 * - `statusDetail`: null after a success without warnings and after a failed login.
 */
export const Item = Schema.Struct({
  id: ItemId,
  applicationId: ApplicationId,
  connectorId: ConnectorId,
  products: Schema.Array(Product),
  clientUserId: Schema.NullOr(Schema.String),
  webhookUrl: Schema.NullOr(Schema.String),
  oauthRedirectUri: Schema.NullOr(Schema.String),
  connectTokenId: Schema.NullOr(Schema.String.check(Schema.isUUID())),
  connectTokenUrl: Schema.NullOr(Schema.String),
  executionId: Schema.NullOr(ExecutionId),
  executionStatus: ExecutionStatus,
  error: Schema.NullOr(ItemError),
  challenge: Schema.NullOr(OpenChallenge),
  statusDetail: Schema.NullOr(StatusDetail),
  consecutiveFailedLoginAttempts: Schema.Int,
  credentialsVersion: Schema.Int,
  lastUpdatedAt: Schema.NullOr(Schema.DateTimeUtcFromString),
  nextAutoSyncAt: Schema.NullOr(Schema.DateTimeUtcFromString),
  autoSyncDisabledAt: Schema.NullOr(Schema.DateTimeUtcFromString),
  consentExpiresAt: Schema.NullOr(Schema.DateTimeUtcFromString),
  createdAt: Schema.DateTimeUtcFromString,
  updatedAt: Schema.DateTimeUtcFromString
})
export type Item = typeof Item.Type
