// What the person allowed: which products, from which hosts, under which text, for how long. Expired or revoked, nothing
// may be read for the Item any more.
import { DateTime, Schema } from "effect"

import { ItemId } from "./Item.ts"
import { Product } from "./Product.ts"

export const ConsentId = Schema.String.check(Schema.isUUID()).pipe(Schema.brand("ConsentId"))
export type ConsentId = typeof ConsentId.Type

/** `source`: who recorded it: the person in the widget, or the application that vouches for it. */
export const Consent = Schema.Struct({
  id: ConsentId,
  itemId: ItemId,
  products: Schema.Array(Product),
  hosts: Schema.Array(Schema.String),
  textVersion: Schema.String,
  source: Schema.Literals(["widget", "application"]),
  givenAt: Schema.DateTimeUtcFromString,
  expiresAt: Schema.NullOr(Schema.DateTimeUtcFromString),
  revokedAt: Schema.NullOr(Schema.DateTimeUtcFromString)
})
export type Consent = typeof Consent.Type

export type Standing = "given" | "expired" | "revoked"

export const standing = (consent: Pick<Consent, "expiresAt" | "revokedAt">, now: DateTime.Utc): Standing => {
  if (consent.revokedAt !== null) return "revoked"
  if (consent.expiresAt !== null && !DateTime.isGreaterThan(consent.expiresAt, now)) return "expired"
  return "given"
}

/** Whether the product may be read now. */
export const allows = (consent: Consent, product: Product, now: DateTime.Utc): boolean =>
  standing(consent, now) === "given" && consent.products.includes(product)
