import { assert, describe, it, layer } from "@effect/vitest"
import { Effect, Option } from "effect"

import * as Bills from "../src/Bills.ts"
import * as CivilDay from "../src/CivilDay.ts"
import * as InvestmentFacts from "../src/InvestmentFacts.ts"
import * as Ledger from "../src/Ledger.ts"
import * as LoanFacts from "../src/LoanFacts.ts"
import * as MonthFacts from "../src/MonthFacts.ts"
import * as PaymentFacts from "../src/PaymentFacts.ts"
import { SandboxBank } from "../src/SandboxBank.ts"
import type { Sheet, Value } from "../src/Sheet.ts"
import * as Users from "../src/Users.ts"
import { accountId, enter } from "./Entrance.ts"
import { data, fields, type Seen } from "./Visitor.ts"

const who = { seed: "tomada", user: "user-ok", company: undefined }
const dayOf = (iso: string) => Option.getOrThrow(CivilDay.fromIso(iso))
const days = ["2026-01-01", "2026-03-09", "2026-03-20", "2026-04-03", "2026-10-31"]

const number = (value: Value | undefined): number =>
  value?._tag === "Money" ? value.centavos : value?._tag === "Count" ? value.count : assert.fail("no number")
const units = (sheet: Sheet, name: string) => {
  const value = sheet[name]
  return value?._tag === "Decimal" ? value.units : assert.fail(`no decimal ${name}`)
}

describe("the facts of the sandbox bank", () => {
  it("hold as many quotas as the movements left, worth their price", () => {
    for (const today of days) {
      const positions = InvestmentFacts.positionsOf(who, dayOf(today))
      assert.strictEqual(new Set(positions.map(({ id }) => id)).size, 10)
      for (const { full, movements } of positions) {
        const left = movements.reduce(
          (sum, { quantity = 0, type }) => (type === "SELL" ? sum - quantity : sum + quantity),
          0
        )
        assert.strictEqual(units(full, "quantity"), BigInt(left))
        assert.strictEqual(
          BigInt(number(full["amount"])),
          (units(full, "quantity") * units(full, "value") + 5_000_000_000n) / 10_000_000_000n
        )
        assert.strictEqual(
          number(full["balance"]),
          number(full["amount"]) - number(full["taxes"]) - number(full["taxes2"])
        )
        assert.strictEqual(number(full["amount-profit"]), number(full["amount"]) - number(full["amount-original"]))
        assert.strictEqual(new Set(movements.map(({ id }) => id)).size, movements.length)
        assert.isTrue(movements.every(({ date }) => date <= dayOf(today)))
      }
    }
  })

  it("keep every movement of the past under its id", () => {
    const ids = (today: string) =>
      InvestmentFacts.positionsOf(who, dayOf(today)).flatMap(({ movements }) => movements.map(({ id }) => id))
    const later = new Set(ids("2026-12-31"))
    assert.deepStrictEqual(
      ids("2025-06-30").filter((id) => !later.has(id)),
      []
    )
  })

  it("count the instalments of a loan, and owe nothing once all are paid", () => {
    for (const today of days) {
      for (const { full, installments, releases } of LoanFacts.loansOf(who, dayOf(today))) {
        const paid = number(installments["paid-installments"])
        assert.strictEqual(releases.length, paid)
        if (installments["total-number-of-installments"] === undefined) continue
        const total = number(installments["total-number-of-installments"])
        assert.strictEqual(
          paid + number(installments["due-installments"]) + number(installments["past-due-installments"]),
          total
        )
        assert.strictEqual(number(full["outstanding-balance"]) === 0, paid === total)
        assert.strictEqual(full["settlement-date"] !== undefined, paid === total)
      }
    }
  })

  it.each(["user-ok", "user-ok-late-bill"])(
    "explain each paid bill of %s by its rows, its payment and its charges",
    (name) => {
      const user = Users.find(name)
      const card = Ledger.accountsOf({ seed: "tomada", user: name }).find(({ type }) => type === "card")
      const book = Ledger.open({ seed: "tomada", user: name }, card?.id ?? "")
      assert(user !== undefined && book !== undefined)
      const today = dayOf("2026-03-20")
      const rows = book.rowsAt("2026-03-20")
      const bills = Bills.billsOf(user, book, rows, today)
      assert.strictEqual(bills.filter(({ state }) => state === "open").length, 1)
      const kinds = new Set<string>()
      for (const bill of bills.slice(1, 24)) {
        const own = Bills.rowsOn(bill, rows)
        assert.strictEqual(bill.state, "paid")
        assert.strictEqual(
          own.reduce((sum, { amount }) => sum + amount, 0),
          bill.total,
          bill.id
        )
        assert.deepStrictEqual(
          bill.payments.map(({ amount }) => amount),
          [bill.total]
        )
        for (const { type } of bill.charges) kinds.add(type)
      }
      assert.sameMembers(
        [...kinds],
        user.paysLate
          ? ["IOF", "OTHER", "LATE_PAYMENT_FEE", "LATE_PAYMENT_INTEREST", "LATE_PAYMENT_REMUNERATIVE_INTEREST"]
          : ["IOF", "OTHER"]
      )
      assert.strictEqual(Bills.billsOf(user, book, book.rowsAt("2026-03-05"), dayOf("2026-03-05"))[1]?.state, "closed")
    }
  )

  it("open each month with the balance that the one before closed with", () => {
    const [account] = Ledger.accountsOf(who)
    assert(account !== undefined)
    const rows = Ledger.rowsAt(who, account.id, "2026-03-20")
    const months = MonthFacts.monthsOf(account, rows, dayOf("2026-03-20"))
    assert.strictEqual(months[0]?.name, "2026-02")
    months.forEach((month, index) => {
      const sum = month.rows.reduce((total, { amount }) => total + amount, 0)
      assert.strictEqual(month.opening + sum, month.closing)
      assert.strictEqual(month.opening, months[index + 1]?.closing ?? month.opening)
    })
  })

  it("write slips whose check digits are right", () => {
    for (const seed of ["a", "b", "c", "d"]) {
      const { barcode, line } = PaymentFacts.slip(seed, 12_787)
      assert.match(barcode, /^\d{44}$/)
      assert.match(line, /^\d{47}$/)
      const code = barcode.slice(0, 4) + barcode.slice(5)
      const sum = [...code].toReversed().reduce((all, digit, index) => all + Number(digit) * (2 + (index % 8)), 0)
      const rest = 11 - (sum % 11)
      assert.strictEqual(barcode[4], rest === 0 || rest > 9 ? "1" : String(rest))
      assert.strictEqual(barcode.slice(5), line.slice(33) + line.slice(4, 9) + line.slice(10, 20) + line.slice(21, 31))
    }
  })
})

