// The outbox of webhooks: subscriptions, events, what is to be delivered of them and each attempt. An event is written in the
// transaction of what it tells of and has no number yet; one sequencer numbers events after their commit and makes their
// deliveries, so that a reader "since n" misses nothing. Deliveries stand in a queue for each application and receiver's origin:
// a claim takes a few from each queue, so that one slow receiver holds up its own deliveries only. A claim is a lease: what was
// claimed by a process that died is due again when the lease ends.
import type { Delivery, Item } from "@tomada/core"
import { Context, type DateTime, type Effect, Schema } from "effect"

export const SubscriptionId = Schema.String.check(Schema.isUUID()).pipe(Schema.brand("SubscriptionId"))
export type SubscriptionId = typeof SubscriptionId.Type

export class SubscriptionNotFound extends Schema.TaggedError<SubscriptionNotFound>()("SubscriptionNotFound", {}) {}

/** The application has this event and address already. */
export class SubscriptionExists extends Schema.TaggedError<SubscriptionExists>()("SubscriptionExists", {}) {}

/** The application has as many subscriptions of this event as it may. */
export class TooManySubscriptions extends Schema.TaggedError<TooManySubscriptions>()("TooManySubscriptions", {
  most: Schema.Int
}) {}

export class DeliveryNotFound extends Schema.TaggedError<DeliveryNotFound>()("DeliveryNotFound", {}) {}

/** Subscriptions of one event that an application may have. */
export const mostOfAnEvent = 5

/**
 * - `event`: the name of one, `all` or `item/all`.
 * - `failingSince`: when it first answered badly since it last answered well.
 */
export interface Subscription {
  readonly id: SubscriptionId
  readonly applicationId: Item.ApplicationId
  readonly url: string
  readonly event: string
  readonly createdAt: DateTime.Utc
  readonly updatedAt: DateTime.Utc
  readonly disabledAt: DateTime.Utc | null
  readonly disabledBecause: Delivery.Disabled | null
  readonly failingSince: DateTime.Utc | null
}

/** The custom headers, sealed, are null for none. */
export interface NewSubscription extends Pick<Subscription, "id" | "applicationId" | "url" | "event"> {
  readonly headers: Uint8Array | null
  readonly secret: Uint8Array
}

/** What is absent stays. */
export interface SubscriptionChange {
  readonly url?: string
  readonly event?: string
  readonly headers?: Uint8Array | null
  readonly enabled?: boolean
}

/** Whose secrets sign: a subscription, or the application for the addresses that stand on Items and Connect Tokens. */
export type Owner = SubscriptionId | Item.ApplicationId

/** What a delivery carries beside its event, sealed. `revision` tells that it was changed. */
export interface Sealed {
  readonly owner: Owner
  readonly applicationId: Item.ApplicationId
  readonly revision: number
  readonly headers: Uint8Array | null
  readonly secret: Uint8Array | null
  /** Signs beside the new one until `previousEndsAt`. */
  readonly previous: Uint8Array | null
  readonly previousEndsAt: DateTime.Utc | null
}

/**
 * - `body`: JSON, sent byte for byte as it stands here.
 * - `itemUrl`, `tokenUrl`: the addresses that stood on the Item and on the Connect Token that it was made with.
 * - `only`: a subscription that alone shall hear of it, whatever it listens to.
 */
export interface NewEvent {
  readonly id: string
  readonly applicationId: Item.ApplicationId
  readonly itemId: Item.ItemId | null
  readonly event: string
  readonly body: string
  readonly itemUrl: string | null
  readonly tokenUrl: string | null
  readonly createdAt: DateTime.Utc
  readonly only?: SubscriptionId
}

export interface Event extends Pick<NewEvent, "id" | "applicationId" | "itemId" | "event" | "body" | "createdAt"> {
  /** Grows by one; over all applications, so that one application sees gaps. */
  readonly sequence: number
}

export type Target = "subscription" | "item" | "token"
export type DeliveryState = "waiting" | "delivered" | "failed"

/** One event for one receiver. `attempts`: those of the present series; a resend begins a new one. */
export interface Delivery {
  readonly id: number
  readonly applicationId: Item.ApplicationId
  readonly eventId: string
  readonly event: string
  readonly target: Target
  readonly subscriptionId: SubscriptionId | null
  readonly url: string
  readonly state: DeliveryState
  readonly attempts: number
  /** When it is due, null when it is not. */
  readonly nextAttemptAt: DateTime.Utc | null
  readonly createdAt: DateTime.Utc
}

export interface Attempt {
  readonly at: DateTime.Utc
  /** Milliseconds. */
  readonly duration: number
  /** Of the answer; null when there was none, and then `error` says why. */
  readonly status: number | null
  readonly error: Delivery.Unanswered | null
  /** The beginning of an answer that was not well. */
  readonly answer: string | null
}

/** A delivery and the right to say what came of it, until the lease ends. */
export interface Claimed extends Pick<
  Delivery,
  "id" | "applicationId" | "eventId" | "event" | "target" | "subscriptionId" | "url" | "attempts"
