// When a row that a complete coverage shows no more looks like one that nothing explains: by how many days, how much of the
// text and what amount, at the very edge and just beyond it.
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { addDays } from "../src/CivilDate.ts"
import { comparer } from "../src/internal/Resemblance.ts"
import type { CollectedTransaction } from "../src/Transaction.ts"
import * as Ledger from "./Ledger.ts"
import { claim, complete, day, pending, row } from "./Ledger.ts"

const d0 = "2026-03-15"
const month = claim("2026-03-01", "2026-03-31")
const scheduled = { status: "SCHEDULED" } as const

/** A row of 2026-03-15, and one some days later or earlier. */
const held = (amount: string, text: string, extra: Ledger.Extra = {}) => row(d0, amount, text, extra)
const found = (days: number, amount: string, text: string, extra: Ledger.Extra = {}) =>
  row(addDays(day(d0), days), amount, text, extra)

/** The text with a reference of the bank behind it, so long in all. */
const upTo = (length: number, text: string): string => text.padEnd(length, "*")

type Fate = Readonly<Record<"days" | "score" | "similarity", number>>

/** On what evidence the two are one, or may be; none: they are kept apart. */
const fate = (before: CollectedTransaction, after: CollectedTransaction) => {
  const ledger = Ledger.make()
  ledger.sync(complete([before], [month]))
  const { created, decisions, suggestions } = ledger.sync(complete([after], [month]))
  const one = decisions.find(({ rule }) => rule === "re-identified")
  if (one !== undefined) return { one: one.evidence }
  const [suggestion] = suggestions
  return suggestion === undefined ? { apart: created.length } : { [suggestion.why]: suggestion.evidence }
}

const one = (days: number, score: number, similarity: number): { one: Fate } => ({ one: { days, score, similarity } })
const weak = (days: number, similarity: number): { weak: Fate } => ({ weak: { days, score: 1, similarity } })
const apart = { apart: 1 }

type Case = readonly [string, CollectedTransaction, CollectedTransaction, object]

const judge = (cases: ReadonlyArray<Case>): void => {
  for (const [what, before, after, expected] of cases) {
    it.effect(what, () => Effect.sync(() => assert.deepStrictEqual(fate(before, after), expected)))
  }
}

describe("A hold and a posted row of its amount", () => {
  const hold = held("-20", "PADARIA", pending)
  judge([
    [
      "are one on the same day: that counts",
      hold,
      found(0, "-20", upTo(14, "PADARIA")),
      one(0, 2 + 14 / 21 + 0.3, 14 / 21)
    ],
    ["are one on the next day", hold, found(1, "-20", upTo(14, "PADARIA")), one(1, 2 + 14 / 21, 14 / 21)],
    ["are one fourteen days later", hold, found(14, "-20", "PADARIA"), one(14, 3, 1)],
    ["are two fifteen days later", hold, found(15, "-20", "PADARIA"), apart],
    ["are two when it is posted the day before", hold, found(-1, "-20", "PADARIA"), apart],
    ["are two in another currency", hold, found(1, "-20", "PADARIA", { currencyCode: "USD" }), apart],
    ["are one when 35 % of the texts agree", hold, found(14, "-20", upTo(33, "PADARIA")), one(14, 2.35, 0.35)],
    ["are two when less agrees", hold, found(14, "-20", upTo(34, "PADARIA")), apart],
    ["may be one when less agrees within five days", hold, found(5, "-20", upTo(34, "PADARIA")), weak(5, 14 / 41)],
    ["are two when less agrees on the sixth", hold, found(6, "-20", upTo(34, "PADARIA")), apart],
    [
      "are one when it was scheduled",
      { ...hold, ...scheduled },
      found(2, "-20", "PADARIA SP"),
      one(2, 2 + 14 / 17, 14 / 17)
    ]
  ])
})

