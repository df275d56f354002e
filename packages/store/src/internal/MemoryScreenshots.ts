// Screenshots in memory.
import { DateTime, Effect, Option } from "effect"

import { Superseded } from "../ExecutionStore.ts"
import { ScreenshotStore, type Taken } from "../ScreenshotStore.ts"
import type { State } from "./MemoryState.ts"

const isKept = ({ expiresAt }: Taken, now: DateTime.Utc): boolean => DateTime.isGreaterThan(expiresAt, now)

export const make = (state: State) =>
  ScreenshotStore.of({
    put: Effect.fn("ScreenshotStore.put")(function* ({ executionId, fence }, screenshot) {
      const execution = state.executions.get(executionId)
      if (execution?.fence !== fence || execution.endedAt !== null) return yield* new Superseded({ executionId })
      state.screenshots.set(executionId, { itemId: execution.itemId, ...screenshot })
    }),
    get: (executionId, now) =>
      Effect.sync(() =>
        Option.filter(Option.fromUndefinedOr(state.screenshots.get(executionId)), (found) => isKept(found, now))
      ),
    ofItem: (itemId, now) =>
      Effect.sync(() =>
        [...state.screenshots]
          .filter(([, one]) => one.itemId === itemId && isKept(one, now))
          .map(([executionId, { expiresAt, takenAt }]) => ({ executionId, takenAt, expiresAt }))
          .toSorted((a, b) => b.takenAt.epochMilliseconds - a.takenAt.epochMilliseconds)
      ),
    expire: (now) =>
      Effect.sync(() => {
        const gone = [...state.screenshots].filter(([, one]) => !isKept(one, now))
        for (const [executionId] of gone) state.screenshots.delete(executionId)
        return gone.length
      })
  })
