// Runs with their steps and counts in memory, and how busy the house is.
import type { Execution } from "@tomada/core"
import { DateTime, Effect } from "effect"

import { ExecutionHistory, type Past } from "../ExecutionHistory.ts"
import { ExecutionNotFound } from "../ExecutionStore.ts"
import { Gauges } from "../Gauges.ts"
import type { State } from "./MemoryState.ts"
import { outboxOf } from "./MemoryWebhooksState.ts"
import * as Runs from "./Runs.ts"
import * as Slices from "./Slices.ts"

export const history = (state: State) => {
  const past = (run: Execution.Execution): Past => ({
    ...run,
    steps: state.steps.get(run.id) ?? [],
    counts: Runs.inOrder(state.counts.get(run.id) ?? [])
  })
  return ExecutionHistory.of({
    get: Effect.fn("ExecutionHistory.get")(function* (applicationId, id) {
      const run = state.executions.get(id)
      return run?.applicationId === applicationId ? past(run) : yield* new ExecutionNotFound()
    }),
    ofItem: (applicationId, itemId, place, limit) =>
      Effect.sync(() => {
        const runs = [...state.executions.values()].filter(
          (run) => run.applicationId === applicationId && run.itemId === itemId
        )
        const { next, rows } = Slices.after(runs, place, limit)
        return { rows: rows.map(past), next }
      })
  })
}

const isWaiting = ({ status }: Execution.Execution): boolean =>
  status === "WAITING_USER_INPUT" || status === "WAITING_USER_ACTION"

export const gauges = (state: State) =>
  Gauges.of({
    read: (now) =>
      Effect.sync(() => {
        const active = [...state.executions.active()]
        const due = [...state.upkeep.values()].flatMap(({ autoSyncAt }) =>
          autoSyncAt === null || DateTime.isGreaterThan(autoSyncAt, now) ? [] : [autoSyncAt]
        )
        const outbox = outboxOf(state)
        const waiting = [...outbox.deliveries.values()].filter((one) => one.state === "waiting")
        const overdue = waiting.flatMap(({ nextAttemptAt }) =>
          nextAttemptAt === null || DateTime.isGreaterThan(nextAttemptAt, now) ? [] : [nextAttemptAt]
        )
        const age = (instants: ReadonlyArray<DateTime.Utc>): number =>
          instants.reduce((most, at) => Math.max(most, now.epochMilliseconds - at.epochMilliseconds), 0) / 1_000
        return {
          executionsRunning: active.filter((one) => !isWaiting(one)).length,
          executionsWaiting: active.filter(isWaiting).length,
          itemsDue: due.length,
          schedulerLag: age(due),
          eventsUnnumbered: [...outbox.events.values()].filter(({ sequence }) => sequence === null).length,
          deliveriesWaiting: waiting.length,
          deliveryLag: age(overdue),
          connections: {}
        }
      })
  })
