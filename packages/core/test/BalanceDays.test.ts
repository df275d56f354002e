// Whether a statement's rows explain its balances, day by day.
import { assert, describe, it } from "@effect/vitest"
import { BigDecimal, Effect } from "effect"

import * as BalanceOracle from "../src/BalanceOracle.ts"
import { decimal } from "../src/Money.ts"
import { row } from "./Ledger.ts"

const of = (date: string, amount: string, balance: string | null = null): BalanceOracle.OracleRow =>
  BalanceOracle.rowOf(row(date, amount, "x", { balance: balance === null ? null : decimal(balance) }))

const plain = (amount: BigDecimal.BigDecimal | null) => (amount === null ? null : BigDecimal.format(amount))

const days = (rows: ReadonlyArray<BalanceOracle.OracleRow>, closing?: string) =>
  BalanceOracle.examine({ rows, closing: closing === undefined ? null : decimal(closing) }).days.map((day) => [
    day.date as string,
    day.rows,
    plain(day.moved),
    plain(day.opening),
    plain(day.closing),
    day.agrees
  ])

describe("A day of a statement", () => {
  it.effect(
    "tells what moved and what the balance was before and after, back to before the first that states one",
    () =>
      Effect.sync(() =>
        assert.deepStrictEqual(
          days([
            of("2026-03-01", "-10.00"),
            of("2026-03-02", "5.50", "95.50"),
            of("2026-03-02", "-0.50", "95.00"),
            of("2026-03-05", "-95.00", "0.00")
          ]),
          [
            ["2026-03-01", 1, "-10", "100", "90", null],
            ["2026-03-02", 2, "5", "90", "95", true],
            ["2026-03-05", 1, "-95", "95", "0", true]
          ]
        )
      )
  )

  it.effect("that does not agree is the only one that does not: the next is judged from what this one states", () =>
    Effect.sync(() =>
      assert.deepStrictEqual(
        days([
          of("2026-03-01", "-10", "90"),
          of("2026-03-02", "-10", "75"),
          of("2026-03-03", "-10"),
          of("2026-03-04", "-5", "60")
        ]),
        [
          ["2026-03-01", 1, "-10", "100", "90", true],
          ["2026-03-02", 1, "-10", "90", "75", false],
          ["2026-03-03", 1, "-10", "75", "65", null],
          ["2026-03-04", 1, "-5", "65", "60", true]
        ]
      )
    )
  )

  it.effect("of a statement that says too little has no balance, and a closing one is enough beside one of a row", () =>
    Effect.sync(() => {
      assert.deepStrictEqual(days([of("2026-03-01", "-10")], "5"), [["2026-03-01", 1, "-10", null, null, null]])
      assert.deepStrictEqual(days([of("2026-03-01", "-10", "90"), of("2026-03-02", "1")], "91"), [
        ["2026-03-01", 1, "-10", "100", "90", true],
        ["2026-03-02", 1, "1", "90", "91", null]
      ])
    })
  )
})
