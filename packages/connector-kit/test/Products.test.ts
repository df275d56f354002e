import { assert, describe, it } from "@effect/vitest"
import { BigDecimal, Effect, Option, Stream } from "effect"
import { z } from "zod"

import * as Connector from "../src/Connector.ts"
import { ConnectorHost } from "../src/ConnectorHost.ts"
import type { FetchError } from "../src/Errors.ts"
import type { Page } from "../src/Pages.ts"
import * as Records from "../src/Records.ts"
import { inBank } from "./Client.ts"
import { definition, extras, functions, manifest, visit } from "./Everything.ts"
import { Loopback } from "./Loopback.ts"
import { account } from "./Sample.ts"

const connector = Connector.make(definition)

const from = Records.CivilDate.make("2026-01-01")
const to = Records.CivilDate.make("2026-03-31")
const today = Records.CivilDate.make("2026-03-20")
const window: Connector.Window = { from, to, today }
const held: Records.CollectedAccount = { ...account, handle: "h-1" }
const investment: Records.CollectedInvestment = {
  key: "cdb",
  handle: "i-cdb",
  type: "FIXED_INCOME",
  balance: Records.decimal("10"),
  name: "CDB",
  currencyCode: "BRL",
  date: today
}
const row = (institutionId: string): Connector.IdentifiedRow => ({
  institutionId,
  date: today,
  status: "POSTED",
  type: "DEBIT",
  amount: Records.decimal("-1"),
  currencyCode: "BRL",
  description: institutionId
})

/** The bank answers each path with the names that stand here. */
const pages: Readonly<Record<string, ReadonlyArray<string>>> = {
  "/accounts": ["1", "2"],
  "/cards": ["4321"],
  "/bills?of=h-1": ["2026-03", "2026-04"],
  "/rows?of=h-1&from=2026-01-01&to=2026-03-31&today=2026-03-20": ["r-1"],
  "/payments?of=h-1&row=r-1": ["Padaria"],
  "/payments?of=h-1&row=r-2": [],
  "/investments": ["cdb"],
  "/movements?of=i-cdb&from=2026-01-01&to=2026-03-31": ["m-1", "m-2"],
  "/identity": ["Ana"],
  "/loans": ["loan-1"],
  "/statements?of=h-1": ["02-2026"]
}

const loggedIn = Effect.gen(function* () {
  const bank = yield* Loopback
  bank.answer = ({ url }, response) => {
    const names = pages[url]
    if (names === undefined) response.end("{}")
    else response.end(JSON.stringify({ names }))
  }
  const opened = yield* visit(connector)
  yield* opened.login
  bank.reached.length = 0
  return { bank, opened }
})

const records = <A, E>(stream: Stream.Stream<Page<A>, E>) =>
  Effect.map(Stream.runCollect(stream), (read) => read.flatMap((page) => page.records))

