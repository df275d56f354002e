import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"

import * as CivilDay from "../src/CivilDay.ts"
import * as Ledger from "../src/Ledger.ts"
import * as Users from "../src/Users.ts"

const who: Ledger.Who = { seed: "tomada", user: "user-ok" }
const dayOf = (iso: string) => Option.getOrThrow(CivilDay.fromIso(iso))
const start = dayOf("2026-03-20")
const year = Array.from({ length: 366 }, (_, index) => start + index)

const book = (accountId: string, of: Ledger.Who = who): Ledger.Book => {
  const opened = Ledger.open(of, accountId)
  assert(opened !== undefined, `no book ${accountId}`)
  return opened
}

const byTruth = (truths: ReadonlyArray<Ledger.Truth>) => new Map(truths.map((truth) => [truth.truthId, truth]))
const shape = (row: Ledger.Row) => `${row.date}|${row.description}|${row.amount}`

describe.each(Ledger.accountsOf(who))("the ledger of $name $number", (account) => {
  const opened = book(account.id)

  it("is the same whoever asks and in whatever order", () => {
    const later = book(account.id)
    later.rowsAt("2027-01-31")
    const other = book(account.id)
    assert.deepStrictEqual(later.rowsAt("2026-03-20"), other.rowsAt("2026-03-20"))
    assert.deepStrictEqual(Ledger.rowsAt(who, account.id, "2026-03-20"), other.rowsAt("2026-03-20"))
    assert.notDeepEqual(
      Ledger.accountsOf({ ...who, seed: "another" }).map((each) => each.id),
      Ledger.accountsOf(who).map((each) => each.id)
    )
  })

  it("grows by the day and never shows a day to come", () => {
    for (const today of year.filter((_, index) => index % 7 === 0)) {
      const now = CivilDay.toIso(today)
      const before = byTruth(opened.truthAt(CivilDay.toIso(today - 7)))
      const after = opened.truthAt(now)
      assert.isTrue(after.every(({ row }) => row.date <= now))
      assert.isAbove(after.filter(({ truthId }) => !before.has(truthId)).length, 7)
    }
  })

  it("holds about three years, unique institution ids and one row for each truth", () => {
    const rows = opened.rowsAt("2026-03-20")
    const truth = opened.truthAt("2026-03-20")
    assert.strictEqual(rows[0]?.date.slice(0, 7), "2023-01")
    assert.strictEqual(new Set(rows.map((row) => row.id)).size, rows.length)
    assert.strictEqual(new Set(truth.map((each) => each.truthId)).size, rows.length)
    assert.deepStrictEqual(
      rows,
      truth.map((each) => each.row)
    )
  })

  it("keeps the ids of the past: no id is ever given to another truth", () => {
    const owner = new Map<string, string>()
    for (const today of year.slice(0, 30)) {
      for (const { row, truthId } of opened.truthAt(CivilDay.toIso(today))) {
        assert.strictEqual(owner.get(row.id) ?? truthId, truthId)
        owner.set(row.id, truthId)
      }
    }
  })

  it("shows every phenomenon among the rows of four days back, whichever three days pass", () => {
    const known = new Map<CivilDay.CivilDay, ReadonlyArray<Ledger.Truth>>()
    const recent = (day: CivilDay.CivilDay) => {
      const since = CivilDay.toIso(day - 14)
      const held = known.get(day) ?? opened.truthAt(CivilDay.toIso(day)).filter(({ row }) => row.date >= since)
      known.set(day, held)
      return held
    }
    for (const today of year) {
      const since = CivilDay.toIso(today - 4)
      const seen = byTruth(recent(today))
      const then = recent(today).filter(({ row }) => row.date >= since)
      const after = byTruth(recent(today + 3))
      const fresh = [...after.values()].filter(({ row, truthId }) => !seen.has(truthId) && row.date >= since)
      const at = `${account.type} ${CivilDay.toIso(today)}`

      const posted = then.filter(({ row, truthId }) => {
        const next = after.get(truthId)?.row
        return row.status === "pending" && next?.status === "posted" && next.id !== row.id
      })
      assert.isAbove(posted.length, 0, `pending to posted ${at}`)

      const vanished = then.filter(({ row, truthId }) => row.status === "pending" && !after.has(truthId))
      assert.isAbove(vanished.length, 0, `vanished ${at}`)

      const restated = then.filter(({ row, truthId }) => {
        const next = after.get(truthId)?.row
        return next?.id === row.id && shape(next) !== shape(row)
      })
      assert.isAbove(restated.length, 0, `restated ${at}`)

      const late = fresh.filter(({ row }) => row.date <= CivilDay.toIso(today))
      assert.isAbove(late.filter(({ phenomenon }) => phenomenon === "late").length, 0, `late ${at}`)

      for (const rows of [then, fresh]) {
        const twins = rows.filter(({ phenomenon }) => phenomenon === "twin").map(({ row }) => row)
        const pairs = twins.filter((row) => twins.some((other) => other.id !== row.id && shape(other) === shape(row)))
        assert.isAbove(pairs.length, 1, `twins ${at}`)
      }
    }
  }, 60_000)

  it("tells apart by amount all that is open, late or restated within nineteen days", () => {
    for (const today of year.filter((_, index) => index % 5 === 0)) {
      const since = CivilDay.toIso(today - 19)
      const scripted = opened
        .truthAt(CivilDay.toIso(today))
        .filter(({ phenomenon, row }) => row.date >= since && phenomenon !== "plain" && phenomenon !== "twin")
      const cents = scripted.map(({ row }) => Math.abs(row.amount) % 100)
      assert.strictEqual(new Set(cents).size, cents.length)
    }
  })
})

