// What the stores decide before they write, the same for every layer: pure, from the rows that they hold locked.
import { Execution, ExecutionStatus, type Item, ItemLife, Product } from "@tomada/core"
import { DateTime, Result } from "effect"

import { ChallengeNotOpen, type Claim, type Merged, type ProductCounts } from "../ExecutionStore.ts"

/** The execution and its Item after an event at `now`. */
export const advance = (
  held: { readonly execution: Execution.Execution; readonly item: Item.Item },
  event: Execution.Event,
  now: DateTime.Utc
): Result.Result<{ execution: Execution.Execution; item: Item.Item }, Execution.InvalidTransition> =>
  Result.map(Execution.transition(held.execution, event), (state) => ({
    execution: { ...held.execution, ...state, endedAt: ExecutionStatus.isFinal(state.status) ? now : null },
    item: ItemLife.follow(held.item, state, now)
  }))

/**
 * Why an answer is refused, if it is.
 *
 * - `asked`: whether the Item was ever asked this, and whether that was answered.
 */
export const refusal = (
  item: Pick<Item.Item, "challenge">,
  challengeId: string,
  asked: { readonly answered: boolean } | undefined,
  now: DateTime.Utc
): ChallengeNotOpen | undefined => {
  const open = item.challenge
  if (asked?.answered === true) return new ChallengeNotOpen({ why: "answered" })
  if (open === null) return new ChallengeNotOpen({ why: asked === undefined ? "none" : "expired" })
  if (open.id !== challengeId) return new ChallengeNotOpen({ why: "answered" })
  const { expiresAt } = open.challenge
  return expiresAt !== null && !DateTime.isGreaterThan(expiresAt, now)
    ? new ChallengeNotOpen({ why: "expired" })
    : undefined
}

/** How a run ends whose consent has ended. */
export const revoked = Execution.failure("USER_AUTHORIZATION_REVOKED", "The consent has ended; connect again.")

/** Rows that name another Item than the claim's; a caller's mistake that nothing may come of. */
export class ForeignRow extends Error {
  override readonly name = "ForeignRow"
  constructor(table: string) {
    super(`a row for ${table} belongs to another Item or account`)
  }
}

/** The first table of which the merge names rows of another Item. */
export const foreign = ({ itemId }: Claim, merged: Merged): string | undefined => {
  if (merged.accounts.some((account) => account.itemId !== itemId)) return "accounts"
  if (merged.investments?.some((investment) => investment.itemId !== itemId) === true) return "investments"
  if (merged.loans?.some((loan) => loan.itemId !== itemId) === true) return "loans"
  return merged.identity !== null && merged.identity.itemId !== itemId ? "identities" : undefined
}

/** The first table of which the merge names rows of an account or investment that is not one of these. */
export const stray = (
  merged: Merged,
  own: { readonly accounts: ReadonlySet<string>; readonly investments: ReadonlySet<string> }
): string | undefined => {
  const { newTransactions = [], transactions } = merged
  const ofAccounts = {
    transactions: transactions.concat(newTransactions),
    coverage: merged.coverage,
    ...accountRows(merged)
  }
  for (const [table, rows] of Object.entries(ofAccounts)) {
    if (rows.some(({ accountId }) => !own.accounts.has(accountId))) return table
  }
  const { investmentCoverage = [], investmentTransactions = [] } = merged
  return [...investmentCoverage, ...investmentTransactions].some(
    ({ investmentId }) => !own.investments.has(investmentId)
  )
    ? "investment_transactions"
    : undefined
}

/** In the order of the products. */
export const inOrder = (counts: ReadonlyArray<ProductCounts>): ReadonlyArray<ProductCounts> =>
  counts.toSorted((a, b) => Product.Product.literals.indexOf(a.product) - Product.Product.literals.indexOf(b.product))

const accountRows = ({ bills = [], decisions = [], statements = [], suggestions = [] }: Merged) => ({
  bills,
  account_statements: statements,
  merge_decisions: decisions,
  merge_suggestions: suggestions
})
