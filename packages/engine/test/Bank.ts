// Connectors without an institution: what happens is chosen by user name, in the words of a connector's author.
import { Challenges, Connector, ConnectorHost, type Errors, Field, Http, Pages, Records } from "@tomada/connector-kit"
import { Effect, type Layer, Redacted, Stream } from "effect"

type Rows<P extends Connector.Readable> = Stream.Stream<Pages.Page<Connector.Records[P]>, Errors.FetchError>

/** How the bank treats one person; what is left out goes well. */
export interface Person {
  readonly login?: Effect.Effect<unknown, Errors.LoginError, Challenges.Challenges>
  readonly resume?: Effect.Effect<unknown, Errors.ResumeError>
  readonly accounts?: Rows<"ACCOUNTS">
  readonly cards?: Rows<"CREDIT_CARDS">
  readonly identity?: Rows<"IDENTITY">
  readonly transactions?: (account: Records.CollectedAccount, window: Connector.Window) => Rows<"TRANSACTIONS">
  readonly bills?: (account: Records.CollectedAccount) => Rows<"BILLS">
  readonly payments?: (rows: ReadonlyArray<Connector.IdentifiedRow>) => Rows<"PAYMENT_DATA">
  readonly investments?: Rows<"INVESTMENTS">
  readonly movements?: (
    investment: Records.CollectedInvestment,
    window: Connector.Window
  ) => Rows<"INVESTMENTS_TRANSACTIONS">
  readonly loans?: Rows<"LOANS">
  readonly statements?: (account: Records.CollectedAccount) => Rows<"ACCOUNT_STATEMENTS">
  readonly balance?: Effect.Effect<Records.LiveBalance, Errors.FetchError>
  readonly document?: Effect.Effect<Records.StatementFile, Errors.FetchError>
}

export const account = (number: string, more: Partial<Records.CollectedAccount> = {}): Records.CollectedAccount => ({
  key: number,
  handle: number,
  type: "BANK",
  subtype: "CHECKING_ACCOUNT",
  number,
  name: "Checking",
  balance: Records.decimal("10"),
  currencyCode: "BRL",
  ...more
})

export const row = (
  institutionId: string,
  date: Records.CivilDate,
  more: Partial<Records.CollectedTransaction> = {}
): Records.CollectedTransaction => ({
  institutionId,
  date,
  status: "POSTED",
  type: "DEBIT",
  amount: Records.decimal("-5"),
  currencyCode: "BRL",
  description: `row ${institutionId}`,
  ...more
})

export const bill = (key: string, more: Partial<Records.CollectedBill> = {}): Records.CollectedBill => ({
  key,
  dueDate: Records.CivilDate.make("2026-08-10"),
  totalAmount: Records.decimal("120"),
  totalAmountCurrencyCode: "BRL",
  ...more
})

export const investment = (
  key: string,
  more: Partial<Records.CollectedInvestment> = {}
): Records.CollectedInvestment => ({
  key,
  handle: key,
  type: "FIXED_INCOME",
  name: "CDB",
  balance: Records.decimal("1000"),
  currencyCode: "BRL",
  date: Records.CivilDate.make("2026-09-01"),
  ...more
})

export const movement = (institutionId: string, date: Records.CivilDate): Records.CollectedInvestmentTransaction => ({
  institutionId,
  date,
  type: "BUY",
  amount: Records.decimal("100")
})

export const loan = (key: string, more: Partial<Records.CollectedLoan> = {}): Records.CollectedLoan => ({
  key,
  productName: "Personal loan",
  kind: "LOAN",
  date: Records.CivilDate.make("2026-09-01"),
  currencyCode: "BRL",
  ...more
})

export const statement = (key: string, monthYear: string): Records.CollectedAccountStatement => ({
  key,
  handle: key,
  monthYear
})

/** How the money of these rows moved. */
export const paid = (rows: ReadonlyArray<Connector.IdentifiedRow>) =>
  Stream.make(
    Pages.page<Records.PaymentDetails>(
      rows.map(({ institutionId }) => ({ institutionId, paymentData: { paymentMethod: "PIX" } }))
    )
  )

