// Budgets in memory.
import { type DateTime, Effect } from "effect"

import { BudgetStore, refusal, type Share } from "../BudgetStore.ts"
import { key, type State } from "./MemoryState.ts"

/** Of one window of one budget. */
const keyOf = ({ budget, connectorId, from, itemId }: Share): string =>
  key(itemId ?? String(connectorId), budget, String(from.epochMilliseconds))

const isOver = (resetsAt: DateTime.Utc, now: DateTime.Utc): boolean =>
  resetsAt.epochMilliseconds <= now.epochMilliseconds

/** Until when nothing is left of one of the Item's own budgets; null where there is some of each. */
export const emptyUntil = (state: State, itemId: string, now: DateTime.Utc): DateTime.Utc | null => {
  const empty = [...state.budgets.values()].filter(
    ({ share, used }) => share.itemId === itemId && used >= share.max && !isOver(share.resetsAt, now)
  )
  return refusal(empty.map(({ share }) => share))?.resetsAt ?? null
}

export const make = (state: State) => {
  const used = (share: Share): number => state.budgets.get(keyOf(share))?.used ?? 0
  return BudgetStore.of({
    take: Effect.fn("BudgetStore.take")(function* (shares, count) {
      const refused = refusal(shares.filter((share) => used(share) + count > share.max))
      if (refused !== undefined) return yield* refused
      for (const share of shares) state.budgets.set(keyOf(share), { share, used: used(share) + count })
    }),
    spent: (shares) => Effect.sync(() => shares.filter((share) => used(share) >= share.max)),
    prune: (now) =>
      Effect.sync(() => {
        const gone = [...state.budgets].filter(([, { share }]) => isOver(share.resetsAt, now))
        for (const [key] of gone) state.budgets.delete(key)
        return gone.length
      })
  })
}
