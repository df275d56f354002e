// What the connectors read is what the bank's ledger holds, row for row.
import { assert, describe, it } from "@effect/vitest"
import { type ConnectorHost, Records } from "@tomada/connector-kit"
import { BigDecimal, Effect, Stream } from "effect"
import { TestClock } from "effect/testing"

import { atBank, Ledger, loggedIn, SandboxBank, today, Users, visit } from "./Bank.ts"

const reais = (centavos: number) => BigDecimal.format(BigDecimal.make(BigInt(centavos), 2))
const text = (amount: Records.Decimal | null | undefined) =>
  amount === null || amount === undefined ? null : BigDecimal.format(amount)

const day = (iso: string) => Records.CivilDate.make(iso)
const year = { from: day("2025-03-20"), to: day(today), today: day(today) }

const accountsOf = Effect.fnUntraced(function* (opened: ConnectorHost.Visit) {
  const read = (product: "ACCOUNTS" | "CREDIT_CARDS") =>
    Effect.map(Stream.runCollect(opened.collect(product, null)), (pages) => pages.flatMap(({ records }) => records))
  return [...(yield* read("ACCOUNTS")), ...(yield* read("CREDIT_CARDS"))]
})

const rowsOf = (opened: ConnectorHost.Visit, account: Records.CollectedAccount, window = year) =>
  Stream.runCollect(opened.collect("TRANSACTIONS", { account, window }))

/** A ledger's row in a connector's words. */
const expected = (row: Ledger.Row, type: Ledger.Account["type"]) => ({
  institutionId: row.id,
  date: row.date,
  status: row.status.toUpperCase(),
  description: row.description,
  amount: reais(row.amount),
  balance: row.balance === undefined ? null : reais(row.balance),
  // A card's purchase is positive and yet money that is owed.
  type: row.amount > 0 === (type === "checking") ? "CREDIT" : "DEBIT",
  counterpart: type === "card" || row.counterpart === "" ? null : row.counterpart,
  instalment: row.instalment === "" ? null : row.instalment
})

const seen = (row: Records.CollectedTransaction) => ({
  institutionId: row.institutionId,
  date: row.date as string,
  status: row.status,
  description: row.description,
  amount: text(row.amount),
  balance: text(row.balance),
  type: row.type,
  counterpart: row.paymentData?.payer?.name ?? row.paymentData?.receiver?.name ?? null,
  instalment:
    row.creditCardMetadata?.installmentNumber === undefined
      ? null
      : `${row.creditCardMetadata.installmentNumber}/${row.creditCardMetadata.totalInstallments}`
})

const between = (rows: ReadonlyArray<Ledger.Row>, { from, to } = year) =>
  rows.filter(({ date }) => date >= from && date <= to)

const readable = Users.names.filter((name) => {
  const user = Users.find(name)
  return user?.atLogin === "open" && user.accountsPage !== "error" && user.statementPage === "ok" && !user.companies
})