layer(SandboxBank.layer(), { excludeTestServices: true })("the pages of each product", (it) => {
  it.effect("list all that there is over their pages, and lead to each", () =>
    Effect.gen(function* () {
      const { visitor } = yield* enter("user-ok")
      for (const [list, mark, one] of [
        ["/investments", "data-investment", "investment"],
        [`/cards/${accountId("user-ok", "card")}/bills`, "data-bill", "bill"],
        ["/loans", "data-loan", "loan"]
      ] as const) {
        let next: string | undefined = list
        const found: Array<string> = []
        let total: string | undefined
        while (next !== undefined) {
          const seen: Seen = yield* visitor.get(next)
          assert.strictEqual(seen.status, 200)
          total = data(seen, "total-rows")
          found.push(...[...seen.text.matchAll(new RegExp(`<tr ${mark}="([^"]+)"`, "g"))].map(([, id]) => id ?? ""))
          next = /id="next-page"[^>]*href="([^"]+)"/.exec(seen.text)?.[1]
        }
        assert.strictEqual(String(new Set(found).size), total)
        for (const id of [found[0], found.at(-1)]) {
          const seen = yield* visitor.get(`${list}/${id}`)
          assert.deepStrictEqual([seen.status, seen.page], [200, one])
        }
        assert.strictEqual((yield* visitor.get(`${list}/none`)).status, 404)
        if (list !== "/loans") assert.strictEqual((yield* visitor.get(`${list}?page=99`)).error, "no-such-page")
      }
    })
  )

  it.effect("say on which bill a row of the card stands, or will stand", () =>
    Effect.gen(function* () {
      const { visitor } = yield* enter("user-ok")
      const { text } = yield* visitor.get(`/cards/${accountId("user-ok", "card")}?from=03/03/2026&to=04/03/2026`)
      const rows = [...text.matchAll(/data-status="\w+" (data-bill[\w-]*="[^"]+")>[^]*?data-field="date">([^<]+)</g)]
      assert.isNotEmpty(rows)
      for (const [, mark, date] of rows) {
        assert.strictEqual(mark, date === "03/03/2026" ? 'data-bill="FAT-2026-03"' : 'data-bill-forecast="2026-04"')
      }
    })
  )

  it.effect("hand out documents in their own types", () =>
    Effect.gen(function* () {
      const { visitor } = yield* enter("user-ok")
      const list = `/accounts/${accountId("user-ok", "checking")}/statements`
      const seen = yield* visitor.get(list)
      assert.strictEqual(fields(seen.text, "month")[0], "02-2026")
      const ofx = yield* visitor.get(`${list}/2026-02.ofx`)
      assert.strictEqual(ofx.headers.get("content-type"), "application/x-ofx")
      assert.match(ofx.text, /^OFXHEADER:100\r\n[^]*<BALAMT>6250\.37\r\n/)
      assert.strictEqual(
        [...ofx.text.matchAll(/<STMTTRN>/g)].length,
        Number(fields(seen.text, "rows")[0]),
        "one entry a row"
      )
      const pdf = yield* visitor.get(`${list}/2026-02.pdf`)
      assert.strictEqual(pdf.headers.get("content-type"), "application/pdf")
      assert.match(pdf.text, /^%PDF-1\.4[^]*%%EOF\n$/)
      assert.strictEqual((yield* visitor.get(`${list}/2026-03.ofx`)).status, 404)
    })
  )

  it.effect("tell how the money of a row moved, and what the account holds now", () =>
    Effect.gen(function* () {
      const { visitor } = yield* enter("user-ok")
      const account = `/accounts/${accountId("user-ok", "checking")}`
      const { text } = yield* visitor.get(`${account}/statement?from=01/02/2026&to=28/02/2026`)
      const links = [...text.matchAll(/data-field="details" href="([^"]+)"/g)].map(([, link]) => link ?? "")
      const methods = new Set<string | undefined>()
      for (const link of links) {
        const seen = yield* visitor.get(link)
        assert.deepStrictEqual([seen.status, seen.page], [200, "payment"])
        methods.add(data(seen, "method"))
        assert.strictEqual(seen.text.includes('id="boleto"'), data(seen, "method") === "BOLETO")
        assert.strictEqual(fields(seen.text, "routing-number").length, 2)
      }
      assert.isTrue(methods.has("PIX"))
      const now = yield* visitor.get(`${account}/balance`)
      const shown = fields((yield* visitor.get("/accounts")).text, "balance")[0]
        ?.replace(/[^\d,]/g, "")
        .replace(",", ".")
      assert.strictEqual(JSON.parse(now.text).balance, shown)
      visitor.cookie = undefined
      assert.strictEqual((yield* visitor.get(`${account}/balance`)).status, 401)
    })
  )
})
