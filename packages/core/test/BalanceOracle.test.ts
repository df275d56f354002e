// Whether a statement's rows explain its balances, by hand and in random statements from which a row is taken.
import { assert, describe, it } from "@effect/vitest"
import { BigDecimal, Effect, Schema } from "effect"

import * as BalanceOracle from "../src/BalanceOracle.ts"
import { addDays } from "../src/CivilDate.ts"
import { decimal } from "../src/Money.ts"
import * as Bank from "./Bank.ts"
import { day, pending, row } from "./Ledger.ts"

const of = (date: string, amount: string, balance: string | null = null): BalanceOracle.OracleRow =>
  BalanceOracle.rowOf(row(date, amount, "x", { balance: balance === null ? null : decimal(balance) }))

interface Totals {
  readonly opening?: string
  readonly closing?: string
}

const judge = (rows: ReadonlyArray<BalanceOracle.OracleRow>, { closing, opening }: Totals = {}) =>
  BalanceOracle.judge({
    rows,
    opening: opening === undefined ? null : decimal(opening),
    closing: closing === undefined ? null : decimal(closing)
  })

/** A verdict in short, amounts as plain text. */
const said = (verdict: BalanceOracle.Verdict): ReadonlyArray<string | number | null> =>
  BalanceOracle.Verdict.match(verdict, {
    Closes: ({ closing, opening, through, unproven }) => [
      "closes",
      BigDecimal.format(opening),
      BigDecimal.format(closing),
      through,
      unproven
    ],
    OpensAt: ({ balance, date, through, unproven }) => ["opens", date, BigDecimal.format(balance), through, unproven],
    DivergesSince: ({ by, date, inAll }) => ["diverges", date, BigDecimal.format(by), BigDecimal.format(inAll)],
    NoEvidence: () => ["no evidence"]
  })

const running = [
  of("2026-03-01", "-10.00", "90.00"),
  of("2026-03-02", "5.50", "95.50"),
  of("2026-03-02", "-0.50", "95.00"),
  of("2026-03-05", "-95.00", "0.00")
]

describe("A statement", () => {
  it.effect("closes from its opening balance to its closing one, and through every balance between", () =>
    Effect.sync(() => {
      const rows = [of("2026-03-01", "0.10"), of("2026-03-02", "0.20")]
      assert.deepStrictEqual(said(judge(rows, { opening: "0", closing: "0.30" })), [
        "closes",
        "0",
        "0.3",
        "2026-03-02",
        0
      ])
      assert.deepStrictEqual(said(judge(running, { opening: "100.00", closing: "0" })), [
        "closes",
        "100",
        "0",
        "2026-03-05",
        0
      ])
      assert.deepStrictEqual(said(judge([], { opening: "1", closing: "1.00" })), ["closes", "1", "1", null, 0])
    })
  )

  it.effect("without an opening balance opens at what its balances imply", () =>
    Effect.sync(() => {
      assert.deepStrictEqual(said(judge(running)), ["opens", "2026-03-01", "100", "2026-03-05", 0])
      const late = [of("2026-02-27", "-1"), of("2026-02-28", "-2"), ...running]
      assert.deepStrictEqual(said(judge(late)), ["opens", "2026-02-27", "103", "2026-03-05", 0])
      assert.deepStrictEqual(said(judge([of("2026-03-01", "5"), of("2026-03-02", "1", "6")], { closing: "6" })), [
        "opens",
        "2026-03-01",
        "0",
        "2026-03-02",
        0
      ])
    })
  )

  it.effect("reads the same newest first", () =>
    Effect.sync(() => {
      assert.deepStrictEqual(judge(running.toReversed()), judge(running))
      assert.deepStrictEqual(said(judge(running.toReversed(), { opening: "100", closing: "0" })), [
        "closes",
        "100",
        "0",
        "2026-03-05",
        0
      ])
    })
  )

  it.effect("with days from old to new may list the rows of a day from new to old", () =>
    Effect.sync(() => {
      const [first, second, third, last] = running
      if (!first || !second || !third || !last) throw new Error("four rows")
      assert.deepStrictEqual(said(judge([first, third, second, last], { opening: "100" })), [
        "closes",
        "100",
        "0",
        "2026-03-05",
        0
      ])
    })
  )

  it.effect("lacking a row diverges on its day, by its amount", () =>
    Effect.sync(() => {
      for (const [missing, date, by] of [
        [1, "2026-03-02", "5.5"],
        [2, "2026-03-05", "-0.5"],
        [3, null, ""]
      ] as const) {
        const rows = running.filter((_, index) => index !== missing)
        const expected = date === null ? ["closes", "100", "95", "2026-03-02", 0] : ["diverges", date, by, by]
        assert.deepStrictEqual(said(judge(rows, { opening: "100" })), expected)
      }
    })
  )

  it.effect("with one row twice diverges by it, the other way", () =>
    Effect.sync(() => {
      const [first] = running
      if (!first) throw new Error("a row")
      assert.deepStrictEqual(said(judge([first, ...running], { opening: "100" })), [
        "diverges",
        "2026-03-01",
        "10",
        "10"
      ])
    })
  )

  it.effect("says the first gap and all of it, when there are two", () =>
    Effect.sync(() => {
      const rows = [of("2026-03-01", "-10", "90"), of("2026-03-02", "-1", "88"), of("2026-03-03", "-1", "80")]
      assert.deepStrictEqual(said(judge(rows, { opening: "100" })), ["diverges", "2026-03-02", "-1", "-8"])
    })
  )

  it.effect("whose closing balance alone is wrong diverges after the last balance that follows", () =>
    Effect.sync(() => {
      const rows = [...running, of("2026-03-06", "-1")]
      assert.deepStrictEqual(said(judge(rows, { opening: "100", closing: "-1" })), [
        "closes",
        "100",
        "-1",
        "2026-03-06",
        0
      ])
      assert.deepStrictEqual(said(judge(rows, { opening: "100", closing: "-3" })), [
        "diverges",
        "2026-03-06",
        "-2",
        "-2"
      ])
      assert.deepStrictEqual(said(judge([], { opening: "1", closing: "2" })), ["diverges", null, "1", "1"])
    })
  )

  it.effect("says how many rows come after its last balance", () =>
    Effect.sync(() => {
      const rows = [...running, of("2026-03-06", "-1"), of("2026-03-07", "-1")]
      assert.deepStrictEqual(said(judge(rows, { opening: "100" })), ["closes", "100", "-2", "2026-03-05", 2])
    })
  )

  it.effect("with fewer than two balances is no evidence", () =>
    Effect.sync(() => {
      for (const verdict of [
        judge([]),
        judge([of("2026-03-01", "1")]),
        judge([of("2026-03-01", "1", "5")]),
        judge([of("2026-03-01", "1")], { opening: "1" }),
        judge([of("2026-03-01", "1")], { closing: "1" })
      ]) {
        assert.strictEqual(verdict._tag, "NoEvidence")
      }
    })
  )

  it.effect("does not count pending rows, unless it gives them a balance", () =>
    Effect.sync(() => {
      const hold = BalanceOracle.rowOf(row("2026-03-03", "-20", "hold", pending))
      assert.deepStrictEqual(said(judge([...running, hold], { opening: "100" })), [
        "closes",
        "100",
        "0",
        "2026-03-05",
        0
      ])
      const shown = BalanceOracle.rowOf(row("2026-03-06", "-20", "hold", { ...pending, balance: decimal("-20") }))
      assert.deepStrictEqual(said(judge([...running, shown], { opening: "100" })), [
        "closes",
        "100",
        "-20",
        "2026-03-06",
        0
      ])
    })
  )

  it.effect("in another currency counts what it adds to this account", () =>
    Effect.sync(() => {
      const dollars = row("2026-03-01", "-2", "x", {
        currencyCode: "USD",
        amountInAccountCurrency: decimal("-10.40"),
        balance: decimal("89.60")
      })
      assert.strictEqual(judge([BalanceOracle.rowOf(dollars)], { opening: "100" })._tag, "Closes")
    })
  )
})

