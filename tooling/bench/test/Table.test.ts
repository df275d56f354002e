import { assert, describe, it } from "@effect/vitest"

import { isMet, lines, row } from "../src/TableFigures.ts"
import { page, readers } from "../src/TableReaders.ts"

describe("the readers of a table", () => {
  it("all find the same rows", () => {
    const html = page(30)
    const found = readers.table(html)
    assert.lengthOf(found, 30)
    assert.deepStrictEqual(found[1], {
      date: "02/02/2026",
      description: "PIX 1 Café & Pão LTDA",
      document: "00007919",
      amount: "-1.047,29",
      balance: "154.858,63"
    })
    for (const read of Object.values(readers)) assert.deepStrictEqual(read(html), found)
  })
})

describe("the figures of a table", () => {
  const figures = lines(
    [
      { table: 10, tree: 20, cheerioLight: 30, cheerio: 60 },
      { table: 20, tree: 20, cheerioLight: 60, cheerio: 80 },
      { table: 10, tree: 20, cheerioLight: 40, cheerio: 70 }
    ],
    2
  )
  const named = (what: string) => {
    const found = figures.find((line) => line.what === what)
    if (found === undefined) throw new Error(`no line says ${what}`)
    return found
  }

  it("are ratios of one round, not of two medians", () => {
    assert.deepStrictEqual(named("The kit's table: times as fast as cheerio").values, [6, 4, 7])
    assert.deepStrictEqual(named("The kit's table: times as fast as cheerio on htmlparser2").values, [3, 3, 4])
    assert.deepStrictEqual(named("The kit's table: MB a second").values, [200, 100, 200])
  })

  it("say beside a goal that was missed that it was", () => {
    assert.isTrue(isMet(named("The kit's table: times as fast as cheerio")))
    assert.deepStrictEqual(row({ what: "fast", values: [4, 3, 9], goal: 5 }), ["fast", "4.0", "3.0", "9.0", "5 missed"])
    assert.strictEqual(row({ what: "fast", values: [5], goal: 5 }).at(-1), "5")
    assert.strictEqual(row({ what: "fast", values: [1] }).at(-1), "")
  })
})
