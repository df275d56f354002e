// Connectors without an institution: what happens is chosen by user name, in the words of a connector's author.
import { Challenges, Connector, ConnectorHost, type Errors, Field, Pages, Records } from "@tomada/connector-kit"
import { Effect, type Layer, Redacted, Stream } from "effect"

type Rows<P extends Connector.Collectable> = Stream.Stream<Pages.Page<Connector.Records[P]>, Errors.FetchError>

/** How the bank treats one person; what is left out goes well. */
export interface Person {
  readonly login?: Effect.Effect<unknown, Errors.LoginError, Challenges.Challenges>
  readonly resume?: Effect.Effect<unknown, Errors.ResumeError>
  readonly accounts?: Rows<"ACCOUNTS">
  readonly cards?: Rows<"CREDIT_CARDS">
  readonly identity?: Rows<"IDENTITY">
  readonly transactions?: (account: Records.CollectedAccount, window: Connector.Window) => Rows<"TRANSACTIONS">
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

/** Rows that close the whole window. */
export const closing = (window: Connector.Window, rows: ReadonlyArray<Records.CollectedTransaction>) =>
  Stream.make(Pages.page(rows, [{ from: window.from, to: window.to, states: ["POSTED", "PENDING"] }]))

const defaults = {
  accounts: Stream.make(Pages.page([account("1")])),
  cards: Stream.make(
    Pages.page<Records.CollectedAccount>([account("4321", { type: "CREDIT", subtype: "CREDIT_CARD", name: "Card" })])
  ),
  identity: Stream.make(Pages.page<Records.CollectedIdentity>([{ fullName: "Ana" }])),
  transactions: (of: Records.CollectedAccount, window: Connector.Window) =>
    closing(window, [row(`${of.key}-1`, window.today)])
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

/** `asking` asks in its login, `plain` cannot; `calls` tells who did what, in order. */
export const asking = 1
export const plain = 2

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
    })
  ])
}
