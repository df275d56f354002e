// Which held account a collected one is. Rows never match across accounts, so this is decided before any row is looked at.
import type { DateTime } from "effect"

import type { Account, AccountId, CollectedAccount } from "./Account.ts"
import * as Content from "./Content.ts"

export interface ResolvedAccount {
  readonly account: Account
  readonly change: "created" | "updated" | "unchanged"
}

const digits = (text: string): string => text.replaceAll(/\D/g, "")

const isSame = (held: Account, collected: CollectedAccount): boolean =>
  held.type === collected.type && held.currencyCode === collected.currencyCode && held.key === collected.key

/** The same printed number under another key counts only where nothing else could be meant. */
const isRenamed = (held: Account, collected: CollectedAccount): boolean =>
  held.type === collected.type &&
  held.subtype === collected.subtype &&
  held.currencyCode === collected.currencyCode &&
  digits(held.number).length >= 4 &&
  digits(held.number) === digits(collected.number)

/**
 * Each collected account with its held identity, else with a new one. An account that is not collected stays as it is:
 * only its owner may remove an account.
 */
export const resolve = (
  held: ReadonlyArray<Account>,
  collected: ReadonlyArray<CollectedAccount>,
  options: { readonly itemId: string; readonly now: DateTime.Utc; readonly newId: () => AccountId }
): ReadonlyArray<ResolvedAccount> => {
  const taken = new Map<CollectedAccount, Account>()
  const free = new Set(held)
  const pair = (matches: (held: Account, collected: CollectedAccount) => boolean, rivalsAllowed: boolean) => {
    for (const candidate of collected) {
      if (taken.has(candidate)) continue
      const found = [...free].filter((account) => matches(account, candidate))
      const rivals = collected.filter((other) => !taken.has(other) && found.some((account) => matches(account, other)))
      const [first] = found
      if (first === undefined || (!rivalsAllowed && (found.length > 1 || rivals.length > 1))) continue
      taken.set(candidate, first)
      free.delete(first)
    }
  }
  pair(isSame, true)
  pair(isRenamed, false)
  return collected.map((candidate) => {
    const before = taken.get(candidate)
    if (before === undefined) {
      const account: Account = {
        ...candidate,
        id: options.newId(),
        itemId: options.itemId,
        createdAt: options.now,
        updatedAt: options.now
      }
      return { account, change: "created" }
    }
    const account: Account = { ...before, ...candidate }
    return Content.isSame(before, account)
      ? { account: before, change: "unchanged" }
      : { account: { ...account, updatedAt: options.now }, change: "updated" }
  })
}
