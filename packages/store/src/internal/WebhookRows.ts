// Rows of the outbox as values. They are read by the hundred for each claim, so they are taken as the statements of this package
// select them; only an instant needs a turn.
import { DateTime } from "effect"

import type { Attempt, Claimed, Delivery, Event, Sealed, Subscription } from "../WebhookStore.ts"

/** A row in which these instants are dates of JavaScript still. */
type Row<A, Instants extends keyof A> = Omit<A, Instants> & {
  readonly [Key in Instants]: null extends A[Key] ? Date | null : Date
}

const instant = (date: Date): DateTime.Utc => DateTime.makeUnsafe(date)
const instantOrNull = (date: Date | null): DateTime.Utc | null => (date === null ? null : instant(date))

export const subscriptionColumns = `id, application_id as "applicationId", url, event, failing_since as "failingSince",
  disabled_at as "disabledAt", disabled_because as "disabledBecause", created_at as "createdAt", updated_at as "updatedAt"`
export type SubscriptionRow = Row<Subscription, "createdAt" | "updatedAt" | "disabledAt" | "failingSince">
export const subscription = (row: SubscriptionRow): Subscription => ({
  ...row,
  createdAt: instant(row.createdAt),
  updatedAt: instant(row.updatedAt),
  disabledAt: instantOrNull(row.disabledAt),
  failingSince: instantOrNull(row.failingSince)
})

export type SealedRow = Row<Sealed, "previousEndsAt">
export const sealed = (row: SealedRow): Sealed => ({ ...row, previousEndsAt: instantOrNull(row.previousEndsAt) })

export const eventColumns = `sequence::float8 as sequence, event_id as id, application_id as "applicationId",
  item_id as "itemId", event, payload::text as body, created_at as "createdAt"`
export type EventRow = Row<Event, "createdAt">
export const event = (row: EventRow): Event => ({ ...row, createdAt: instant(row.createdAt) })

export const deliveryColumns = `d.id::float8 as id, d.application_id as "applicationId", e.event_id as "eventId", e.event,
  d.target, d.subscription_id as "subscriptionId", coalesce(d.url, s.url) as url, d.state, d.attempts,
  d.next_attempt_at as "nextAttemptAt", d.created_at as "createdAt"`
export type DeliveryRow = Row<Delivery, "createdAt" | "nextAttemptAt">
export const delivery = (row: DeliveryRow): Delivery => ({
  ...row,
  nextAttemptAt: instantOrNull(row.nextAttemptAt),
  createdAt: instant(row.createdAt)
})

export const attemptColumns = "a.at, a.duration, a.status, a.error, a.answer"
export type AttemptRow = Row<Attempt, "at">
export const attempt = (row: AttemptRow): Attempt => ({ ...row, at: instant(row.at) })

export type ClaimedRow = Row<Claimed, "failingSince"> & { readonly place: number }
export const claimed = ({ place: _, ...row }: ClaimedRow): Claimed => ({
  ...row,
  failingSince: instantOrNull(row.failingSince)
})
