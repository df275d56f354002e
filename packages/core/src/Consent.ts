// What the person allowed: which products, from which hosts, under which text, for how long. Expired or revoked, nothing
// may be read for the Item any more. A consent is never changed but by its end: a renewal is a consent of its own.
import { DateTime, Duration, Result, Schema } from "effect"

import { ItemId } from "./Item.ts"
import { Product } from "./Product.ts"

/** Tomada's own id of a consent: a UUID, never reused. */
export const ConsentId = Schema.String.check(Schema.isUUID()).pipe(Schema.brand("ConsentId"))
export type ConsentId = typeof ConsentId.Type

/** What Open Finance Brazil calls the permissions behind the products, in the wire's words. */
export const OpenFinancePermission = Schema.Literals([
  "REGISTRATION_ALL",
  "REGISTRATION_IDENTIFICATIONS",
  "REGISTRATION_QUALIFICATIONS",
  "REGISTRATION_FINANCIAL_RELATIONS",
  "ACCOUNTS_ALL",
  "ACCOUNTS_LIST",
  "ACCOUNTS_BALANCES",
  "ACCOUNTS_LIMITS",
  "ACCOUNTS_TRANSACTIONS",
  "CREDIT_CARDS_ALL",
  "CREDIT_CARDS_LIST",
  "CREDIT_CARDS_LIMITS",
  "CREDIT_CARDS_TRANSACTIONS",
  "CREDIT_CARDS_BILLS",
  "CREDIT_OPERATIONS_ALL",
  "INVESTMENTS_ALL",
  "EXCHANGES_ALL"
])
export type OpenFinancePermission = typeof OpenFinancePermission.Type

/**
 * - `hosts`: as a manifest names them, a port with them where it is not the default one.
 * - `source`: who recorded it: the person in the widget, or the application that vouches for it.
 * - `expiresAt`: the first instant at which it allows nothing; null: it does not expire.
 * - `openFinancePermissionsGranted`: only where the institution grants by permission.
 */
export const Consent = Schema.Struct({
  id: ConsentId,
  itemId: ItemId,
  products: Schema.Array(Product),
  hosts: Schema.Array(Schema.String),
  textVersion: Schema.String,
  source: Schema.Literals(["widget", "application"]),
  openFinancePermissionsGranted: Schema.optionalKey(Schema.Array(OpenFinancePermission)),
  givenAt: Schema.DateTimeUtcFromString,
  expiresAt: Schema.NullOr(Schema.DateTimeUtcFromString),
  revokedAt: Schema.NullOr(Schema.DateTimeUtcFromString)
})
export type Consent = typeof Consent.Type

/** What a consent is worth: `given` allows, the others allow nothing. */
export type Standing = "given" | "expired" | "revoked"

/** What the consent is worth at `now`; a withdrawal counts more than an expiry. */
export const standing = (consent: Pick<Consent, "expiresAt" | "revokedAt">, now: DateTime.Utc): Standing => {
  if (consent.revokedAt !== null) return "revoked"
  if (consent.expiresAt !== null && !DateTime.isGreaterThan(consent.expiresAt, now)) return "expired"
  return "given"
}

/** Whether the product may be read now. */
export const allows = (consent: Consent, product: Product, now: DateTime.Utc): boolean =>
  standing(consent, now) === "given" && consent.products.includes(product)

/** Whether the host may be talked to now; the person saw this list and no other. A subdomain is another host. */
export const allowsHost = (consent: Consent, host: string, now: DateTime.Utc): boolean =>
  standing(consent, now) === "given" && consent.hosts.some((listed) => listed.toLowerCase() === host.toLowerCase())

/** What a connector would read and talk to that the person did not allow; both empty when a visit may go ahead. */
export const beyond = (
  consent: Consent,
  wanted: { readonly products: ReadonlyArray<Product>; readonly hosts: ReadonlyArray<string> },
  now: DateTime.Utc
): { readonly products: ReadonlyArray<Product>; readonly hosts: ReadonlyArray<string> } => ({
  products: wanted.products.filter((product) => !allows(consent, product, now)),
  hosts: wanted.hosts.filter((host) => !allowsHost(consent, host, now))
})

/** The consent withdrawn at `now`. The first withdrawal counts: a second one changes nothing. */
export const revoke = (consent: Consent, now: DateTime.Utc): Consent =>
  consent.revokedAt === null ? { ...consent, revokedAt: now } : consent

/**
 * - `withdrawn`: the person took the consent back, and only the person may give another, not an application for them.
 * - `ends-at-once`: it would expire before it begins.
 */
export class RenewalRefused extends Schema.TaggedError<RenewalRefused>()("RenewalRefused", {
  why: Schema.Literals(["withdrawn", "ends-at-once"])
}) {}

/** The consent that follows, given at `now` under an id of its own; the former one stays as it was. */
export const renew = (
  consent: Consent,
  renewal: Pick<Consent, "expiresAt" | "id" | "source" | "textVersion"> &
    Partial<Pick<Consent, "hosts" | "openFinancePermissionsGranted" | "products">>,
  now: DateTime.Utc
): Result.Result<Consent, RenewalRefused> => {
  if (consent.revokedAt !== null && renewal.source === "application") {
    return Result.fail(new RenewalRefused({ why: "withdrawn" }))
  }
  if (standing({ expiresAt: renewal.expiresAt, revokedAt: null }, now) === "expired") {
    return Result.fail(new RenewalRefused({ why: "ends-at-once" }))
  }
  return Result.succeed({ ...consent, ...renewal, givenAt: now, revokedAt: null })
}

/** How long before its end a consent is announced to end, but never before half of its time is over. */
export const announceWithin = Duration.days(30)

/** From when on the end of the consent is announced; null when it does not expire or was withdrawn. */
export const announceFrom = (
  consent: Pick<Consent, "expiresAt" | "givenAt" | "revokedAt">,
  within: Duration.Duration = announceWithin
): DateTime.Utc | null => {
  const { expiresAt, givenAt, revokedAt } = consent
  if (expiresAt === null || revokedAt !== null) return null
  const half = (expiresAt.epochMilliseconds - givenAt.epochMilliseconds) / 2
  return DateTime.subtract(expiresAt, { milliseconds: Math.min(half, Duration.toMillis(within)) })
}

/** Whether the end of the consent is to be announced now: once, and only while it still allows something. */
export const isAnnouncementDue = (
  consent: Consent,
  announcedAt: DateTime.Utc | null,
  now: DateTime.Utc,
  within: Duration.Duration = announceWithin
): boolean => {
  const from = announceFrom(consent, within)
  if (from === null || standing(consent, now) !== "given" || DateTime.isLessThan(now, from)) return false
  return announcedAt === null || DateTime.isLessThan(announcedAt, from)
}
