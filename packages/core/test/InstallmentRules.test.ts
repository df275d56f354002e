// What makes a collected instalment the one that is held: its purchase, its number, its money within a cent each, its place, and what the
// coverage proves. Days are three weeks apart where nothing else is said, farther than any other rule looks.
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import * as Installment from "../src/Installment.ts"
import type { CollectedTransaction, CreditCardMetadata } from "../src/Transaction.ts"
import * as Transactions from "../src/Transactions.ts"
import { claim, complete, day, type Extra, type Ledger, make, pending, row } from "./Ledger.ts"

const all = claim("2025-12-01", "2026-07-31")
const scheduled = { status: "SCHEDULED" } as const
const bought = (date: string) => ({ purchaseDate: day(date) })

interface Part extends Extra {
  readonly date?: string
  readonly amount?: string
  readonly text?: string
  readonly card?: CreditCardMetadata
}

/** The second of twelve, of 100, posted on 2026-03-01. */
const part = ({ amount = "-100", card = {}, date = "2026-03-01", text = "LOJA AZUL", ...extra }: Part = {}) =>
  row(date, amount, text, { creditCardMetadata: { installmentNumber: 2, totalInstallments: 12, ...card }, ...extra })

const later = (options: Part = {}) => part({ date: "2026-03-22", ...options })

const holding = (...rows: ReadonlyArray<CollectedTransaction>): Ledger => {
  const ledger = make()
  ledger.sync(complete(rows, [all]))
  return ledger
}

/** Whether the row that is shown then is the one that is held. */
const isOne = (held: CollectedTransaction, found: CollectedTransaction, coverage = [all]): boolean => {
  const { created } = holding(held).sync(complete([found], coverage))
  return created.length === 0
}

