// Every product, by every door: what is collected is what the bank holds, fact for fact.
import { assert, describe, it, layer, type Vitest } from "@effect/vitest"
import { type Connector, type ConnectorHost, Records } from "@tomada/connector-kit"
import { Bills, IdentityFacts, InvestmentFacts, LoanFacts, MonthFacts, PaymentFacts } from "@tomada/sandbox-bank"
import * as CivilDay from "@tomada/sandbox-bank/CivilDay"
import { BigDecimal, Effect, Option, Stream } from "effect"

import { connectors } from "../src/index.ts"
import { atBank, atBanksLogin, inBrowser, inside, Ledger, plain as byPages, SandboxBank, today, Users } from "./Bank.ts"
import { browsers } from "./Chromium.ts"
import * as Fields from "./Fields.ts"
import { sameIdentity } from "./Identities.ts"
import { agree, plain, same } from "./Sheets.ts"

const civil = Option.getOrThrow(CivilDay.fromIso(today))
const day = Records.CivilDate.make(today)
const year = { from: Records.CivilDate.make("2025-03-20"), to: day, today: day }

const doors = [
  ["the pages", byPages],
  ["the interface for programs", atBanksLogin]
] as const

type Rows<P extends Connector.Readable> = Connector.Records[P]

const every = <P extends Connector.Readable>(opened: ConnectorHost.Visit, product: P, of: Connector.Reads[P]) =>
  Effect.map(Stream.runCollect(opened.collect(product, of)), (pages) => pages.flatMap(({ records }) => records))

const first = Effect.fnUntraced(function* (opened: ConnectorHost.Visit, product: "ACCOUNTS" | "CREDIT_CARDS") {
  const [found] = yield* every(opened, product, null)
  return found ?? assert.fail(`no ${product}`)
})

const of = <P extends Connector.Readable>(rows: ReadonlyArray<Rows<P>>, index: number): Rows<P> =>
  rows[index] ?? assert.fail(`no row ${index}`)

const text = (amount: Records.Decimal | null | undefined) => (amount == null ? null : BigDecimal.format(amount))
const reais = (centavos: number) => BigDecimal.format(BigDecimal.make(BigInt(centavos), 2))

type It = Pick<Vitest.MethodsNonLive, "effect">

/** A browser takes its time on a busy machine. */
const patience = 90_000

/** Where each page costs a browser, a few things of each kind are looked at. */
interface Scope {
  readonly billed: ReadonlyArray<string>
  readonly bills: number
  readonly positions: number
  readonly from: string
}
const all: Scope = { billed: ["user-ok", "user-ok-late-bill"], bills: 100, positions: 100, from: "2026-01-20" }
const few: Scope = { billed: ["user-ok-late-bill"], bills: 10, positions: 2, from: "2026-03-01" }