describe("A hold and a posted row of more", () => {
  const tip = held("-20", "CAFE A", pending)
  judge([
    ["are one when 80 % of the texts agree", tip, found(1, "-22", upTo(9, "CAFE A")), one(1, 1.8, 0.8)],
    ["are two when less agrees", tip, found(1, "-22", upTo(10, "CAFE A")), apart],
    ["are one on the same day", tip, found(0, "-22", "CAFE A"), one(0, 2, 1)],
    ["are one on the fifth day", tip, found(5, "-22", "CAFE A"), one(5, 2, 1)],
    ["are two on the sixth", tip, found(6, "-22", "CAFE A"), apart],
    ["are two when it is posted the day before", tip, found(-1, "-22", "CAFE A"), apart],
    ["are one when it is 35 % more", tip, found(1, "-27", "CAFE A"), one(1, 2, 1)],
    ["are two when it is a cent more than that", tip, found(1, "-27.01", "CAFE A"), apart],
    ["are two when it is less", tip, found(1, "-19.99", "CAFE A"), apart],
    ["are two when the money goes the other way", tip, found(1, "22", "CAFE A"), apart],
    ["are one when money comes in", held("20", "CAFE A", pending), found(1, "22", "CAFE A"), one(1, 2, 1)],
    ["are one when it was scheduled", { ...tip, ...scheduled }, found(1, "-22", "CAFE A"), one(1, 2, 1)]
  ])
})

describe("Two posted rows", () => {
  const posted = held("-20", "CAFE A")
  judge([
    ["are one when 60 % of the texts agree", posted, found(1, "-20", upTo(14, "CAFE A")), one(1, 1.6, 0.6)],
    ["are two when less agrees", posted, found(1, "-20", upTo(15, "CAFE A")), apart],
    ["are one five days later", posted, found(5, "-20", "CAFE A"), one(5, 2, 1)],
    ["are two six days later", posted, found(6, "-20", "CAFE A"), apart],
    ["are one five days earlier", posted, found(-5, "-20", "CAFE A"), one(-5, 2, 1)],
    ["are two six days earlier", posted, found(-6, "-20", "CAFE A"), apart],
    ["are two when the amount differs", posted, found(0, "-22", "CAFE A"), apart]
  ])
})

describe("Two holds", () => {
  const hold = held("-20", "CAFE A", pending)
  judge([
    ["are one when 60 % of the texts agree", hold, found(0, "-20", upTo(14, "CAFE A"), pending), one(0, 1.6, 0.6)],
    ["are two when less agrees", hold, found(0, "-20", upTo(15, "CAFE A"), pending), apart],
    ["are one five days later", hold, found(5, "-20", "CAFE A", pending), one(5, 2, 1)],
    ["are two six days later", hold, found(6, "-20", "CAFE A", pending), apart],
    [
      "are one when the amount changes on their day, word for word",
      hold,
      found(0, "-12", "CAFE A", pending),
      one(0, 2, 1)
    ],
    ["are two when the text changes with the amount", hold, found(0, "-12", "CAFE A SP", pending), apart],
    ["are two when the amount changes with the day", hold, found(1, "-22", "CAFE A", pending), apart]
  ])
})

describe("Rows whose state goes another way", () => {
  const text = "CAFE A"
  judge([
    ["are two: a posted row is no hold again", held("-20", text), found(1, "-20", text, pending), apart],
    ["are two: nor for more", held("-20", text), found(1, "-22", text, pending), apart],
    ["are two: a hold is no payment to come", held("-20", text, pending), found(1, "-20", text, scheduled), apart],
    ["are two: nor one for more", held("-20", text, pending), found(1, "-22", text, scheduled), apart],
    ["are two: a posted row is no payment to come", held("-20", text), found(1, "-20", text, scheduled), apart],
    [
      "are one: a payment that came is a hold",
      held("-20", text, scheduled),
      found(1, "-20", text, pending),
      one(1, 3, 1)
    ],
    ["are one: a payment to come moves", held("-20", text, scheduled), found(3, "-20", text, scheduled), one(3, 2, 1)],
    ["are two: but not with its amount", held("-20", text, scheduled), found(0, "-22", text, scheduled), apart]
  ])
})

describe("Texts", () => {
  it("are compared once for each pair of them, in their order", () => {
    const compared: Array<string> = []
    const compare = comparer((a, b) => {
      compared.push(`${a}~${b}`)
      return compared.length / 10
    })
    assert.deepStrictEqual(
      [compare("a", "b"), compare("a", "c"), compare("a", "b"), compare("b", "a"), compare("a", "c")],
      [0.1, 0.2, 0.1, 0.3, 0.2]
    )
    assert.deepStrictEqual(compared, ["a~b", "a~c", "b~a"])
  })
})
