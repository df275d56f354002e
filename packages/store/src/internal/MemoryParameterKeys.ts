// Key pairs for parameters in memory.
import { Effect } from "effect"

import { ParameterKeyStore } from "../ParameterKeyStore.ts"
import type { State } from "./MemoryState.ts"

export const make = (state: State) =>
  ParameterKeyStore.of({
    ofApplication: (applicationId) => Effect.sync(() => state.parameterKeys.get(applicationId) ?? []),
    put: (key, before, endsAt) =>
      Effect.sync(() => {
        const [current, ...others] = state.parameterKeys.get(key.applicationId) ?? []
        if ((current?.id ?? null) !== before) return null
        const ended = current === undefined ? [] : [{ ...current, endsAt }]
        state.parameterKeys.set(key.applicationId, [{ ...key, endsAt: null }, ...ended])
        return others.map(({ id }) => id)
      })
  })
