/** Events as they can be asked for, and what became of them at webhooks: for who has no address to be called at, or missed some. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"

import { Authorization } from "./Authorization.ts"
import {
  DeliveryCursorPage,
  DeliveryState,
  DeliveryWithAttempts,
  EventSlice,
  ResendRange,
  TestEvent
} from "./Delivery.ts"
import { Count } from "./Page.ts"
import * as Query from "./Query.ts"
import { SchemaErrors } from "./SchemaErrors.ts"
import { Anywhere, BadRequest, NotFound } from "./WireError.ts"

export const EventQuery = Schema.Struct({
  since: Query.optional(Query.whole("$property must be a whole number", 0)),
  limit: Query.optional(Query.whole("$property must be an integer between 1 and 500", 1, 500))
})
export type EventQuery = typeof EventQuery.Type

export const DeliveryListQuery = Schema.Struct({
  state: Query.optional(Query.word(DeliveryState.literals)),
  after: Query.optional(Query.Words),
  pageSize: Query.optional(Query.whole("$property must be an integer between 1 and 500", 1, 500))
})
export type DeliveryListQuery = typeof DeliveryListQuery.Type

const webhook = { id: Query.uuid("webhookId") }
const delivery = { id: Query.whole("deliveryId must be a whole number", 0) }

export class EventsApi extends HttpApiGroup.make("events")
  .add(
    HttpApiEndpoint.get("list", "/tomada/events", {
      query: EventQuery,
      success: EventSlice,
      error: [BadRequest, ...Anywhere]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "List events since one",
        description:
          "Events after the sequence number since, in order, 100 unless limit says otherwise. Ask again with lastSequence: whoever does misses nothing of the last 30 days."
      })
    ),
    HttpApiEndpoint.get("deliveries", "/tomada/webhooks/:id/deliveries", {
      params: webhook,
      query: DeliveryListQuery,
      success: DeliveryCursorPage,
      error: [BadRequest, NotFound, ...Anywhere]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "List the deliveries of a webhook",
        description: "What was or is to be sent to it, the newest first, 50 unless pageSize says otherwise."
      })
    ),
    HttpApiEndpoint.post("resendRange", "/tomada/webhooks/:id/resend", {
      params: webhook,
      payload: ResendRange,
      success: Count,
      error: [BadRequest, NotFound, ...Anywhere]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Send the events of a time again",
        description:
          "What failed in that time is sent again, and what this webhook was never sent; what arrived too, where delivered is true."
      })
    ),
    HttpApiEndpoint.post("test", "/tomada/webhooks/:id/test", {
      params: webhook,
      success: TestEvent,
      error: [NotFound, ...Anywhere]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Test a webhook",
        description: "Sends it an event of its kind about an Item that does not exist."
      })
    ),
    HttpApiEndpoint.get("delivery", "/tomada/deliveries/:id", {
      params: delivery,
      success: DeliveryWithAttempts,
      error: [NotFound, ...Anywhere]
    }).annotateMerge(
      OpenApi.annotations({ summary: "Get a delivery", description: "One event for one receiver, with every attempt." })
    ),
    HttpApiEndpoint.post("resend", "/tomada/deliveries/:id/resend", {
      params: delivery,
      success: Count,
      error: [NotFound, ...Anywhere]
    }).annotateMerge(
      OpenApi.annotations({ summary: "Send a delivery again", description: "At once, whatever became of it before." })
    )
  )
  .middleware(SchemaErrors)
  .middleware(Authorization)
  .annotateMerge(
    OpenApi.annotations({ title: "Events", description: "Events and their deliveries to webhooks, beside the wire" })
  ) {}
