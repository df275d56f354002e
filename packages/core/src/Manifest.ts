// What a connector says about itself: data that can be read without running its code. The wire's Connector, the planner
// and the egress guard all read it, so nothing in it may depend on a person or on the clock.
import { Schema } from "effect"

import { Budget } from "./Budget.ts"
import { CredentialField } from "./CredentialField.ts"
import { Product, ProductPolicy } from "./Product.ts"

/** A number from 0 on, unique in the registry and never given to another connector. */
export const ConnectorId = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0)).pipe(Schema.brand("ConnectorId"))
export type ConnectorId = typeof ConnectorId.Type

/** The wire's kinds of institutions. */
export const ConnectorType = Schema.Literals([
  "PERSONAL_BANK",
  "BUSINESS_BANK",
  "INVOICE",
  "INVESTMENT",
  "TELECOMMUNICATION",
  "DIGITAL_ECONOMY",
  "PAYMENT_ACCOUNT",
  "OTHER"
])
export type ConnectorType = typeof ConnectorType.Type

/**
 * `country`: ISO 3166, two letters; `zone`: IANA, that of its days; `currency`: ISO 4217; `primaryColor`: six hex
 * digits.
 */
export const Institution = Schema.Struct({
  name: Schema.NonEmptyString,
  country: Schema.String.check(Schema.isPattern(/^[A-Z]{2}$/)),
  zone: Schema.NonEmptyString,
  currency: Schema.String.check(Schema.isPattern(/^[A-Z]{3}$/)),
  url: Schema.NonEmptyString,
  imageUrl: Schema.NonEmptyString,
  primaryColor: Schema.String.check(Schema.isPattern(/^[0-9a-f]{6}$/))
})
export type Institution = typeof Institution.Type

/** What a login may ask beside the form; each is a case of `Challenge`. */
export const ChallengeKind = Schema.Literals(["Otp", "Select", "Image", "Approve", "Redirect", "QrCode"])
export type ChallengeKind = typeof ChallengeKind.Type

/**
 * - `unattended`: whether an auto-sync may run; `always` demands a login that raises no challenge.
 * - `hosts`: the only hosts that a visit may talk to; empty when it talks to none.
 * - `requestTimeoutSeconds`: how long one answer of the institution may take.
 * - `budgets`: how often the institution may be asked; absent where it sets no bound.
 */
export const Manifest = Schema.Struct({
  id: ConnectorId,
  slug: Schema.String.check(Schema.isPattern(/^[a-z0-9]+(-[a-z0-9]+)*$/)),
  version: Schema.NonEmptyString,
  institution: Institution,
  type: ConnectorType,
  transport: Schema.Literals(["http", "browser", "browser-login-then-http", "redirect", "file"]),
  credentials: Schema.Array(CredentialField),
  challenges: Schema.Array(ChallengeKind),
  unattended: Schema.Literals(["always", "until-session-expiry", "never"]),
  products: Schema.Record(Product, Schema.optionalKey(ProductPolicy)),
  hosts: Schema.Array(Schema.NonEmptyString),
  limits: Schema.Struct({ requestTimeoutSeconds: Schema.Int, visitTimeoutSeconds: Schema.Int }),
  budgets: Schema.optionalKey(Schema.Array(Budget)),
  sandbox: Schema.Boolean,
  stage: Schema.NullOr(Schema.Literal("BETA")),
  resetPasswordUrl: Schema.NullOr(Schema.String)
})
export type Manifest = typeof Manifest.Type

/** The products that a connector collects, in the order in which a visit collects them. */
export const products = (manifest: Manifest): ReadonlyArray<Product> =>
  Product.literals.filter((product) => manifest.products[product] !== undefined)
