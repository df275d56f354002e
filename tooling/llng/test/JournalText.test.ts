import { assert, describe, it } from "@effect/vitest"
import * as CivilDay from "@tomada/sandbox-bank/CivilDay"

import * as Household from "../src/Household.ts"
import * as Journal from "../src/Journal.ts"
import * as JournalText from "../src/JournalText.ts"

const day = CivilDay.of(2026, 3, 9)

describe("a journal as text", () => {
  it("has amounts with a point for thousands and a comma for centavos", () => {
    const shown = [0, 5, -4590, 100_000, -123_456_789].map(JournalText.amount)
    assert.deepStrictEqual(shown, ["R$0,00", "R$0,05", "R$-45,90", "R$1.000,00", "R$-1.234.567,89"])
  })

  it("has an entry with its day, its words and two spaces before each amount", () => {
    assert.strictEqual(
      JournalText.entry(Journal.move(day, "CAFÉ", 1234, "assets:checking", "expenses:coffee")),
      "2026-03-09 CAFÉ\n    assets:checking  R$-12,34\n    expenses:coffee  R$12,34\n\n"
    )
  })

  it("has no entry that does not balance, nor words that hledger would read otherwise", () => {
    const uneven = { day, description: "X", postings: [{ account: "a", amount: 1 }] }
    assert.throws(() => JournalText.entry(uneven))
    for (const description of ["", "a ; b", "a | b", "a\nb", "* a", "! a", "(1) a"])
      assert.throws(
        () => JournalText.entry(Journal.move(day, description, 1, "a", "b")),
        undefined,
        undefined,
        description
      )
  })

  it("declares its accounts and has every entry of the data", () => {
    const data = Household.journal({ seed: "a", lastDay: day })
    const text = JournalText.journal(data)
    assert.match(
      text,
      /^commodity R\$1\.000,00\naccount assets:checking\naccount assets:savings\naccount liabilities:card\n\n/
    )
    assert.strictEqual(text.match(/^\d{4}-\d{2}-\d{2} /gm)?.length, data.transactions.length)
  })
})
