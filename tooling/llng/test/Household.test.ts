import { assert, describe, it } from "@effect/vitest"
import * as CivilDay from "@tomada/sandbox-bank/CivilDay"

import * as Household from "../src/Household.ts"
import * as Journal from "../src/Journal.ts"

const lastDay = CivilDay.of(2026, 3, 20)
const journal = Household.journal({ seed: "a", lastDay })
const { accounts, transactions } = journal

describe("the journal of a household", () => {
  it("has a checking account, a savings account and a card", () => {
    assert.deepStrictEqual(
      accounts.map(({ kind }) => kind),
      ["checking", "savings", "credit-card"]
    )
    for (const { name } of accounts) assert.isAtLeast(Journal.rowsOf(journal, name).length, 40)
  })

  it("begins with what was there before, on the first of a month fourteen months ago, and ends on its last day", () => {
    const first = CivilDay.of(2025, 1, 1)
    for (const { name } of accounts) {
      const [opening] = Journal.rowsOf(journal, name)
      assert.deepInclude(opening, { day: first, description: "SALDO INICIAL" })
      assert.strictEqual(opening?.amount, opening?.balance)
      assert.notStrictEqual(opening?.amount, 0)
    }
    assert.deepStrictEqual(
      transactions.filter(({ day }) => day < first || day > lastDay),
      []
    )
    assert.isAtLeast(transactions.at(-1)?.day ?? 0, lastDay - 3)
  })

  it("is in order and balances", () => {
    const days = transactions.map(({ day }) => day)
    assert.deepStrictEqual(
      days,
      days.toSorted((one, other) => one - other)
    )
    for (const { postings } of transactions) {
      assert.strictEqual(
        postings.reduce((sum, { amount }) => sum + amount, 0),
        0
      )
    }
  })

  it("owes on the card and owns on the other accounts", () => {
    const [checking, savings, card] = accounts.map(({ name }) => Journal.balanceOf(journal, name))
    assert.isAbove(checking ?? 0, 0)
    assert.isAbove(savings ?? 0, 0)
    assert.isBelow(card ?? 0, 0)
  })

  it("has equal twins on one day in every account", () => {
    for (const { name } of accounts) {
      const seen = Map.groupBy(Journal.rowsOf(journal, name), ({ amount, day, description }) =>
        [day, description, amount].join(" ")
      )
      assert.isAtLeast([...seen.values()].filter(({ length }) => length === 2).length, 5, name)
    }
  })

  it("has rows with more than one account on the other side, and words that need care in a page", () => {
    assert.isAtLeast(transactions.filter(({ postings }) => postings.length > 2).length, 20)
    const words = transactions.map(({ description }) => description).join("\n")
    for (const letter of ["&", "'", '"', "<", ">", "Ã"]) assert.include(words, letter)
  })

  it("is the same for the same seed and another for another", () => {
    assert.deepStrictEqual(Household.journal({ seed: "a", lastDay }), journal)
    assert.notDeepEqual(Household.journal({ seed: "b", lastDay }), journal)
  })

  it("goes on with the same days when it goes on later", () => {
    const later = Household.journal({ seed: "a", lastDay: lastDay + 10 })
    const more = Household.between("a", lastDay + 1, lastDay + 10)
    assert.isNotEmpty(more)
    assert.deepStrictEqual(Journal.appended(journal, more), later)
  })
})

describe("an account's register", () => {
  const day = CivilDay.of(2026, 1, 2)
  const small: Journal.Journal = {
    accounts: [Journal.checking],
    transactions: [
      Journal.move(day, "IN", 500, "income", "assets:checking"),
      {
        day,
        description: "SPLIT",
        postings: [
          { account: "expenses:a", amount: 100 },
          { account: "assets:checking", amount: -150 },
          { account: "expenses:b", amount: 50 }
        ]
      },
      Journal.move(day, "ELSEWHERE", 5, "income", "assets:savings")
    ]
  }

  it("has the account's own changes, what it held after each and who was on the other side", () => {
    assert.deepStrictEqual(Journal.rowsOf(small, "assets:checking"), [
      { day, description: "IN", amount: 500, balance: 500, others: ["income"] },
      { day, description: "SPLIT", amount: -150, balance: 350, others: ["expenses:a", "expenses:b"] }
    ])
    assert.strictEqual(Journal.balanceOf(small, "assets:checking"), 350)
    assert.strictEqual(Journal.balanceOf(small, "assets:nowhere"), 0)
  })

  it("has what is added behind the other rows of its day", () => {
    const added = Journal.appended(small, [
      Journal.move(day, "LATER", 7, "income", "assets:checking"),
      Journal.move(day - 1, "EARLIER", 9, "income", "assets:checking")
    ])
    assert.deepStrictEqual(
      Journal.rowsOf(added, "assets:checking").map(({ balance, description }) => [description, balance]),
      [
        ["EARLIER", 9],
        ["IN", 509],
        ["SPLIT", 359],
        ["LATER", 366]
      ]
    )
  })
})
