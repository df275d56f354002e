// What is said in a visit whose connector is in another process, as JSON and back. Money, days and instants have a spelling of their
// own there, and a Redacted value is unwrapped for the channel alone. Each text is decoded once; a page has its limits.
import {
  Account,
  AccountStatement,
  Challenge,
  CivilDate,
  ConnectorError,
  Coverage,
  CredentialField,
  CreditCardBill,
  Identity,
  Investment,
  InvestmentTransaction,
  Loan,
  Manifest,
  Transaction
} from "@tomada/core"
import { Effect, Option, Redacted, Schema } from "effect"

import type { Page } from "../../Pages.ts"
import { LiveBalance, PaymentDetails, type Readable, type Reads, type Records, StatementFile } from "../../Products.ts"
import type { Saved } from "../../Visit.ts"

/** Records of one page, pages of one read. */
export const maxRecords = 20_000
export const maxPages = 20_000

/** One thing that is said, in both directions. */
export interface Spelling<A> {
  readonly encode: (value: A) => unknown
  readonly decode: (input: unknown) => Option.Option<A>
}

export const spelling = <A, I>(schema: Schema.Codec<A, I>): Spelling<A> => {
  const json = Schema.toCodecJson(schema)
  return { encode: Schema.encodeSync(json), decode: Schema.decodeUnknownOption(json) }
}

const broken = (what: string) => new ConnectorError.ConnectorDefect({ what: `what is no ${what}` })

/** Whoever says something else ends in a ConnectorDefect. */
export const heard = <A>(as: Spelling<A>, what: string, input: unknown): Effect.Effect<A> =>
  Option.match(as.decode(input), { onNone: () => Effect.die(broken(what)), onSome: Effect.succeed })

const Warning = Schema.Struct({
  code: Schema.String,
  message: Schema.String,
  providerMessage: Schema.NullOr(Schema.String)
})

const few = Schema.isMaxLength(maxRecords)

const pageOf = <A, I>(record: Schema.Codec<A, I>): Spelling<Page<A>> =>
  spelling(
    Schema.Struct({
      records: Schema.Array(record).check(few),
      coverage: Schema.Array(Coverage.Coverage).check(few),
      warnings: Schema.Array(Warning).check(few)
    })
  )

/** The pages of each read. */
export const pages: { readonly [P in Readable]: Spelling<Page<Records[P]>> } = {
  ACCOUNTS: pageOf(Account.CollectedAccount),
  CREDIT_CARDS: pageOf(Account.CollectedAccount),
  BILLS: pageOf(CreditCardBill.CollectedBill),
  TRANSACTIONS: pageOf(Transaction.CollectedTransaction),
  PAYMENT_DATA: pageOf(PaymentDetails),
  INVESTMENTS: pageOf(Investment.CollectedInvestment),
  INVESTMENTS_TRANSACTIONS: pageOf(InvestmentTransaction.CollectedInvestmentTransaction),
  IDENTITY: pageOf(Identity.CollectedIdentity),
  LOANS: pageOf(Loan.CollectedLoan),
  ACCOUNT_STATEMENTS: pageOf(AccountStatement.CollectedAccountStatement)
}

const { CivilDate: Day } = CivilDate
const window = Schema.Struct({ from: Day, to: Day, today: Day })
const account = Account.CollectedAccount
const row = Schema.Struct({ ...Transaction.CollectedTransaction.fields, institutionId: Schema.String })
const ofAccount = spelling(Schema.Struct({ account }))
const nothing = spelling(Schema.Null)

/** What each read is given. */
export const reads: { readonly [P in Readable]: Spelling<Reads[P]> } = {
  ACCOUNTS: nothing,
  CREDIT_CARDS: nothing,
  BILLS: ofAccount,
  TRANSACTIONS: spelling(Schema.Struct({ account, window })),
  PAYMENT_DATA: spelling(Schema.Struct({ account, rows: Schema.Array(row) })),
  INVESTMENTS: nothing,
  INVESTMENTS_TRANSACTIONS: spelling(Schema.Struct({ investment: Investment.CollectedInvestment, window })),
  IDENTITY: nothing,
  LOANS: nothing,
  ACCOUNT_STATEMENTS: ofAccount
}

/** Of a read whose name is known only when it comes: what it is given, and its pages. */
export const readOf = (name: Readable): Spelling<never> => reads[name] as unknown as Spelling<never> // given to the read of this name alone
export const pageFor = (name: Readable): Spelling<Page<unknown>> => pages[name] as Spelling<Page<unknown>> // as above

/** The name of a read. */
export const readable = spelling(Schema.Literals(Object.keys(pages) as ReadonlyArray<Readable>)) // the keys of that type

export const accounts = spelling(Account.CollectedAccount)
export const balances = spelling(LiveBalance)
export const files = spelling(StatementFile)
export const challenges = spelling(Challenge.Challenge)
export const callbacks = spelling(Schema.NullOr(Schema.Struct({ state: Schema.String })))
export const rejections = spelling(CredentialField.CredentialsRejected)
export const bytes = spelling(Schema.NullOr(Schema.Uint8Array))
export const texts = spelling(Schema.String)
export const parameters = spelling(Schema.Record(Schema.String, Schema.Unknown))

