// Which held account a collected one is. Rows never match across accounts, so this is decided before any row is looked at. A
// renewed consent may bring new keys; then what is printed on the account decides, and a doubt is left to the person.
import type { DateTime } from "effect"

import type { Account, AccountId, CollectedAccount } from "./Account.ts"
import * as Content from "./Content.ts"
import { type Identifier, pair, type Paired } from "./Pairing.ts"
import * as Upsert from "./Upsert.ts"

/** An account after the collection; an unchanged one is the held value itself. */
export interface ResolvedAccount {
  readonly account: Account
  readonly change: "created" | "updated" | "unchanged"
}

/**
 * A created account that may be a held one.
 *
 * - `rivals`: the same printed identity, and another account that has it as well.
 * - `weak`: one number ends with the other, as it does where a branch is left out.
 */
export interface AccountSuggestion {
  readonly why: "rivals" | "weak"
  readonly held: AccountId
  readonly created: AccountId
}

/** What the collection of accounts comes to. */
export interface AccountsMerge {
  readonly accounts: ReadonlyArray<ResolvedAccount>
  readonly suggestions: ReadonlyArray<AccountSuggestion>
}

/** The Item that the accounts are of; `newId` gives fresh UUIDs, `now` stamps what changes. */
export interface AccountsOptions {
  readonly itemId: string
  readonly now: DateTime.Utc
  readonly newId: () => AccountId
}

const digits = (text: string): string => text.replaceAll(/\D/g, "")

const named =
  (of: (account: CollectedAccount) => ReadonlyArray<string>) =>
  (account: CollectedAccount): ReadonlyArray<string> =>
    of(account).map((text) => `${account.type}|${account.currencyCode}|${text}`)

const printed = (number: string | null | undefined): ReadonlyArray<string> => {
  const text = digits(number ?? "")
  return text.length >= 4 ? [text] : []
}

const keyOf = named(({ key }) => [key])

const identifiers: ReadonlyArray<Identifier<CollectedAccount>> = [
  { kind: "key", of: keyOf },
  {
    kind: "sole",
    of: named((account: CollectedAccount & Partial<Account>) => [account.key, ...(account.previousKeys ?? [])])
  },
  { kind: "sole", of: named(({ bankData }) => printed(bankData?.transferNumber)) },
  { kind: "sole", of: named(({ number, subtype }) => printed(number).map((text) => `${subtype}|${text}`)) }
]

const differs = (a: string | null | undefined, b: string | null | undefined, shape: (text: string) => string) =>
  a != null && b != null && shape(a) !== "" && shape(b) !== "" && shape(a) !== shape(b)

const word = (text: string): string => text.trim().toLowerCase()

/** Two that the same number is printed on are not one where they name other holders or brands. */
const mayBe = (held: Account, collected: CollectedAccount): boolean =>
  keyOf(held)[0] === keyOf(collected)[0] ||
  !(
    differs(held.taxNumber, collected.taxNumber, digits) ||
    differs(held.creditData?.brand, collected.creditData?.brand, word) ||
    differs(held.creditData?.holderType, collected.creditData?.holderType, word)
  )

const isWeak = (held: Account, collected: CollectedAccount): boolean => {
  const [a = "", b = ""] = [digits(held.number), digits(collected.number)].sort((x, y) => x.length - y.length)
  return (
    held.type === "BANK" &&
    collected.type === "BANK" &&
    held.subtype === collected.subtype &&
    held.currencyCode === collected.currencyCode &&
    a.length >= 5 &&
    a !== b &&
    b.endsWith(a)
  )
}

const seen = (before: Account, record: CollectedAccount, now: DateTime.Utc): ResolvedAccount => {
  const known = (before.previousKeys ?? []).filter((key) => key !== record.key && key !== before.key)
  const previousKeys = before.key === record.key ? before.previousKeys : [...known, before.key]
  const account: Account = Upsert.overlay(before, { ...record, previousKeys })
  return Content.isSame(before, account)
    ? { account: before, change: "unchanged" }
    : { account: { ...account, updatedAt: now }, change: "updated" }
}

/**
 * Each collected account, in the order given, with its held identity, else with a new one; one that two products show is one.
 * No held account is ever taken by two. An account that is not collected stays as it is: only its owner may remove an account.
 */
export const merge = (
  held: ReadonlyArray<Account>,
  collected: ReadonlyArray<CollectedAccount>,
  { itemId, newId, now }: AccountsOptions
): AccountsMerge => {
  const records = Upsert.sorted(Upsert.once(collected, (account) => keyOf(account)[0] ?? null))
  const own = held.filter((account) => account.itemId === itemId)
  const { pairs, rivals } = pair<CollectedAccount, Account>({
    held: own.toSorted(
      (a, b) => a.createdAt.epochMilliseconds - b.createdAt.epochMilliseconds || (a.id < b.id ? -1 : 1)
    ),
    records,
    identifiers,
    mayBe
  })
  const taken = new Map(pairs.map(({ held: before, index }) => [index, before]))
  const resolved = records.map((record, index): ResolvedAccount => {
    const before = taken.get(index)
    return before === undefined
      ? { account: { ...record, id: newId(), itemId, createdAt: now, updatedAt: now }, change: "created" }
      : seen(before, record, now)
  })

  const taking = new Set(taken.values())
  const free = own.filter((before) => !taking.has(before))
  const weak = records.flatMap((record, index) =>
    free.filter((before) => isWeak(before, record)).map((before) => ({ held: before, index }))
  )
  const suggest =
    (why: AccountSuggestion["why"]) =>
    ({ held: before, index }: Paired<Account>): ReadonlyArray<AccountSuggestion> => {
      const found = resolved[index]
      return found?.change === "created" ? [{ why, held: before.id, created: found.account.id }] : []
    }
  const suggestions = [...rivals.flatMap(suggest("rivals")), ...weak.flatMap(suggest("weak"))]
  const place = new Map(collected.map((account, index) => [keyOf(account)[0], index]))
  return {
    accounts: resolved.toSorted(
      (a, b) => (place.get(keyOf(a.account)[0]) ?? 0) - (place.get(keyOf(b.account)[0]) ?? 0)
    ),
    suggestions: [...new Map(suggestions.map((one) => [`${one.held}|${one.created}`, one])).values()]
  }
}

/** The accounts of `merge`. */
export const resolve = (
  held: ReadonlyArray<Account>,
  collected: ReadonlyArray<CollectedAccount>,
  options: AccountsOptions
): ReadonlyArray<ResolvedAccount> => merge(held, collected, options).accounts
