// Executions in memory.
import { Execution, type Item } from "@tomada/core"
import { DateTime, Effect } from "effect"

import { type Claim, ExecutionNotFound, ExecutionStore, type Merged, Superseded } from "../ExecutionStore.ts"
import { ItemNotFound } from "../ItemStore.ts"
import { itemOf, key, seal, type State } from "./MemoryState.ts"
import * as Runs from "./Runs.ts"

interface Held {
  readonly execution: Execution.Execution
  readonly item: Item.Item
}

export const make = (state: State) => {
  const held = Effect.fnUntraced(function* ({ executionId, itemId, fence }: Claim) {
    const item = state.items.get(itemId)
    const execution = state.executions.get(executionId)
    if (item === undefined || execution?.fence !== fence || execution.endedAt !== null || execution.itemId !== itemId) {
      return yield* new Superseded({ executionId })
    }
    return { item, execution }
  })

  const next = (before: Held, event: Execution.Event, now: DateTime.Utc) =>
    Effect.fromResult(Runs.advance(before, event, now)).pipe(Effect.orDie)

  const move = ({ execution, item }: Held, event: Execution.Event, now: DateTime.Utc): Item.Item => {
    state.executions.set(execution.id, execution)
    state.items.set(item.id, item)
    state.steps.set(execution.id, [...(state.steps.get(execution.id) ?? []), { status: execution.status, at: now }])
    if (event._tag === "ChallengeRaised") {
      state.challenges.set(event.challenge.id, { itemId: item.id, answered: false })
    }
    if (event._tag === "ChallengeAnswered") state.challenges.set(event.id, { itemId: item.id, answered: true })
    return item
  }

  return ExecutionStore.of({
    get: Effect.fn("ExecutionStore.get")(function* (applicationId, id) {
      const execution = state.executions.get(id)
      return execution?.applicationId === applicationId ? execution : yield* new ExecutionNotFound()
    }),
    steps: (id) => Effect.sync(() => state.steps.get(id) ?? []),
    claim: Effect.fn("ExecutionStore.claim")(function* (id, now) {
      const before = state.executions.get(id)
      const item = before === undefined ? undefined : state.items.get(before.itemId)
      if (before === undefined || item === undefined) return yield* new ExecutionNotFound()
      if (before.endedAt !== null) return yield* new Superseded({ executionId: id })
      const execution = { ...before, fence: before.fence + 1, heartbeatAt: now }
      state.executions.set(id, execution)
      return { claim: { executionId: id, itemId: item.id, fence: execution.fence }, item, execution }
    }),
    record: Effect.fn("ExecutionStore.record")(function* (claim, event, now) {
      return move(yield* next(yield* held(claim), event, now), event, now)
    }),
    beat: Effect.fn("ExecutionStore.beat")(function* (claim, now) {
      const { execution } = yield* held(claim)
      state.executions.set(execution.id, { ...execution, heartbeatAt: now })
    }),
    silent: (since, limit) =>
      Effect.sync(() =>
        [...state.executions.values()]
          .filter((execution) => execution.endedAt === null && DateTime.isLessThan(lastSign(execution), since))
          .toSorted((a, b) => lastSign(a).epochMilliseconds - lastSign(b).epochMilliseconds)
          .slice(0, limit)
          .map(({ id, itemId, fence }) => ({ executionId: id, itemId, fence }))
      ),
    commit: Effect.fn("ExecutionStore.commit")(function* (claim, merged, now) {
      const after = yield* next(yield* held(claim), merged.event, now)
      const foreign = foreignRow(state, claim, merged)
      if (foreign !== undefined) return yield* Effect.die(new Runs.ForeignRow(foreign))
      keep(state, claim, merged)
      return move(after, merged.event, now)
    }),
    reseal: Effect.fn("ExecutionStore.reseal")(function* (claim, sealed) {
      yield* held(claim)
      for (const { purpose, name, blob } of sealed) {
        if (blob === null) state.sealed.delete(key(claim.itemId, purpose, name))
        else seal(state, claim.itemId, [{ purpose, name, blob }])
      }
    }),
    answer: Effect.fn("ExecutionStore.answer")(function* (applicationId, itemId, { challengeId, blob }, now) {
      const item = itemOf(state, applicationId, itemId)
      if (item === undefined) return yield* new ItemNotFound()
      const asked = state.challenges.get(challengeId)
      const refused = Runs.refusal(item, challengeId, asked?.itemId === itemId ? asked : undefined, now)
      if (refused !== undefined) return yield* refused
      const execution = item.executionId === null ? undefined : state.executions.get(item.executionId)
      if (execution === undefined) return yield* Effect.die(new Error("an Item that waits has no execution"))
      const event = Execution.Event.cases.ChallengeAnswered.make({ id: challengeId })
      const after = yield* next({ execution, item }, event, now)
      state.answers.set(challengeId, blob)
      return move(after, event, now)
    }),
    takeAnswer: (challengeId) =>
      Effect.sync(() => {
        const blob = state.answers.get(challengeId)
        state.answers.delete(challengeId)
        return blob
      })
  })
}

const lastSign = ({ heartbeatAt, createdAt }: Execution.Execution): DateTime.Utc => heartbeatAt ?? createdAt

const keep = (state: State, { itemId }: Claim, merged: Merged): void => {
  for (const account of merged.accounts) state.accounts.set(account.id, account)
  for (const row of merged.transactions) state.transactions.set(row.id, row)
  if (merged.identity !== null) state.identities.set(itemId, merged.identity)
  for (const { accountId, product, proven } of merged.coverage) {
    state.coverage.set(key(accountId, product), { accountId, proven })
  }
  seal(state, itemId, merged.sealed)
}

/** The table for which the merge names a row that another Item or account holds. */
const foreignRow = (state: State, claim: Claim, merged: Merged): string | undefined => {
  const foreign = Runs.foreign(claim, merged)
  if (foreign !== undefined) return foreign
  if (merged.accounts.some(({ id }) => (state.accounts.get(id)?.itemId ?? claim.itemId) !== claim.itemId)) {
    return "accounts"
  }
  const own = new Set<string>(merged.accounts.map(({ id }) => id))
  for (const account of state.accounts.values()) if (account.itemId === claim.itemId) own.add(account.id)
  const named = [...merged.transactions, ...merged.coverage]
  const moved = merged.transactions.some((row) => {
    const before = state.transactions.get(row.id)
    return before !== undefined && before.accountId !== row.accountId
  })
  return moved || named.some(({ accountId }) => !own.has(accountId)) ? "transactions" : undefined
}
