// Executions in memory.
import { Execution, type Item } from "@tomada/core"
import { DateTime, Effect } from "effect"

import {
  type Claim,
  type Events,
  ExecutionNotFound,
  ExecutionStore,
  Leased,
  type Merged,
  Superseded
} from "../ExecutionStore.ts"
import { ItemNotFound } from "../ItemStore.ts"
import type { Upkeep } from "../UpkeepStore.ts"
import { owning, rule } from "./MemoryProducts.ts"
import { activeOf, itemOf, key, seal, type State, surroundings, twinsOf } from "./MemoryState.ts"
import { append } from "./MemoryWebhooksState.ts"
import * as Runs from "./Runs.ts"
import * as Upkeeping from "./Upkeeping.ts"

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

  /** Whether another Item of the login has a run that was asked for before this one. */
  const waits = (execution: Execution.Execution): boolean => {
    const item = state.items.get(execution.itemId)
    const twins = item === undefined ? [] : twinsOf(state, item, state.logins.get(item.id))
    return twins.some((id) => {
      const running = activeOf(state, id)
      return running !== undefined && isBefore(running, execution)
    })
  }

  const next = (before: Held, event: Execution.Event, now: DateTime.Utc) =>
    Effect.fromResult(Runs.advance(before, event, now)).pipe(
      Effect.orDie,
      Effect.map((advanced): Held & { readonly upkeep?: Upkeep } => {
        const found = advanced.execution.endedAt === null ? undefined : surroundings(state, before.item.id)
        if (found === undefined) return advanced
        const kept = { item: advanced.item, upkeep: found.kept.upkeep }
        return { ...advanced, ...Upkeeping.ended(kept, advanced.execution, found.around, now) }
      })
    )

  const move = (
    { execution, item, upkeep }: Held & { readonly upkeep?: Upkeep },
    event: Execution.Event,
    now: DateTime.Utc,
    events: Events = () => []
  ): Item.Item => {
    const before = state.items.get(item.id)
    append(state, before === undefined ? [] : events(before, item))
    state.executions.set(execution.id, execution)
    state.items.set(item.id, item)
    if (upkeep !== undefined) state.upkeep.set(item.id, upkeep)
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
    counts: (id) => Effect.sync(() => Runs.inOrder(state.counts.get(id) ?? [])),
    ofItem: (applicationId, itemId, { number, size }) =>
      Effect.sync(() => {
        const rows = [...state.executions.values()]
          .filter((execution) => execution.applicationId === applicationId && execution.itemId === itemId)
          .toReversed()
          .toSorted((a, b) => b.createdAt.epochMilliseconds - a.createdAt.epochMilliseconds)
        return { rows: rows.slice((number - 1) * size, number * size), total: rows.length }
      }),
    claim: Effect.fn("ExecutionStore.claim")(function* (id, now, lease) {
      const before = state.executions.get(id)
      const item = before === undefined ? undefined : state.items.get(before.itemId)
      if (before === undefined || item === undefined) return yield* new ExecutionNotFound()
      if (before.endedAt !== null) return yield* new Superseded({ executionId: id })
      if (lease !== undefined && before.heartbeatAt !== null) {
        const lapsed = DateTime.addDuration(before.heartbeatAt, lease)
        if (DateTime.isGreaterThan(lapsed, now)) return yield* new Leased({ executionId: id })
      }
      const execution = { ...before, fence: before.fence + 1, heartbeatAt: now }
      state.executions.set(id, execution)
      const since = item.lastUpdatedAt?.epochMilliseconds ?? -Infinity
      const newCredentials = (state.newCredentials.get(item.id)?.epochMilliseconds ?? -Infinity) > since
      return {
        claim: { executionId: id, itemId: item.id, fence: execution.fence },
        item,
        execution,
        newCredentials,
        passed: state.passed.has(id),
        loginKeys: (state.logins.get(item.id) ?? []).map(({ keyId }) => keyId),
        waits: waits(execution)
      }
    }),
    waits: ({ executionId }) =>
      Effect.sync(() => {
        const execution = state.executions.get(executionId)
        return execution !== undefined && waits(execution)
      }),
    recogniseBy: Effect.fn("ExecutionStore.recogniseBy")(function* (claim, login) {
      const { item } = yield* held(claim)
      const others = (state.logins.get(item.id) ?? []).filter(({ keyId }) => !login.some((one) => one.keyId === keyId))
      state.logins.set(item.id, [...others, ...login])
    }),
    record: Effect.fn("ExecutionStore.record")(function* (claim, event, now, events) {
      return move(yield* next(yield* held(claim), event, now), event, now, events)
    }),
    beat: Effect.fn("ExecutionStore.beat")(function* (claim, now) {
      const { execution } = yield* held(claim)
      state.executions.set(execution.id, { ...execution, heartbeatAt: now })
    }),
    release: (claim) =>
      Effect.ignore(
        Effect.map(held(claim), ({ execution }) => {
          state.executions.set(execution.id, { ...execution, heartbeatAt: null })
        })
      ),
    silent: (since, limit) =>
      Effect.sync(() =>
        [...state.executions.active()]
          .filter((execution) => DateTime.isLessThan(lastSign(execution), since))
          .toSorted((a, b) => lastSign(a).epochMilliseconds - lastSign(b).epochMilliseconds)
          .slice(0, limit)
          .map(({ id, itemId, fence }) => ({ executionId: id, itemId, fence }))
      ),
    commit: Effect.fn("ExecutionStore.commit")(function* (claim, merged, now) {
      const after = yield* next(yield* held(claim), merged.event, now)
      const foreign = foreignRow(state, claim, merged)
      if (foreign !== undefined) return yield* Effect.die(new Runs.ForeignRow(foreign))
      const moved = move(after, merged.event, now, merged.events)
      keep(state, claim, merged, now)
      return moved
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

const isBefore = (a: Execution.Execution, b: Execution.Execution): boolean =>
  a.createdAt.epochMilliseconds - b.createdAt.epochMilliseconds < 0 ||
  (a.createdAt.epochMilliseconds === b.createdAt.epochMilliseconds && a.id < b.id)

const lastSign = ({ heartbeatAt, createdAt }: Execution.Execution): DateTime.Utc => heartbeatAt ?? createdAt

const keep = (state: State, { executionId, itemId }: Claim, merged: Merged, now: DateTime.Utc): void => {
  for (const account of merged.accounts) state.accounts.set(account.id, account)
  for (const row of merged.transactions.concat(merged.newTransactions ?? [])) {
    const before = state.transactions.get(row.id)
    state.transactions.set(row.id, before === undefined ? row : owning(row, before.owned))
  }
  rule(state, merged.ruled ?? [], now)
  if (merged.identity !== null) state.identities.set(itemId, merged.identity)
  for (const { accountId, product, proven } of merged.coverage) {
    state.coverage.set(key(accountId, product), { accountId, proven })
  }
  for (const row of merged.bills ?? []) state.bills.set(row.id, row)
  for (const row of merged.statements ?? []) state.statements.set(row.id, row)
  for (const row of merged.loans ?? []) state.loans.set(row.id, row)
  for (const row of merged.investments ?? []) state.investments.set(row.id, row)
  for (const row of merged.investmentTransactions ?? []) state.investmentTransactions.set(row.id, row)
  for (const { investmentId, proven } of merged.investmentCoverage ?? []) {
    state.investmentCoverage.set(investmentId, proven)
  }
  state.decisions.push(...(merged.decisions ?? []))
  const known = new Set([...state.suggestions.values()].map(({ created, held }) => key(held, created)))
  for (const one of merged.suggestions ?? []) {
    if (!known.has(key(one.held, one.created))) state.suggestions.set(one.id, one)
  }
  state.counts.set(executionId, merged.counts ?? [])
  seal(state, itemId, merged.sealed)
}

/** The table for which the merge names a row that another Item or account holds. */
const foreignRow = (state: State, claim: Claim, merged: Merged): string | undefined => {
  const foreign = Runs.foreign(claim, merged)
  if (foreign !== undefined) return foreign
  if (merged.accounts.some(({ id }) => (state.accounts.get(id)?.itemId ?? claim.itemId) !== claim.itemId)) {
    return "accounts"
  }
  const own = {
    accounts: new Set<string>(merged.accounts.map(({ id }) => id)),
    investments: new Set<string>(merged.investments?.map(({ id }) => id))
  }
  for (const account of state.accounts.values()) if (account.itemId === claim.itemId) own.accounts.add(account.id)
  for (const one of state.investments.values()) if (one.itemId === claim.itemId) own.investments.add(one.id)
  const clashes = merged.newTransactions?.some(({ id }) => state.transactions.has(id)) === true
  return Runs.stray(merged, own) ?? (clashes ? "transactions" : moving(state, merged))
}

/** The table in which a row would move to another owner. */
const moving = (state: State, merged: Merged): string | undefined => {
  const moves = <R extends { readonly id: string }>(
    held: ReadonlyMap<string, R>,
    rows: ReadonlyArray<R> = [],
    ownerOf: (row: R) => string
  ): boolean =>
    rows.some((row) => {
      const before = held.get(row.id)
      return before !== undefined && ownerOf(before) !== ownerOf(row)
    })
  const ofAccount = ({ accountId }: { readonly accountId: string }) => accountId
  const ofItem = ({ itemId }: { readonly itemId: string }) => itemId
  if (moves(state.transactions, merged.transactions, ofAccount)) return "transactions"
  if (moves(state.bills, merged.bills, ofAccount)) return "bills"
  if (moves(state.statements, merged.statements, ofAccount)) return "account_statements"
  if (moves(state.investments, merged.investments, ofItem)) return "investments"
  if (moves(state.loans, merged.loans, ofItem)) return "loans"
  return moves(state.investmentTransactions, merged.investmentTransactions, ({ investmentId }) => investmentId)
    ? "investment_transactions"
    : undefined
}
