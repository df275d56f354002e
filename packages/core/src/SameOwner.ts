// Whether new credentials open the accounts that the Item always had. Decided after collection and before the merge: rows of
// two people in one Item could never be told apart again.
import { Result } from "effect"

import type { Account } from "./Account.ts"
import type { ResolvedAccount } from "./Accounts.ts"
import { type Event, failure } from "./Execution.ts"
import type { CollectedIdentity } from "./Identity.ts"
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

/** A document in one spelling: institutions print the same one with and without marks. */
const spelt = (document: string | null | undefined): string =>
  (document ?? "").replaceAll(/[^0-9A-Za-z]/g, "").toUpperCase()

const documentsOf = ({ document, taxNumber }: CollectedIdentity): ReadonlyArray<string> =>
  [spelt(document), spelt(taxNumber)].filter((text) => text !== "")

/** Whether a collected identity bears a document of the held one; null when either shows none. */
export const samePerson = (
  held: CollectedIdentity | null,
  collected: ReadonlyArray<CollectedIdentity>
): boolean | null => {
  const known = held === null ? [] : documentsOf(held)
  const shown = collected.flatMap(documentsOf)
  return known.length === 0 || shown.length === 0 ? null : shown.some((text) => known.includes(text))
}

const digits = (text: string | null | undefined): string => (text ?? "").replaceAll(/\D/g, "")

/** Whether it is the held account by its key or a number that nobody else's has, and not by the last digits of a card alone. */
const isSurely = (held: Account, { bankData, key, number }: Account): boolean =>
  held.key === key ||
  held.previousKeys?.includes(key) === true ||
  (digits(number).length > 4 && digits(held.number) === digits(number)) ||
  (digits(bankData?.transferNumber) !== "" &&
    digits(held.bankData?.transferNumber) === digits(bankData?.transferNumber))

/**
 * How many of the collected accounts are held ones. Cards are told by their last four digits where nothing better is printed, which
 * two people may have alike: where the holder's document is another one, these do not count.
 */
export const recognised = (
  held: ReadonlyArray<Account>,
  accounts: ReadonlyArray<ResolvedAccount>,
  same: boolean | null
): number =>
  accounts.filter(({ account, change }) => {
    if (change === "created") return false
    const before = held.find(({ id }) => id === account.id)
    return same !== false || (before !== undefined && isSurely(before, account))
  }).length

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
