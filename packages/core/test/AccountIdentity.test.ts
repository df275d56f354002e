// Which held account a collected one is when keys change, numbers repeat, and two products show the same card.
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { type Account, AccountId, type CollectedAccount } from "../src/Account.ts"
import * as Accounts from "../src/Accounts.ts"
import { decimal } from "../src/Money.ts"
import { noon, only } from "./Ledger.ts"

const checking: CollectedAccount = {
  key: "consent-1:a",
  handle: "h",
  type: "BANK",
  subtype: "CHECKING_ACCOUNT",
  number: "0001/12345-0",
  name: "Conta Corrente",
  balance: decimal("10.00"),
  currencyCode: "BRL"
}
const card: CollectedAccount = {
  ...checking,
  key: "consent-1:card",
  type: "CREDIT",
  subtype: "CREDIT_CARD",
  number: "4321",
  name: "Gold"
}

const merging = () => {
  let ids = 0
  const newId = () => AccountId.make(`00000000-0000-4000-8000-${String(ids++).padStart(12, "0")}`)
  return (held: ReadonlyArray<Account>, collected: ReadonlyArray<CollectedAccount>) =>
    Accounts.merge(held, collected, { itemId: "item", now: noon("2026-03-20"), newId })
}

/** What is held after the first of the collections, and the merge of the second. */
const twice = (first: ReadonlyArray<CollectedAccount>, second: ReadonlyArray<CollectedAccount>) => {
  const merge = merging()
  const held = merge([], first).accounts.map(({ account }) => account)
  const merged = merge(held, second)
  return { held, merge, merged, changes: merged.accounts.map(({ change }) => change) }
}

describe("After a renewed consent", () => {
  it.effect("an account is the held one of its printed number, and its former keys find it for ever", () =>
    Effect.sync(() => {
      const { held, merge, merged } = twice([checking], [{ ...checking, key: "consent-2:x" }])
      const renamed = only(merged.accounts).account
      assert.deepStrictEqual([renamed.id, renamed.previousKeys], [held[0]?.id, ["consent-1:a"]])
      const third = only(merge([renamed], [{ ...checking, key: "consent-3:y", number: "9" }]).accounts)
      assert.strictEqual(third.change, "created")
      const back = only(merge([renamed], [{ ...checking, number: "9" }]).accounts).account
      assert.deepStrictEqual([back.id, back.key, back.previousKeys], [renamed.id, "consent-1:a", ["consent-2:x"]])
    })
  )

  it.effect("an account is the held one of its transfer number", () =>
    Effect.sync(() => {
      const bankData = { transferNumber: "260/0001/12345-0" }
      const next = { ...checking, key: "b", number: "99999-9", bankData: { transferNumber: "260/0001/123450" } }
      assert.deepStrictEqual(twice([{ ...checking, bankData }], [next]).changes, ["updated"])
    })
  )

  it.effect(
    "two cards with the same last digits are told apart by what they say of brand and holder, else not at all",
    () =>
      Effect.sync(() => {
        const visa = { ...card, key: "v", creditData: { brand: "VISA" } }
        const master = { ...card, key: "m", creditData: { brand: "MASTERCARD" } }
        const renamed = [
          { ...visa, key: "v2", creditData: { brand: "Visa" } },
          { ...master, key: "m2" }
        ]
        const { held, merged } = twice([visa, master], renamed)
        assert.deepStrictEqual(
          merged.accounts.map(({ account }) => account.id),
          held.map(({ id }) => id)
        )
        const silent = twice([visa, master], [{ ...card, key: "z" }])
        assert.deepStrictEqual(silent.changes, ["created"])
        assert.deepStrictEqual(
          silent.merged.suggestions.map(({ held: id, why }) => [why, id]).toSorted(),
          silent.held.map(({ id }) => ["rivals", id]).toSorted()
        )
        assert.deepStrictEqual(twice([visa], [{ ...master, key: "z" }]).changes, ["created"])
      })
  )

  it.effect("another holder's account with the same number is another one", () =>
    Effect.sync(() => {
      const { changes, merged } = twice(
        [{ ...checking, taxNumber: "111.111.111-11" }],
        [{ ...checking, key: "b", taxNumber: "22222222222" }]
      )
      assert.deepStrictEqual([changes, merged.suggestions], [["created"], []])
    })
  )
})

describe("A doubt", () => {
  it.effect("between two new accounts for one held is left to the person", () =>
    Effect.sync(() => {
      const { held, merged } = twice(
        [checking],
        [
          { ...checking, key: "b" },
          { ...checking, key: "c" }
        ]
      )
      assert.deepStrictEqual(
        merged.accounts.map(({ change }) => change),
        ["created", "created"]
      )
      assert.deepStrictEqual(
        merged.suggestions,
        merged.accounts
          .map(({ account }) => ({ why: "rivals" as const, held: only(held).id, created: account.id }))
          .toSorted((a, b) => (a.created < b.created ? -1 : 1))
      )
    })
  )

  it.effect("about a number that leaves out the branch is a suggestion", () =>
    Effect.sync(() => {
      const { held, merged } = twice([checking], [{ ...checking, key: "b", number: "12345-0" }])
      const created = only(merged.accounts)
      assert.strictEqual(created.change, "created")
      assert.deepStrictEqual(merged.suggestions, [{ why: "weak", held: only(held).id, created: created.account.id }])
      const seen = twice([checking], [checking, { ...checking, key: "b", number: "12345-0" }])
      assert.deepStrictEqual(seen.merged.suggestions, [])
    })
  )
})

describe("A collection", () => {
  it.effect("in which two products show one card has one, with what both say", () =>
    Effect.sync(() => {
      const merged = merging()([], [card, { ...card, owner: "Ana", creditData: { brand: "VISA" } }])
      const { account } = only(merged.accounts)
      assert.deepStrictEqual([account.owner, account.creditData], ["Ana", { brand: "VISA" }])
    })
  )

  it.effect("never gives two accounts one identity, and gives the same ones in any order", () =>
    Effect.sync(() => {
      const first = [checking, card, { ...checking, key: "usd", currencyCode: "USD" }]
      const second = [
        { ...checking, key: "b" },
        { ...card, key: "c" },
        { ...checking, key: "usd", currencyCode: "USD" },
        { ...checking, key: "d", number: "777777-7" }
      ]
      const { held, merged } = twice(first, second)
      const ids = new Map(merged.accounts.map(({ account }) => [account.key, account.id]))
      assert.strictEqual(new Set(ids.values()).size, 4)
      const merge = merging()
      merge([], first)
      const reversed = merge(held.toReversed(), second.toReversed())
      assert.deepStrictEqual(
        new Map(reversed.accounts.map(({ account }) => [account.key, account.id])),
        new Map([...ids].toReversed())
      )
    })
  )

  it.effect("that is silent about an owner does not erase one", () =>
    Effect.sync(() => {
      const { changes, merged } = twice([{ ...checking, owner: "Ana" }], [{ ...checking, owner: null }])
      assert.deepStrictEqual([changes, only(merged.accounts).account.owner], [["unchanged"], "Ana"])
    })
  )

  it.effect("of another Item does not touch these accounts", () =>
    Effect.sync(() => {
      const merge = merging()
      const held = merge([], [checking]).accounts.map(({ account }) => ({ ...account, itemId: "other" }))
      assert.strictEqual(only(merge(held, [checking]).accounts).change, "created")
    })
  )
})