describe("A day in an unknown order", () => {
  it.effect("closes when some order of its rows does", () =>
    Effect.sync(() => {
      const shuffled = [of("2026-03-01", "-3", "97"), of("2026-03-01", "4", "99"), of("2026-03-01", "-2", "95")]
      assert.strictEqual(judge(shuffled, { opening: "100" })._tag, "Closes")
      assert.deepStrictEqual(said(judge(shuffled)), ["opens", "2026-03-01", "100", "2026-03-01", 0])
      const mixed = [of("2026-03-01", "4", "99"), of("2026-03-01", "-3"), of("2026-03-01", "-2")]
      assert.strictEqual(judge(mixed, { opening: "100" })._tag, "Closes")
      assert.strictEqual(judge([of("2026-03-01", "1", "99"), ...mixed], { opening: "100" })._tag, "DivergesSince")
    })
  )

  it.effect("does not close when its balances hang together and the opening is elsewhere", () =>
    Effect.sync(() => {
      const circle = [of("2026-03-01", "1", "6"), of("2026-03-01", "-1", "5")]
      assert.strictEqual(judge(circle, { opening: "5" })._tag, "Closes")
      assert.strictEqual(judge(circle, { opening: "6" })._tag, "Closes")
      assert.strictEqual(judge(circle, { opening: "7" })._tag, "DivergesSince")
    })
  )

  it.effect("that may have opened at two balances opened at the one that the next day needs", () =>
    Effect.sync(() => {
      const circle = [of("2026-03-01", "1", "6"), of("2026-03-01", "-1", "5")]
      assert.deepStrictEqual(said(judge([...circle, of("2026-03-02", "1", "6")])), [
        "opens",
        "2026-03-01",
        "5",
        "2026-03-02",
        0
      ])
      assert.deepStrictEqual(said(judge([...circle, of("2026-03-02", "1", "7")])), [
        "opens",
        "2026-03-01",
        "6",
        "2026-03-02",
        0
      ])
    })
  )

  it.effect("that may have opened at two balances opened where the order of the days says so", () =>
    Effect.sync(() => {
      const newestFirst = [of("2026-03-02", "3"), of("2026-03-01", "-1", "5"), of("2026-03-01", "1", "6")]
      assert.deepStrictEqual(said(judge(newestFirst)), ["opens", "2026-03-01", "5", "2026-03-01", 1])
    })
  )

  it.effect("with many rows and one balance closes at its end, from old to new and from new to old", () =>
    Effect.sync(() => {
      const rows = Array.from({ length: 20 }, (_, index) => of("2026-03-02", String(2 ** index)))
      const end = of("2026-03-02", "1", String(2 ** 20))
      const next = of("2026-03-03", "1", String(2 ** 20 + 1))
      assert.strictEqual(judge([...rows, end, next], { opening: "0" })._tag, "Closes")
      assert.strictEqual(judge([end, ...rows, next], { opening: "0" })._tag, "Closes")
      const between = [...rows.slice(0, 10), end, ...rows.slice(10), next]
      assert.strictEqual(judge(between, { opening: "0" })._tag, "DivergesSince")
    })
  )

  it.effect("closes however often its balances come back", () =>
    Effect.sync(() => {
      const loops = (at: number, count: number) =>
        Array.from({ length: count }, (_, index) => [
          of("2026-03-01", String(index + 1), String(at + index + 1)),
          of("2026-03-01", String(-index - 1), String(at))
        ]).flat()
      const rows = [...loops(0, 3), ...loops(1000, 30), of("2026-03-01", "1000", "1000")]
      assert.deepStrictEqual(said(judge(rows, { opening: "0" })), ["closes", "0", "1000", "2026-03-01", 0])
      assert.strictEqual(judge(rows.slice(0, -1), { opening: "0" })._tag, "DivergesSince")
    })
  )

  it.effect("with hundreds of rows is judged at once, with and without balances", () =>
    Effect.sync(() => {
      const luck = Bank.chance(7)
      let balance = 0
      const rows = Array.from({ length: 400 }, () => {
        const amount = Math.floor(luck.next() * 10_000) - 5_000
        balance += amount
        return { amount, balance, at: luck.next() }
      }).toSorted((a, b) => a.at - b.at)
      const whole = rows.map((one) => of("2026-03-01", String(one.amount), String(one.balance)))
      assert.strictEqual(judge(whole, { opening: "0" })._tag, "Closes")
      const sparse = whole.map((one, index) => (index % 2 === 0 ? one : { ...one, balance: null }))
      assert.strictEqual(judge(sparse, { opening: "0" })._tag, "DivergesSince")
    })
  )
})

