// A made-up institution that offers every product as JSON on a loopback server, and a connector for it: what each function is
// given is sent along, so that a test sees it arrive.
import { Effect, Option, Redacted, Stream } from "effect"
import { z } from "zod"

import type * as Connector from "../src/Connector.ts"
import { ConnectorHost as Host, type VisitRequest } from "../src/ConnectorHost.ts"
import { ChallengeFailed, type FetchError, type SiteChanged } from "../src/Errors.ts"
import * as Http from "../src/Http.ts"
import * as Pages from "../src/Pages.ts"
import * as Parse from "../src/Parse.ts"
import * as Records from "../src/Records.ts"
import { Loopback } from "./Loopback.ts"
import { credentials, manifest as sample, session, type Session } from "./Sample.ts"

export const home = "https://sample.example"

const Answer = z.object({ names: z.array(z.string()) })

/** The names that the institution lists at a path. */
const names = (path: string) =>
  Effect.gen(function* () {
    const response = yield* Http.get(`${home}/${path}`)
    const json = yield* Effect.sync((): unknown => JSON.parse(response.text))
    return (yield* Parse.payload(Answer, json, Http.place(response.url))).names
  })

const list = <A>(path: string, record: (name: string) => A, coverage: Pages.Page<A>["coverage"] = []) =>
  Pages.single(
    Effect.map(names(path), (found) => found.map(record)),
    coverage
  )

const day = Records.CivilDate.make("2026-03-20")
const ten = Records.decimal("10")

const bank = (name: string): Records.CollectedAccount => ({
  key: name,
  handle: `h-${name}`,
  type: "BANK",
  subtype: "CHECKING_ACCOUNT",
  number: name,
  name: "Checking",
  balance: ten,
  currencyCode: "BRL"
})

export const products = {
  ACCOUNTS: {},
  CREDIT_CARDS: {},
  TRANSACTIONS: {},
  PAYMENT_DATA: {},
  INVESTMENTS: {},
  INVESTMENTS_TRANSACTIONS: {},
  IDENTITY: {},
  LOANS: {},
  ACCOUNT_STATEMENTS: {}
} as const

export const functions = {
  CREDIT_CARDS: () =>
    list("cards", (name): Records.CollectedAccount => ({ ...bank(name), type: "CREDIT", subtype: "CREDIT_CARD" })),
  TRANSACTIONS: (_: Session, account: Records.CollectedAccount, { from, to, today }: Connector.Window) =>
    list(
      `rows?of=${account.handle}&from=${from}&to=${to}&today=${today}`,
      (name): Records.CollectedTransaction => ({
        institutionId: name,
        date: today,
        status: "POSTED",
        type: "DEBIT",
        amount: Records.decimal("-10"),
        currencyCode: "BRL",
        description: name
      }),
      [{ from, to, states: ["POSTED"] }]
    ),
  PAYMENT_DATA: (
    _: Session,
    account: Records.CollectedAccount,
    rows: ReadonlyArray<Connector.IdentifiedRow>
  ): Connector.Rows<"PAYMENT_DATA"> =>
    Stream.fromIterable(rows).pipe(
      Stream.mapEffect(({ institutionId }) =>
        Effect.map(names(`payments?of=${account.handle}&row=${institutionId}`), (found) =>
          Pages.page(found.map((receiver) => ({ institutionId, paymentData: { receiver: { name: receiver } } })))
        )
      )
    ),
  INVESTMENTS: () =>
    list("investments", (name): Records.CollectedInvestment => ({
      key: name,
      handle: `i-${name}`,
      type: "FIXED_INCOME",
      balance: ten,
      name,
      currencyCode: "BRL",
      date: day
    })),
  INVESTMENTS_TRANSACTIONS: (_: Session, investment: Records.CollectedInvestment, { from, to }: Connector.Window) =>
    list(
      `movements?of=${investment.handle}&from=${from}&to=${to}`,
      (name): Records.CollectedInvestmentTransaction => ({ institutionId: name, type: "BUY", date: day }),
      [{ from, to, states: ["POSTED"] }]
    ),
  IDENTITY: () => list("identity", (fullName): Records.CollectedIdentity => ({ fullName })),
  LOANS: () =>
    list("loans", (name): Records.CollectedLoan => ({
      key: name,
      productName: name,
      kind: "LOAN",
      date: day,
      currencyCode: "BRL"
    })),
  ACCOUNT_STATEMENTS: (_: Session, account: Records.CollectedAccount) =>
    list(`statements?of=${account.handle}`, (monthYear): Records.CollectedAccountStatement => ({
      key: monthYear,
      handle: `${account.handle}/${monthYear}`,
      monthYear: Records.MonthYear.make(monthYear)
    }))
}

export const extras = {
  bills: (_: Session, account: Records.CollectedAccount) =>
    list(`bills?of=${account.handle}`, (key): Records.CollectedBill => ({
      key,
      dueDate: day,
      totalAmount: ten,
      totalAmountCurrencyCode: "BRL"
    })),
  balance: (_: Session, account: Records.CollectedAccount) =>
    Effect.flatMap(Http.get(`${home}/balance?of=${account.handle}`), ({ text }) =>
      Effect.map(Parse.decimalPoint(text, "balance"), (balance) => ({ balance, currencyCode: "BRL" }))
    ),
  statement: (_: Session, handle: string): Effect.Effect<Records.StatementFile, FetchError, Http.Http> =>
    Effect.map(Http.get(`${home}/documents/${handle}`), ({ bytes, headers }) => ({
      bytes,
      contentType: headers["content-type"] ?? "application/octet-stream"
    })),
  revoke: () => Effect.asVoid(Http.post(`${home}/revoke`, {}))
}

export const manifest = { ...sample, products } as const

/** An institution that offers everything, with a login that asks nothing. */
export const definition = {
  manifest,
  credentials,
  session,
  login: () => Effect.as(Http.post(`${home}/login`, {}), { session: { token: "t-1" } }),
  resume: (held: Session) => Effect.succeed(held),
  accounts: () => list("accounts", bank),
  products: functions,
  ...extras
}

/** A visit to the loopback server under the institution's name. */
export const visit = (connector: Connector.Connector, more: Partial<VisitRequest> = {}) =>
  Effect.gen(function* () {
    const { address } = yield* Loopback
    const host = yield* Effect.provide(
      Host,
      Host.layerInProcess([connector], { connectTo: { "sample.example": address } })
    )
    return yield* Effect.orDie(
      host.open({
        connectorId: connector.manifest.id,
        parameters: Redacted.make({ user: "ana", password: "canary" }),
        saved: { session: Option.none(), trust: Option.none() },
        ask: () => Effect.fail(new ChallengeFailed({ why: "no-user-present" })),
        ...more
      })
    )
  })

/** Reads a page or is defeated by it: for logins, whose errors a test does not look at. */
export const posted = (path: string): Effect.Effect<string, Http.HttpError | SiteChanged, Http.Http> =>
  Effect.map(Http.post(`${home}/${path}`, {}), ({ text }) => text)
