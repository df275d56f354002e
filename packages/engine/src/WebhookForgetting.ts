// Forgets events that were told long ago, with their deliveries and attempts, so that the outbox does not grow for ever. What still
// waits for a receiver stays, whatever its age.
import { WebhookStore } from "@tomada/store"
import { DateTime, Duration, Effect, Layer, Schedule } from "effect"

/** How long an event can be looked up and sent again. */
export const kept = Duration.days(30)

const batch = 1_000

/** One round; answers how many events were forgotten. */
export const round = Effect.fn("WebhookForgetting.round")(function* () {
  const store = yield* WebhookStore.WebhookStore
  const before = DateTime.subtractDuration(yield* DateTime.now, kept)
  let forgotten = 0
  for (;;) {
    const some = yield* store.forget(before, batch)
    forgotten += some
    if (some < batch) return forgotten
  }
})

/** A round at start, and each day. */
export const layer = Layer.effectDiscard(
  round().pipe(
    Effect.catchCause((cause) => Effect.logError("old events were not forgotten", cause)),
    Effect.repeat(Schedule.spaced(Duration.days(1))),
    Effect.forkScoped
  )
)