describe("An instalment that comes back on another day", () => {
  it.effect("is the one of its number, of as many, at its place", () =>
    Effect.sync(() => {
      assert.isTrue(isOne(part(), later()))
      assert.isFalse(isOne(part(), later({ card: { installmentNumber: 3 } })))
      assert.isFalse(isOne(part(), later({ card: { totalInstallments: 10 } })))
      assert.isTrue(isOne(part(), later({ card: { totalInstallments: null } })))
      assert.isFalse(isOne(part(), later({ text: "PADARIA DO JOAO" })))
      assert.isFalse(isOne(part(), later({ currencyCode: "USD" })))
    })
  )

  it.effect("is no row that is none, however alike", () =>
    Effect.sync(() => {
      const none = { creditCardMetadata: null }
      assert.isFalse(isOne(part(none), later()))
      assert.isFalse(isOne(part(), later(none)))
      assert.isFalse(isOne(part({ creditCardMetadata: {} }), later({ creditCardMetadata: {} })))
    })
  )

  it.effect("may be moved by two bills, and no farther, in both directions", () =>
    Effect.sync(() => {
      assert.strictEqual(Installment.reachDays, 62)
      const moved = (date: string) => isOne(part(), part({ date }))
      assert.deepStrictEqual(["2026-05-02", "2026-05-03"].map(moved), [true, false])
      assert.deepStrictEqual(["2025-12-29", "2025-12-28"].map(moved), [true, false])
    })
  )

  it.effect("is looked for as far as that on both sides of what was collected; other rows are not", () =>
    Effect.sync(() => {
      const days = (shown: CollectedTransaction) =>
        Transactions.needed(complete([shown], [claim("2026-03-22", "2026-03-22")]))?.days
      assert.deepStrictEqual({ ...days(later()) }, { from: day("2026-01-19"), to: day("2026-05-23") })
      const other = later({ creditCardMetadata: null })
      assert.deepStrictEqual({ ...days(other) }, { from: day("2026-03-14"), to: day("2026-03-22") })
    })
  )

  it.effect("may differ by a cent for each instalment", () =>
    Effect.sync(() => {
      const differing = (amount: string, held: Part = {}, found: Part = {}) =>
        isOne(part(held), later({ amount, ...found }))
      assert.deepStrictEqual(
        ["-100.12", "-99.88", "-100.13", "-99.87"].map((amount) => differing(amount)),
        [true, true, false, false]
      )
      const unsaid = { card: { totalInstallments: null } }
      assert.isTrue(differing("-100.12", {}, unsaid), "the held one says of how many")
      assert.isFalse(differing("-100.13", {}, unsaid))
      assert.isTrue(differing("-100.12", unsaid), "the collected one says of how many")
      assert.isTrue(differing("-100.02", unsaid, unsaid), "at least of as many as its number")
      assert.isFalse(differing("-100.03", unsaid, unsaid))
    })
  )

  it.effect("is of the purchase whose day it says, where both say one", () =>
    Effect.sync(() => {
      const first = { card: bought("2026-01-05") }
      assert.isTrue(isOne(part(first), later(first)))
      assert.isTrue(isOne(part(first), later()))
      assert.isTrue(isOne(part(), later(first)))
      assert.isFalse(isOne(part(first), later({ card: bought("2026-01-06") })))
    })
  )

  it.effect("has a place that is read without its number, however that is written", () =>
    Effect.sync(() => {
      for (const text of [
        "LOJA AZUL 02/12",
        "LOJA AZUL 2/12",
        "LOJA AZUL PARC 02/12",
        "LOJA AZUL PARC. 2 DE 12",
        "LOJA AZUL PARCELA 2/12",
        "LOJA AZUL (2 de 12)",
        "LOJA AZUL - 02 / 12",
        "02/12 LOJA AZUL",
        "LOJA 2/12 AZUL",
        "LOJA AZUL SAO PAULO BRASIL COMERCIO ELETRONICO 2/12"
      ]) {
        assert.isTrue(isOne(part(), later({ text })), text)
        assert.isTrue(isOne(part({ text }), later()), text)
      }
      assert.isTrue(isOne(part({ text: "PARC 02/12" }), later({ text: "2 de 12" })))
      assert.isFalse(isOne(part({ text: "PARC 02/12" }), later({ text: "LOJA AZUL 2 de 12" })))
      assert.isFalse(isOne(part({ text: "LOJA AZUL 2 de 12" }), later({ text: "PARC 02/12" })))
      assert.isFalse(isOne(part({ text: "QW 02/12" }), later({ text: "ZX 02/12" })), "the number is no likeness")
      assert.isTrue(isOne(part({ text: "LOJA AZUL" }), later({ text: "LOJA AZULI SP" })))
    })
  )

  it.effect("has a number whose total may be unsaid, or be any", () =>
    Effect.sync(() => {
      const unsaid = { card: { totalInstallments: null } }
      assert.isTrue(isOne(part({ ...unsaid, text: "QW 02/12" }), later({ ...unsaid, text: "QW 02/10" })))
      assert.isFalse(isOne(part({ ...unsaid, text: "QW 02/12" }), later({ ...unsaid, text: "ZX 02/12" })))
    })
  )
})

