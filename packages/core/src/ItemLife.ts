// What an Item is at first, and what it becomes when its execution moves; `UpdateRules` decides when one may start. `status` follows from the
// execution, so an Item can never say one thing and its execution another.
import { DateTime } from "effect"

import type * as Execution from "./Execution.ts"
import { isFinal, isLoginError, itemStatus, type ItemStatus } from "./ExecutionStatus.ts"
import type { Item } from "./Item.ts"
import { unblocked, type UpdateRecord } from "./UpdateRecord.ts"

/** The wire's `status`, derived from the execution's. */
export const status = (item: Pick<Item, "executionStatus">): ItemStatus => itemStatus(item.executionStatus)

/** An Item that was just made at `now`, its first execution about to begin. */
export const created = (
  made: Pick<
    Item,
    | "id"
    | "applicationId"
    | "connectorId"
    | "products"
    | "clientUserId"
    | "webhookUrl"
    | "oauthRedirectUri"
    | "executionId"
  > &
    Partial<Pick<Item, "connectTokenId" | "connectTokenUrl">>,
  now: DateTime.Utc
): Item => ({
  connectTokenId: null,
  connectTokenUrl: null,
  ...made,
  executionStatus: "CREATED",
  error: null,
  challenge: null,
  statusDetail: null,
  consecutiveFailedLoginAttempts: 0,
  credentialsVersion: 1,
  lastUpdatedAt: null,
  nextAutoSyncAt: null,
  autoSyncDisabledAt: null,
  consentExpiresAt: null,
  createdAt: now,
  updatedAt: now
})

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

/**
 * The instant that what is done to the Item at `now` bears: never one before what was done to it last, by whichever process and clock.
 * So the rows of one merge are never created before those of an earlier one, and a reader who asks "created since" misses none.
 */
export const instant = ({ updatedAt }: Pick<Item, "updatedAt">, now: DateTime.Utc): DateTime.Utc =>
  DateTime.isLessThan(now, updatedAt) ? updatedAt : now

/**
 * The Item after its execution took a state at `now`; a success counts from the same instant as its rows. `updatedAt` never goes back.
 */
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
    updatedAt: instant(item, now)
  }
}