> {
  readonly fence: number
  readonly body: string
  readonly failingSince: DateTime.Utc | null
  /** Of what is sealed for its owner. */
  readonly revision: number
  /** Whether its receiver failed last. */
  readonly failing: boolean
}

/**
 * - `limit`: deliveries in all; `failing`: of those, of receivers that failed last.
 * - `holder`: the process that claims, a UUID; what an earlier one left leased counts for nobody's share.
 * - `each`: under way at a time for a receiver in this process; `eachFailing`: for one that failed last.
 */
export interface ClaimOptions {
  readonly now: DateTime.Utc
  readonly leaseEndsAt: DateTime.Utc
  readonly holder: string
  readonly limit: number
  readonly failing: number
  readonly each: number
  readonly eachFailing: number
}

export interface Outcome extends Attempt, Pick<Claimed, "id" | "fence"> {
  readonly verdict: Delivery.Verdict
}

/** Deliveries of events with `from` <= createdAt < `to`. Of one subscription also the events that it was never sent. */
export interface Range {
  readonly from: DateTime.Utc
  readonly to: DateTime.Utc
  readonly subscriptionId?: SubscriptionId
  /** Default: those that failed only. */
  readonly delivered?: boolean
}

export interface DeliveryQuery {
  readonly subscriptionId?: SubscriptionId
  readonly eventId?: string
  readonly state?: DeliveryState
  /** Those with a lower id. */
  readonly before?: number
  readonly limit: number
}

export class WebhookStore extends Context.Service<
  WebhookStore,
  {
    /** With its secret, in one transaction; `most` is counted by event. */
    create(
      subscription: NewSubscription,
      now: DateTime.Utc
    ): Effect.Effect<Subscription, SubscriptionExists | TooManySubscriptions>
    get(applicationId: Item.ApplicationId, id: SubscriptionId): Effect.Effect<Subscription, SubscriptionNotFound>
    /** The oldest first. */
    list(applicationId: Item.ApplicationId): Effect.Effect<ReadonlyArray<Subscription>>
    /** `enabled` true forgets failures too; a subscription that is disabled has what waits for it given up. */
    change(
      applicationId: Item.ApplicationId,
      id: SubscriptionId,
      change: SubscriptionChange,
      now: DateTime.Utc
    ): Effect.Effect<Subscription, SubscriptionNotFound | SubscriptionExists | TooManySubscriptions>
    /** With its deliveries and their attempts. */
    remove(applicationId: Item.ApplicationId, id: SubscriptionId): Effect.Effect<void, SubscriptionNotFound>
    /** Gives up what waits for it. One that is disabled already stays as it is. */
    disable(id: SubscriptionId, because: Delivery.Disabled, now: DateTime.Utc): Effect.Effect<void>

    /** What is sealed for these owners; an application that has no secret is not among the answers. */
    sealed(owners: ReadonlyArray<Owner>): Effect.Effect<ReadonlyArray<Sealed>>
    /** A new secret. The one before signs beside it until `previousEndsAt`. */
    rotate(
      owner: { readonly applicationId: Item.ApplicationId; readonly owner: Owner },
      secret: Uint8Array,
      previousEndsAt: DateTime.Utc
    ): Effect.Effect<void, SubscriptionNotFound>

    /** Events of their own; those of an execution are written in its transaction (`WebhookOutbox.append`). */
    append(events: ReadonlyArray<NewEvent>): Effect.Effect<void>
    /** Numbers events that have none and makes their deliveries, due at `now`; answers how many. One process at a time does. */
    sequence(now: DateTime.Utc, limit: number): Effect.Effect<number>
    /** Numbered events after `since`, in order. */
    events(applicationId: Item.ApplicationId, since: number, limit: number): Effect.Effect<ReadonlyArray<Event>>

    /** Due deliveries, the oldest of each receiver first. */
    claim(options: ClaimOptions): Effect.Effect<ReadonlyArray<Claimed>>
    /** Keeps attempts, and what comes of those whose lease is still the claim's. */
    record(outcomes: ReadonlyArray<Outcome>): Effect.Effect<void>

    /** The newest first. */
    deliveries(applicationId: Item.ApplicationId, query: DeliveryQuery): Effect.Effect<ReadonlyArray<Delivery>>
    /** In the order in which they were made. */
    attempts(
      applicationId: Item.ApplicationId,
      deliveryId: number
    ): Effect.Effect<ReadonlyArray<Attempt>, DeliveryNotFound>
    /** Makes it due at `now`, in a new series. One of a disabled subscription is not found. */
    resend(
      applicationId: Item.ApplicationId,
      deliveryId: number,
      now: DateTime.Utc
    ): Effect.Effect<void, DeliveryNotFound>
    /** Makes these due at `now`, in a new series; answers how many. Those under way or waiting stay as they are. */
    resendRange(applicationId: Item.ApplicationId, range: Range, now: DateTime.Utc): Effect.Effect<number>
    /** Forgets events from before `before` that nothing waits for, with their deliveries; answers how many. */
    forget(before: DateTime.Utc, limit: number): Effect.Effect<number>
  }
>()("@tomada/store/WebhookStore") {}