describe("An instalment that is held", () => {
  const before = [claim("2026-03-15", "2026-07-31")]

  it.effect("and was not read stays, unless it is still to come", () =>
    Effect.sync(() => {
      assert.isFalse(isOne(part(), later(), before))
      assert.isFalse(isOne(part(pending), later(), before))
      assert.isTrue(isOne(part(scheduled), later(), before))
    })
  )

  it.effect("becomes what it is next, and never goes back", () =>
    Effect.sync(() => {
      assert.isTrue(isOne(part(pending), later()))
      assert.isTrue(isOne(part(scheduled), later()))
      assert.isTrue(isOne(part(scheduled), later(pending)))
      assert.isFalse(isOne(part(), later(pending)))
      assert.isFalse(isOne(part(), later(scheduled)))
      assert.isFalse(isOne(part(pending), later(scheduled)))
    })
  )

  it.effect("and to come is another than one to come that was not read, unless both say the purchase", () =>
    Effect.sync(() => {
      const said = { ...scheduled, card: bought("2026-01-05") }
      assert.isFalse(isOne(part(scheduled), later(scheduled), before))
      assert.isTrue(isOne(part(said), later(said), before))
      assert.isFalse(isOne(part(said), later(scheduled), before))
      assert.isTrue(isOne(part(scheduled), later(scheduled)))
    })
  )

  it.effect("and is gone comes back when it was to come, and is swallowed when the person deleted it", () =>
    Effect.sync(() => {
      const gone = (extra: Part) => {
        const ledger = holding(part(extra))
        for (let count = 0; count < 2; count++) ledger.sync(complete([], [all]))
        assert.deepStrictEqual(ledger.live(), [])
        return ledger.sync(complete([later()], [all]))
      }
      assert.strictEqual(gone(scheduled).revived.length, 1)
      assert.strictEqual(gone({}).created.length, 1)
      const deleted = holding(part(scheduled))
      deleted.deleteByPerson(0)
      assert.deepStrictEqual(deleted.sync(complete([later()], [all])).created, [])
      const posted = holding(part())
      posted.deleteByPerson(0)
      assert.strictEqual(posted.sync(complete([later()], [all])).created.length, 1)
    })
  )

  it.effect("and lives is taken before one that is gone", () =>
    Effect.sync(() => {
      const ledger = holding(part({ ...scheduled, date: "2026-02-20" }))
      for (let count = 0; count < 2; count++) ledger.sync(complete([], [all]))
      ledger.sync(complete([part({ ...scheduled, card: bought("2026-01-05") })], [claim("2026-03-01", "2026-03-01")]))
      const { revived, updated } = ledger.sync(complete([later()], [all]))
      assert.deepStrictEqual([revived.length, updated.length], [0, 1])
    })
  )

  it.effect("keeps a lasting id: another id is another instalment then", () =>
    Effect.sync(() => {
      const kept = row("2026-03-02", "-7", "CAFE", { institutionId: "c" })
      const held = part({ institutionId: "a" })
      const found = later({ institutionId: "b" })
      const witnessed = holding(held, kept).sync(complete([found, kept], [all]))
      assert.strictEqual(witnessed.created.length, 1)
      assert.strictEqual(holding(held).sync(complete([found], [all])).created.length, 0)
    })
  )
})

describe("Of several instalments that it may be", () => {
  const ids = (merge: Transactions.Merge) => merge.updated.map(({ date, id }) => [Number(id.slice(-2)), date])

  it.effect(
    "the one of the same purchase comes first, then the one of the very amount, then one within its cents",
    () =>
      Effect.sync(() => {
        const said = { card: bought("2026-01-05") }
        const near = part({ amount: "-100.01" })
        const equal = part({ date: "2026-03-02" })
        const same = part({ date: "2026-03-03", ...said })
        const taken = (...held: ReadonlyArray<CollectedTransaction>) =>
          ids(holding(...held).sync(complete([later(said)], [all]))).map(([nth]) => nth)
        assert.deepStrictEqual(taken(near, equal, same), [2])
        assert.deepStrictEqual(taken(near, equal), [1])
        assert.deepStrictEqual(taken(near), [0])
      })
  )

  it.effect("each is one row, in the order of their days, and the log says how many others there were", () =>
    Effect.sync(() => {
      const held = [part(), part({ date: "2026-03-02" })]
      const ledger = holding(...held)
      const merge = ledger.sync(complete([later(), later({ date: "2026-03-24" })], [all]))
      assert.deepStrictEqual(ids(merge), [
        [0, "2026-03-22"],
        [1, "2026-03-24"]
      ])
      assert.deepStrictEqual(
        merge.decisions.map(({ evidence, rivals, rule }) => [rule, rivals, evidence["days"]]),
        [
          ["installment", 1, 21],
          ["installment", 0, 22]
        ]
      )
    })
  )
})
