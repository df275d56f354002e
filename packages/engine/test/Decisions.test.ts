// Why a merge did what it did can be read afterwards.
import { assert, describe, it } from "@effect/vitest"
import { AccountStore, DecisionStore, TransactionStore } from "@tomada/store"
import { Effect, Stream } from "effect"

import * as Bank from "./Bank.ts"
import { applicationId, create, ended, inWorld, update } from "./World.ts"

describe("what a merge decided", () => {
  it.effect("can be read of a row that was removed, and a plain creation is no news", () => {
    let shown = true
    return inWorld(
      {
        ana: {
          cards: Stream.empty,
          transactions: (_, window) =>
            Bank.closing(window, shown ? [Bank.row("p", window.today, { status: "PENDING" })] : [])
        }
      },
      Effect.gen(function* () {
        const { id } = yield* ended((yield* create("ana", { products: ["TRANSACTIONS"] })).id)
        const [account] = yield* (yield* AccountStore.AccountStore).ofItem(id)
        assert(account !== undefined)
        const transactions = yield* TransactionStore.TransactionStore
        const { rows } = yield* transactions.page({ accountId: account.id }, { number: 1, size: 9 })
        const [row] = rows
        assert(row !== undefined)
        const decisions = yield* DecisionStore.DecisionStore
        assert.deepStrictEqual(yield* decisions.ofTransaction(applicationId, row.id), [])
        shown = false
        yield* update(id)
        const item = yield* ended(id)
        const [decision] = yield* decisions.ofTransaction(applicationId, row.id)
        assert(decision !== undefined)
        assert.strictEqual(decision.rule, "removed")
        assert.strictEqual(decision.executionId, item.executionId)
      })
    )
  })
})
