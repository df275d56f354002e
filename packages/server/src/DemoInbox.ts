// The webhooks that came to the demo: verified as an application verifies them, and the last of them kept in memory.
import { verifyWebhook, type WebhookEvent, type WebhookHeaders } from "@tomada/sdk"
import { Clock, DateTime, Effect, type Redacted, Redacted as Secret, Schema } from "effect"

export const most = 200

/** No holder of the secret sent this just now. */
export class NotBelieved extends Schema.TaggedError<NotBelieved>()("NotBelieved", {}) {}

export interface Arrived {
  /** Grows by one with each. */
  readonly number: number
  readonly arrivedAt: string
  readonly event: WebhookEvent
}

export const make = Effect.map(Clock.Clock, (clock) => {
  let kept: ReadonlyArray<Arrived> = []
  let last = 0
  return {
    /** Keeps what is signed with the secret; one that came before is kept once. */
    take: Effect.fnUntraced(function* (payload: string, headers: WebhookHeaders, secret: Redacted.Redacted<string>) {
      const now = () => clock.currentTimeMillisUnsafe()
      const event = yield* Effect.tryPromise({
        try: () => verifyWebhook({ payload, headers, secret: Secret.value(secret), now }),
        catch: () => new NotBelieved()
      })
      if (kept.some((one) => one.event.eventId === event.eventId)) return
      last += 1
      const arrivedAt = DateTime.formatIso(DateTime.makeUnsafe(now()))
      kept = [...kept, { number: last, arrivedAt, event }].slice(-most)
    }),
    /** Those after a number, the oldest first. A number of a former start is none: then all. */
    after: (number: number): { readonly last: number; readonly webhooks: ReadonlyArray<Arrived> } => ({
      last,
      webhooks: number > last ? kept : kept.filter((one) => one.number > number)
    })
  }
})
