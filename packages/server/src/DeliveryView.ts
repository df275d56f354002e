// From a delivery and its attempts as held to what their application and an operator are told.
import type { Delivery } from "@tomada/api"
import type { WebhookStore } from "@tomada/store"

export const view = (held: WebhookStore.Delivery): Delivery.Delivery => ({
  id: held.id,
  eventId: held.eventId,
  event: held.event,
  target: held.target,
  webhookId: held.subscriptionId,
  url: held.url,
  state: held.state,
  attempts: held.attempts,
  nextAttemptAt: held.nextAttemptAt,
  createdAt: held.createdAt
})

export const attempt = ({ duration, ...held }: WebhookStore.Attempt): Delivery.Attempt => ({
  ...held,
  milliseconds: duration
})
