import { assert, describe, it } from "@effect/vitest"

import { isMet, row } from "../src/ActualFigures.ts"
import { type Cost, lines, type Round, tenths, turns } from "../src/ApiFigures.ts"

const cost = (node: number, postgres = 0): Cost => ({ node, postgres })
const plain = Object.fromEntries(turns.map((turn) => [turn, cost(1, 1)])) as Round // one of each turn

const figures = lines([
  {
    ...plain,
    live: cost(0.04),
    raw: cost(0.02),
    category: cost(0.16),
    accounts: cost(1, 1),
    byHand: cost(0.5, 0.25),
    page: cost(4, 2),
    bare: cost(2, 1),
    cursorFirst: cost(4, 1),
    cursorLast: cost(5, 5)
  },
  { ...plain, live: cost(0.0625), raw: cost(0.05), cursorFirst: cost(1, 3), cursorLast: cost(4, 1) },
  { ...plain, live: cost(0.08), raw: cost(0.02), cursorFirst: cost(2, 2), cursorLast: cost(2, 1) }
])

const named = (what: string) => {
  const found = figures.find((line) => line.what === what)
  if (found === undefined) throw new Error(`no line says ${what}`)
  return found
}

describe("the figures of the API", () => {
  it("are requests for a CPU second, and ratios of one round, not of two medians", () => {
    assert.deepStrictEqual(named("GET /health/live: requests a CPU second").values, [25_000, 16_000, 12_500])
    assert.deepStrictEqual(named("GET /health/live, times node:http's requests").values, [0.5, 0.8, 0.25])
    assert.deepStrictEqual(named("GET /categories/{id}, times node:http's requests").values[0], 0.125)
  })

  it("hold Node's CPU against Node's, and beside it that of both together", () => {
    assert.strictEqual(named("GET /accounts, times the requests by hand").values[0], 0.5)
    assert.strictEqual(named("GET /accounts, times those by hand, with PostgreSQL's CPU").values[0], 0.375)
    assert.strictEqual(named("GET /accounts by hand: CPU of PostgreSQL, ms").values[0], 0.25)
    assert.strictEqual(named("GET /transactions, times the bare pages").values[0], 0.5)
    assert.strictEqual(named("GET /transactions, times the bare pages, with PostgreSQL's CPU").values[0], 0.5)
    assert.strictEqual(named("GET /v2/transactions, times the bare pages").values[0], 2)
  })

  it("hold the last pages of a long list against the first", () => {
    assert.deepStrictEqual(named("By cursor, first tenth: CPU a page, ms").values, [5, 4, 4])
    assert.deepStrictEqual(named("By cursor: the last tenth's CPU, times the first's").values, [2, 1.25, 0.75])
    assert.isTrue(isMet(named("By cursor: the last tenth's CPU, times the first's")))
  })

  it("say beside a goal that was missed that it was", () => {
    assert.deepStrictEqual(row(named("GET /health/live, times node:http's requests")), [
      "GET /health/live, times node:http's requests",
      "0.50",
      "0.25",
      "0.80",
      "at least 0.6 missed"
    ])
    assert.deepStrictEqual(
      figures.flatMap(({ goal, what }) => (goal === undefined ? [] : [`${what}: at ${goal.is} ${goal.value}`])),
      [
        "GET /health/live, times node:http's requests: at least 0.6",
        "GET /accounts, times the requests by hand: at least 0.7",
        "GET /transactions, times the bare pages: at least 0.4",
        "GET /transactions, times the bare pages, with PostgreSQL's CPU: at least 0.4",
        "GET /v2/transactions, times the bare pages: at least 0.4",
        "GET /v2/transactions, times the bare pages, with PostgreSQL's CPU: at least 0.4",
        "By cursor: the last tenth's CPU, times the first's: at most 1.25"
      ]
    )
  })
})

describe("the tenths of a list", () => {
  it("are the first and the last of its pages, one at least", () => {
    const pages = Array.from({ length: 25 }, (_, index) => index + 1)
    assert.deepStrictEqual(tenths(pages), { first: [1, 2], last: [24, 25] })
    assert.deepStrictEqual(tenths([1, 2, 3]), { first: [1], last: [3] })
    assert.deepStrictEqual(tenths([]), { first: [], last: [] })
  })
})