describe("a checking account", () => {
  const [checking, card] = Ledger.accountsOf(who)
  assert(checking !== undefined && card !== undefined, "user-ok has an account and a card")
  const opened = book(checking.id)

  it("closes: each running balance is the one before and the amount, on any day", () => {
    for (const today of year.filter((_, index) => index % 11 === 0)) {
      const rows = opened.rowsAt(CivilDay.toIso(today))
      let balance: number = Ledger.sweptBalance
      for (const row of rows) {
        if (row.status === "pending") {
          assert.isUndefined(row.balance)
          continue
        }
        balance += row.amount
        assert.strictEqual(row.balance, balance)
      }
      assert.strictEqual(Ledger.balanceOf(rows), balance)
    }
  })

  it("is swept to the same balance at the end of every month that is long past", () => {
    const rows = opened.rowsAt("2026-03-20").filter((row) => row.kind === "investment" && row.date < "2026-03-01")
    assert.strictEqual(rows.length, 38)
    assert.isTrue(rows.every((row) => row.balance === Ledger.sweptBalance))
  })

  it("shows the same balances for the same past whatever the year's first day shown", () => {
    const before = opened.rowsAt("2026-12-31").filter((row) => row.date >= "2024-02-01" && row.date < "2026-11-30")
    const after = opened.rowsAt("2027-01-01").filter((row) => row.date >= "2024-02-01" && row.date < "2026-11-30")
    assert.deepStrictEqual(after, before)
  })

  it("pays on the tenth what the card says it received", () => {
    const paid = opened.rowsAt("2026-03-20").filter((row) => row.kind === "card-payment")
    const received = Ledger.rowsAt(who, card.id, "2026-03-20").filter((row) => row.kind === "payment")
    assert.strictEqual(paid.length, 39)
    assert.deepStrictEqual(
      paid.map((row) => [row.date, row.amount]),
      received.map((row) => [row.date, row.amount])
    )
    assert.isTrue(paid.every((row) => row.amount < 0 && row.date.endsWith("-10")))
  })

  it("spells posted and pending institution ids apart, as the card does", () => {
    for (const [id, posted, pending] of [
      [checking.id, /^\d{10}$/, /^AG\d{10}$/],
      [card.id, /^T\d{10}$/, /^A\d{10}$/]
    ] as const) {
      for (const row of Ledger.rowsAt(who, id, "2026-03-20")) {
        assert.match(row.id, row.status === "posted" ? posted : pending)
      }
    }
  })
})

