// What the stores decide before they write, the same for every layer: pure, from the rows that they hold locked.
import { Execution, ExecutionStatus, type Item, ItemLife } from "@tomada/core"
import { DateTime, Result } from "effect"

import { ChallengeNotOpen, type Claim, type Merged } from "../ExecutionStore.ts"
import type { ItemUpdate } from "../ItemStore.ts"

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

/** The Item after an update was accepted, or why it is not. */
export const update = (
  item: Item.Item,
  { credentials, clientUserId, webhookUrl, products, execution }: ItemUpdate,
  now: DateTime.Utc
): Result.Result<Item.Item, ItemLife.AlreadyUpdating | ItemLife.NewCredentialsNeeded> =>
  Result.map(ItemLife.mayUpdate(item, { newCredentials: credentials !== undefined }), () =>
    ItemLife.follow(
      {
        ...item,
        executionId: execution.id,
        ...(credentials === undefined ? {} : { credentialsVersion: credentials.version }),
        ...(clientUserId === undefined ? {} : { clientUserId }),
        ...(webhookUrl === undefined ? {} : { webhookUrl }),
        ...(products === undefined ? {} : { products })
      },
      execution,
      now
    )
  )

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
  return merged.identity !== null && merged.identity.itemId !== itemId ? "identities" : undefined
}