describe("a visit collects", () => {
  it.effect("accounts, cards, investments, loans and the identity of the person as a whole", () =>
    inBank(
      Effect.gen(function* () {
        const { opened } = yield* loggedIn
        assert.deepStrictEqual(
          (yield* records(opened.collect("ACCOUNTS", null))).map(({ key }) => key),
          ["1", "2"]
        )
        assert.deepStrictEqual(
          (yield* records(opened.collect("CREDIT_CARDS", null))).map(({ type }) => type),
          ["CREDIT"]
        )
        assert.deepStrictEqual(
          (yield* records(opened.collect("INVESTMENTS", null))).map(({ handle }) => handle),
          ["i-cdb"]
        )
        assert.deepStrictEqual(
          (yield* records(opened.collect("LOANS", null))).map(({ kind }) => kind),
          ["LOAN"]
        )
        assert.deepStrictEqual(yield* records(opened.collect("IDENTITY", null)), [{ fullName: "Ana" }])
      })
    )
  )

  it.effect("rows of one account and movements of one investment for the days that it is given", () =>
    inBank(
      Effect.gen(function* () {
        const { bank, opened } = yield* loggedIn
        const rows = yield* Stream.runCollect(opened.collect("TRANSACTIONS", { account: held, window }))
        assert.deepStrictEqual(
          rows.flatMap(({ coverage }) => coverage),
          [{ from, to, states: ["POSTED"] }]
        )
        const movements = yield* records(opened.collect("INVESTMENTS_TRANSACTIONS", { investment, window }))
        assert.deepStrictEqual(
          movements.map(({ institutionId }) => institutionId),
          ["m-1", "m-2"]
        )
        assert.deepStrictEqual(
          bank.reached.map(({ url }) => url),
          [
            "/rows?of=h-1&from=2026-01-01&to=2026-03-31&today=2026-03-20",
            "/movements?of=i-cdb&from=2026-01-01&to=2026-03-31"
          ]
        )
      })
    )
  )

  it.effect("the details of the rows that it is given and of no others", () =>
    inBank(
      Effect.gen(function* () {
        const { bank, opened } = yield* loggedIn
        const read = opened.collect("PAYMENT_DATA", { account: held, rows: [row("r-1"), row("r-2")] })
        assert.deepStrictEqual(yield* records(read), [
          { institutionId: "r-1", paymentData: { receiver: { name: "Padaria" } } }
        ])
        assert.strictEqual(bank.reached.length, 2)
        assert.deepStrictEqual(yield* records(opened.collect("PAYMENT_DATA", { account: held, rows: [] })), [])
        assert.strictEqual(bank.reached.length, 2, "no row, no request")
      })
    )
  )

  it.effect("the bills of one card, and the list of an account's statements", () =>
    inBank(
      Effect.gen(function* () {
        const { opened } = yield* loggedIn
        assert.deepStrictEqual(
          (yield* records(opened.collect("BILLS", { account: held }))).map(({ key }) => key),
          ["2026-03", "2026-04"]
        )
        assert.deepStrictEqual(yield* records(opened.collect("ACCOUNT_STATEMENTS", { account: held })), [
          { key: "02-2026", handle: "h-1/02-2026", monthYear: "02-2026" }
        ])
      })
    )
  )

  it.effect("nothing from a page that it does not know, and says where", () =>
    inBank(
      Effect.gen(function* () {
        const { bank, opened } = yield* loggedIn
        bank.answer = (_, response) => response.end('{"names":"canary"}')
        const error = yield* Effect.flip(records(opened.collect("LOANS", null)))
        assert.deepInclude(error, { _tag: "SiteChanged", at: "/loans/names" })
        assert.notInclude(JSON.stringify(error), "canary")
      })
    )
  )
})

