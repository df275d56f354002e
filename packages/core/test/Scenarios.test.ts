// The cases that every merge of bank rows meets: what is held after the first collection, what the second shows, and what must
// be held then. `live` names the rows by the order in which they were made.
import { assert, describe, it } from "@effect/vitest"
import { BigDecimal, Effect } from "effect"

import type { Collected } from "../src/Coverage.ts"
import { defaultPolicy } from "../src/Product.ts"
import type { CollectedTransaction } from "../src/Transaction.ts"
import * as Ledger from "./Ledger.ts"
import { accountA, accountB, claim, complete, cutOff, pending, row } from "./Ledger.ts"

const before = "2026-03-19"
const d0 = "2026-03-20"
const d1 = "2026-03-21"
const d2 = "2026-03-22"

interface Scenario {
  readonly name: string
  readonly first: ReadonlyArray<CollectedTransaction>
  readonly second: Collected<CollectedTransaction>
  /** Collections after the second, when the rule needs them. */
  readonly afterwards?: ReadonlyArray<Collected<CollectedTransaction>>
  readonly deleted?: number
  readonly idsAreUnique?: boolean
  /** Number of the row, its day, amount, description, status, id. */
  readonly live: ReadonlyArray<readonly [number, string, string, string, string, string | null]>
}

const coffee = (date: string, extra: Ledger.Extra = {}) => row(date, "-5", "CAFE", extra)
const id = (institutionId: string): Ledger.Extra => ({ institutionId })
const open = (institutionId: string): Ledger.Extra => ({ institutionId, ...pending })

const shop = row(d0, "-80", "LOJA", id("1"))
const bread = row(before, "-9", "PAO", id("2"))
const hold = row(d0, "-20", "ATM CENTRO", pending)
const fuel = row(d1, "-20", "POSTO SHELL")
const reversed = row(d0, "-80", "ESTORNADO", id("1"))
const loaf = row(d0, "-9", "PAO", id("2"))
const interest = (date: string) => row(date, "0.01", "RENDIMENTO")