const suite = (it: It, connectorId: number, { billed, bills: most, from, positions }: Scope) => {
  it.effect(
    "investments and their movements are the bank's",
    () =>
      atBank(
        Effect.gen(function* () {
          const user = "user-ok"
          const opened = yield* inside(user, connectorId)
          const { seed } = yield* SandboxBank
          const held = InvestmentFacts.positionsOf({ seed, user, company: undefined }, civil)
          const rows = yield* every(opened, "INVESTMENTS", null)
          assert.deepStrictEqual(
            rows.map(({ key }) => key),
            held.map(({ listed }) => plain(listed["number"])) as never // the numbers are texts
          )
          for (const [index, { full, movements }] of held.entries()) {
            const row = of<"INVESTMENTS">(rows, index)
            agree(row, full, Fields.investment)
            if (index >= positions) continue
            const pages = yield* Stream.runCollect(
              opened.collect("INVESTMENTS_TRANSACTIONS", { investment: row, window: year })
            )
            const shown = movements.toReversed().map(InvestmentFacts.movementSheet)
            const inYear = shown.filter((sheet) => String(plain(sheet["date"])) >= year.from)
            same(
              pages.flatMap(({ records }) => records),
              inYear,
              Fields.movement
            )
            assert.deepStrictEqual(
              pages.flatMap(({ coverage }) => coverage),
              [{ from: year.from, to: year.to, states: ["POSTED"] }]
            )
          }
        })
      ),
    patience
  )

  it.effect(
    "loans are the bank's, with all that belongs to a contract",
    () =>
      atBank(
        Effect.gen(function* () {
          const user = "user-ok"
          const opened = yield* inside(user, connectorId)
          const { seed } = yield* SandboxBank
          const held = LoanFacts.loansOf({ seed, user, company: undefined }, civil)
          const rows = yield* every(opened, "LOANS", null)
          assert.lengthOf(rows, held.length)
          for (const [index, contract] of held.entries()) {
            const row = of<"LOANS">(rows, index)
            agree(row, contract.full, Fields.loan)
            agree(row.installments, contract.installments, Fields.installments)
            same(row.interestRates, contract.interestRates, Fields.interestRate)
            same(row.contractedFees, contract.fees, Fields.fee)
            same(row.contractedFinanceCharges, contract.charges, Fields.charge)
            same(row.warranties, contract.warranties, Fields.warranty)
            same(row.installments?.balloonPayments, contract.balloons, Fields.balloon)
            same(row.payments?.releases, contract.releases, Fields.release)
          }
        })
      ),
    patience
  )

  for (const user of billed) {
    it.effect(
      `the bills of ${user} are the bank's, and each row names its own`,
      () =>
        atBank(
          Effect.gen(function* () {
            const opened = yield* inside(user, connectorId)
            const { seed } = yield* SandboxBank
            const cardId = Ledger.accountsOf({ seed, user }).find(({ type }) => type === "card")?.id ?? ""
            const book = Ledger.open({ seed, user }, cardId) ?? assert.fail("no card")
            const rows = book.rowsAt(today)
            const known = Users.find(user) ?? assert.fail("no user")
            const held = Bills.billsOf(known, book, rows, civil)
            const account = yield* first(opened, "CREDIT_CARDS")
            const bank = yield* SandboxBank
            if (most <= 10) yield* bank.setFaults(user, ["bills-cap"])
            const bills = yield* every(opened, "BILLS", { account })
            assert.deepStrictEqual(
              bills.map((bill) => ({
                ...bill,
                totalAmount: text(bill.totalAmount),
                minimumPaymentAmount: text(bill.minimumPaymentAmount),
                financeCharges: bill.financeCharges?.map(({ amount, ...rest }) => ({ ...rest, amount: text(amount) })),
                payments: bill.payments?.map(({ amount, ...rest }) => ({ ...rest, amount: text(amount) }))
              })),
              held
                .slice(0, most)
                .filter(({ state }) => state !== "open")
                .map((bill) => ({
                  key: bill.id,
                  dueDate: CivilDay.toIso(bill.due),
                  billClosingDate: CivilDay.toIso(bill.closing),
                  totalAmount: reais(bill.total),
                  totalAmountCurrencyCode: "BRL",
                  minimumPaymentAmount: reais(bill.minimum),
                  allowsInstallments: bill.total > 50_000,
                  financeCharges: bill.charges.map(({ amount, description, id, type }) => ({
                    institutionId: id,
                    type,
                    currencyCode: "BRL",
                    additionalInfo: type === "OTHER" ? description : null,
                    amount: reais(amount)
                  })),
                  payments: bill.payments.map(({ amount, date, id, mode, valueType }) => ({
                    institutionId: id,
                    valueType,
                    paymentDate: CivilDay.toIso(date),
                    paymentMode: mode,
                    currencyCode: "BRL",
                    amount: reais(amount)
                  }))
                })) as never // days are ISO texts on both sides
            )
            const seen = yield* every(opened, "TRANSACTIONS", { account, window: year })
            const expected = rows
              .filter(({ date }) => date >= year.from)
              .map(({ date, id }) => {
                const on = held.find(
                  ({ closing, opens }) => date >= CivilDay.toIso(opens) && date <= CivilDay.toIso(closing)
                )
                return [id, on?.state === "open" ? null : on?.id, on?.state === "open" ? on.id.slice(4) : null]
              })
            assert.deepStrictEqual(
              seen.map(({ creditCardMetadata, institutionId }) => [
                institutionId,
                creditCardMetadata?.billId ?? null,
                creditCardMetadata?.billForecastDate ?? null
              ]),
              expected as never // texts on both sides
            )
          })
        ),
      patience
    )
  }

  it.effect(
    "rows, live balances and the details of each payment are the bank's",
    () =>
      atBank(
        Effect.gen(function* () {
          const user = "user-ok"
          const opened = yield* inside(user, connectorId)
          const { seed } = yield* SandboxBank
          const [checking, card] = Ledger.accountsOf({ seed, user })
          if (checking === undefined || card === undefined) return assert.fail("no accounts")
          const account = yield* first(opened, "ACCOUNTS")
          const window = { ...year, from: Records.CivilDate.make(from) }
          const rows = yield* every(opened, "TRANSACTIONS", { account, window })
          const ledger = Ledger.truthAt({ seed, user }, checking.id, today)
          const truths = ledger.filter(({ row }) => row.date >= window.from)
          assert.deepStrictEqual(
            rows.map((row) => [row.institutionId, row.date, row.description, text(row.amount), text(row.balance)]),
            truths.map(({ row }) => [
              row.id,
              row.date,
              row.description,
              reais(row.amount),
              row.balance === undefined ? null : reais(row.balance)
            ]) as never // days are ISO texts on both sides
          )
          const identified = rows.flatMap((row) =>
            row.institutionId == null ? [] : [{ ...row, institutionId: row.institutionId }]
          )
          const details = yield* every(opened, "PAYMENT_DATA", { account, rows: identified })
          const moving = truths.filter(({ row }) => PaymentFacts.moves(row))
          assert.isAbove(moving.length, 5)
          assert.deepStrictEqual(
            details.map(({ institutionId }) => institutionId),
            moving.map(({ row }) => row.id)
          )
          for (const [index, truth] of moving.entries()) {
            const { paymentData } = details[index] ?? assert.fail("no details")
            const payment = PaymentFacts.of(seed, checking, truth) ?? assert.fail("no payment")
            const names = {
              "payment-method": "paymentMethod",
              "reference-number": "referenceNumber",
              "receiver-reference-id": "receiverReferenceId",
              reason: "reason"
            }
            agree(paymentData, payment.listed, names, ["id", "description", "amount"])
            agree(paymentData.payer, payment.payer, Fields.party)
            agree(paymentData.receiver, payment.receiver, Fields.party)
            if (payment.boleto === undefined) assert.isNull(paymentData.boletoMetadata)
            else agree(paymentData.boletoMetadata, payment.boleto, Fields.boleto)
          }
          assert.deepStrictEqual(
            yield* every(opened, "PAYMENT_DATA", {
              account,
              rows: identified.slice(0, 1).map((row) => ({ ...row, institutionId: "gone" }))
            }),
            [],
            "a row that is gone has no details"
          )

          const booked = Ledger.balanceOf(ledger.map(({ row }) => row))
          const pending = ledger.reduce((sum, { row }) => (row.status === "pending" ? sum + row.amount : sum), 0)
          const live = yield* opened.balance(account)
          assert.deepStrictEqual(
            [text(live.balance), text(live.availableBalance), live.currencyCode],
            [reais(booked), reais(booked + pending + Ledger.overdraftLimit), "BRL"]
          )
          const owed = Ledger.cardSummary(Ledger.rowsAt({ seed, user }, card.id, today), today)
          const ofCard = yield* opened.balance(yield* first(opened, "CREDIT_CARDS"))
          assert.deepStrictEqual(
            [text(ofCard.balance), text(ofCard.availableBalance)],
            [reais(owed.owed), reais(owed.available)]
          )
          const closed = yield* Effect.flip(opened.balance({ ...account, handle: `${account.handle}-closed` }))
          assert.strictEqual(closed._tag, "Unsupported", "an account that the bank does not have any more")
        })
      ),
    patience
  )

  it.effect(
    "the person is the bank's",
    () =>
      atBank(
        Effect.gen(function* () {
          const opened = yield* inside("user-ok", connectorId)
          sameIdentity(of<"IDENTITY">(yield* every(opened, "IDENTITY", null), 0), IdentityFacts.of(undefined))
        })
      ),
    patience
  )
}