/** Rows that close the whole window. */
export const closing = <A>(window: Connector.Window, rows: ReadonlyArray<A>) =>
  Stream.make(Pages.page(rows, [{ from: window.from, to: window.to, states: ["POSTED", "PENDING"] }]))

const defaults = {
  accounts: Stream.make(Pages.page([account("1")])),
  cards: Stream.make(
    Pages.page<Records.CollectedAccount>([account("4321", { type: "CREDIT", subtype: "CREDIT_CARD", name: "Card" })])
  ),
  identity: Stream.make(Pages.page<Records.CollectedIdentity>([{ fullName: "Ana" }])),
  transactions: (of: Records.CollectedAccount, window: Connector.Window) =>
    closing(window, [row(`${of.key}-1`, window.today)]),
  bills: () => Stream.make(Pages.page([bill("2026-08")])),
  payments: paid,
  investments: Stream.make(Pages.page([investment("cdb")])),
  movements: (of: Records.CollectedInvestment, window: Connector.Window) =>
    closing(window, [movement(`${of.key}-1`, window.today)]),
  loans: Stream.make(Pages.page([loan("l-1")])),
  statements: (of: Records.CollectedAccount) => Stream.make(Pages.page([statement(`${of.key}-08`, "08-2026")])),
  balance: Effect.succeed<Records.LiveBalance>({ balance: Records.decimal("12.5"), currencyCode: "BRL" }),
  document: Effect.succeed<Records.StatementFile>({ bytes: new Uint8Array([37]), contentType: "application/pdf" })
} satisfies Person

const credentials = {
  user: Field.text({ label: "User", login: true }),
  password: Field.password({ label: "Password" })
}
const session = Field.text({ label: "session" }).schema

const institution = {
  name: "Bank",
  country: "BR",
  zone: "America/Sao_Paulo",
  currency: "BRL",
  url: "https://bank.example",
  imageUrl: "https://bank.example/logo.svg",
  primaryColor: "000000"
}

/**
 * `asking` asks in its login, `plain` cannot; `whole` is `asking` with every product, live balances and documents, `fresh` is
 * `plain` with all that.
 * `calls` tells who did what, in order.
 */
export const asking = 1
export const plain = 2
export const whole = 3
export const fresh = 4

/** Its form asks for a code that is fresh at each run, and it can be told that a consent ends. */
export const coded = 5

/** Asks its institution once for each list of accounts, nobody answers, and it may be asked twice a day for an Item and five times in all. */
export const counted = 6
const nobody = "127.0.0.1:9"