/** What a module of connectors says of itself. */
export const descriptions = spelling(
  Schema.Array(
    Schema.Struct({
      manifest: Manifest.Manifest,
      extras: Schema.Array(Schema.Literals(["bills", "balance", "statement", "revoke"]))
    })
  ).check(Schema.isMaxLength(200))
)

const { ConnectorError: anyError } = ConnectorError
export const errors: Spelling<ConnectorError.ConnectorError> = spelling(anyError)

const fetchTags = [
  "SessionExpired",
  "ConsentExpired",
  "UserActionNeeded",
  "InstitutionDown",
  "Blocked",
  "RateLimited",
  "SiteChanged",
  "Unsupported",
  "InputRejected"
]
const resumeTags = ["SessionExpired", "InstitutionDown", "Blocked", "RateLimited", "SiteChanged"]
const loginTags = [
  ...fetchTags.filter((tag) => tag !== "SessionExpired"),
  "InvalidCredentials",
  "AccountLocked",
  "ChallengeFailed",
  "AlreadyLoggedIn"
]

const failing =
  <E extends ConnectorError.ConnectorError>(tags: ReadonlyArray<string>) =>
  (input: unknown): Effect.Effect<never, E> =>
    Option.match(errors.decode(input), {
      onNone: () => Effect.die(broken("error of a connector")),
      onSome: (error) =>
        tags.includes(error._tag)
          ? Effect.fail(error as E) // its tag is one of these
          : Effect.die(error._tag === "ConnectorDefect" ? error : broken(`error of this step (${error._tag})`))
    })

/** What a step of a visit may fail with; any other error is a defect of the connector. */
export const failures = {
  fetch: failing<ConnectorError.FetchError>(fetchTags),
  resume: failing<ConnectorError.ResumeError>(resumeTags),
  login: failing<ConnectorError.LoginError>(loginTags),
  challenge: failing<ConnectorError.ChallengeFailed>(["ChallengeFailed"]),
  spend: failing<ConnectorError.RateLimited>(["RateLimited"]),
  exchange: failing<ConnectorError.InstitutionDown | ConnectorError.SiteChanged>(["InstitutionDown", "SiteChanged"])
}

const SavedTexts = Schema.Struct({ session: Schema.NullOr(Schema.String), trust: Schema.NullOr(Schema.String) })
const savedTexts = spelling(SavedTexts)
const toText = (value: Option.Option<Redacted.Redacted<string>>) =>
  Option.getOrNull(Option.map(value, (text) => Redacted.value(text)))
const fromText = (text: string | null) => Option.map(Option.fromNullOr(text), (value) => Redacted.make(value))

/** What is kept between visits. */
export const saved: Spelling<Saved> = {
  encode: ({ session, trust }) => savedTexts.encode({ session: toText(session), trust: toText(trust) }),
  decode: (input) =>
    Option.map(savedTexts.decode(input), ({ session, trust }) => ({
      session: fromText(session),
      trust: fromText(trust)
    }))
}

/** One exchange over the wire, where somebody stands between. */
export const exchanges = spelling(
  Schema.Struct({
    id: Schema.Int,
    sent: Schema.Struct({
      method: Schema.String,
      url: Schema.String,
      headers: Schema.Record(Schema.String, Schema.String),
      body: Schema.NullOr(Schema.String)
    })
  })
)
const lines = Schema.Union([Schema.String, Schema.Array(Schema.String)])
export const answered = spelling(
  Schema.Struct({
    status: Schema.Int,
    headers: Schema.Record(Schema.String, Schema.UndefinedOr(lines)),
    bytes: Schema.Uint8Array
  })
)

/** How a visit begins. `connectTo`: hosts that are reached without TLS of their own; the address is the door's to know. */
export const openings = spelling(
  Schema.Struct({
    connectorId: Schema.Int,
    parameters: Schema.Record(Schema.String, Schema.String),
    saved: SavedTexts,
    connectTo: Schema.Record(Schema.String, Schema.String),
    requestTimeoutMillis: Schema.NullOr(Schema.Finite),
    redirectUri: Schema.NullOr(Schema.String),
    shows: Schema.Boolean,
    spends: Schema.Boolean,
    taps: Schema.Boolean
  })
)
export const beginnings = spelling(Schema.Struct({ module: Schema.String, clock: Schema.NullOr(Schema.Finite) }))
export const lots = spelling(Schema.Struct({ read: Schema.Int, product: Schema.String, of: Schema.Unknown }))
export const numbers = spelling(Schema.Finite)
export const savedFrom = (texts: typeof SavedTexts.Type): Saved => ({
  session: fromText(texts.session),
  trust: fromText(texts.trust)
})
/** What a connector tells the operator. */
export const logs = spelling(
  Schema.Struct({ level: Schema.Literals(["Debug", "Info", "Warn", "Error"]), message: Schema.String })
)
/** A question, and the number under which it is shown. */
export const questions = spelling(
  Schema.Struct({ challenge: Schema.Unknown, callback: Schema.NullOr(Schema.Struct({ state: Schema.String })) })
)
