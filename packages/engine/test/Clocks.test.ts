// Runs of one Item at computers whose clocks do not agree.
import { assert, describe, it } from "@effect/vitest"
import { AccountStore, TransactionStore } from "@tomada/store"
import { DateTime, Effect } from "effect"
import { TestClock } from "effect/testing"

import * as Bank from "./Bank.ts"
import { create, ended, inWorld, start, update } from "./World.ts"

describe("a run whose clock is behind that of the run before", () => {
  it.effect("creates its rows at no earlier instant, so that who asks for rows created since misses none", () => {
    let shown = 1
    const rows: Bank.Person["transactions"] = (account, window) =>
      Bank.closing(
        window,
        Array.from({ length: shown }, (_, n) => Bank.row(`${account.key}-${n}`, window.today))
      )
    return inWorld(
      { ana: { transactions: rows } },
      Effect.gen(function* () {
        const item = yield* ended((yield* create("ana")).id)
        const before = item.lastUpdatedAt
        assert(before !== null)
        const [account] = yield* (yield* AccountStore.AccountStore).ofItem(item.id)
        assert(account !== undefined)
        const since = (createdAtFrom: DateTime.Utc) =>
          Effect.flatMap(TransactionStore.TransactionStore, (transactions) =>
            Effect.map(
              transactions.page({ accountId: account.id, createdAtFrom }, { number: 1, size: 10 }),
              ({ rows }) => rows.map(({ institutionId }) => institutionId).toSorted()
            )
          )
        assert.deepStrictEqual(yield* since(before), ["1-0"])

        shown = 2
        yield* TestClock.setTime(start.epochMilliseconds - 3_600_000)
        const again = yield* ended((yield* update(item.id)).id)
        assert.isTrue(DateTime.isLessThan(yield* DateTime.now, before), "the clock is behind still")
        assert.strictEqual(again.executionStatus, "SUCCESS")
        assert.deepStrictEqual(yield* since(before), ["1-0", "1-1"])
        assert.isFalse(DateTime.isLessThan(again.updatedAt, item.updatedAt))
        assert.strictEqual(again.lastUpdatedAt?.epochMilliseconds, before.epochMilliseconds)
      })
    )
  })
})
