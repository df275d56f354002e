/** What a person allowed for an Item, as clients see it. A renewal is another Consent. */
import { Schema } from "effect"

import { Product } from "./Connector.ts"
import { Page } from "./Page.ts"
import { Id, Instant, Moment, Nullable } from "./Wire.ts"

/** `createdAt`: when it was given; `expiresAt` is null where it does not expire. */
export const Consent = Schema.Struct({
  id: Id,
  itemId: Id,
  products: Schema.Array(Product),
  openFinancePermissionsGranted: Nullable(Schema.Array(Schema.String)),
  createdAt: Instant,
  expiresAt: Moment,
  revokedAt: Moment
}).annotate({ identifier: "Consent" })
export type Consent = typeof Consent.Type

/** All consents of an Item, in one page, newest first. */
export const ConsentPage = Page(Consent).annotate({ identifier: "ConsentPage" })
export type ConsentPage = typeof ConsentPage.Type
