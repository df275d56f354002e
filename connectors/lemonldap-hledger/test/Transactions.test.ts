import { assert, it } from "@effect/vitest"
import { BigDecimal, Effect } from "effect"

import { parse } from "../src/transactions.ts"

const row = { id: "r-1", date: "2026-02-28", description: "Groceries", amount: "-98.70" }

it.effect("what leaves the account is a debit, with its sign and its day", () =>
  Effect.gen(function* () {
    const found = yield* parse({ transactions: [row, { ...row, id: "r-2", amount: "12" }] })
    assert.deepStrictEqual(
      found.map(({ amount, date, type }) => [type, BigDecimal.format(amount), date as string]),
      [
        ["DEBIT", "-98.7", "2026-02-28"],
        ["CREDIT", "12", "2026-02-28"]
      ]
    )
  })
)

it.effect("a day that there never was is SiteChanged and not repeated", () =>
  Effect.gen(function* () {
    const error = yield* Effect.flip(parse({ transactions: [{ ...row, date: "2026-02-30" }] }))
    assert.strictEqual(error._tag, "SiteChanged")
    assert.notInclude(JSON.stringify(error), "2026-02-30")
  })
)
