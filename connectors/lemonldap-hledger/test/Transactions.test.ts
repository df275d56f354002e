import { assert, describe, it } from "@effect/vitest"
import { BigDecimal, Effect } from "effect"

import { parse } from "../src/transactions.ts"

interface Shown {
  readonly entry: string
  readonly amount: string
  readonly total: string
}

const checking = { handle: "assets:checking", type: "BANK" } as const
const card = { handle: "liabilities:card", type: "CREDIT" } as const

const page = (
  rows: ReadonlyArray<Shown>,
  { of = String(checking.handle), sum = "0" } = {}
) => `<div id="sidebar-menu"><table>
  <tr><td><a class="acct-name" href="http://online.bank.test/register?q=inacct%3A${encodeURIComponent(of)}%20date%3A2026-01-01-2026-02-01">x</a></td>
  <td><span class="amount">${sum}</span></td></tr></table></div>
  <div id="main-content"><h2>${of} (excluding subaccounts), filtered</h2><table>
  <thead><tr><th>Date</th><th>Description</th><th>To/From Account(s)</th><th>Amount Out/In</th><th>Period Total</th></tr></thead>
  <tbody>${rows
    .map(
      ({ amount, entry, total }, index) => `<tr id="${index}" title="${entry}\n    assets:checking  ${amount}\n\n">
      <td class="date"><a href="#">${entry.slice(0, 10)}</a></td><td>cut off ..</td><td>ex:food</td>
      <td class="amount"><span class="amount">${amount}</span><br></td><td><span class="amount">${total}</span><br></td></tr>`
    )
    .join("")}</tbody></table></div><div id="helpmodal"></div>`

const two: ReadonlyArray<Shown> = [
  { entry: "2026-01-03 CAFÉ DA ESQUINA E MAIS PALAVRAS", amount: "R$-9,50", total: "R$4.311,59" },
  { entry: "2026-01-02 SALÁRIO", amount: "R$4.321,09", total: "R$4.321,09" }
]

describe("a page of the register", () => {
  it.effect("has rows with their day, their whole description and their direction, and no id", () =>
    Effect.gen(function* () {
      const rows = yield* parse(page(two), checking)
      assert.deepStrictEqual(
        rows.map(({ amount, date, description, type }) => [String(date), description, type, BigDecimal.format(amount)]),
        [
          ["2026-01-03", "CAFÉ DA ESQUINA E MAIS PALAVRAS", "DEBIT", "-9.5"],
          ["2026-01-02", "SALÁRIO", "CREDIT", "4321.09"]
        ]
      )
      assert.isTrue(rows.every(({ institutionId }) => institutionId === undefined))
    })
  )

  it.effect("of a card counts a purchase as positive", () =>
    Effect.gen(function* () {
      const bought = { entry: "2026-01-02 COMPRA", amount: "R$-20,00", total: "R$-20,00" }
      const [row] = yield* parse(page([bought], { of: card.handle }), card)
      assert.deepStrictEqual([row?.type, row && BigDecimal.format(row.amount)], ["DEBIT", "20"])
    })
  )

  for (const [entry, description, status] of [
    ["2026-01-02 ! RESERVA", "RESERVA", "PENDING"],
    ["2026-01-02 * PAGO", "PAGO", "POSTED"],
    ["2026-01-02=2026-01-05 (77) COM CODIGO  ; e um comentário", "COM CODIGO", "POSTED"],
    ["2026-01-02", "", "POSTED"]
  ] as const) {
    it.effect(`takes "${entry}" for what hledger means by it`, () =>
      Effect.gen(function* () {
        const [row] = yield* parse(page([{ entry, amount: "R$5,00", total: "R$5,00" }]), checking)
        assert.deepStrictEqual([row?.description, row?.status, String(row?.date)], [description, status, "2026-01-02"])
      })
    )
  }

  it.effect("may be empty where nothing was booked", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* parse(page([]), checking), [])
    })
  )
})

describe("is SiteChanged, which repeats no amount:", () => {
  for (const [what, html] of [
    ["a page that lost a row", page([two[0] ?? assert.fail("no row")])],
    ["a page that lost all of them", page([], { sum: "R$4.311,59" })],
    ["a page that ends early", page(two).replace(/<div id="helpmodal".*$/s, "")],
    ["a page of another account", page(two, { of: "assets:savings" })],
    ["an amount in another notation", page(two).replaceAll("R$4.321,09", "R$4,321.09")],
    ["a row without its entry", page(two).replace(/title="[^"]*"/, "")]
  ] as const) {
    it.effect(what, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(parse(html, checking))
        assert.strictEqual(error._tag, "SiteChanged")
        assert.notMatch(JSON.stringify(error), /311|321/)
      })
    )
  }
})
