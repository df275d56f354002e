// Of several rows of one day the one that says the same in all that tells rows apart is the one that is shown.
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect } from "effect"

import { decimal } from "../src/Money.ts"
import type { CollectedTransaction } from "../src/Transaction.ts"
import { complete, cutOff, empty, make, pending, row } from "./Ledger.ts"
import { d0 } from "./ScenarioRows.ts"

const at = (hour: string) => ({ time: DateTime.makeUnsafe(`2026-03-20T${hour}:00:00Z`) })
const part = (installmentNumber: number, totalInstallments?: number) => ({
  creditCardMetadata: totalInstallments === undefined ? { installmentNumber } : { installmentNumber, totalInstallments }
})
const balance = (value: string) => ({ balance: decimal(value) })

const plain = row(d0, "-50", "LOJA")
const bought = (extra: Partial<CollectedTransaction>): CollectedTransaction => ({ ...plain, ...extra })

const cases: ReadonlyArray<readonly [string, CollectedTransaction, CollectedTransaction]> = [
  ["is in another currency", bought({ currencyCode: "USD" }), plain],
  ["is a hold", bought(pending), plain],
  ["has another text", bought({ description: "PADARIA" }), plain],
  ["is no instalment", plain, bought(part(1, 2))],
  ["is an instalment", bought(part(1, 2)), plain],
  ["does not say of how many it is one", bought(part(1)), bought(part(1, 2))],
  ["has no time", plain, bought(at("10"))],
  ["has a time", bought(at("10")), plain],
  ["has another time", bought(at("10")), bought(at("11"))],
  ["has no balance", plain, bought(balance("100"))],
  ["has a balance", bought(balance("100")), plain],
  ["has another balance", bought(balance("100")), bought(balance("50"))]
]

describe("Of two rows of one day and amount the one that is shown is not the one that", () => {
  for (const [name, other, same] of cases) {
    it.effect(name, () =>
      Effect.sync(() => {
        const ledger = make()
        ledger.sync(complete([other]))
        assert.strictEqual(ledger.sync(complete([same, other])).created.length, 1)
        assert.deepStrictEqual(ledger.sync(cutOff([same])), empty)
        assert.deepStrictEqual(ledger.sync(cutOff([other])), empty)
      })
    )
  }

  it.effect("differs, also when both are shown with a category that they did not have", () =>
    Effect.sync(() => {
      for (const [, other, same] of cases) {
        const ledger = make()
        ledger.sync(complete([other]))
        ledger.sync(complete([same, other]))
        const before = ledger.all()
        ledger.sync(complete([same, other].map((shown) => ({ ...shown, category: "Shopping" }))))
        assert.deepStrictEqual(
          ledger.all().map(({ category, updatedAt: _, ...held }) => ({ ...held, category })),
          before.map(({ updatedAt: _, ...held }) => ({ ...held, category: "Shopping" }))
        )
      }
    })
  )
})

describe("A row that is alone on its day", () => {
  it.effect("is no row of another amount", () =>
    Effect.sync(() => {
      const ledger = make()
      ledger.sync(complete([plain]))
      const { created, updated } = ledger.sync(cutOff([row(d0, "-51", "LOJA")]))
      assert.deepStrictEqual([created.length, updated.length], [1, 0])
    })
  )

  it.effect("is the held one however its amount and its text are written", () =>
    Effect.sync(() => {
      const ledger = make()
      ledger.sync(complete([plain]))
      assert.deepStrictEqual(ledger.sync(complete([row(d0, "-50.00", "LOJA")])), empty)
      const { created, updated } = ledger.sync(complete([row(d0, "-50.0", " Loja ")]))
      assert.deepStrictEqual([created.length, updated.length], [0, 1])
    })
  )
})