describe("Every random statement", () => {
  const statements = {
    seed: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000 })),
    stated: Schema.Literals([0, 0.5, 1])
  }
  const runs = { arbitrary: { runs: 200 } }

  /** Few rows a day, shuffled within it; a share of them states a balance. */
  const statement = (seed: number, stated: number) => {
    const luck = Bank.chance(seed)
    let cents = 0
    const rows: Array<BalanceOracle.OracleRow> = []
    for (let days = 0; days < 12; days++) {
      const date = addDays(day("2026-03-01"), days)
      const ofDay = Array.from({ length: Math.floor(luck.next() * 5) }, () => {
        const amount = Math.floor(luck.next() * 100_000) - 50_000 || 1
        cents += amount
        const said = luck.next() < stated
        return {
          order: luck.next(),
          row: {
            date,
            amount: BigDecimal.make(BigInt(amount), 2),
            balance: said ? BigDecimal.make(BigInt(cents), 2) : null,
            counts: true
          }
        }
      })
      rows.push(...ofDay.toSorted((a, b) => a.order - b.order).map((one) => one.row))
    }
    return { rows, opening: decimal("0"), closing: BigDecimal.make(BigInt(cents), 2), luck }
  }

  it.effect.prop(
    "that is whole closes, in either order",
    statements,
    ({ seed, stated }) =>
      Effect.sync(() => {
        const { closing, opening, rows } = statement(seed, stated)
        for (const given of [rows, rows.toReversed()]) {
          assert.strictEqual(BalanceOracle.judge({ rows: given, opening, closing })._tag, "Closes")
          assert.notStrictEqual(BalanceOracle.judge({ rows: given })._tag, "DivergesSince")
        }
      }),
    runs
  )

  it.effect.prop(
    "that lacks a row diverges by it in all, and not before its day",
    statements,
    ({ seed, stated }) =>
      Effect.sync(() => {
        const { closing, luck, opening, rows } = statement(seed, stated)
        const index = Math.floor(luck.next() * rows.length)
        const missing = rows[index]
        if (missing === undefined) return
        const verdict = BalanceOracle.judge({ rows: rows.filter((_, at) => at !== index), opening, closing })
        if (verdict._tag !== "DivergesSince") return assert.fail(verdict._tag)
        assert.isTrue(BigDecimal.equals(verdict.inAll, missing.amount), BigDecimal.format(verdict.inAll))
        if (stated === 1) {
          const before = rows.slice(0, index).findLast(({ date }) => date < missing.date)?.date ?? missing.date
          assert.isTrue(verdict.date !== null && verdict.date >= before)
        }
      }),
    runs
  )
})
