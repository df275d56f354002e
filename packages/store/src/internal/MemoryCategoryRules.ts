// Rules of categories in memory.
import { DateTime, Effect, Option } from "effect"

import {
  CategoryRuleNotFound,
  CategoryRuleStore,
  type Change,
  mostRules,
  type Recast,
  TooManyCategoryRules
} from "../CategoryRuleStore.ts"
import { isOf, type State } from "./MemoryState.ts"

export const make = (state: State) => {
  const ask = (applicationId: Recast["applicationId"], { now, recastId }: Change): void =>
    void state.categoryRecasts.set(applicationId, {
      id: recastId,
      applicationId,
      after: null,
      waiting: null,
      dueAt: now
    })

  const isCurrent = ({ applicationId, id }: Recast): boolean => state.categoryRecasts.get(applicationId)?.id === id

  return CategoryRuleStore.of({
    list: (applicationId) =>
      Effect.sync(() =>
        [...state.categoryRules.values()]
          .filter((rule) => rule.applicationId === applicationId)
          .toSorted((a, b) => b.createdAt.epochMilliseconds - a.createdAt.epochMilliseconds || (a.id < b.id ? 1 : -1))
      ),
    create: Effect.fn("CategoryRuleStore.create")(function* (rule, change) {
      const held = [...state.categoryRules.values()].filter((one) => one.applicationId === rule.applicationId)
      if (held.length >= mostRules) return yield* new TooManyCategoryRules({ most: mostRules })
      state.categoryRules.set(rule.id, rule)
      ask(rule.applicationId, change)
    }),
    remove: Effect.fn("CategoryRuleStore.remove")(function* (applicationId, id, change) {
      if (state.categoryRules.get(id)?.applicationId !== applicationId) return yield* new CategoryRuleNotFound()
      state.categoryRules.delete(id)
      ask(applicationId, change)
    }),
    takeRecast: (now, until) =>
      Effect.sync(() => {
        const [due] = [...state.categoryRecasts.values()]
          .filter(({ dueAt }) => !DateTime.isGreaterThan(dueAt, now))
          .toSorted((a, b) => a.dueAt.epochMilliseconds - b.dueAt.epochMilliseconds)
        if (due === undefined) return Option.none()
        const running = [...state.executions.active()]
          .filter(({ applicationId }) => applicationId === due.applicationId)
          .map(({ id, itemId }) => ({ executionId: id, itemId }))
        const { dueAt: _, ...recast } = { ...due, waiting: due.waiting ?? running }
        state.categoryRecasts.set(recast.applicationId, { ...recast, dueAt: until })
        return Option.some(recast)
      }),
    accounts: ({ after, applicationId }, limit) =>
      Effect.sync(() =>
        [...state.accounts.values()]
          .filter(({ id, itemId }) => isOf(state, applicationId, itemId) && (after === null || id > after))
          .toSorted((a, b) => (a.id < b.id ? -1 : 1))
          .slice(0, limit)
      ),
    running: (waiting) =>
      Effect.sync(() => waiting.filter(({ executionId }) => state.executions.get(executionId)?.endedAt === null)),
    keepRecast: (recast, dueAt) =>
      Effect.sync(() => {
        if (!isCurrent(recast)) return false
        state.categoryRecasts.set(recast.applicationId, { ...recast, dueAt })
        return true
      }),
    endRecast: (recast) =>
      Effect.sync(() => {
        if (isCurrent(recast)) state.categoryRecasts.delete(recast.applicationId)
      })
  })
}
