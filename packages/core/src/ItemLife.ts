// What an Item becomes when its execution moves, and when an update may be asked for. `status` follows from the
// execution, so an Item can never say one thing and its execution another.
import { type DateTime, Result, Schema } from "effect"

import type * as Execution from "./Execution.ts"
import { isFinal, isLoginError, itemStatus, type ItemStatus } from "./ExecutionStatus.ts"
import type { Item } from "./Item.ts"

export const status = (item: Pick<Item, "executionStatus">): ItemStatus => itemStatus(item.executionStatus)

/** The Item is in the middle of a run. */
export class AlreadyUpdating extends Schema.TaggedError<AlreadyUpdating>()("AlreadyUpdating", {}) {}

/** The last login was refused: the same credentials again would only lock the account. */
export class NewCredentialsNeeded extends Schema.TaggedError<NewCredentialsNeeded>()("NewCredentialsNeeded", {}) {}

/** Whether a run may start now. */
export const mayUpdate = (
  item: Pick<Item, "executionStatus">,
  request: { readonly newCredentials: boolean }
): Result.Result<void, AlreadyUpdating | NewCredentialsNeeded> => {
  if (!isFinal(item.executionStatus)) return Result.fail(new AlreadyUpdating())
  if (isLoginError(item.executionStatus) && !request.newCredentials) return Result.fail(new NewCredentialsNeeded())
  return Result.succeed(undefined)
}

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
