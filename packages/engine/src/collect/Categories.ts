// What the application's rules say of the rows of a merge: of new ones before they are written, of held ones that the institution
// restated beside them. The rules are asked for only where there are such rows.
import { type Account, CategoryRule, type MergeDecision, type Transaction } from "@tomada/core"
import { CategoryRuleStore, type TransactionStore } from "@tomada/store"
import { Effect } from "effect"

import { ruled } from "../CategoryRules.ts"
import type { Merging } from "./Task.ts"

interface OfAccount {
  readonly accountType: Account.Account["type"]
  readonly merged: Pick<MergeDecision.Merge, "created" | "updated" | "revived">
}

export interface Categorised {
  readonly created: ReadonlyArray<Transaction.Transaction>
  readonly ruled: ReadonlyArray<TransactionStore.Ruled>
}

export const categorise = Effect.fnUntraced(function* (
  merges: ReadonlyArray<OfAccount>,
  { item, now }: Pick<Merging, "item" | "now">
) {
  const created = merges.flatMap(({ merged }) => merged.created)
  const restated = merges.some(({ merged }) => merged.updated.length + merged.revived.length > 0)
  if (created.length === 0 && !restated) return { created, ruled: [] } satisfies Categorised
  const book = CategoryRule.book(yield* (yield* CategoryRuleStore.CategoryRuleStore).list(item.applicationId))
  const categorised: Categorised = {
    created: merges.flatMap(({ accountType, merged }) =>
      merged.created.map((row) => CategoryRule.apply(book, row, accountType, now))
    ),
    ruled: merges.flatMap(({ accountType, merged }) =>
      ruled(book, merged.updated.concat(merged.revived), accountType, now)
    )
  }
  return categorised
})
