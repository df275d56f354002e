import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"

import * as Category from "../src/Category.ts"

describe("The categories", () => {
  it("are of two levels: each has an id of its own, and one that is not of the upper level a parent that is", () => {
    const ids = Category.all.map(({ id }) => id)
    assert.strictEqual(new Set(ids).size, ids.length)
    const upper = new Set(Category.all.filter(({ parentId }) => parentId === null).map(({ id }) => id))
    for (const { id, parentDescription, parentId } of Category.all) {
      if (parentId === null) continue
      assert.isTrue(upper.has(parentId), id)
      assert.strictEqual(parentDescription, Option.getOrThrow(Category.get(parentId)).description)
      assert.isTrue(id.endsWith("0000"), id)
    }
    assert.isAtLeast(ids.length, 130)
  })

  it("have names in two languages, none twice on one level", () => {
    for (const parentId of [null, ...Category.all.map(({ id }) => id)]) {
      const names = Category.all.filter((each) => each.parentId === parentId)
      assert.strictEqual(new Set(names.map(({ description }) => description)).size, names.length)
      assert.strictEqual(new Set(names.map(({ descriptionTranslated }) => descriptionTranslated)).size, names.length)
    }
  })

  it("keep the ids that applications know", () => {
    const names = ["01000000", "01010000", "05000000", "05080000"].map(
      (id) => Option.getOrThrow(Category.get(id)).description
    )
    assert.deepStrictEqual(names, ["Income", "Salary", "Transfers", "Transfer by TED"])
  })

  it("are found by id and by name in either language, and by no other text", () => {
    for (const category of Category.all) {
      assert.deepStrictEqual(Category.named(category.id), Option.some(category))
    }
    for (const text of ["Groceries", " groceries ", "SALÁRIO", "Transfer by TED"]) {
      assert.isTrue(Option.isSome(Category.named(text)), text)
    }
    for (const text of ["", "Salary & more", "0101", "Food & drink"])
      assert.isTrue(Option.isNone(Category.named(text)), text)
  })

  it("below one are its own", () => {
    assert.deepStrictEqual(
      Category.below("13000000").map(({ id }) => id),
      ["13010000", "13020000"]
    )
    assert.deepStrictEqual(Category.below("13010000"), [])
  })
})
