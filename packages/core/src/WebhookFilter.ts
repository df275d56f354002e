// What a subscription may listen to: an event by its name, or several at once. The names of payments are accepted, so that a client
// that sets up all its webhooks in one go need not be changed, and are never delivered: Tomada moves no money.
import { beyondWire } from "./Delivery.ts"
import { WebhookEvent } from "./WebhookEvent.ts"

/** Several at once: `all`, and `item/all` for what concerns Items. */
export const several = ["all", "item/all"] as const

/** Events of payments, of which none ever happens here. */
export const ofPayments = [
  "payment_intent/created",
  "payment_intent/completed",
  "payment_intent/waiting_payer_authorization",
  "payment_intent/error",
  "payment_request/updated",
  "payment_refund/completed",
  "payment_refund/error",
  "scheduled_payment/created",
  "scheduled_payment/completed",
  "scheduled_payment/error",
  "scheduled_payment/canceled",
  "scheduled_payment/all_completed",
  "scheduled_payment/all_created",
  "automatic_pix_payment/created",
  "automatic_pix_payment/completed",
  "automatic_pix_payment/error",
  "automatic_pix_payment/canceled",
  "smart_transfer_preauthorization/completed",
  "smart_transfer_preauthorization/error",
  "smart_transfer_payment/completed",
  "smart_transfer_payment/error",
  "boleto/updated"
] as const

/** Events that are delivered, those beyond the wire among them. */
export const delivered: ReadonlyArray<string> = [
  ...new Set<string>([...WebhookEvent.members.map(({ fields }) => fields.event.literal), ...beyondWire])
]

const known: ReadonlySet<string> = new Set([...several, ...delivered, ...ofPayments])

/** Whether a subscription may listen to this. */
export const isOne = (text: string): boolean => known.has(text)
