// What makes two accounts with different keys one, what forbids it, and what is only suggested.
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect } from "effect"

import { type Account, AccountId, type CollectedAccount } from "../src/Account.ts"
import * as Accounts from "../src/Accounts.ts"
import { decimal } from "../src/Money.ts"
import { noon, only } from "./Ledger.ts"

const checking: CollectedAccount = {
  key: "a",
  handle: "h",
  type: "BANK",
  subtype: "CHECKING_ACCOUNT",
  number: "0001/12345-0",
  name: "Conta Corrente",
  balance: decimal("10.00"),
  currencyCode: "BRL"
}
const now = noon("2026-03-20")

const id = (nth: number): AccountId => AccountId.make(`00000000-0000-4000-8000-${String(nth).padStart(12, "0")}`)

const holding = (nth: number, of: Partial<Account> = {}): Account => ({
  ...checking,
  id: id(nth),
  itemId: "item",
  createdAt: now,
  updatedAt: now,
  ...of
})

const merged = (held: ReadonlyArray<Account>, collected: ReadonlyArray<CollectedAccount>) => {
  let ids = 100
  return Accounts.merge(held, collected, { itemId: "item", now, newId: () => id(ids++) })
}

/** The held account that a collected one with another key is, its number from 0 on, or null. */
const found = (held: ReadonlyArray<Account>, collected: Partial<CollectedAccount> = {}): number | null => {
  const { account, change } = only(merged(held, [{ ...checking, key: "new", ...collected }]).accounts)
  return change === "created" ? null : held.findIndex((one) => one.id === account.id)
}

const suggestions = (held: ReadonlyArray<Account>, collected: Partial<CollectedAccount>) =>
  merged(held, [{ ...checking, key: "new", ...collected }]).suggestions.map(({ held, why }) => [why, held])

describe("An account with another key", () => {
  it.effect("is the one of its number, if that has four digits and is of the same kind of account", () =>
    Effect.sync(() => {
      assert.strictEqual(found([holding(0)]), 0)
      assert.strictEqual(found([holding(0)], { subtype: "SAVINGS_ACCOUNT" }), null)
      const short = { number: "12-34" }
      assert.strictEqual(found([holding(0, short)], short), 0)
      const shorter = { number: "12-3" }
      assert.strictEqual(found([holding(0, shorter)], shorter), null)
      const transferNumber = (text: string) => ({ bankData: { transferNumber: text }, number: "" })
      assert.strictEqual(found([holding(0, transferNumber("1/234"))], transferNumber("1234")), 0)
      assert.strictEqual(found([holding(0, transferNumber("1/23"))], transferNumber("123")), null)
    })
  )

  it.effect("is none of two that its former key, its transfer number or its number may mean", () =>
    Effect.sync(() => {
      const former = { number: "1", previousKeys: ["new"] }
      const transfer = { number: "1", bankData: { transferNumber: "260/0001/1" } }
      for (const same of [former, transfer, {}]) {
        const twins = [holding(0, same), holding(1, { ...same, key: "b" })]
        const { bankData, number }: Partial<CollectedAccount> = { ...checking, ...same }
        const collected = { number, ...(bankData === undefined ? {} : { bankData }) }
        assert.strictEqual(found(twins, collected), null)
        assert.deepStrictEqual(suggestions(twins, collected), [
          ["rivals", id(0)],
          ["rivals", id(1)]
        ])
        assert.strictEqual(found(twins.slice(1), collected), 0)
      }
    })
  )

  it.effect("is suggested once though two numbers are in doubt", () =>
    Effect.sync(() => {
      const bankData = { transferNumber: "260/0001/1" }
      const twins = [holding(0, { bankData }), holding(1, { bankData, key: "b" })]
      assert.strictEqual(suggestions(twins, { bankData }).length, 2)
    })
  )

  it.effect("keeps each former key once, the newest last, without the one that it has", () =>
    Effect.sync(() => {
      const held = holding(0, { key: "c", previousKeys: ["a", "b"] })
      const { account } = only(merged([held], [{ ...checking, key: "a" }]).accounts)
      assert.deepStrictEqual([account.key, account.previousKeys], ["a", ["b", "c"]])
      const odd = holding(0, { key: "c", previousKeys: ["c", "b"] })
      assert.deepStrictEqual(only(merged([odd], [{ ...checking, key: "d" }]).accounts).account.previousKeys, ["b", "c"])
    })
  )
})