describe("the statements of the sandbox bank", () => {
  for (const user of readable) {
    it.effect(`of ${user} are the ledger's rows, every one and no other`, () =>
      atBank(
        Effect.gen(function* () {
          const opened = yield* loggedIn(user)
          const { seed } = yield* SandboxBank
          const accounts = yield* accountsOf(opened)
          const held = Ledger.accountsOf({ seed, user })
          assert.deepStrictEqual(
            accounts.map(({ number, type }) => [type, number]),
            held.map(({ number, type }) =>
              type === "card" ? ["CREDIT", number.replaceAll(/\D/g, "")] : ["BANK", number]
            )
          )
          for (const [index, { id, type }] of held.entries()) {
            const account = accounts[index]
            if (account === undefined) return assert.fail(`no account ${id}`)
            const rows = Ledger.rowsAt({ seed, user }, id, today)
            const balance = type === "card" ? Ledger.cardSummary(rows, today).owed : Ledger.balanceOf(rows)
            assert.strictEqual(text(account.balance), reais(balance))
            const pages = yield* rowsOf(opened, account)
            assert.deepStrictEqual(
              pages.flatMap(({ records }) => records).map(seen),
              between(rows).map((row) => expected(row, type)) as never // the same words
            )
            assert.deepStrictEqual(
              pages.map(({ coverage }) => coverage.length),
              pages.map((_, at) => (at === pages.length - 1 ? 1 : 0)),
              "the last page alone claims the days"
            )
            assert.deepStrictEqual(pages.at(-1)?.coverage, [
              { from: year.from, to: year.to, states: ["POSTED", "PENDING"] }
            ])
          }
        })
      )
    )
  }

  it.effect("of one day, and of a day without rows, are that day's", () =>
    atBank(
      Effect.gen(function* () {
        const user = "user-ok"
        const opened = yield* loggedIn(user)
        const { seed } = yield* SandboxBank
        const [account] = yield* accountsOf(opened)
        const [held] = Ledger.accountsOf({ seed, user })
        if (account === undefined || held === undefined) return assert.fail("no account")
        const rows = Ledger.rowsAt({ seed, user }, held.id, today)
        // The bank shows nothing of that December.
        const days = [day("2022-12-24"), ...Array.from({ length: 30 }, (_, back) => Records.addDays(day(today), -back))]
        let empty = 0
        for (const date of days) {
          const window = { from: date, to: date, today: day(today) }
          const expectedRows = between(rows, window)
          if (expectedRows.length === 0) empty += 1
          const pages = yield* rowsOf(opened, account, window)
          assert.deepStrictEqual(
            pages.flatMap(({ records }) => records.map(({ institutionId }) => institutionId)),
            expectedRows.map(({ id }) => id)
          )
          assert.strictEqual(pages.at(-1)?.coverage.length, 1)
        }
        assert.strictEqual(empty, 1, "one day has none, or this test shows less than it says")
      })
    )
  )

  it.effect("of a card come with its bill", () =>
    atBank(
      Effect.gen(function* () {
        const user = "user-ok"
        const opened = yield* loggedIn(user)
        const { seed } = yield* SandboxBank
        const card = (yield* accountsOf(opened)).find(({ type }) => type === "CREDIT")
        const held = Ledger.accountsOf({ seed, user }).find(({ type }) => type === "card")
        const bill = Ledger.cardSummary(Ledger.rowsAt({ seed, user }, held?.id ?? "", today), today)
        assert.deepInclude(
          { ...card?.creditData, minimum: text(card?.creditData?.minimumPayment) },
          { brand: "MASTERCARD", level: "PLATINUM", minimum: reais(bill.minimumPayment), status: "ACTIVE" }
        )
        assert.strictEqual(card?.creditData?.balanceCloseDate, bill.closing as never) // both are ISO days
        assert.strictEqual(card?.creditData?.balanceDueDate, bill.due as never) // both are ISO days
        assert.strictEqual(text(card?.creditData?.availableCreditLimit), reais(bill.available))
        assert.strictEqual(text(card?.creditData?.creditLimit), reais(bill.limit))
      })
    )
  )

  const failing = [
    ["user-garbage", { _tag: "SiteChanged" }],
    ["user-error-statement", { _tag: "InstitutionDown", how: "server-error" }],
    ["user-reset-statement", { _tag: "InstitutionDown", how: "unreachable" }]
  ] as const
  for (const [user, error] of failing) {
    it.effect(`of ${user} end in ${error._tag}, and nothing is claimed`, () =>
      atBank(
        Effect.gen(function* () {
          const opened = yield* loggedIn(user)
          const [account] = yield* accountsOf(opened)
          if (account === undefined) return assert.fail("no account")
          const claims: Array<unknown> = []
          const failure = yield* Effect.flip(
            Stream.runForEach(opened.collect("TRANSACTIONS", { account, window: year }), ({ coverage }) =>
              Effect.sync(() => claims.push(...coverage))
            )
          )
          assert.deepInclude(failure, error)
          if (failure._tag === "SiteChanged") assert.match(failure.at, /statement/)
          assert.deepStrictEqual(claims, [])
          const card = (yield* accountsOf(opened)).find(({ type }) => type === "CREDIT")
          if (card === undefined) return assert.fail("no card")
          assert.isAbove((yield* rowsOf(opened, card)).length, 0, "the card is not affected")
        })
      )
    )
  }

  it.effect("that never come end at the deadline", () =>
    atBank(
      Effect.gen(function* () {
        const opened = yield* loggedIn("user-slow-statement")
        const bank = yield* SandboxBank
        const [account] = yield* accountsOf(opened)
        if (account === undefined) return assert.fail("no account")
        const asked = Effect.map(bank.log, (log) => log.some(({ path }) => path.endsWith("/statement")))
        // The clock moves only after the bank has been asked.
        const impatience = Effect.andThen(
          Effect.repeat(Effect.andThen(turn, asked), { until: (is) => is }),
          Effect.andThen(TestClock.adjust("21 seconds"), Effect.never)
        )
        const failure = yield* Effect.flip(Effect.raceFirst(rowsOf(opened, account), impatience))
        assert.deepInclude(failure, { _tag: "InstitutionDown", how: "no-answer" })
      })
    )
  )

  it.effect("are not read with a session that the bank has ended", () =>
    atBank(
      Effect.gen(function* () {
        const opened = yield* loggedIn("user-ok")
        const [account] = yield* accountsOf(opened)
        if (account === undefined) return assert.fail("no account")
        yield* (yield* SandboxBank).expireSessions
        assert.strictEqual((yield* Effect.flip(rowsOf(opened, account)))._tag, "SessionExpired")
      })
    )
  )
})

