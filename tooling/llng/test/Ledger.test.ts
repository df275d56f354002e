// The live test compares what is held with the journal by this, so each way in which the two may differ must be seen by it.
import { assert, describe, it } from "@effect/vitest"
import { CivilDate } from "@tomada/core"
import * as CivilDay from "@tomada/sandbox-bank/CivilDay"
import { BigDecimal } from "effect"

import * as Journal from "../src/Journal.ts"
import * as Ledger from "../src/Ledger.ts"

const day = CivilDay.atInstant(Date.UTC(2026, 4, 10, 15))
const coffee = Journal.move(day, "CAFÉ", 950, Journal.card.name, "expenses:coffee")
const journal: Journal.Journal = {
  accounts: [Journal.checking, Journal.card],
  transactions: [
    Journal.move(day - 400, "ANTES", 100, "income:salary", Journal.checking.name),
    Journal.move(day, "SALÁRIO", 780_000, "income:salary", Journal.checking.name),
    coffee,
    coffee
  ]
}

const money = (centavos: number) => BigDecimal.make(BigInt(centavos), 2)
const row = (description: string, centavos: number) => ({
  date: CivilDate.make(CivilDay.toIso(day)),
  description,
  amount: money(centavos)
})

const cash: Ledger.Held = {
  account: { key: "assets:cash", subtype: "CHECKING_ACCOUNT", balance: money(0) },
  rows: []
}
const checking: Ledger.Held = {
  account: { key: "assets:checking", subtype: "CHECKING_ACCOUNT", balance: money(780_100) },
  rows: [row("SALÁRIO", 780_000)]
}
const card: Ledger.Held = {
  account: { key: "liabilities:card", subtype: "CREDIT_CARD", balance: money(1_900) },
  rows: [row("CAFÉ", 950), row("CAFÉ", 950)]
}

const from = day - 365
const seen = (held: ReadonlyArray<Ledger.Held>) => Ledger.differences(journal, held, from).length

describe("what is held", () => {
  it("is as in the journal, in whatever order, without rows of before", () => {
    assert.deepStrictEqual(Ledger.differences(journal, [card, cash, checking], from), [])
  })

  const wrong: ReadonlyArray<readonly [what: string, held: ReadonlyArray<Ledger.Held>]> = [
    ["without an account", [cash, checking]],
    ["with one of two equal rows", [cash, checking, { ...card, rows: card.rows.slice(1) }]],
    ["with a row too many", [cash, checking, { ...card, rows: [...card.rows, row("CAFÉ", 950)] }]],
    [
      "with a balance of the other sign",
      [cash, checking, { ...card, account: { ...card.account, balance: money(-1_900) } }]
    ],
    ["with an amount that is a centavo off", [cash, { ...checking, rows: [row("SALÁRIO", 780_001)] }, card]],
    ["with a description cut off", [cash, { ...checking, rows: [row("SALÁR", 780_000)] }, card]]
  ]
  for (const [what, held] of wrong) {
    it(`${what} is not`, () => {
      assert.isAbove(seen(held), 0)
    })
  }
})
