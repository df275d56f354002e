// A sync of an institution whose ids last need not be given what is held just before its coverage; whatever else it meets, it asks.
import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"

import * as Transactions from "../src/Transactions.ts"
import * as Ledger from "./Ledger.ts"
import { claim, complete, cutOff, row, week } from "./Ledger.ts"

const shop = row("2026-03-16", "-80", "LOJA", { institutionId: "1" })
const news = row("2026-03-21", "-5", "CAFE", { institutionId: "2" })

const attempt = (ledger: Ledger.Ledger, rows: ReadonlyArray<typeof shop>) =>
  ledger.attempt(complete(rows, [week]), { before: false })

const asks = (result: ReturnType<typeof attempt>): boolean =>
  Result.isFailure(result) && result.failure._tag === "NeedsBefore"

describe("What a merge must be given", () => {
  const part = { creditCardMetadata: { installmentNumber: 2 } }

  it.effect("is nothing where nothing was collected and no day was read", () =>
    Effect.sync(() => {
      assert.isNull(Transactions.needed(complete([], [])))
      assert.isNull(Transactions.needed(complete([], [claim("2026-03-22", "2026-03-16")])))
    })
  )

  it.effect("spans every day that was read and every row that was collected, whichever is first or last", () =>
    Effect.sync(() => {
      const days = (...args: Parameters<typeof complete>) => {
        const needed = Transactions.needed(complete(...args), { before: false })
        return `${needed?.days.from} ${needed?.days.to}`
      }
      assert.strictEqual(days([shop], [week, claim("2026-03-02", "2026-03-03")]), "2026-03-02 2026-03-22")
      assert.strictEqual(days([], [claim("2026-03-02", "2026-03-03"), week]), "2026-03-02 2026-03-22")
      const outside = [row("2026-02-27", "-5", "CAFE"), shop, row("2026-03-25", "-5", "CAFE")]
      assert.strictEqual(days(outside, [week]), "2026-02-27 2026-03-25")
      assert.strictEqual(days(outside, [claim("2026-04-30", "2026-01-01")]), "2026-02-27 2026-03-25")
      assert.strictEqual(days([shop, row("2026-03-16", "-5", "LOJA", part)], [week]), "2026-01-13 2026-05-23")
    })
  )

  it.effect("is every row of an id that was collected, as its own or as that of the hold it posts, once", () =>
    Effect.sync(() => {
      const rows = [
        shop,
        shop,
        { ...news, pendingId: "p" },
        row("2026-03-17", "-1", "PAO"),
        { ...news, institutionId: null }
      ]
      assert.deepStrictEqual(Transactions.needed(complete(rows))?.institutionIds, ["1", "2", "p"])
    })
  )
})

describe("The rows held before the coverage", () => {
  it.effect("are of eight days, unless the merge is to do without them", () =>
    Effect.sync(() => {
      const days = (before: boolean) => Transactions.needed(complete([shop], [week]), { before })?.days
      assert.strictEqual(days(true)?.from, "2026-03-08")
      assert.strictEqual(days(false)?.from, "2026-03-16")
    })
  )

  it.effect("are not asked for where ids explain what is held and the rest is newer than the overlap", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      ledger.sync(complete([shop], [week]))
      const result = attempt(ledger, [shop, news])
      assert.strictEqual(Result.getOrThrow(result).created.length, 1)
    })
  )

  it.effect("are not asked for where nothing is new, though a row be absent", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      ledger.sync(complete([shop, news], [week]))
      assert.strictEqual(Result.getOrThrow(attempt(ledger, [shop])).touched.length, 1)
    })
  )

  it.effect("are asked for where a held row and a new one are left to be compared", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      ledger.sync(complete([shop], [week]))
      assert.isTrue(asks(attempt(ledger, [news])))
    })
  )

  it.effect("are asked for where a new row is of the first days of the coverage, to the last of the overlap", () =>
    Effect.sync(() => {
      const on = (day: string) => attempt(Ledger.make(), [row(day, "-5", "CAFE", { institutionId: "2" })])
      assert.isTrue(asks(on("2026-03-16")))
      assert.isTrue(asks(on("2026-03-19")))
      assert.isFalse(asks(on("2026-03-20")))
    })
  )

  it.effect("are asked for by a failed stream too, whose rows are compared all the same", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      ledger.sync(complete([shop], [week]))
      assert.isTrue(asks(ledger.attempt(cutOff([news]), { before: false })))
    })
  )

  it.effect("are given by default", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      ledger.sync(complete([shop], [week]))
      assert.isFalse(asks(ledger.attempt(complete([news], [week]))))
    })
  )
})