const scenarios: ReadonlyArray<Scenario> = [
  {
    name: "01 two equal rows without ids, read again",
    first: [coffee(d0), coffee(d0)],
    second: complete([coffee(d0), coffee(d0)]),
    live: [
      [0, d0, "-5", "CAFE", "POSTED", null],
      [1, d0, "-5", "CAFE", "POSTED", null]
    ]
  },
  {
    name: "02 a pending row is posted under its id",
    first: [coffee(d0, open("1"))],
    second: complete([row(d1, "-5", "CAFE SP", id("1"))]),
    live: [[0, d1, "-5", "CAFE SP", "POSTED", "1"]]
  },
  {
    name: "03 a pending row is posted under a new id that names the old one",
    first: [coffee(d0, open("p"))],
    second: complete([row(d1, "-5", "CAFE SP", { institutionId: "q", pendingId: "p" })]),
    live: [[0, d1, "-5", "CAFE SP", "POSTED", "q"]]
  },
  {
    name: "04 a pending row is posted under a new id without a link",
    first: [row(d0, "-5", "CAFE SP", open("p"))],
    second: complete([row(d1, "-5", "CAFE SP BR", id("q"))]),
    live: [[0, d1, "-5", "CAFE SP BR", "POSTED", "q"]]
  },
  {
    name: "05 a pending row is posted with a tip under a new id",
    first: [row(d0, "-20", "REST LUIGI", open("p"))],
    second: complete([row(d1, "-24", "REST LUIGI", id("q"))]),
    live: [[0, d1, "-24", "REST LUIGI", "POSTED", "q"]]
  },
  {
    name: "06 a pending row stays while another of its amount is posted",
    first: [row(d0, "-20", "ATM CENTRO", open("p"))],
    second: complete([row(d0, "-20", "ATM CENTRO", open("p")), row(d1, "-20", "POSTO SHELL", id("q"))]),
    live: [
      [0, d0, "-20", "ATM CENTRO", "PENDING", "p"],
      [1, d1, "-20", "POSTO SHELL", "POSTED", "q"]
    ]
  },
  {
    name: "07 the same without ids",
    first: [hold],
    second: complete([hold, fuel]),
    live: [
      [0, d0, "-20", "ATM CENTRO", "PENDING", null],
      [1, d1, "-20", "POSTO SHELL", "POSTED", null]
    ]
  },
  {
    name: "08 a second equal row of the day, without ids",
    first: [coffee(d0)],
    second: complete([coffee(d0), coffee(d0)]),
    live: [
      [0, d0, "-5", "CAFE", "POSTED", null],
      [1, d0, "-5", "CAFE", "POSTED", null]
    ]
  },
  {
    name: "09 the next day's equal row, with ids",
    first: [coffee(d0, id("1"))],
    second: complete([coffee(d0, id("1")), coffee(d1, id("2"))]),
    live: [
      [0, d0, "-5", "CAFE", "POSTED", "1"],
      [1, d1, "-5", "CAFE", "POSTED", "2"]
    ]
  },
  {
    name: "10 the next day's equal row, without ids",
    first: [coffee(d0)],
    second: complete([coffee(d0), coffee(d1)]),
    live: [
      [0, d0, "-5", "CAFE", "POSTED", null],
      [1, d1, "-5", "CAFE", "POSTED", null]
    ]
  },
  {
    name: "11 a description is restated",
    first: [row(d0, "-80", "COMPRA CARTAO 1234")],
    second: complete([row(d0, "-80", "COMPRA CARTAO 1234 MERCADO SAO JOAO")]),
    live: [[0, d0, "-80", "COMPRA CARTAO 1234 MERCADO SAO JOAO", "POSTED", null]]
  },
  {
    name: "12 a day is restated by two",
    first: [row(d0, "-80", "MERCADO SAO JOAO")],
    second: complete([row(d2, "-80", "MERCADO SAO JOAO")]),
    live: [[0, d2, "-80", "MERCADO SAO JOAO", "POSTED", null]]
  },
  {
    name: "13 the bank takes a posted row back: it stays at its first absence",
    first: [reversed, loaf],
    second: complete([loaf]),
    live: [
      [0, d0, "-80", "ESTORNADO", "POSTED", "1"],
      [1, d0, "-9", "PAO", "POSTED", "2"]
    ]
  },
  {
    name: "13 the bank takes a posted row back: it is removed at its second",
    first: [reversed, loaf],
    second: complete([loaf]),
    afterwards: [complete([loaf])],
    live: [[1, d0, "-9", "PAO", "POSTED", "2"]]
  },
  {
    name: "14 a page is lost: nothing is removed",
    first: [bread, shop],
    second: cutOff([bread]),
    afterwards: [cutOff([bread]), cutOff([bread])],
    live: [
      [0, before, "-9", "PAO", "POSTED", "2"],
      [1, d0, "-80", "LOJA", "POSTED", "1"]
    ]
  },
  {
    name: "16 a row that the person deleted is shown again",
    first: [row(d0, "-80", "TESTE 0,01", id("1")), loaf],
    deleted: 0,
    second: complete([row(d0, "-80", "TESTE 0,01", id("1")), loaf]),
    live: [[1, d0, "-9", "PAO", "POSTED", "2"]]
  },
  {
    name: "17 two equal rows of a day with different ids, in one collection",
    first: [],
    second: complete([coffee(d0, id("1")), coffee(d0, id("2"))]),
    live: [
      [0, d0, "-5", "CAFE", "POSTED", "1"],
      [1, d0, "-5", "CAFE", "POSTED", "2"]
    ]
  },
  {
    name: "18 one row sent twice under its id",
    first: [],
    second: complete([coffee(d0, id("1")), coffee(d0, id("1"))]),
    live: [[0, d0, "-5", "CAFE", "POSTED", "1"]]
  },
  {
    name: "19 an id that is a code of the kind of row names none",
    first: [row(d0, "-5", "CAFE", id("PIX")), row(d0, "-9", "PAO", id("PIX"))],
    second: complete([
      row(d0, "-5", "CAFE", id("PIX")),
      row(d0, "-9", "PAO", id("PIX")),
      row(d1, "-7", "BOLO", id("PIX"))
    ]),
    live: [
      [0, d0, "-5", "CAFE", "POSTED", "PIX"],
      [1, d0, "-9", "PAO", "POSTED", "PIX"],
      [2, d1, "-7", "BOLO", "POSTED", "PIX"]
    ]
  },
  {
    name: "20 daily interest, read again with a new day",
    first: [interest("2026-03-17"), interest("2026-03-18"), interest(before), interest(d0), interest(d1)],
    second: complete([
      interest("2026-03-17"),
      interest("2026-03-18"),
      interest(before),
      interest(d0),
      interest(d1),
      interest(d2)
    ]),
    live: [
      [0, "2026-03-17", "0.01", "RENDIMENTO", "POSTED", null],
      [1, "2026-03-18", "0.01", "RENDIMENTO", "POSTED", null],
      [2, before, "0.01", "RENDIMENTO", "POSTED", null],
      [3, d0, "0.01", "RENDIMENTO", "POSTED", null],
      [4, d1, "0.01", "RENDIMENTO", "POSTED", null],
      [5, d2, "0.01", "RENDIMENTO", "POSTED", null]
    ]
  },
  {
    name: "21 a pending row is posted two days later under a new id",
    first: [coffee(d0, open("p"))],
    second: complete([coffee(d2, id("q"))]),
    live: [[0, d2, "-5", "CAFE", "POSTED", "q"]]
  },
  {
    name: "22 an amount rises under its id",
    first: [row(d0, "-20", "REST LUIGI", open("1"))],
    second: complete([row(d1, "-33", "REST LUIGI", id("1"))]),
    live: [[0, d1, "-33", "REST LUIGI", "POSTED", "1"]]
  },
  {
    name: "23 a pending row vanishes",
    first: [coffee(d0, pending)],
    second: complete([]),
    live: []
  },
  {
    name: "24 every id is minted anew",
    first: [coffee(d0, id("1")), coffee(d1, id("2")), loaf],
    second: complete([coffee(d0, id("x")), coffee(d1, id("y")), row(d0, "-9", "PAO", id("z"))]),
    live: [
      [0, d0, "-5", "CAFE", "POSTED", "x"],
      [1, d0, "-9", "PAO", "POSTED", "z"],
      [2, d1, "-5", "CAFE", "POSTED", "y"]
    ]
  },
  {
    name: "25 ids that change at each visit, declared as such, change no row",
    first: [coffee(d0, id("1"))],
    second: complete([coffee(d0, id("2"))]),
    idsAreUnique: false,
    live: [[0, d0, "-5", "CAFE", "POSTED", "1"]]
  },
  {
    name: "26 a pending row is shown beside the posted row that names it",
    first: [coffee(d0, open("p"))],
    second: complete([coffee(d0, open("p")), row(d1, "-5", "CAFE SP", { institutionId: "q", pendingId: "p" })]),
    live: [[0, d1, "-5", "CAFE SP", "POSTED", "q"]]
  },
  {
    name: "27 a scheduled payment is executed",
    first: [row(d0, "-120", "PIX ALUGUEL", { status: "SCHEDULED" })],
    second: complete([row(d0, "-120", "PIX ENVIADO ALUGUEL")]),
    live: [[0, d0, "-120", "PIX ENVIADO ALUGUEL", "POSTED", null]]
  },
  {
    name: "28 amount and days agree, the description does not: two rows",
    first: [row(d0, "-20", "ATM CENTRO", pending)],
    second: complete([fuel]),
    live: [[1, d1, "-20", "POSTO SHELL", "POSTED", null]]
  },
  {
    name: "29 two instalments of a day are two rows",
    first: [row(d0, "100", "LOJA", { creditCardMetadata: { installmentNumber: 1, totalInstallments: 2 } })],
    second: complete([row(d0, "100", "LOJA", { creditCardMetadata: { installmentNumber: 2, totalInstallments: 2 } })]),
    live: [
      [0, d0, "100", "LOJA", "POSTED", null],
      [1, d0, "100", "LOJA", "POSTED", null]
    ]
  },
  {
    name: "30 one of two equal rows was deleted by the person",
    first: [coffee(d0), coffee(d0)],
    deleted: 0,
    second: complete([coffee(d0), coffee(d0)]),
    live: [[1, d0, "-5", "CAFE", "POSTED", null]]
  },
  {
    name: "31 a deleted pending row does not swallow another posted one that looks like it",
    first: [row(d0, "-5", "CAFE SP", pending)],
    deleted: 0,
    second: complete([row(d1, "-5", "CAFE SP BR")]),
    live: [[1, d1, "-5", "CAFE SP BR", "POSTED", null]]
  },
  {
    name: "32 a held and a collected row in different currencies are two",
    first: [row(d0, "-5", "CAFE", pending)],
    second: complete([row(d0, "-5", "CAFE", { currencyCode: "USD" })]),
    live: [[1, d0, "-5", "CAFE", "POSTED", null]]
  }
]

