// What an application says of rows that read alike: which rule holds, which decides, and that none speaks over a person.
import { assert, describe, it } from "@effect/vitest"
import { DateTime } from "effect"

import * as Category from "../src/Category.ts"
import * as CategoryRule from "../src/CategoryRule.ts"
import { ApplicationId } from "../src/Item.ts"
import * as Owned from "../src/Owned.ts"

const at = (minute: number) => DateTime.makeUnsafe(Date.UTC(2026, 8, 1, 12, minute))

const ids = { fuel: Category.CategoryId.make("19030000"), bars: Category.CategoryId.make("11040000") }

const rule = (more: Partial<CategoryRule.CategoryRule> = {}): CategoryRule.CategoryRule => ({
  id: CategoryRule.CategoryRuleId.make("5b1c0d0e-0000-4000-8000-000000000001"),
  applicationId: ApplicationId.make("0b0e7e8e-6f3f-4d4e-8a57-3f3b3c3d3e3f"),
  description: "Posto Ipê",
  matchType: "exact",
  transactionType: null,
  accountType: null,
  categoryId: ids.fuel,
  createdAt: at(0),
  ...more
})

const holds = (one: CategoryRule.CategoryRule, of: ReturnType<typeof row>, accountType: "BANK" | "CREDIT" = "BANK") =>
  CategoryRule.deciding(CategoryRule.book([one]), of, accountType) !== undefined

const row = (description: string, type: "DEBIT" | "CREDIT" = "DEBIT") => ({ description, type })

describe("A category rule", () => {
  it("holds of a description whatever its case, accents and spaces", () => {
    for (const description of ["POSTO IPE", "posto  ipê", " Posto Ipé "]) {
      assert.isTrue(holds(rule(), row(description), "BANK"), description)
    }
    assert.isFalse(holds(rule(), row("Posto Ipê 2"), "BANK"))
  })

  it("holds of a part, a beginning or an end where it says so", () => {
    const found = (matchType: CategoryRule.MatchType) =>
      ["Posto Ipê", "Posto Ipê Centro", "Auto Posto Ipê", "Auto Posto Ipê Centro", "Posto"].filter((description) =>
        holds(rule({ matchType }), row(description), "BANK")
      )
    assert.deepStrictEqual(found("exact"), ["Posto Ipê"])
    assert.deepStrictEqual(found("startsWith"), ["Posto Ipê", "Posto Ipê Centro"])
    assert.deepStrictEqual(found("endsWith"), ["Posto Ipê", "Auto Posto Ipê"])
    assert.deepStrictEqual(found("contains"), [
      "Posto Ipê",
      "Posto Ipê Centro",
      "Auto Posto Ipê",
      "Auto Posto Ipê Centro"
    ])
  })

  it("of whose text nothing is left holds of no row", () => {
    assert.isFalse(holds(rule({ description: " \u0303 ", matchType: "contains" }), row("posto ipê")))
  })

  it("may speak of money that went or came, and of accounts or cards, alone", () => {
    const spent = rule({ transactionType: "DEBIT" })
    assert.isTrue(holds(spent, row("posto ipê"), "BANK"))
    assert.isFalse(holds(spent, row("posto ipê", "CREDIT"), "BANK"))
    const byCard = rule({ accountType: "CREDIT_CARD" })
    assert.isTrue(holds(byCard, row("posto ipê"), "CREDIT"))
    assert.isFalse(holds(byCard, row("posto ipê"), "BANK"))
  })

  it("gives way to one that says more of the row, and to a newer one that says as much", () => {
    const part = rule({ description: "posto", matchType: "contains", categoryId: ids.bars, createdAt: at(9) })
    const whole = rule()
    const newer = rule({ categoryId: ids.bars, createdAt: at(1) })
    const longer = rule({ description: "posto i", matchType: "contains" })
    const deciding = (...rules: ReadonlyArray<CategoryRule.CategoryRule>) =>
      CategoryRule.deciding(CategoryRule.book(rules), row("Posto Ipê"), "BANK")
    assert.strictEqual(deciding(part, whole), whole)
    assert.strictEqual(deciding(newer, whole), newer)
    assert.strictEqual(deciding(part, longer), longer)
    assert.isUndefined(deciding(rule({ description: "bar" })))
    const elsewhere = rule({ accountType: "CREDIT_CARD", createdAt: at(5) })
    assert.strictEqual(deciding(elsewhere, whole, part), whole, "one that does not hold hides none that does")
  })

  it("never speaks over a person, takes back what it said when it is gone, and leaves a row alone that it changes nothing of", () => {
    const bare: CategoryRuleRow = row("posto ipê")
    const ruled = CategoryRule.apply(CategoryRule.book([rule()]), bare, "BANK", at(1))
    assert.strictEqual(Owned.get(ruled, "category")?.value, ids.fuel)
    assert.strictEqual(CategoryRule.apply(CategoryRule.book([rule()]), ruled, "BANK", at(2)), ruled)
    assert.isNull(Owned.get(CategoryRule.apply(CategoryRule.book([]), ruled, "BANK", at(3)), "category"))
    const pinned = Owned.set(ruled, "category", { value: ids.bars, by: "person", at: at(4) })
    assert.strictEqual(CategoryRule.apply(CategoryRule.book([rule()]), pinned, "BANK", at(5)), pinned)
    assert.strictEqual(CategoryRule.apply(CategoryRule.book([]), pinned, "BANK", at(6)), pinned)
  })
})

type CategoryRuleRow = ReturnType<typeof row> & Owned.Owning
