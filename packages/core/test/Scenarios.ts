// The cases that every merge of bank rows meets: what is held after the first collection, what the second shows, and what must
// be held then. `live` names the rows by the order in which they were made.
import type { Collected } from "../src/Coverage.ts"
import type { CollectedTransaction } from "../src/Transaction.ts"
import type * as Ledger from "./Ledger.ts"
import { complete, cutOff, pending, row } from "./Ledger.ts"

export const before = "2026-03-19"
export const d0 = "2026-03-20"
const d1 = "2026-03-21"
const d2 = "2026-03-22"

export interface Scenario {
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

export const coffee = (date: string, extra: Ledger.Extra = {}) => row(date, "-5", "CAFE", extra)
const id = (institutionId: string): Ledger.Extra => ({ institutionId })
const open = (institutionId: string): Ledger.Extra => ({ institutionId, ...pending })

export const shop = row(d0, "-80", "LOJA", id("1"))
export const bread = row(before, "-9", "PAO", id("2"))
const hold = row(d0, "-20", "ATM CENTRO", pending)
const fuel = row(d1, "-20", "POSTO SHELL")
const reversed = row(d0, "-80", "ESTORNADO", id("1"))
const loaf = row(d0, "-9", "PAO", id("2"))
const interest = (date: string) => row(date, "0.01", "RENDIMENTO")

export const scenarios: ReadonlyArray<Scenario> = [
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
    deleted: 1,
    second: complete([row(d0, "-80", "TESTE 0,01", id("1")), loaf]),
    live: [[0, d0, "-9", "PAO", "POSTED", "2"]]
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
  },
  {
    name: "33 a deleted pending row does not swallow an equal row with an id of its own",
    first: [coffee(d0, open("p"))],
    deleted: 0,
    second: complete([coffee(d0, id("q"))]),
    live: [[1, d0, "-5", "CAFE", "POSTED", "q"]]
  },
  {
    name: "34 an equal row with another id is another row, though the first one's page was lost",
    first: [coffee(d0, id("1"))],
    second: cutOff([coffee(d0, id("2"))]),
    live: [
      [0, d0, "-5", "CAFE", "POSTED", "1"],
      [1, d0, "-5", "CAFE", "POSTED", "2"]
    ]
  },
  {
    name: "35 of two rows that name one pending row, that of its amount posts it",
    first: [row(d0, "-20", "HOTEL", open("p"))],
    second: complete([
      row(d1, "-7", "FRIGOBAR", { institutionId: "a", pendingId: "p" }),
      row(d1, "-20", "HOTEL SP", { institutionId: "b", pendingId: "p" })
    ]),
    live: [
      [0, d1, "-20", "HOTEL SP", "POSTED", "b"],
      [1, d1, "-7", "FRIGOBAR", "POSTED", "a"]
    ]
  },
  {
    name: "36 a posted row does not become pending by its content",
    first: [coffee(d0)],
    second: cutOff([coffee(d0, pending)]),
    live: [
      [0, d0, "-5", "CAFE", "POSTED", null],
      [1, d0, "-5", "CAFE", "PENDING", null]
    ]
  },
  {
    name: "37 an id that two held rows share names neither",
    first: [row(d0, "-5", "CAFE", id("PIX")), row(d0, "-9", "PAO", id("PIX"))],
    second: cutOff([row(d0, "-9", "PAO", id("PIX"))]),
    live: [
      [0, d0, "-5", "CAFE", "POSTED", "PIX"],
      [1, d0, "-9", "PAO", "POSTED", "PIX"]
    ]
  },
  {
    name: "38 an id that two collected rows share names neither",
    first: [row(d0, "-5", "CAFE", id("PIX"))],
    second: complete([row(d0, "-7", "BOLO", id("PIX")), row(d0, "-5", "CAFE", id("PIX"))]),
    live: [
      [0, d0, "-5", "CAFE", "POSTED", "PIX"],
      [1, d0, "-7", "BOLO", "POSTED", "PIX"]
    ]
  },
  {
    name: "39 another place with a higher amount is no tip",
    first: [row(d0, "-20", "REST LUIGI", pending)],
    second: complete([row(d1, "-24", "POSTO SHELL")]),
    live: [[1, d1, "-24", "POSTO SHELL", "POSTED", null]]
  },
  {
    name: "40 a lower amount, and one higher by more than a tip, are other rows",
    first: [row(d0, "-20", "REST LUIGI", pending)],
    second: complete([row(d1, "-19", "REST LUIGI"), row(d1, "-27.01", "REST LUIGI")]),
    live: [
      [1, d1, "-19", "REST LUIGI", "POSTED", null],
      [2, d1, "-27.01", "REST LUIGI", "POSTED", null]
    ]
  },
  {
    name: "41 a hold is posted while an equal one appears, with ids that change",
    first: [coffee(d0, open("p1"))],
    second: complete([row(d0, "-5", "CAFE SP", id("q1")), coffee(d0, open("p2"))]),
    live: [
      [0, d0, "-5", "CAFE SP", "POSTED", "q1"],
      [1, d0, "-5", "CAFE", "PENDING", "p2"]
    ]
  }
]
