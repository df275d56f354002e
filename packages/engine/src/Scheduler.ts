// Starts what is due unasked. A round that finds nothing due is one cheap statement; one that does gives each connector its free
// places, oldest Items first, so that a herd after a standstill neither storms one institution nor holds up the others. A start
// that was not told to a runner is found by the sweeper like any other. A connector whose budget is used up is left alone until it
// is full again.
import { ConnectorHost } from "@tomada/connector-kit"
import { type Manifest } from "@tomada/core"
import { ConnectorStore, UpkeepStore } from "@tomada/store"
import { Context, DateTime, Duration, Effect, Layer, Option } from "effect"

import * as Budgets from "./Budgets.ts"
import { Ids } from "./Ids.ts"
import { Runs } from "./Runs.ts"

/** How many unasked runs there may be at once: of all connectors, and of one. */
export const Places = Context.Reference<{ readonly all: number; readonly ofConnector: number }>(
  "@tomada/engine/Scheduler/Places",
  { defaultValue: () => ({ all: 40, ofConnector: 10 }) }
)

/** The longest sleep: a setting may have changed in another process. */
export const longest = Duration.seconds(30)

/** The sleep while something is due that has no place. */
export const full = Duration.seconds(1)

const mayRun = (connector: ConnectorStore.Connector, now: DateTime.Utc): boolean =>
  connector.unattended !== "never" &&
  (connector.pausedUntil === null || !DateTime.isGreaterThan(connector.pausedUntil, now))

/** One round at `now`; answers how long to sleep until the next. */
export const roundAt = Effect.fn("Scheduler.round")(function* (now: DateTime.Utc) {
  const upkeep = yield* UpkeepStore.UpkeepStore
  const next = yield* upkeep.nextDue
  if (Option.isNone(next)) return longest
  if (DateTime.isGreaterThan(next.value, now)) return Duration.min(longest, DateTime.distance(now, next.value))

  const connectors = yield* ConnectorStore.ConnectorStore
  const { manifests } = yield* ConnectorHost.ConnectorHost
  const { all, ofConnector } = yield* Places
  const known = new Set<Manifest.ConnectorId>(manifests.map(({ id }) => id))
  const exhausted = yield* Budgets.exhausted(manifests, now)
  const own = new Set<Manifest.ConnectorId>(manifests.filter(Budgets.areOwn).map(({ id }) => id))
  const open = (yield* connectors.all).filter(
    (connector) => known.has(connector.id) && mayRun(connector, now) && !exhausted.has(connector.id)
  )
  const request = {
    connectors: open.map(({ id }) => ({ id, atOnce: ofConnector, ownBudgets: own.has(id) })),
    atOnce: all,
    newId: yield* (yield* Ids).supply
  }
  const { postponed, started } = yield* upkeep.due(request, now)
  const runs = yield* Runs
  yield* Effect.forEach(started, ({ executionId, itemId }) => runs.start(itemId, executionId, 0), { discard: true })
  return started.length + postponed > 0 ? Duration.zero : full
})

export const round = () => Effect.flatMap(DateTime.now, roundAt)

export const layer = Layer.effectDiscard(
  round().pipe(
    Effect.catchCause((cause) => Effect.as(Effect.logError("a round of the scheduler failed", cause), longest)),
    Effect.flatMap(Effect.sleep),
    Effect.forever,
    Effect.forkScoped
  )
)
