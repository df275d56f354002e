// The cases that every merge of bank rows meets: what is held after the first collection, what the second shows, and what must
// be held then. `live` names the rows by the order in which they were made.
import { installmentScenarios } from "./InstallmentScenarios.ts"
import { complete, cutOff, pending, row } from "./Ledger.ts"
import { rareScenarios } from "./RareScenarios.ts"
import {
  d0,
  d1,
  d2,
  before,
  coffee,
  id,
  open,
  shop,
  bread,
  hold,
  fuel,
  reversed,
  loaf,
  interest,
  type Scenario
} from "./ScenarioRows.ts"

export const scenarios: ReadonlyArray<Scenario> = [
  {
    name: "01 two equal rows without ids, read again",
    defeats: "moneyman",
    first: [coffee(d0), coffee(d0)],
    second: complete([coffee(d0), coffee(d0)]),
    live: [
      [0, d0, "-5", "CAFE", "POSTED", null],
      [1, d0, "-5", "CAFE", "POSTED", null]
    ]
  },
  {
    name: "02 a pending row is posted under its id",
    defeats: "Kresus",
    first: [coffee(d0, open("1"))],
    second: complete([row(d1, "-5", "CAFE SP", id("1"))]),
    live: [[0, d1, "-5", "CAFE SP", "POSTED", "1"]]
  },
  {
    name: "03 a pending row is posted under a new id that names the old one",
    defeats: "Pluggy's key",
    first: [coffee(d0, open("p"))],
    second: complete([row(d1, "-5", "CAFE SP", { institutionId: "q", pendingId: "p" })]),
    live: [[0, d1, "-5", "CAFE SP", "POSTED", "q"]]
  },
  {
    name: "04 a pending row is posted under a new id without a link",
    defeats: "Actual, strict",
    first: [row(d0, "-5", "CAFE SP", open("p"))],
    second: complete([row(d1, "-5", "CAFE SP BR", id("q"))]),
    live: [[0, d1, "-5", "CAFE SP BR", "POSTED", "q"]]
  },
  {
    name: "05 a pending row is posted with a tip under a new id",
    defeats: "Actual, loose",
    first: [row(d0, "-20", "REST LUIGI", open("p"))],
    second: complete([row(d1, "-24", "REST LUIGI", id("q"))]),
    live: [[0, d1, "-24", "REST LUIGI", "POSTED", "q"]]
  },
  {
    name: "06 a pending row stays while another of its amount is posted",
    defeats: "Sure",
    first: [row(d0, "-20", "ATM CENTRO", open("p"))],
    second: complete([row(d0, "-20", "ATM CENTRO", open("p")), row(d1, "-20", "POSTO SHELL", id("q"))]),
    live: [
      [0, d0, "-20", "ATM CENTRO", "PENDING", "p"],
      [1, d1, "-20", "POSTO SHELL", "POSTED", "q"]
    ]
  },
  {
    name: "07 the same without ids",
    defeats: "Sure",
    first: [hold],
    second: complete([hold, fuel]),
    live: [
      [0, d0, "-20", "ATM CENTRO", "PENDING", null],
      [1, d1, "-20", "POSTO SHELL", "POSTED", null]
    ]
  },
  {
    name: "08 a second equal row of the day, without ids",
    defeats: "content hash",
    first: [coffee(d0)],
    second: complete([coffee(d0), coffee(d0)]),
    live: [
      [0, d0, "-5", "CAFE", "POSTED", null],
      [1, d0, "-5", "CAFE", "POSTED", null]
    ]
  },
  {
    name: "09 the next day's equal row, with ids",
    defeats: "amount and date",
    first: [coffee(d0, id("1"))],
    second: complete([coffee(d0, id("1")), coffee(d1, id("2"))]),
    live: [
      [0, d0, "-5", "CAFE", "POSTED", "1"],
      [1, d1, "-5", "CAFE", "POSTED", "2"]
    ]
  },
  {
    name: "10 the next day's equal row, without ids",
    defeats: "id only",
    first: [coffee(d0)],
    second: complete([coffee(d0), coffee(d1)]),
    live: [
      [0, d0, "-5", "CAFE", "POSTED", null],
      [1, d1, "-5", "CAFE", "POSTED", null]
    ]
  },
  {
    name: "11 a description is restated",
    defeats: "Pluggy's key",
    first: [row(d0, "-80", "COMPRA CARTAO 1234")],
    second: complete([row(d0, "-80", "COMPRA CARTAO 1234 MERCADO SAO JOAO")]),
    live: [[0, d0, "-80", "COMPRA CARTAO 1234 MERCADO SAO JOAO", "POSTED", null]]
  },
  {
    name: "12 a day is restated by two",
    defeats: "Kresus",
    first: [row(d0, "-80", "MERCADO SAO JOAO")],
    second: complete([row(d2, "-80", "MERCADO SAO JOAO")]),
    live: [[0, d2, "-80", "MERCADO SAO JOAO", "POSTED", null]]
  },
  {
    name: "13 the bank takes a posted row back: it stays at its first absence",
    defeats: "one absence",
    first: [reversed, loaf],
    second: complete([loaf]),
    live: [
      [0, d0, "-80", "ESTORNADO", "POSTED", "1"],
      [1, d0, "-9", "PAO", "POSTED", "2"]
    ]
  },
  {
    name: "13 the bank takes a posted row back: it is removed at its second",
    defeats: "Actual, strict",
    first: [reversed, loaf],
    second: complete([loaf]),
    afterwards: [complete([loaf])],
    live: [[1, d0, "-9", "PAO", "POSTED", "2"]]
  },
  {
    name: "14 a page is lost: nothing is removed",
    defeats: "Pluggy's key",
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
    defeats: "Actual, loose",
    first: [row(d0, "-80", "TESTE 0,01", id("1")), loaf],
    deleted: 1,
    second: complete([row(d0, "-80", "TESTE 0,01", id("1")), loaf]),
    live: [[0, d0, "-9", "PAO", "POSTED", "2"]]
  },
  {
    name: "17 two equal rows of a day with different ids, in one collection",
    defeats: "content hash",
    first: [],
    second: complete([coffee(d0, id("1")), coffee(d0, id("2"))]),
    live: [
      [0, d0, "-5", "CAFE", "POSTED", "1"],
      [1, d0, "-5", "CAFE", "POSTED", "2"]
    ]
  },
  {
    name: "18 one row sent twice under its id",
    defeats: "ordinal",
    first: [],
    second: complete([coffee(d0, id("1")), coffee(d0, id("1"))]),
    live: [[0, d0, "-5", "CAFE", "POSTED", "1"]]
  },
  {
    name: "19 an id that is a code of the kind of row names none",
    defeats: "id only",
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
    defeats: "amount and date",
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
    defeats: "Actual, strict",
    first: [coffee(d0, open("p"))],
    second: complete([coffee(d2, id("q"))]),
    live: [[0, d2, "-5", "CAFE", "POSTED", "q"]]
  },
  {
    name: "22 an amount rises under its id",
    defeats: "Actual, loose",
    first: [row(d0, "-20", "REST LUIGI", open("1"))],
    second: complete([row(d1, "-33", "REST LUIGI", id("1"))]),
    live: [[0, d1, "-33", "REST LUIGI", "POSTED", "1"]]
  },
  {
    name: "23 a pending row vanishes",
    defeats: "Firefly importer",
    first: [coffee(d0, pending)],
    second: complete([]),
    live: []
  },
  {
    name: "24 every id is minted anew",
    defeats: "id only",
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
    defeats: "moneyman",
    first: [coffee(d0, id("1"))],
    second: complete([coffee(d0, id("2"))]),
    idsAreUnique: false,
    live: [[0, d0, "-5", "CAFE", "POSTED", "1"]]
  },
  {
    name: "26 a pending row is shown beside the posted row that names it",
    defeats: "id only",
    first: [coffee(d0, open("p"))],
    second: complete([coffee(d0, open("p")), row(d1, "-5", "CAFE SP", { institutionId: "q", pendingId: "p" })]),
    live: [[0, d1, "-5", "CAFE SP", "POSTED", "q"]]
  },
  {
    name: "27 a scheduled payment is executed",
    defeats: "Pluggy's key",
    first: [row(d0, "-120", "PIX ALUGUEL", { status: "SCHEDULED" })],
    second: complete([row(d0, "-120", "PIX ENVIADO ALUGUEL")]),
    live: [[0, d0, "-120", "PIX ENVIADO ALUGUEL", "POSTED", null]]
  },
  {
    name: "28 amount and days agree, the description does not: two rows",
    defeats: "amount and date",
    first: [row(d0, "-20", "ATM CENTRO", pending)],
    second: complete([fuel]),
    live: [[1, d1, "-20", "POSTO SHELL", "POSTED", null]]
  },
  {
    name: "29 two instalments of a day are two rows",
    defeats: "Pluggy's key",
    first: [row(d0, "100", "LOJA", { creditCardMetadata: { installmentNumber: 1, totalInstallments: 2 } })],
    second: complete([row(d0, "100", "LOJA", { creditCardMetadata: { installmentNumber: 2, totalInstallments: 2 } })]),
    live: [
      [0, d0, "100", "LOJA", "POSTED", null],
      [1, d0, "100", "LOJA", "POSTED", null]
    ]
  },
  {
    name: "30 one of two equal rows was deleted by the person",
    defeats: "content hash",
    first: [coffee(d0), coffee(d0)],
    deleted: 0,
    second: complete([coffee(d0), coffee(d0)]),
    live: [[1, d0, "-5", "CAFE", "POSTED", null]]
  },
  {
    name: "31 a deleted pending row does not swallow another posted one that looks like it",
    defeats: "amount and date",
    first: [row(d0, "-5", "CAFE SP", pending)],
    deleted: 0,
    second: complete([row(d1, "-5", "CAFE SP BR")]),
    live: [[1, d1, "-5", "CAFE SP BR", "POSTED", null]]
  },
  {
    name: "32 a held and a collected row in different currencies are two",
    defeats: "amount and date",
    first: [row(d0, "-5", "CAFE", pending)],
    second: complete([row(d0, "-5", "CAFE", { currencyCode: "USD" })]),
    live: [[1, d0, "-5", "CAFE", "POSTED", null]]
  },
  {
    name: "33 a deleted pending row does not swallow an equal row with an id of its own",
    defeats: "content hash",
    first: [coffee(d0, open("p"))],
    deleted: 0,
    second: complete([coffee(d0, id("q"))]),
    live: [[1, d0, "-5", "CAFE", "POSTED", "q"]]
  },
  ...rareScenarios,
  ...installmentScenarios
]
