// What an Item becomes when its execution moves, and when an update may be asked for. `status` follows from the
// execution, so an Item can never say one thing and its execution another.
import { type DateTime, Result } from "effect"

import type * as Execution from "./Execution.ts"
import { isFinal, isLoginError, itemStatus, type ItemStatus } from "./ExecutionStatus.ts"
import type { Item } from "./Item.ts"
import { unblocked, type UpdateRecord } from "./UpdateRecord.ts"
import { AlreadyUpdating, NewCredentialsNeeded, type UpdateRefusal } from "./UpdateRefusal.ts"
import { decide, type UpdateFacts, type UpdateRequest } from "./UpdateRules.ts"

export { AlreadyUpdating, NewCredentialsNeeded }

/** The wire's `status`, derived from the execution's. */
export const status = (item: Pick<Item, "executionStatus">): ItemStatus => itemStatus(item.executionStatus)

/** Of an Item, what the rules for updates read. */
type Updatable = Pick<Item, "executionStatus" | "consecutiveFailedLoginAttempts" | "lastUpdatedAt">

/**
 * Whether a run may start now, or the first thing in its way. With `facts` every rule is asked, in the order that `UpdateRules`
 * documents; without them only whether a run is under way and whether the last login was refused.
 */
export function mayUpdate(
  item: Pick<Item, "executionStatus">,
  request: { readonly newCredentials: boolean }
): Result.Result<void, AlreadyUpdating | NewCredentialsNeeded>
export function mayUpdate(
  item: Updatable,
  request: UpdateRequest,
  facts: UpdateFacts
): Result.Result<void, UpdateRefusal>
export function mayUpdate(
  ...[item, request, facts]:
    | [Pick<Item, "executionStatus">, { readonly newCredentials: boolean }, undefined?]
    | [Updatable, UpdateRequest, UpdateFacts]
): Result.Result<void, UpdateRefusal> {
  if (facts !== undefined) return decide(item, request, facts)
  if (!isFinal(item.executionStatus)) return Result.fail(new AlreadyUpdating())
  if (isLoginError(item.executionStatus) && !request.newCredentials) return Result.fail(new NewCredentialsNeeded())
  return Result.succeed(undefined)
}

/**
 * An operator's unblock: nothing that failed counts any more, and one run may start whatever refused it, as long as no other
 * runs and the request brings what a login needs. The status stays what the last execution came to.
 */
export const unblock = <I extends Pick<Item, "consecutiveFailedLoginAttempts">>(
  held: { readonly item: I; readonly record: UpdateRecord },
  now: DateTime.Utc
): { readonly item: I; readonly record: UpdateRecord } => ({
  item: { ...held.item, consecutiveFailedLoginAttempts: 0 },
  record: unblocked(held.record, now)
})

/** The Item after its execution took a state at `now`; a success counts from the same instant as its rows. */
export const follow = (item: Item, execution: Execution.State, now: DateTime.Utc): Item => {
  const ended = isFinal(execution.status)
  const succeeded = itemStatus(execution.status) === "UPDATED"
  return {
    ...item,
    executionStatus: execution.status,
    error: execution.error,
    challenge: execution.challenge,
    statusDetail: ended ? execution.statusDetail : item.statusDetail,
    consecutiveFailedLoginAttempts: isLoginError(execution.status)
      ? item.consecutiveFailedLoginAttempts + 1
      : succeeded
        ? 0
        : item.consecutiveFailedLoginAttempts,
    lastUpdatedAt: succeeded ? now : item.lastUpdatedAt,
    updatedAt: now
  }
}
