// The rarer cases: ids that name no row or outlast the posting, tips, holds of one place, rows from before the overlap.
import { claim, complete, cutOff, pending, row } from "./Ledger.ts"
import { d0, d1, d2, before, coffee, id, open, shop, bread, loaf, type Scenario } from "./ScenarioRows.ts"

export const rareScenarios: ReadonlyArray<Scenario> = [
  {
    name: "34 an equal row with another id is another row, though the first one's page was lost",
    defeats: "content hash",
    first: [coffee(d0, id("1"))],
    second: cutOff([coffee(d0, id("2"))]),
    live: [
      [0, d0, "-5", "CAFE", "POSTED", "1"],
      [1, d0, "-5", "CAFE", "POSTED", "2"]
    ]
  },
  {
    name: "35 of two rows that name one pending row, that of its amount posts it",
    defeats: "one absence",
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
    defeats: "Kresus",
    first: [coffee(d0)],
    second: cutOff([coffee(d0, pending)]),
    live: [
      [0, d0, "-5", "CAFE", "POSTED", null],
      [1, d0, "-5", "CAFE", "PENDING", null]
    ]
  },
  {
    name: "37 an id that two held rows share names neither",
    defeats: "Sure",
    first: [row(d0, "-5", "CAFE", id("PIX")), row(d0, "-9", "PAO", id("PIX"))],
    second: cutOff([row(d0, "-9", "PAO", id("PIX"))]),
    live: [
      [0, d0, "-5", "CAFE", "POSTED", "PIX"],
      [1, d0, "-9", "PAO", "POSTED", "PIX"]
    ]
  },
  {
    name: "38 an id that two collected rows share names neither",
    defeats: "Pluggy's key",
    first: [row(d0, "-5", "CAFE", id("PIX"))],
    second: complete([row(d0, "-7", "BOLO", id("PIX")), row(d0, "-5", "CAFE", id("PIX"))]),
    live: [
      [0, d0, "-5", "CAFE", "POSTED", "PIX"],
      [1, d0, "-7", "BOLO", "POSTED", "PIX"]
    ]
  },
  {
    name: "39 another place with a higher amount is no tip",
    defeats: "moneyman",
    first: [row(d0, "-20", "REST LUIGI", pending)],
    second: complete([row(d1, "-24", "POSTO SHELL")]),
    live: [[1, d1, "-24", "POSTO SHELL", "POSTED", null]]
  },
  {
    name: "40 a lower amount, and one higher by more than a tip, are other rows",
    defeats: "Actual, strict",
    first: [row(d0, "-20", "REST LUIGI", pending)],
    second: complete([row(d1, "-19", "REST LUIGI"), row(d1, "-27.01", "REST LUIGI")]),
    live: [
      [1, d1, "-19", "REST LUIGI", "POSTED", null],
      [2, d1, "-27.01", "REST LUIGI", "POSTED", null]
    ]
  },
  {
    name: "41 a hold is posted while an equal one appears, with ids that change",
    defeats: "Pluggy's key",
    first: [coffee(d0, open("p1"))],
    second: complete([row(d0, "-5", "CAFE SP", id("q1")), coffee(d0, open("p2"))]),
    live: [
      [0, d0, "-5", "CAFE SP", "POSTED", "q1"],
      [1, d0, "-5", "CAFE", "PENDING", "p2"]
    ]
  },
  {
    name: "42 a hold from before the overlap vanishes",
    defeats: "fixed window",
    first: [row("2026-03-10", "-60", "HOTEL", pending)],
    second: complete([], [claim("2026-03-10", "2026-03-10"), claim("2026-03-18", d2)]),
    live: []
  },
  {
    name: "43 a hold from before the overlap is posted on its day",
    defeats: "Pluggy's key",
    first: [row("2026-03-10", "-60", "HOTEL", open("p"))],
    second: complete(
      [row("2026-03-10", "-60", "HOTEL SP", id("q"))],
      [claim("2026-03-10", "2026-03-10"), claim("2026-03-18", d2)]
    ),
    live: [[0, "2026-03-10", "-60", "HOTEL SP", "POSTED", "q"]]
  },
  {
    name: "44 a row from before the overlap is shown late, in a deep rescan",
    defeats: "fixed window",
    first: [bread],
    second: complete([row("2026-02-20", "-60", "HOTEL"), bread], [claim("2026-01-21", d2)]),
    live: [
      [0, before, "-9", "PAO", "POSTED", "2"],
      [1, "2026-02-20", "-60", "HOTEL", "POSTED", null]
    ]
  },
  {
    name: "45 a hold vanishes and an equal purchase is posted, where ids outlast the posting",
    defeats: "Sure",
    first: [row(before, "-20", "ATM CENTRO", open("1")), row(before, "-9", "PAO", open("2"))],
    second: complete([row(d1, "-20", "ATM CENTRO", id("3")), row(d0, "-9", "PAO", id("2"))]),
    live: [
      [1, d0, "-9", "PAO", "POSTED", "2"],
      [2, d1, "-20", "ATM CENTRO", "POSTED", "3"]
    ]
  },
  {
    name: "46 one of two holds of a place is posted, the older vanishes",
    defeats: "Pluggy's key",
    first: [row("2026-03-16", "-20", "ATM CENTRO", open("a")), row(d0, "-20", "ATM CENTRO", open("b"))],
    second: complete([row(d1, "-20", "ATM CENTRO BR", id("q"))]),
    live: [[1, d1, "-20", "ATM CENTRO BR", "POSTED", "q"]]
  },
  {
    name: "47 a removed row comes back under its id",
    defeats: "one absence",
    first: [shop, loaf],
    second: complete([loaf]),
    afterwards: [complete([loaf]), complete([shop, loaf])],
    live: [
      [0, d0, "-80", "LOJA", "POSTED", "1"],
      [1, d0, "-9", "PAO", "POSTED", "2"]
    ]
  },
  {
    name: "48 a row is left out once and shown again",
    defeats: "one absence",
    first: [shop, loaf],
    second: complete([loaf]),
    afterwards: [complete([shop, loaf])],
    live: [
      [0, d0, "-80", "LOJA", "POSTED", "1"],
      [1, d0, "-9", "PAO", "POSTED", "2"]
    ]
  },
  {
    name: "49 two purchases of one amount and day in two places",
    defeats: "ordinal",
    first: [row(d0, "-20", "POSTO SHELL")],
    second: complete([row(d0, "-20", "ATM CENTRO"), row(d0, "-20", "POSTO SHELL")]),
    live: [
      [0, d0, "-20", "POSTO SHELL", "POSTED", null],
      [1, d0, "-20", "ATM CENTRO", "POSTED", null]
    ]
  }
]
