// Decisions, suggestions and staged pages in memory.
import { type Item, UpdateRefusal, Suggestions } from "@tomada/core"
import { type DateTime, Effect, Option, Result } from "effect"

import { DecisionStore, type Settled, type Suggested, type SuggestionId, SuggestionNotFound } from "../DecisionStore.ts"
import { Superseded } from "../ExecutionStore.ts"
import type { PageOf, PageRequest } from "../Pagination.ts"
import { StagedPageStore } from "../StagedPageStore.ts"
import { activeOf, isOf, key, type State } from "./MemoryState.ts"
import * as Settling from "./Settling.ts"
import * as Slices from "./Slices.ts"

const newest = <A>(rows: ReadonlyArray<A>, { number, size }: PageRequest): PageOf<A> => ({
  rows: rows.toReversed().slice((number - 1) * size, number * size),
  total: rows.length
})

export const decisions = (state: State) => {
  const itemOfAccount = (accountId: string) => [...state.accounts.values()].find(({ id }) => id === accountId)?.itemId

  const find = Effect.fnUntraced(function* (applicationId: Item.ApplicationId, id: SuggestionId) {
    const found = state.suggestions.get(id)
    if (found === undefined || !isOf(state, applicationId, itemOfAccount(found.accountId))) {
      return yield* new SuggestionNotFound()
    }
    return found
  })

  const hold = Effect.fnUntraced(function* (applicationId: Item.ApplicationId, id: SuggestionId) {
    const suggestion = yield* find(applicationId, id)
    const item = [...state.items.values()].find((one) => one.id === itemOfAccount(suggestion.accountId))
    if (item !== undefined && activeOf(state, item.id) !== undefined) return yield* new UpdateRefusal.AlreadyUpdating()
    const [held, created] = [state.transactions.get(suggestion.held), state.transactions.get(suggestion.created)]
    if (held === undefined || created === undefined) {
      return yield* new Suggestions.SuggestionOutdated({ reason: "gone" })
    }
    return { suggestion, held, created }
  })

  const keep = (before: Suggested, { rows, ...next }: Settling.Step, now: DateTime.Utc): Settled => {
    const suggestion: Suggested = { ...before, ...next, updatedAt: now }
    state.suggestions.set(suggestion.id, suggestion)
    for (const row of [rows.held, rows.created]) state.transactions.set(row.id, row)
    return { suggestion, held: rows.held, created: rows.created }
  }

  return DecisionStore.of({
    ofTransaction: (applicationId, id) =>
      Effect.sync(() =>
        state.decisions
          .filter(
            ({ accountId, transactionId }) =>
              transactionId === id && isOf(state, applicationId, itemOfAccount(accountId))
          )
          .toReversed()
      ),
    ofAccount: (accountId, page) =>
      Effect.sync(() =>
        newest(
          state.decisions.filter((one) => one.accountId === accountId),
          page
        )
      ),
    suggestions: (filter, page) =>
      Effect.sync(() =>
        newest(
          [...state.suggestions.values()].filter(
            (one) => one.accountId === filter.accountId && (filter.state === undefined || one.state === filter.state)
          ),
          page
        )
      ),
    suggestionsAfter: (applicationId, { accountId, state: wanted }, place, limit) =>
      Effect.sync(() => {
        const found = [...state.suggestions.values()].filter(
          (one) =>
            one.accountId === accountId &&
            isOf(state, applicationId, itemOfAccount(accountId)) &&
            (wanted === undefined || one.state === wanted)
        )
        return Slices.after(found, place, limit)
      }),
    suggestion: Effect.fn("DecisionStore.suggestion")(find),
    accept: Effect.fn("DecisionStore.accept")(function* (applicationId, id, policy, now) {
      const { created, held, suggestion } = yield* hold(applicationId, id)
      const step = Settling.accept({ suggestion, held, created, policy, now })
      if (Result.isFailure(step)) return yield* step.failure
      return keep(suggestion, step.success, now)
    }),
    undo: Effect.fn("DecisionStore.undo")(function* (applicationId, id, now) {
      const { created, held, suggestion } = yield* hold(applicationId, id)
      const step = Settling.undo({ suggestion, held, created, now })
      if (Result.isFailure(step)) return yield* step.failure
      return keep(suggestion, step.success, now)
    })
  })
}

export const stagedPages = (state: State) =>
  StagedPageStore.of({
    put: Effect.fn("StagedPageStore.put")(function* ({ executionId, fence }, { blob, name }) {
      const execution = state.executions.get(executionId)
      if (execution?.fence !== fence || execution.endedAt !== null) return yield* new Superseded({ executionId })
      state.stagedPages.set(key(executionId, name), { executionId, name, blob })
    }),
    get: (executionId, name) =>
      Effect.sync(() => Option.fromUndefinedOr(state.stagedPages.get(key(executionId, name))?.blob)),
    discard: (executionId) =>
      Effect.sync(() => {
        const gone = [...state.stagedPages].filter(([, page]) => page.executionId === executionId)
        for (const [at] of gone) state.stagedPages.delete(at)
        return gone.map(([, { name }]) => name)
      }),
    left: (limit) =>
      Effect.sync(() =>
        [...state.stagedPages.values()]
          .flatMap(({ executionId, name }) => {
            const execution = state.executions.get(executionId)
            return execution === undefined || execution.endedAt === null
              ? []
              : [{ applicationId: execution.applicationId, itemId: execution.itemId, executionId, name }]
          })
          .slice(0, limit)
      )
  })
