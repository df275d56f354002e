import { assert, it } from "@effect/vitest"
import { BigDecimal, Effect } from "effect"

import { parse, parseCards } from "../src/accounts.ts"

const line = (aname: string, mantissa: number | null, postings = 1, acommodity = "R$") => ({
  aname,
  anumpostings: postings,
  aebalance: mantissa === null ? [] : [{ acommodity, aquantity: { decimalMantissa: mantissa, decimalPlaces: 2 } }]
})

const journal = JSON.stringify([
  line("root", null, 0),
  line("assets", null, 0),
  line("assets:checking", 123_456),
  line("assets:savings", null),
  line("assetsold", 5),
  line("expenses:food", 7_700),
  line("liabilities:card", -98_765)
])

it.effect("what somebody has is an account, by its whole name and with what is on it", () =>
  Effect.gen(function* () {
    const found = yield* parse(journal)
    assert.deepStrictEqual(
      found.map(({ balance, key, name, subtype }) => [key, name, subtype, BigDecimal.format(balance)]),
      [
        ["assets:checking", "checking", "CHECKING_ACCOUNT", "1234.56"],
        ["assets:savings", "savings", "SAVINGS_ACCOUNT", "0"]
      ]
    )
  })
)

it.effect("what somebody owes is a card, and owed is positive there", () =>
  Effect.gen(function* () {
    const found = yield* parseCards(journal)
    assert.deepStrictEqual(
      found.map(({ balance, key, type }) => [key, type, BigDecimal.format(balance)]),
      [["liabilities:card", "CREDIT", "987.65"]]
    )
  })
)

it.effect("an account in dollars is not supported, and its balance is not repeated", () =>
  Effect.gen(function* () {
    const error = yield* Effect.flip(parse(JSON.stringify([line("assets:abroad", 98_765, 1, "USD")])))
    assert.strictEqual(error._tag, "Unsupported")
    assert.notInclude(JSON.stringify(error), "98")
  })
)

it.effect("a list without any account, and a page in the place of a list, are SiteChanged", () =>
  Effect.gen(function* () {
    for (const text of ["[]", "<!doctype html><p>Sign in</p>", '{"accounts":[]}']) {
      assert.strictEqual((yield* Effect.flip(parse(text)))._tag, "SiteChanged", text)
      assert.strictEqual((yield* Effect.flip(parseCards(text)))._tag, "SiteChanged", text)
    }
  })
)