describe("the other pages of the sandbox bank", () => {
  it.effect("say who the person is", () =>
    atBank(
      Effect.gen(function* () {
        const opened = yield* loggedIn("user-ok")
        const [page] = yield* Stream.runCollect(opened.collect("IDENTITY", null))
        const [identity] = page?.records ?? []
        assert.strictEqual(identity?.documentType, "CPF")
        assert.match(identity?.document ?? "", /^\d{3}\.\d{3}\.\d{3}-\d{2}$/)
        assert.match(identity?.birthDate ?? "", /^\d{4}-\d{2}-\d{2}$/)
        assert.isAbove((identity?.fullName ?? "").length, 3)
        assert.isAbove(identity?.emails?.length ?? 0, 0)
        assert.isAbove(identity?.phoneNumbers?.length ?? 0, 0)
        assert.isNull(identity?.companyName)
        const [address] = identity?.addresses ?? []
        assert.isTrue(address?.fullAddress?.startsWith(address.primaryAddress ?? "?"))
      })
    )
  )

  it.effect("carry the bank's warning", () =>
    atBank(
      Effect.gen(function* () {
        const opened = yield* loggedIn("user-ok-account-warning")
        const [page] = yield* Stream.runCollect(opened.collect("ACCOUNTS", null))
        assert.strictEqual(page?.warnings[0]?.code, "001")
        assert.isAbove((page?.warnings[0]?.providerMessage ?? "").length, 0)
        assert.strictEqual(page?.records.length, 1)
      })
    )
  )

  it.effect("fail by themselves: an account list that is broken leaves the cards readable", () =>
    atBank(
      Effect.gen(function* () {
        const opened = yield* loggedIn("user-ok-account-error")
        const failure = yield* Effect.flip(Stream.runCollect(opened.collect("ACCOUNTS", null)))
        assert.deepInclude(failure, { _tag: "InstitutionDown", how: "server-error" })
        assert.strictEqual((yield* Stream.runCollect(opened.collect("CREDIT_CARDS", null))).length, 1)
      })
    )
  )

  it.effect("are not opened by a visit that is not in", () =>
    atBank(
      Effect.gen(function* () {
        const opened = yield* visit("user-ok")
        assert.strictEqual(
          (yield* Effect.flip(Stream.runCollect(opened.collect("ACCOUNTS", null))))._tag,
          "SessionExpired"
        )
        assert.deepStrictEqual(yield* (yield* SandboxBank).log, [], "the bank is not even asked")
      })
    )
  )
})

const turn = Effect.callback<void>((resume) => {
  setImmediate(() => resume(Effect.void))
})
