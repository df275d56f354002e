// Which card rows may be one by what they say of the instalment: a side that says nothing may be any.
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { mayBeSameInstallment, mayBeSamePurchase } from "../src/internal/MergeRow.ts"
import { complete, day, make, row } from "./Ledger.ts"
import { d0, d1 } from "./ScenarioRows.ts"

interface Said {
  readonly number?: number | null
  readonly of?: number | null
  readonly bought?: string
}

/** A row of a purchase in instalments; null: it says nothing of a card. */
const charged = (said: Said | null) =>
  row(
    d0,
    "50",
    "LOJA",
    said === null
      ? {}
      : {
          creditCardMetadata: {
            ...(said.number === undefined ? {} : { installmentNumber: said.number }),
            ...(said.of === undefined ? {} : { totalInstallments: said.of }),
            ...(said.bought === undefined ? {} : { purchaseDate: day(said.bought) })
          }
        }
  )

const numbers: ReadonlyArray<readonly [boolean, Said | null, Said | null]> = [
  [true, { number: 1, of: 3 }, { number: 1, of: 3 }],
  [false, { number: 1, of: 3 }, { number: 2, of: 3 }],
  [false, { number: 1, of: 3 }, { number: 1, of: 4 }],
  [false, { number: 1 }, { number: 2, of: 3 }],
  [false, { of: 3 }, { number: 2, of: 4 }],
  [true, { number: 1 }, { number: 1, of: 3 }],
  [true, { of: 3 }, { number: 2, of: 3 }],
  [true, { number: null, of: null }, { number: 2, of: 3 }],
  [true, {}, { number: 2, of: 3 }],
  [true, null, { number: 2, of: 3 }],
  [true, null, {}],
  [true, null, null]
]

const purchases: ReadonlyArray<readonly [boolean, Said | null, Said | null]> = [
  [true, { number: 1, of: 3, bought: d0 }, { number: 1, of: 3, bought: d0 }],
  [false, { number: 1, of: 3, bought: d0 }, { number: 1, of: 3, bought: d1 }],
  [false, { number: 1, of: 3, bought: d0 }, { number: 2, of: 3, bought: d0 }],
  [true, { number: 1, of: 3, bought: d0 }, { number: 1, of: 3 }],
  [true, { number: 1, of: 3, bought: d0 }, { bought: d1 }],
  [true, { bought: d0 }, { bought: d1 }],
  [true, { number: 1, of: 3, bought: d0 }, null]
]

const text = (said: Said | null) => JSON.stringify(said)

describe("Two rows that differ in nothing else", () => {
  it.effect("may be one instalment where number and count agree, as far as both say them", () =>
    Effect.sync(() => {
      for (const [isSame, a, b] of numbers) {
        assert.strictEqual(mayBeSameInstallment(charged(a), charged(b)), isSame, `${text(a)} ${text(b)}`)
        assert.strictEqual(mayBeSameInstallment(charged(b), charged(a)), isSame, `${text(b)} ${text(a)}`)
      }
    })
  )

  it.effect("are held as one row or as two accordingly", () =>
    Effect.sync(() => {
      for (const [isSame, a, b] of numbers) {
        const ledger = make()
        ledger.sync(complete([charged(a)]))
        assert.strictEqual(ledger.sync(complete([charged(b)])).created.length, isSame ? 0 : 1, `${text(a)} ${text(b)}`)
      }
    })
  )

  it.effect("may be of one purchase unless both are instalments of purchases of different days", () =>
    Effect.sync(() => {
      for (const [isSame, a, b] of purchases) {
        assert.strictEqual(mayBeSamePurchase(charged(a), charged(b)), isSame, `${text(a)} ${text(b)}`)
        assert.strictEqual(mayBeSamePurchase(charged(b), charged(a)), isSame, `${text(b)} ${text(a)}`)
      }
    })
  )
})