describe("Two accounts that one number is printed on", () => {
  const card = { type: "CREDIT", subtype: "CREDIT_CARD" } as const
  const areOne = (a: Partial<CollectedAccount>, b: Partial<CollectedAccount>) => found([holding(0, a)], b) === 0

  it.effect("are two where the holders' tax numbers differ, and one where a side says none", () =>
    Effect.sync(() => {
      const of = (taxNumber: string | null) => ({ taxNumber })
      assert.isFalse(areOne(of("111.111.111-11"), of("22222222222")))
      assert.isTrue(areOne(of("111.111.111-11"), of("11111111111")))
      for (const silent of [null, "", "not given"]) {
        assert.isTrue(areOne(of("111.111.111-11"), of(silent)))
        assert.isTrue(areOne(of(silent), of("111.111.111-11")))
      }
    })
  )

  it.effect("are two where brands or kinds of holder differ, however they are written", () =>
    Effect.sync(() => {
      const brand = (text: string) => ({ ...card, creditData: { brand: text } })
      assert.isTrue(areOne(brand(" VISA"), brand("visa ")))
      assert.isFalse(areOne(brand("VISA"), brand("ELO")))
      assert.isTrue(areOne(brand("VISA"), brand(" ")))
      assert.isTrue(areOne(brand(" "), brand("VISA")))
      const main = { ...card, creditData: { holderType: "MAIN" } } as const
      const other = { ...card, creditData: { holderType: "ADDITIONAL" } } as const
      assert.isTrue(areOne(main, main))
      assert.isFalse(areOne(main, other))
    })
  )

  it.effect("are one all the same where they have one key", () =>
    Effect.sync(() => {
      assert.isTrue(areOne({ taxNumber: "11111111111" }, { key: "a", taxNumber: "22222222222" }))
    })
  )
})

describe("A number that ends like another", () => {
  const isSuggested = (held: Partial<Account>, collected: Partial<CollectedAccount>) =>
    suggestions([holding(0, held)], collected).length === 1

  it.effect("suggests a bank account of the same kind and currency, whichever of both leaves out the branch", () =>
    Effect.sync(() => {
      const short = { number: "12345-0" }
      assert.deepStrictEqual(suggestions([holding(0)], short), [["weak", id(0)]])
      assert.isTrue(isSuggested(short, {}))
      assert.isFalse(isSuggested({}, { ...short, subtype: "SAVINGS_ACCOUNT" }))
      assert.isFalse(isSuggested({}, { ...short, currencyCode: "USD" }))
      const card = { type: "CREDIT", subtype: "CHECKING_ACCOUNT" } as const
      assert.isFalse(isSuggested({}, { ...short, ...card }))
      assert.isFalse(isSuggested(card, short))
      assert.isFalse(isSuggested(card, { ...short, ...card }))
    })
  )

  it.effect("has five digits at least, and is the end of the other but not all of it", () =>
    Effect.sync(() => {
      assert.isTrue(isSuggested({}, { number: "23450" }))
      assert.isFalse(isSuggested({}, { number: "3450" }))
      assert.isFalse(isSuggested({}, { number: "12345-9" }))
      assert.isFalse(isSuggested({}, { number: "0001/1234" }))
      assert.isFalse(isSuggested({ taxNumber: "11111111111" }, { taxNumber: "22222222222" }))
    })
  )

  it.effect("suggests nothing for an account that is known", () =>
    Effect.sync(() => {
      const held = [holding(0), holding(1, { key: "b", number: "12345-0" })]
      assert.deepStrictEqual(suggestions(held.slice(0, 1), { key: "a", number: "12345-0" }), [])
      assert.deepStrictEqual(merged(held, [{ ...checking, number: "12345-0" }]).suggestions, [])
    })
  )
})

describe("The accounts of a collection", () => {
  it.effect("come back in its order", () =>
    Effect.sync(() => {
      const keys = ["c", "a", "d", "b"]
      const { accounts } = merged(
        [],
        keys.map((key, index) => ({ ...checking, key, number: `100${index}` }))
      )
      assert.deepStrictEqual(
        accounts.map(({ account }) => account.key),
        keys
      )
    })
  )

  it.effect(
    "take the oldest of those held under one key, of equal age the first by id, in whatever order they are held",
    () =>
      Effect.sync(() => {
        const old = holding(9, { createdAt: DateTime.subtract(now, { days: 1 }) })
        const taken = (held: ReadonlyArray<Account>) => only(merged(held, [checking]).accounts).account.id
        for (const held of [
          [old, holding(1), holding(2)],
          [holding(2), holding(1), old]
        ]) {
          assert.strictEqual(taken(held), old.id)
          assert.strictEqual(taken(held.filter((one) => one !== old)), id(1))
        }
      })
  )
})
