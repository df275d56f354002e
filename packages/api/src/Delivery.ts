/** Events of an application and what became of each at its receivers, as they are told to the application and to an operator. */
import { Schema } from "effect"

import { CursorPage } from "./Page.ts"
import { Id, Instant, Moment, Nullable, Text, Whole } from "./Wire.ts"

/**
 * An event as webhooks send it. `sequence` grows from event to event; it is counted over all applications, so there are gaps.
 * `body` is what is sent, without what signs it.
 */
export const Event = Schema.Struct({
  sequence: Schema.Int,
  id: Id,
  event: Schema.String,
  itemId: Nullable(Id),
  createdAt: Instant,
  body: Schema.JsonObject
}).annotate({ identifier: "Event" })
export type Event = typeof Event.Type

/** Events in order. `lastSequence` is the `since` that reads on, also where there is nothing new. */
export const EventSlice = Schema.Struct({ results: Schema.Array(Event), lastSequence: Schema.Int }).annotate({
  identifier: "EventSlice"
})

export const DeliveryState = Schema.Literals(["waiting", "delivered", "failed"])
export type DeliveryState = typeof DeliveryState.Type

const fields = {
  id: Schema.Int,
  eventId: Id,
  event: Schema.String,
  target: Schema.Literals(["subscription", "item", "token"]),
  webhookId: Text,
  url: Schema.String,
  state: DeliveryState,
  attempts: Schema.Int,
  nextAttemptAt: Moment,
  createdAt: Instant
}

/** One event for one receiver. `target`: whether the address stands on a webhook, an Item or a connect token. */
export const Delivery = Schema.Struct(fields).annotate({ identifier: "Delivery" })
export type Delivery = typeof Delivery.Type

/** Deliveries, the newest first. */
export const DeliveryCursorPage = CursorPage(Delivery).annotate({ identifier: "DeliveryCursorPage" })

/** `error` where there was no answer, `answer` the beginning of one that was not well. */
export const Attempt = Schema.Struct({
  at: Instant,
  milliseconds: Schema.Finite,
  status: Whole,
  error: Text,
  answer: Text
}).annotate({ identifier: "DeliveryAttempt" })
export type Attempt = typeof Attempt.Type

/** A delivery with every attempt at it, the first first. `attempts` counts those since it was last sent again. */
export const DeliveryWithAttempts = Schema.Struct({ ...fields, tried: Schema.Array(Attempt) }).annotate({
  identifier: "DeliveryWithAttempts"
})

/** Which deliveries to send again: of events with `from` <= createdAt < `to`; those that arrived only where `delivered` is true. */
export const ResendRange = Schema.Struct({
  from: Instant,
  to: Instant,
  delivered: Schema.optionalKey(Schema.Boolean)
}).annotate({ identifier: "ResendRange" })
export type ResendRange = typeof ResendRange.Type

/** The event that a test made. */
export const TestEvent = Schema.Struct({ eventId: Id }).annotate({ identifier: "TestEvent" })
