// The tests of a generated connector: the three lines of the contract, and its parsers.
import type { Plan } from "../Plan.ts"

const contract = `import { contract } from "@tomada/connector-testing/Contract"

import { connectors } from "../src/index.ts"

contract(connectors, import.meta.url)
`

const accounts = `import { assert, it } from "@effect/vitest"
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
    const error = yield* Effect.flip(parse({ accounts: [{ number: "12345-6", name: "Current account", balance: 98.7 }] }))
    assert.strictEqual(error._tag, "SiteChanged")
    assert.notInclude(JSON.stringify(error), "98.7")
  })
)
`

const transactions = `import { assert, it } from "@effect/vitest"
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
`

export const files = ({ products, slug }: Plan): ReadonlyArray<readonly [path: string, text: string]> => [
  ["test/Contract.test.ts", contract],
  ["test/Accounts.test.ts", accounts],
  ...(products.includes("TRANSACTIONS") ? [["test/Transactions.test.ts", transactions] as const] : []),
  [`cassettes/${slug}/.gitkeep`, ""]
]