export const layer = (
  people: Readonly<Record<string, Person>>,
  calls: Array<string>
): Layer.Layer<ConnectorHost.ConnectorHost> => {
  const said = <A, E, R>(user: string, what: string, effect: Effect.Effect<A, E, R>) =>
    Effect.andThen(
      Effect.sync(() => calls.push(`${user} ${what}`)),
      effect
    )
  const rows = <A, E>(user: string, what: string, stream: Stream.Stream<A, E>) =>
    Stream.unwrap(said(user, what, Effect.succeed(stream)))
  const person = (user: string): Person => people[user] ?? {}
  const shared = {
    version: "1.0.0",
    institution,
    type: "PERSONAL_BANK",
    transport: "http",
    products: { ACCOUNTS: {}, CREDIT_CARDS: {}, TRANSACTIONS: {}, IDENTITY: {} },
    hosts: ["bank.example"]
  } as const
  const reading = {
    credentials,
    session,
    resume: (user: string) => said(user, "resume", Effect.as(person(user).resume ?? Effect.void, user)),
    accounts: (user: string) => rows(user, "ACCOUNTS", person(user).accounts ?? defaults.accounts),
    products: {
      CREDIT_CARDS: (user: string) => rows(user, "CREDIT_CARDS", person(user).cards ?? defaults.cards),
      IDENTITY: (user: string) => rows(user, "IDENTITY", person(user).identity ?? defaults.identity),
      TRANSACTIONS: (user: string, of: Records.CollectedAccount, window: Connector.Window) =>
        rows(user, "TRANSACTIONS", (person(user).transactions ?? defaults.transactions)(of, window))
    }
  }
  const everything = {
    ...reading,
    bills: (user: string, of: Records.CollectedAccount) =>
      rows(user, "BILLS", (person(user).bills ?? defaults.bills)(of)),
    balance: (user: string, of: Records.CollectedAccount) =>
      said(user, `balance ${of.handle}`, person(user).balance ?? defaults.balance),
    statement: (user: string, handle: string) =>
      said(user, `statement ${handle}`, person(user).document ?? defaults.document),
    products: {
      ...reading.products,
      PAYMENT_DATA: (user: string, _account: Records.CollectedAccount, of: ReadonlyArray<Connector.IdentifiedRow>) =>
        rows(user, "PAYMENT_DATA", (person(user).payments ?? defaults.payments)(of)),
      INVESTMENTS: (user: string) => rows(user, "INVESTMENTS", person(user).investments ?? defaults.investments),
      INVESTMENTS_TRANSACTIONS: (user: string, of: Records.CollectedInvestment, window: Connector.Window) =>
        rows(user, "INVESTMENTS_TRANSACTIONS", (person(user).movements ?? defaults.movements)(of, window)),
      LOANS: (user: string) => rows(user, "LOANS", person(user).loans ?? defaults.loans),
      ACCOUNT_STATEMENTS: (user: string, of: Records.CollectedAccount) =>
        rows(user, "ACCOUNT_STATEMENTS", (person(user).statements ?? defaults.statements)(of))
    }
  }
  const all = {
    ...shared.products,
    PAYMENT_DATA: {},
    INVESTMENTS: {},
    INVESTMENTS_TRANSACTIONS: {},
    LOANS: {},
    ACCOUNT_STATEMENTS: {}
  }
  const enter = (given: Redacted.Redacted<Field.Values<typeof credentials>>) => {
    const { user } = Redacted.value(given)
    return said(user, "login", Effect.as(person(user).login ?? Effect.void, { session: user }))
  }
  return ConnectorHost.ConnectorHost.layerInProcess([
    Connector.make({
      ...reading,
      manifest: { ...shared, id: asking, slug: "asking", challenges: ["Otp"], unattended: "until-session-expiry" },
      login: enter
    }),
    Connector.make({
      ...reading,
      manifest: { ...shared, id: plain, slug: "plain", challenges: [], unattended: "always" },
      login: (given) => enter(given).pipe(Effect.provide(Challenges.Challenges.layerNobody))
    }),
    Connector.make({
      ...everything,
      manifest: {
        ...shared,
        id: whole,
        slug: "whole",
        products: all,
        challenges: ["Otp"],
        unattended: "until-session-expiry"
      },
      login: enter
    }),
    Connector.make({
      ...everything,
      manifest: { ...shared, id: fresh, slug: "fresh", products: all, challenges: [], unattended: "always" },
      login: (given) => enter(given).pipe(Effect.provide(Challenges.Challenges.layerNobody))
    }),
    Connector.make({
      ...reading,
      credentials: { ...credentials, token: Field.otp({ label: "Token" }) },
      manifest: { ...shared, id: coded, slug: "coded", challenges: [], unattended: "until-session-expiry" },
      login: (given) => {
        const { token, user } = Redacted.value(given)
        return said(
          user,
          `login ${Redacted.value(token)}`,
          Effect.as(person(user).login ?? Effect.void, { session: user })
        )
      },
      revoke: (user) => said(user, "revoke", Effect.void)
    }),
    Connector.make({
      ...reading,
      manifest: {
        ...shared,
        id: counted,
        slug: "counted",
        challenges: [],
        unattended: "always",
        hosts: [nobody],
        budgets: [
          { name: "of one person", max: 2, per: "day", scope: "item" },
          { name: "of all", max: 5, per: "day", scope: "connector" }
        ]
      },
      login: (given) => enter(given).pipe(Effect.provide(Challenges.Challenges.layerNobody)),
      accounts: (user) =>
        Stream.unwrap(
          Http.get(`https://${nobody}/`).pipe(
            Effect.catchTag("InstitutionDown", () => Effect.void),
            Effect.as(reading.accounts(user))
          )
        ),
      balance: (user) => Effect.andThen(Http.get(`https://${nobody}/`), person(user).balance ?? defaults.balance)
    })
  ])
}
