// Whether new credentials open the accounts that the Item always had. Decided after collection and before the merge: rows of
// two people in one Item could never be told apart again.
import { Result } from "effect"

import { type Event, failure } from "./Execution.ts"
import { DifferentAccount } from "./UpdateRefusal.ts"

/**
 * - `held`: how many accounts the Item holds; `collected`: how many this run found; `recognised`: how many of them are held ones.
 * - `newCredentials`: whether this run logged in with other credentials than the last success. With the same ones it is the
 *   institution that renumbered its accounts, and not another person.
 * - `samePerson`: whether the holder's document equals the held one; null when either is unknown. Another person who shares an
 *   account that is held may bring it up to date.
 * - `passed`: whether an operator's pass let the run start: the operator says that these are the person's accounts.
 */
export interface Evidence {
  readonly held: number
  readonly collected: number
  readonly recognised: number
  readonly newCredentials: boolean
  readonly samePerson: boolean | null
  readonly passed: boolean
}

/** Whether what was collected may be merged into the Item. */
export const mayMerge = (evidence: Evidence): Result.Result<void, DifferentAccount> => {
  const { collected, held, newCredentials, passed, recognised, samePerson } = evidence
  if (passed || !newCredentials || recognised > 0 || samePerson === true) return Result.succeed(undefined)
  const otherAccounts = held > 0 && collected > 0
  return otherAccounts || samePerson === false ? Result.fail(new DifferentAccount()) : Result.succeed(undefined)
}

/** How the run ends then: as a refused login, so that nothing is merged and other credentials lead out. */
export const ended: Event = failure(
  "INVALID_CREDENTIALS",
  "These credentials open another account than the one that was connected."
)
