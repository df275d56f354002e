import { assert, it } from "@effect/vitest"
import { BigDecimal, Effect } from "effect"

import { parse } from "../src/accounts.ts"

it.effect("an account has the number and the balance that are shown", () =>
  Effect.gen(function* () {
    const found = yield* parse({ accounts: [{ number: "12345-6", name: "Current account", balance: "-1234.56" }] })
    assert.deepStrictEqual(
      found.map(({ balance, number }) => [number, BigDecimal.format(balance)]),
      [["12345-6", "-1234.56"]]
    )
  })
)

it.effect("an answer of another shape is SiteChanged and not repeated", () =>
  Effect.gen(function* () {
    const error = yield* Effect.flip(
      parse({ accounts: [{ number: "12345-6", name: "Current account", balance: 98.7 }] })
    )
    assert.strictEqual(error._tag, "SiteChanged")
    assert.notInclude(JSON.stringify(error), "98.7")
  })
)
