/** A Connector as clients see it: how to reach one institution, and the form that a person fills in. */
import { CredentialField, Manifest, Product as Products } from "@tomada/core"
import { Schema } from "effect"

import { Page } from "./Page.ts"
import { Flag, Instant, Moment, Nullable, Text, Whole } from "./Wire.ts"

/** Kinds of data that a Connector may collect. */
export const Product = Products.Product
export type Product = Products.Product

/** Kinds of institution. */
export const ConnectorType = Manifest.ConnectorType
export type ConnectorType = Manifest.ConnectorType

/** Kinds of form field. `file` is an addition to the wire: its value is a data URL or the text itself. */
export const CredentialType = CredentialField.CredentialFieldType
export type CredentialType = CredentialField.CredentialFieldType

/** One choice of a `select` field. */
export const CredentialOption = Schema.Struct({ value: Schema.String, label: Schema.String }).annotate({
  identifier: "CredentialOption"
})
export type CredentialOption = typeof CredentialOption.Type

/** One field of the form, and also what an Item asks while it waits for a person. `validation` is a regular expression. */
export const Credential = Schema.Struct({
  name: Schema.String,
  label: Schema.String,
  type: CredentialType,
  mfa: Flag,
  data: Text,
  assistiveText: Text,
  options: Nullable(Schema.Array(CredentialOption)),
  validation: Text,
  validationMessage: Text,
  placeholder: Text,
  optional: Flag,
  instructions: Text,
  expiresAt: Moment
}).annotate({ identifier: "Credential" })
export type Credential = typeof Credential.Type

/** Figures behind a Connector's health; the rate is 0 to 100. Answered only when `healthDetails=true` asks for them. */
export const HealthDetails = Schema.Struct({
  connectionRateLast6Hours: Nullable(Schema.Finite),
  connectionsLast6Hours: Whole,
  error: Text
}).annotate({ identifier: "HealthDetails" })
export type HealthDetails = typeof HealthDetails.Type

/** Whether connections work at present. An `OFFLINE` Connector refuses new ones. */
export const ConnectorHealth = Schema.Struct({
  status: Schema.Literals(["ONLINE", "OFFLINE", "UNSTABLE"]),
  stage: Nullable(Schema.Literal("BETA")),
  details: Nullable(HealthDetails)
}).annotate({ identifier: "ConnectorHealth" })
export type ConnectorHealth = typeof ConnectorHealth.Type

/** A Connector. `primaryColor` is six hexadecimal digits without `#`; `country` is an ISO 3166 code of two letters. */
export const Connector = Schema.Struct({
  id: Schema.Int,
  name: Schema.String,
  primaryColor: Schema.String,
  institutionUrl: Schema.String,
  country: Schema.String,
  type: ConnectorType,
  credentials: Schema.Array(Credential),
  imageUrl: Schema.String,
  hasMFA: Schema.Boolean,
  oauth: Schema.Boolean,
  oauthUrl: Text,
  resetPasswordUrl: Text,
  health: ConnectorHealth,
  products: Schema.Array(Product),
  createdAt: Instant,
  isSandbox: Schema.Boolean,
  isOpenFinance: Schema.Boolean,
  updatedAt: Instant,
  supportsPaymentInitiation: Schema.Boolean,
  supportsScheduledPayments: Schema.Boolean,
  supportsSmartTransfers: Schema.Boolean,
  supportsBoletoManagement: Schema.Boolean,
  supportsAutomaticPix: Schema.Boolean
}).annotate({ identifier: "Connector" })
export type Connector = typeof Connector.Type

/** All Connectors that match, in one page. */
export const ConnectorPage = Page(Connector).annotate({ identifier: "ConnectorPage" })
export type ConnectorPage = typeof ConnectorPage.Type

/** What is wrong with one parameter: `001` missing, `002` does not match the rule, `003` wrong date. */
export const ParameterError = Schema.Struct({
  code: Schema.String,
  message: Schema.String,
  parameter: Schema.String,
  data: Nullable(Schema.JsonObject)
}).annotate({ identifier: "ParameterError" })
export type ParameterError = typeof ParameterError.Type

/**
 * The answer to a validation, with status 200 also when something is wrong.
 *
 * The names of the parameters come back and their values never do: every value is the empty string. Fill it with `validation`.
 */
export const Validation = Schema.Struct({
  parameters: Schema.Record(Schema.String, Schema.Literal("")),
  errors: Schema.Array(ParameterError)
}).annotate({ identifier: "Validation" })
export type Validation = typeof Validation.Type

/** The answer for these parameter names and these errors. */
export const validation = (names: ReadonlyArray<string>, errors: ReadonlyArray<ParameterError>): Validation => ({
  parameters: Object.fromEntries(names.map((name) => [name, ""])),
  errors
})
