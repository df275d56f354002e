import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { type Account, AccountId, type CollectedAccount } from "../src/Account.ts"
import * as Accounts from "../src/Accounts.ts"
import * as Content from "../src/Content.ts"
import * as Similarity from "../src/internal/Similarity.ts"
import { decimal } from "../src/Money.ts"
import { noon, only } from "./Ledger.ts"

const checking: CollectedAccount = {
  key: "001/12345-0",
  handle: "session-1",
  type: "BANK",
  subtype: "CHECKING_ACCOUNT",
  number: "0001/12345-0",
  name: "Conta Corrente",
  balance: decimal("10.00"),
  currencyCode: "BRL"
}
const now = noon("2026-03-20")
const later = noon("2026-03-21")

const resolving = () => {
  let ids = 0
  const newId = () => AccountId.make(`00000000-0000-4000-8000-${String(ids++).padStart(12, "0")}`)
  return (held: ReadonlyArray<Account>, collected: ReadonlyArray<CollectedAccount>, at = now) =>
    Accounts.resolve(held, collected, { itemId: "item", now: at, newId })
}

const setUp = (...collected: ReadonlyArray<CollectedAccount>) => {
  const resolve = resolving()
  return { resolve, held: resolve([], collected).map(({ account }) => account) }
}

describe("A collected account", () => {
  it.effect("is a new one at first", () =>
    Effect.sync(() => {
      const [resolved] = resolving()([], [checking])
      assert.strictEqual(resolved?.change, "created")
      assert.deepStrictEqual([resolved?.account.createdAt, resolved?.account.updatedAt], [now, now])
    })
  )

  it.effect("is the held one of its key, unchanged when it says the same", () =>
    Effect.sync(() => {
      const { held, resolve } = setUp(checking)
      assert.deepStrictEqual(resolve(held, [{ ...checking, balance: decimal("10"), owner: null }], later), [
        { account: only(held), change: "unchanged" }
      ])
    })
  )

  it.effect("changes what is held, and nothing of its identity", () =>
    Effect.sync(() => {
      const { held, resolve } = setUp(checking)
      const [resolved] = resolve(held, [{ ...checking, balance: decimal("11"), handle: "session-2" }], later)
      assert.deepStrictEqual(
        [resolved?.change, resolved?.account.id, resolved?.account.createdAt, resolved?.account.updatedAt],
        ["updated", held[0]?.id, now, later]
      )
    })
  )

  it.effect("is the held one of its printed number when only the key is another", () =>
    Effect.sync(() => {
      const { held, resolve } = setUp(checking)
      const [resolved] = resolve(held, [{ ...checking, key: "001/0001/123450", number: "0001/123450" }])
      assert.deepStrictEqual([resolved?.change, resolved?.account.id], ["updated", held[0]?.id])
    })
  )

  it.effect("is another one when its number could mean two", () =>
    Effect.sync(() => {
      const first = { ...checking, key: "a" }
      const second = { ...checking, key: "b" }
      const { held, resolve } = setUp(first, second)
      assert.strictEqual(resolve(held, [{ ...checking, key: "c" }])[0]?.change, "created")
      const one = setUp(first)
      assert.deepStrictEqual(
        one
          .resolve(one.held, [
            { ...checking, key: "c" },
            { ...checking, key: "d" }
          ])
          .map(({ change }) => change),
        ["created", "created"]
      )
    })
  )

  it.effect("of another type or currency is another one, whatever its key", () =>
    Effect.sync(() => {
      const { held, resolve } = setUp(checking)
      const card = { ...checking, type: "CREDIT", subtype: "CREDIT_CARD" } as const
      assert.deepStrictEqual(
        resolve(held, [card, { ...checking, currencyCode: "USD" }]).map(({ change }) => change),
        ["created", "created"]
      )
    })
  )
})

describe("Two records", () => {
  it.effect("say the same when they differ in what says nothing", () =>
    Effect.sync(() => {
      assert.isTrue(Content.isSame({ a: 1, b: null, c: undefined }, { a: 1 }))
      assert.isTrue(Content.isSame({ a: { b: null } }, { a: {} }))
      assert.isTrue(Content.isSame([{ a: null }], [{}]))
      assert.isTrue(Content.isSame({ amount: decimal("1.0") }, { amount: decimal("1.00") }))
      assert.isTrue(Content.isSame({ at: noon("2026-03-20") }, { at: noon("2026-03-20") }))
      assert.isTrue(Content.isSame({ a: 1, b: 2 }, { b: 2, a: 1 }))
    })
  )

  it.effect("do not when they differ in anything else", () =>
    Effect.sync(() => {
      assert.isFalse(Content.isSame({ a: 0 }, {}))
      assert.isFalse(Content.isSame({ a: "" }, {}))
      assert.isFalse(Content.isSame({ a: false }, {}))
      assert.isFalse(Content.isSame([1, 2], [2, 1]))
      assert.isFalse(Content.isSame({ amount: decimal("1.0") }, { amount: decimal("1.01") }))
      assert.isFalse(Content.isSame({ at: noon("2026-03-20") }, { at: noon("2026-03-21") }))
    })
  )
})

describe("The similarity of two descriptions", () => {
  const similarity = (a: string, b: string) => Similarity.ratio(Similarity.normalise(a), Similarity.normalise(b))

  it.effect("is 1 for texts that differ in case and white space alone, 0 for texts with nothing in common", () =>
    Effect.sync(() => {
      assert.strictEqual(similarity("  CAFE \t SP", "cafe sp"), 1)
      assert.strictEqual(similarity("", " "), 1)
      assert.strictEqual(similarity("abc", "xyz"), 0)
      assert.strictEqual(similarity("", "xyz"), 0)
    })
  )

  it.effect("tells a completed text from another merchant's", () =>
    Effect.sync(() => {
      assert.approximately(similarity("COMPRA CARTAO 1234", "COMPRA CARTAO 1234 MERCADO SAO JOAO"), 0.68, 0.005)
      assert.approximately(similarity("CAFE SP", "CAFE SP BR"), 0.82, 0.005)
      assert.isBelow(similarity("ATM CENTRO", "POSTO SHELL"), 0.35)
    })
  )

  it.effect("of very long texts is of their beginnings", () =>
    Effect.sync(() => assert.strictEqual(similarity("A".repeat(5_000), `${"A".repeat(4_000)}B`), 1))
  )
})
