/** An Item as clients see it. The order of its keys is the order that live answers have; do not sort them. */
import { ExecutionStatus as Core } from "@tomada/core"
import { Schema } from "effect"

import { Connector, Credential, Product } from "./Connector.ts"
import { Id, Instant, Moment, Nullable, Text } from "./Wire.ts"

/** Where an Item stands. */
export const ItemStatus = Core.ItemStatus
export type ItemStatus = Core.ItemStatus

/** Why an execution ended badly. Clients know one reason more than this server ever gives. */
export const ExecutionErrorCode = Schema.Literals([...Core.ErrorCode.literals, "RESOURCES_LIMIT_EXCEEDED"])
export type ExecutionErrorCode = typeof ExecutionErrorCode.Type

/** The step that the last execution is at or ended with; clients know three more than this server ever gives. */
export const ExecutionStatus = Schema.Literals([
  ...Core.ExecutionStatus.literals,
  "CREATING",
  "CREATE_ERROR",
  "RESOURCES_LIMIT_EXCEEDED"
])
export type ExecutionStatus = typeof ExecutionStatus.Type

/** What went wrong, in words; `providerMessage` is the institution's own text. */
export const ItemError = Schema.Struct({
  code: ExecutionErrorCode,
  message: Schema.String,
  providerMessage: Text,
  attributes: Nullable(Schema.Record(Schema.String, Schema.String))
}).annotate({ identifier: "ItemError" })
export type ItemError = typeof ItemError.Type

/** Something that a person has to do outside: scan a code, authorise this device. */
export const UserAction = Schema.Struct({
  type: Schema.Literals(["qr", "authorize-access"]),
  instructions: Schema.String,
  attributes: Nullable(Schema.Record(Schema.String, Schema.String)),
  expiresAt: Moment
}).annotate({ identifier: "UserAction" })
export type UserAction = typeof UserAction.Type

/** A remark about a product that was collected in part. */
export const ProductWarning = Schema.Struct({
  code: Schema.String,
  message: Schema.String,
  providerMessage: Text
}).annotate({ identifier: "ProductWarning" })
export type ProductWarning = typeof ProductWarning.Type

/** How one product fared: `isUpdated: false` keeps the moment of the last success, `null` when there was none. */
export const ProductState = Schema.Struct({
  isUpdated: Schema.Boolean,
  lastUpdatedAt: Moment,
  warnings: Schema.Array(ProductWarning)
}).annotate({ identifier: "ProductState" })
export type ProductState = typeof ProductState.Type

/**
 * How each product fared; `null` means that it was not asked for. Transactions of investments stand under both spellings that
 * clients know: with and without the `s`.
 */
export const StatusDetail = Schema.Struct({
  accounts: Nullable(ProductState),
  creditCards: Nullable(ProductState),
  transactions: Nullable(ProductState),
  investments: Nullable(ProductState),
  investmentsTransactions: Nullable(ProductState),
  investmentTransactions: Nullable(ProductState),
  identity: Nullable(ProductState),
  paymentData: Nullable(ProductState),
  loans: Nullable(ProductState),
  accountStatements: Nullable(ProductState)
}).annotate({ identifier: "StatusDetail" })
export type StatusDetail = typeof StatusDetail.Type

/**
 * An Item. `updatedAt` is the last change of the row, `lastUpdatedAt` the last successful sync (`null` before the first).
 * No field ever carries a credential.
 */
export const Item = Schema.Struct({
  id: Id,
  connector: Connector,
  createdAt: Instant,
  updatedAt: Instant,
  status: ItemStatus,
  executionStatus: ExecutionStatus,
  lastUpdatedAt: Moment,
  webhookUrl: Text,
  error: Nullable(ItemError),
  clientUserId: Text,
  consecutiveFailedLoginAttempts: Schema.Int,
  statusDetail: Nullable(StatusDetail),
  parameter: Nullable(Credential),
  userAction: Nullable(UserAction),
  nextAutoSyncAt: Moment,
  autoSyncDisabledAt: Moment,
  consentExpiresAt: Moment,
  products: Schema.Array(Product),
  oauthRedirectUri: Text
}).annotate({ identifier: "Item" })
export type Item = typeof Item.Type
