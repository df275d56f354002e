// The event of a test: of the kind that the receiver listens to, about an Item and an account that do not exist.
import { DateTime } from "effect"

import type { ApplicationId } from "./Item.ts"
import type { WebhookEvent } from "./WebhookEvent.ts"

/** The Item, the account and the row of every test. */
export const nobody = "00000000-0000-4000-8000-000000000000"

/** Of which test: the id of its event, who asked for it, and when. */
export interface Circumstances {
  readonly eventId: string
  readonly applicationId: ApplicationId
  readonly now: DateTime.Utc
}

/** What a subscription to `filter` is sent as a test: its own event, or `item/updated` where it listens to several. */
export const of = (filter: string, { applicationId, eventId, now }: Circumstances): WebhookEvent => {
  const item = { eventId, id: nobody, itemId: nobody, clientUserId: null }
  const account = { ...item, clientId: applicationId, accountId: nobody }
  const triggeredBy = "CLIENT" as const
  const at = DateTime.formatIso(now)
  switch (filter) {
    case "item/created":
    case "item/waiting_user_input":
    case "item/waiting_user_action":
    case "item/login_succeeded":
      return { event: filter, ...item, triggeredBy }
    case "item/error":
      return { event: filter, ...item, triggeredBy, error: { code: "SITE_NOT_AVAILABLE", message: "A test." } }
    case "item/deleted":
      return { event: filter, ...item }
    case "item/consent_expiring":
      return { event: filter, ...item, consentExpiresAt: at }
    case "connector/status_updated":
      return { event: filter, eventId, id: "0", connectorId: 0, data: { status: "ONLINE" } }
    case "transactions/created":
      return {
        event: filter,
        ...account,
        triggeredBy,
        transactionsCount: 1,
        transactionsMinDate: at,
        transactionsCreatedAtFrom: at,
        createdTransactionsLink: `/v2/transactions?accountId=${nobody}&createdAtFrom=${encodeURIComponent(at)}`
      }
    case "transactions/updated":
      return { event: filter, ...account, triggeredBy, transactionIds: [nobody] }
    case "transactions/deleted":
      return { event: filter, ...account, transactionIds: [nobody] }
    default:
      return { event: "item/updated", ...item, triggeredBy }
  }
}