for (const [door, connectorId] of doors) {
  describe(`through ${door}`, () => {
    suite(it, connectorId, all)
  })
}

layer(browsers)("through a browser", (it) => suite(it, inBrowser, few))

describe("a company", () => {
  it.effect("is in the identity of whoever acts for it", () =>
    atBank(
      Effect.gen(function* () {
        const opened = yield* inside("user-ok-multi-company", atBanksLogin)
        const [company] = Ledger.companies
        sameIdentity(of<"IDENTITY">(yield* every(opened, "IDENTITY", null), 0), IdentityFacts.of(company))
      })
    )
  )
})

describe("the documents of an account", () => {
  it.effect("are listed month by month, and each is the PDF of its month", () =>
    atBank(
      Effect.gen(function* () {
        const user = "user-ok"
        const opened = yield* inside(user, byPages)
        const { seed } = yield* SandboxBank
        const [checking] = Ledger.accountsOf({ seed, user })
        if (checking === undefined) return assert.fail("no account")
        const months = MonthFacts.monthsOf(checking, Ledger.rowsAt({ seed, user }, checking.id, today), civil)
        const account = yield* first(opened, "ACCOUNTS")
        const rows = yield* every(opened, "ACCOUNT_STATEMENTS", { account })
        assert.deepStrictEqual(
          rows.map(({ key, monthYear }) => [key, monthYear]),
          months.map(({ name }) => [name, name.split("-").toReversed().join("-")]) as never // texts on both sides
        )
        const [latest] = months
        const { bytes, contentType } = yield* opened.statement(rows[0]?.handle ?? "")
        const content = Buffer.from(bytes).toString("latin1")
        assert.strictEqual(contentType, "application/pdf")
        const lines = MonthFacts.lines(latest ?? assert.fail("no month")).filter((line) =>
          /^[ !-'*-[\]-~]+$/.test(line)
        )
        assert.isAbove(lines.length, 10)
        for (const line of lines) assert.include(content, line)
        assert.deepInclude(yield* Effect.flip(opened.statement(`${account.handle}/statements/1999-01.pdf`)), {
          _tag: "SiteChanged",
          at: "statement"
        })
      })
    )
  )
})

describe("the manifests", () => {
  it("name every product of the wire's own sandbox, and what stands beside them", () => {
    const wire = [
      "ACCOUNTS",
      "CREDIT_CARDS",
      "TRANSACTIONS",
      "PAYMENT_DATA",
      "INVESTMENTS",
      "INVESTMENTS_TRANSACTIONS",
      "IDENTITY",
      "LOANS"
    ]
    for (const { extras, manifest } of connectors) {
      assert.includeMembers(Object.keys(manifest.products), wire, manifest.slug)
      assert.includeMembers(Object.keys(extras), ["bills", "balance"], manifest.slug)
    }
  })
})
