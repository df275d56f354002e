// The one picture of a visit that failed in a browser, for whoever has to find out what changed there: taken while the page is
// still open, masked before it leaves the page, kept for some days. Only where the institution or we are at fault: what a
// person did wrong needs no picture. Nothing here may hold up or change the end of a visit.
import type { ConnectorHost } from "@tomada/connector-kit"
import { ConnectorError } from "@tomada/core"
import { type ExecutionStore, ScreenshotStore } from "@tomada/store"
import { Cause, Context, DateTime, Duration, Effect, Layer, Option, Predicate, Schedule, Schema } from "effect"

import * as Defect from "./internal/Defect.ts"

/** How long a screenshot is kept; zero takes none. */
export const Kept = Context.Reference<Duration.Duration>("@tomada/engine/Screenshots/Kept", {
  defaultValue: () => Duration.days(7)
})

const patience = Duration.seconds(3)
const isConnectorError = Schema.is(ConnectorError.ConnectorError)

/** Whether what ended the visit is the institution's fault or ours: neither the person's, nor a claim or a database that was lost. */
const isWorthOne = (cause: Cause.Cause<unknown>): boolean => {
  if (Cause.hasInterruptsOnly(cause) || Defect.isOutage(cause)) return false
  const error = Option.getOrUndefined(Cause.findErrorOption(cause))
  if (!isConnectorError(error)) return error === undefined || !Predicate.isTagged(error, "Superseded")
  return ConnectorError.outcome(error).who !== "person"
}

/** Keeps what the visit's page shows, when the cause of its end is worth a picture. */
export const take = (claim: ExecutionStore.Claim, visit: ConnectorHost.Visit, cause: Cause.Cause<unknown>) =>
  Effect.gen(function* () {
    const kept = yield* Kept
    if (!Duration.isPositive(kept) || !isWorthOne(cause)) return
    const image = yield* visit.screenshot
    if (Option.isNone(image)) return
    const takenAt = yield* DateTime.now
    const expiresAt = DateTime.addDuration(takenAt, kept)
    const screenshots = yield* ScreenshotStore.ScreenshotStore
    yield* screenshots.put(claim, { image: image.value, takenAt, expiresAt })
  }).pipe(
    Effect.timeout(patience),
    Effect.catchCause(() => Effect.logInfo("no screenshot was kept of a visit that failed"))
  )

/** One round: deletes the screenshots whose time is over; answers how many. */
export const sweep = Effect.fn("Screenshots.sweep")(function* () {
  const screenshots = yield* ScreenshotStore.ScreenshotStore
  return yield* screenshots.expire(yield* DateTime.now)
})

/** A round at start, and every ten minutes. */
export const layer = Layer.effectDiscard(
  sweep().pipe(
    Effect.catchCause((cause) => Effect.logError("a sweep of screenshots failed", cause)),
    Effect.repeat(Schedule.spaced(Duration.minutes(10))),
    Effect.forkScoped
  )
)