describe("a visit", () => {
  it.effect("asks for the balance of this moment", () =>
    inBank(
      Effect.gen(function* () {
        const { bank, opened } = yield* loggedIn
        bank.answer = ({ url }, response) => response.end(url === "/balance?of=h-1" ? "1,234.50" : "no")
        const { balance, currencyCode } = yield* opened.balance(held)
        assert.deepStrictEqual([BigDecimal.format(balance), currencyCode], ["1234.5", "BRL"])
      })
    )
  )

  it.effect("fetches a statement's document as it is", () =>
    inBank(
      Effect.gen(function* () {
        const { bank, opened } = yield* loggedIn
        const bytes = Buffer.from([0x25, 0x50, 0x44, 0x46, 0x00, 0xff])
        bank.answer = (_, response) => response.setHeader("content-type", "application/pdf").end(bytes)
        const document = yield* opened.statement("h-1/02-2026")
        assert.strictEqual(bank.reached[0]?.url, "/documents/h-1/02-2026")
        assert.deepStrictEqual([document.contentType, Buffer.from(document.bytes)], ["application/pdf", bytes])
      })
    )
  )

  it.effect("that revoked the consent has nothing to keep and nothing more to read", () =>
    inBank(
      Effect.gen(function* () {
        const bank = yield* Loopback
        const trusting = Connector.make({
          ...definition,
          trust: z.object({ device: z.string() }),
          login: () => Effect.succeed({ session: { token: "t" }, trust: { device: "d-1" } })
        })
        const opened = yield* visit(trusting)
        yield* opened.login
        assert.isTrue(Option.isSome((yield* opened.saved).trust))
        yield* opened.revoke
        assert.deepStrictEqual(
          bank.reached.map(({ method, url }) => `${method} ${url}`),
          ["POST /revoke"]
        )
        assert.deepStrictEqual(yield* opened.saved, { session: Option.none(), trust: Option.none() })
        assert.strictEqual((yield* Effect.flip(opened.balance(held)))._tag, "SessionExpired")
      })
    )
  )

  it.effect("whose revocation failed keeps its session, to try again", () =>
    inBank(
      Effect.gen(function* () {
        const { bank, opened } = yield* loggedIn
        bank.answer = (_, response) => response.writeHead(503).end()
        assert.deepInclude(yield* Effect.flip(opened.revoke), { _tag: "InstitutionDown" })
        assert.isTrue(Option.isSome((yield* opened.saved).session))
      })
    )
  )

  it.effect("reads nothing before it is in", () =>
    inBank(
      Effect.gen(function* () {
        const opened = yield* visit(connector)
        const early: ReadonlyArray<Effect.Effect<unknown, FetchError>> = [
          opened.balance(held),
          opened.statement("h"),
          opened.revoke,
          Stream.runDrain(opened.collect("LOANS", null)),
          Stream.runDrain(opened.collect("BILLS", { account: held }))
        ]
        for (const read of early) assert.strictEqual((yield* Effect.flip(read))._tag, "SessionExpired")
        assert.deepStrictEqual((yield* Loopback).reached, [])
      })
    )
  )

  it.effect("finds unsupported what its connector does not offer", () =>
    inBank(
      Effect.gen(function* () {
        const opened = yield* visit(
          Connector.make({
            manifest: { ...manifest, products: { ACCOUNTS: {} } },
            credentials: definition.credentials,
            session: definition.session,
            login: definition.login,
            resume: definition.resume,
            accounts: definition.accounts,
            products: {}
          })
        )
        yield* opened.login
        const missing: ReadonlyArray<readonly [string, Effect.Effect<unknown, FetchError>]> = [
          ["balance", opened.balance(held)],
          ["statement", opened.statement("h")],
          ["revoke", opened.revoke],
          ["BILLS", Stream.runDrain(opened.collect("BILLS", { account: held }))],
          ["CREDIT_CARDS", Stream.runDrain(opened.collect("CREDIT_CARDS", null))],
          ["TRANSACTIONS", Stream.runDrain(opened.collect("TRANSACTIONS", { account: held, window }))],
          ["PAYMENT_DATA", Stream.runDrain(opened.collect("PAYMENT_DATA", { account: held, rows: [] }))],
          ["INVESTMENTS", Stream.runDrain(opened.collect("INVESTMENTS", null))],
          [
            "INVESTMENTS_TRANSACTIONS",
            Stream.runDrain(opened.collect("INVESTMENTS_TRANSACTIONS", { investment, window }))
          ],
          ["LOANS", Stream.runDrain(opened.collect("LOANS", null))],
          ["ACCOUNT_STATEMENTS", Stream.runDrain(opened.collect("ACCOUNT_STATEMENTS", { account: held }))]
        ]
        for (const [what, read] of missing) {
          assert.deepInclude(yield* Effect.flip(read), { _tag: "Unsupported", what })
        }
      })
    )
  )
})

describe("a host", () => {
  it.effect("says what a connector offers beside its products", () =>
    Effect.gen(function* () {
      const host = yield* ConnectorHost
      assert.deepStrictEqual(yield* host.extras(900), ["bills", "balance", "statement", "revoke"])
      assert.deepStrictEqual(yield* host.extras(901), ["balance"])
      assert.strictEqual((yield* Effect.flip(host.extras(902)))._tag, "ConnectorNotFound")
    }).pipe(
      Effect.provide(
        ConnectorHost.layerInProcess([
          connector,
          Connector.make({
            manifest: { ...manifest, id: 901, slug: "other", products: { ACCOUNTS: {}, LOANS: {} } },
            credentials: definition.credentials,
            session: definition.session,
            login: definition.login,
            resume: definition.resume,
            accounts: definition.accounts,
            products: { LOANS: functions.LOANS },
            balance: extras.balance
          })
        ])
      )
    )
  )
})