describe("a card", () => {
  it("owes what the open rows add up to, and brings instalments back month by month", () => {
    const card = Ledger.accountsOf(who).find((account) => account.type === "card")
    assert(card !== undefined, "user-ok has a card")
    const rows = Ledger.rowsAt(who, card.id, "2026-03-20")
    const owed = rows
      .filter((row) => row.date > "2026-03-03" && row.status === "posted" && row.kind !== "payment")
      .reduce((total, row) => total + row.amount, 0)
    const summary = Ledger.cardSummary(rows, "2026-03-20")
    assert.strictEqual(summary.owed, owed)
    assert.isAbove(owed, 0)
    assert.strictEqual(summary.closing, "2026-04-03")
    assert.strictEqual(summary.due, "2026-04-10")
    assert.strictEqual(Ledger.cardSummary(rows, "2026-03-02").due, "2026-03-10")
    const plans = rows.filter((row) => row.instalment.endsWith("/10") && row.date >= "2025-01-01")
    assert.isTrue(plans.some((row) => row.instalment === "1/10"))
    const first = plans.find((row) => row.instalment === "1/10")
    const second = plans.find((row) => row.instalment === "2/10" && row.amount === first?.amount)
    assert.strictEqual(second?.date.slice(8), first?.date.slice(8))
    assert.match(second?.description ?? "", / 2\/10$/)
  })
})

describe("the users' accounts", () => {
  it("are as the users' names say", () => {
    const types = (user: string) => Ledger.accountsOf({ ...who, user }).map((account) => account.type)
    assert.deepStrictEqual(types("user-ok"), ["checking", "card"])
    assert.deepStrictEqual(types("user-ok-two-checking-accounts"), ["checking", "checking", "card"])
    assert.deepStrictEqual(types("user-ok-multi-company"), ["checking", "card", "checking", "card"])
    assert.deepStrictEqual(types("user-nobody"), [])
    const all = Users.names.flatMap((user) => Ledger.accountsOf({ ...who, user }).map((account) => account.id))
    assert.strictEqual(new Set(all).size, all.length)
  })

  it("have many rows for the performance users, yet at most five thousand in the year that is shown", () => {
    for (const user of ["user-ok-perf", "user-ok-perf-1000x"]) {
      for (const account of Ledger.accountsOf({ ...who, user })) {
        const rows = Ledger.rowsAt({ ...who, user }, account.id, "2026-03-20")
        assert.isAbove(rows.length, 4_000)
        assert.isAtMost(rows.length, 5_000)
        assert.strictEqual(rows[0]?.date, "2025-03-20")
      }
    }
    const twice = { ...who, user: "user-ok-perf-2x" }
    const rows = Ledger.rowsAt(twice, Ledger.accountsOf(twice)[0]?.id ?? "", "2026-03-20")
    assert.isAtLeast(rows.length, 2_000)
    assert.isBelow(rows.length, 3_000)
  })
})

describe("civil days", () => {
  it("are read and written both ways, and days that do not exist are refused", () => {
    for (let day = dayOf("1999-12-01"); day < dayOf("2001-04-01"); day++) {
      assert.deepStrictEqual(CivilDay.fromIso(CivilDay.toIso(day)), Option.some(day))
      assert.deepStrictEqual(CivilDay.fromBrazilian(CivilDay.toBrazilian(day)), Option.some(day))
    }
    assert.strictEqual(dayOf("1970-01-01"), 0)
    assert.strictEqual(CivilDay.toBrazilian(dayOf("2024-02-29")), "29/02/2024")
    for (const text of ["2026-02-29", "2026-13-01", "2026-00-10", "20/03/2026", ""]) {
      assert.isTrue(Option.isNone(CivilDay.fromIso(text)), text)
    }
    assert.isTrue(Option.isNone(CivilDay.fromBrazilian("31/04/2026")))
    assert.strictEqual(CivilDay.toIso(CivilDay.monthEnd(dayOf("2024-02-10"))), "2024-02-29")
    assert.strictEqual(CivilDay.toIso(CivilDay.monthStart(dayOf("2026-01-31"), -1)), "2025-12-01")
  })

  it("turn at midnight in São Paulo, three hours behind UTC", () => {
    const midnight = dayOf("2026-03-21") * 86_400_000
    assert.strictEqual(CivilDay.toIso(CivilDay.atInstant(midnight + 2 * 3_600_000)), "2026-03-20")
    assert.strictEqual(CivilDay.toIso(CivilDay.atInstant(midnight + 4 * 3_600_000)), "2026-03-21")
  })
})
