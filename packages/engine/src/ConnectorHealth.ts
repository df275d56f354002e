// How each connector fares for everybody, from the ends of its runs over the last while. What a person caused says nothing of
// the connector and is not counted. OFFLINE lets nobody in, so nothing would end any more: a review forgets what is old, and the
// next run is the trial. A page that changed under all of its visitors pauses the runs that nobody asked for.
import { ConnectorHost } from "@tomada/connector-kit"
import { ConnectorError, type Manifest, type UpdateRules, WebhookEvent } from "@tomada/core"
import { ConnectorStore, WebhookStore } from "@tomada/store"
import { Context, DateTime, Duration, Effect, Layer, Schedule } from "effect"

import { Ids } from "./Ids.ts"

/** How far back runs are looked at. */
export const span = Duration.minutes(30)

/** How long no run comes unasked after pages of the connector have changed. */
export const pause = Duration.hours(1)

const fewest = 5
const unstable = 0.3
const offline = 0.8
const fewestChanged = 3

/** What the ends of a connector's runs say; fewer than five say nothing. `changed`: whether its pages are others now. */
export const judged = ({
  changed,
  failed,
  succeeded
}: ConnectorStore.Ends): { readonly status: UpdateRules.ConnectorHealth; readonly changed: boolean } => {
  const total = changed + failed + succeeded
  const share = (changed + failed) / total
  return {
    status: total < fewest || share < unstable ? "ONLINE" : share < offline ? "UNSTABLE" : "OFFLINE",
    changed: changed >= fewestChanged && changed * 2 >= total
  }
}

/** What the error says of the connector; null: nothing, as of a budget that we keep ourselves. */
export const endOf = (error: ConnectorError.ConnectorError): ConnectorStore.End | null =>
  error._tag === "RateLimited" && error.resetsAt !== undefined
    ? null
    : error._tag === "SiteChanged"
      ? "changed"
      : ConnectorError.outcome(error).who === "person"
        ? null
        : "failed"

/** What the rules ask of a manifest. */
export const factsOf = ({
  credentials,
  id,
  sandbox,
  unattended
}: Manifest.Manifest): ConnectorStore.ConnectorFacts => ({
  id,
  unattended,
  sandbox,
  asks: credentials.some(({ mfa }) => !mfa),
  oneStepCode: credentials.some(({ mfa, optional }) => mfa && !optional)
})

const make = Effect.gen(function* () {
  const connectors = yield* ConnectorStore.ConnectorStore
  const webhooks = yield* WebhookStore.WebhookStore
  const ids = yield* Ids
  const { manifests } = yield* ConnectorHost.ConnectorHost
  yield* connectors.announce(manifests.map(factsOf))

  const tellOf = Effect.fnUntraced(function* (
    id: Manifest.ConnectorId,
    change: { readonly before: UpdateRules.ConnectorHealth; readonly after: UpdateRules.ConnectorHealth },
    now: DateTime.Utc
  ) {
    if (change.before === change.after) return
    yield* Effect.annotateLogs(Effect.logWarning("a connector's health has changed"), { connectorId: id, ...change })
    const newId = yield* ids.supply
    const events = (yield* connectors.applications(id)).flatMap((applicationId) =>
      WebhookEvent.connectorStatusUpdated(id, change, newId).map((event) => ({
        id: event.eventId,
        applicationId,
        itemId: null,
        event: event.event,
        body: JSON.stringify(event),
        itemUrl: null,
        tokenUrl: null,
        createdAt: now
      }))
    )
    if (events.length > 0) yield* webhooks.append(events)
  })

  const judge = Effect.fn("ConnectorHealth.judge")(function* (id: Manifest.ConnectorId) {
    const now = yield* DateTime.now
    const held = yield* connectors.get(id)
    const { changed, status } = judged(yield* connectors.ends(id, DateTime.subtractDuration(now, span)))
    const isPaused = held.pausedUntil !== null && DateTime.isGreaterThan(held.pausedUntil, now)
    const pausedUntil = isPaused ? held.pausedUntil : changed ? DateTime.addDuration(now, pause) : null
    const before = yield* connectors.judge(id, { status, pausedUntil })
    yield* tellOf(id, { before: before.status, after: status }, now)
  })

  /** Never fails: what a connector did is kept elsewhere, this is only about the next. */
  const safely = (effect: Effect.Effect<void>) =>
    Effect.catchCause(effect, (cause) => Effect.logError("a connector's health was not kept", cause))

  return {
    /** Counts a run's end: its success, or the error that it ended in. */
    tell: (manifest: Pick<Manifest.Manifest, "id" | "sandbox">, error: ConnectorError.ConnectorError | null) =>
      safely(
        Effect.gen(function* () {
          const end = error === null ? "succeeded" : endOf(error)
          if (manifest.sandbox || end === null) return
          yield* connectors.count(manifest.id, end, yield* DateTime.now)
          if (end !== "succeeded") yield* judge(manifest.id)
        })
      ),
    /** Looks again at those that do not fare well. */
    review: safely(
      Effect.flatMap(connectors.all, (all) =>
        Effect.forEach(
          all.filter(({ pausedUntil, status }) => status !== "ONLINE" || pausedUntil !== null),
          ({ id }) => judge(id),
          { discard: true }
        )
      )
    )
  }
})

export class ConnectorHealth extends Context.Service<ConnectorHealth, Effect.Success<typeof make>>()(
  "@tomada/engine/ConnectorHealth"
) {
  static readonly layer = Layer.effect(this, make)
}

/** The review, every minute. */
export const layerReview = Layer.effectDiscard(
  Effect.flatMap(ConnectorHealth, ({ review }) =>
    Effect.forkScoped(Effect.repeat(review, Schedule.spaced(Duration.minutes(1))))
  )
)