describe("Merging a second collection", () => {
  it.effect.each(scenarios.map((scenario) => ({ ...scenario, toString: () => scenario.name })))("%s", (scenario) =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      const policy = {
        ...defaultPolicy,
        institutionIds: scenario.idsAreUnique === false ? "not-unique" : "unique"
      } as const
      ledger.sync(complete(scenario.first), { policy })
      if (scenario.deleted !== undefined) ledger.deleteByPerson(scenario.deleted)
      for (const next of [scenario.second, ...(scenario.afterwards ?? [])]) ledger.sync(next, { policy })
      const all = ledger.all()
      assert.deepStrictEqual(
        ledger
          .live()
          .map((held) => [
            all.indexOf(held),
            held.date,
            BigDecimal.format(held.amount),
            held.description,
            held.status,
            held.institutionId ?? null
          ]),
        scenario.live.map((expected) => [...expected])
      )
    })
  )

  it.effect("15 a collection of another account never touches this one's rows", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      ledger.sync(complete([shop]), { accountId: accountA })
      ledger.sync(complete([shop, row(d0, "-9", "PAO")]), { accountId: accountB })
      const merge = ledger.sync(complete([]), { accountId: accountB })
      assert.deepStrictEqual(
        ledger.all().map((held) => held.accountId),
        [accountA, accountB, accountB]
      )
      assert.isTrue(merge.touched.every((held) => held.accountId === accountB))
      assert.strictEqual(merge.touched.length, 2)
    })
  )

  it.effect.each(scenarios.map((scenario) => ({ ...scenario, toString: () => scenario.name })))(
    "%s: merged again in the same execution, nothing changes",
    (scenario) =>
      Effect.sync(() => {
        const ledger = Ledger.make()
        ledger.sync(complete(scenario.first))
        if (scenario.deleted !== undefined) ledger.deleteByPerson(scenario.deleted)
        ledger.sync(scenario.second, { execution: "the same" })
        const { decisions, ...again } = ledger.sync(scenario.second, { execution: "the same" })
        assert.deepStrictEqual({ ...again, decisions: [] }, { ...Ledger.empty })
        assert.isTrue(decisions.every(({ transactionId }) => transactionId === null))
      })
  )

  it.effect("rows outside every claimed coverage are facts too, and their neighbours prove nothing", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      ledger.sync(complete([shop, coffee("2026-03-10")]))
      assert.strictEqual(ledger.live().length, 2)
      ledger.sync(complete([bread], [claim(before, before)]))
      assert.strictEqual(ledger.live().length, 3)
      assert.isTrue(ledger.live().every(({ absences }) => absences === 0))
    })
  )
})
