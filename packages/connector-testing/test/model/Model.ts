// The good connector of the model bank, in pieces that a saboteur takes and breaks, and cassettes of it.
import { Amount, Challenges, Connector, Errors, Field, Http, Paging, Parse, type Records } from "@tomada/connector-kit"
import type { CivilDate } from "@tomada/core"
import { BigDecimal, DateTime, Effect, Option, Redacted, Stream } from "effect"
import { TestClock } from "effect/testing"
import { z } from "zod"

import type * as Cassette from "../../src/Cassette.ts"
import * as Faithful from "../../src/Faithful.ts"
import * as LeapingClock from "../../src/LeapingClock.ts"
import { Observation } from "../../src/Observed.ts"
import { Recording } from "../../src/Recording.ts"
import * as Stage from "../../src/Stage.ts"
import { code, host, ModelBank, type Options, password } from "./ModelBank.ts"

const bank = `http://${host}`

export const manifest = {
  id: 9_001,
  slug: "model",
  version: "1.0.0",
  institution: {
    name: "Model Bank",
    country: "BR",
    zone: "America/Sao_Paulo",
    currency: "BRL",
    url: "https://model.bank.test",
    imageUrl: "https://model.bank.test/logo.svg",
    primaryColor: "112233"
  },
  type: "PERSONAL_BANK",
  transport: "http",
  challenges: ["Otp"],
  unattended: "until-session-expiry",
  products: { ACCOUNTS: {}, TRANSACTIONS: {} },
  hosts: [host]
} as const satisfies Connector.ManifestInput<"ACCOUNTS" | "TRANSACTIONS", "until-session-expiry">

export const credentials = {
  user: Field.text({ label: "User", login: true, validation: /^user-\w+$/ }),
  password: Field.password({ label: "Password", validation: /^[\w-]{6,30}$/ })
}
export type Credentials = Field.Values<typeof credentials>

export const session = z.object({ token: z.string() })
export type Session = z.output<typeof session>
export const trust = z.object({ device: z.string() })
export type Trust = z.output<typeof trust>

const account = z.object({
  id: z.string(),
  number: z.string(),
  name: z.string(),
  currency: z.string(),
  balance: z.string()
})
const row = z.object({
  id: z.string(),
  day: z.iso.date(),
  text: z.string(),
  amount: z.string(),
  balance: z.string(),
  kind: z.enum(["card", "transfer", "fee"])
})
export const list = z.object({ rows: z.array(row), total: z.number(), page: z.number(), more: z.boolean() })

export const json = <A>(schema: z.ZodType<A>, { text }: Http.HttpResponse, at: string) =>
  Effect.suspend(() =>
    Option.match(Option.liftThrowable((given: string): unknown => JSON.parse(given))(text), {
      onNone: () => Effect.fail(new Errors.SiteChanged({ at, expected: "JSON" })),
      onSome: (value) => Parse.payload(schema, value, at)
    })
  )

/** What a session is told at a path. */
export const ask = <A>({ token }: Session, path: string, schema: z.ZodType<A>, at: string) =>
  Effect.gen(function* () {
    const url = `${bank}${path}`
    const answer = yield* Http.Http.use((http) => http.request({ url, headers: { authorization: `Bearer ${token}` } }))
    if (answer.status === 401) return yield* new Errors.SessionExpired()
    if (answer.status === 403) return yield* new Errors.Blocked({ by: "the institution" })
    return yield* json(schema, answer, at)
  })

const refusal = z.object({ error: z.string() })
const arrival = z.object({ state: z.enum(["in", "code"]), token: z.string().optional(), device: z.string().optional() })

const refused = (error: string): Errors.LoginError => {
  switch (error) {
    case "wrong":
      return new Errors.InvalidCredentials({ fields: ["user", "password"] })
    case "wrong-code":
      return new Errors.ChallengeFailed({ why: "wrong" })
    case "locked":
      return new Errors.AccountLocked()
    case "terms":
      return new Errors.UserActionNeeded({ action: "accept-terms", providerMessage: null })
    case "change-password":
      return new Errors.UserActionNeeded({ action: "change-password", providerMessage: null })
    case "device":
      return new Errors.UserActionNeeded({ action: "authorize-device", providerMessage: null })
    default:
      return new Errors.SiteChanged({ at: "login", expected: "a known refusal" })
  }
}

export const post = Effect.fnUntraced(function* (path: string, body: unknown) {
  const answer = yield* Http.Http.use((http) => http.request({ method: "POST", url: `${bank}${path}`, json: body }))
  if (answer.status < 400) return yield* json(arrival, answer, "login")
  return yield* refused((yield* json(refusal, answer, "login")).error)
})

const entered = Effect.fnUntraced(function* ({ device, token }: z.output<typeof arrival>) {
  if (token === undefined) return yield* new Errors.SiteChanged({ at: "login", expected: "a token" })
  const loggedIn: Connector.LoggedIn<Session, Trust> = {
    session: { token },
    ...(device === undefined ? {} : { trust: { device } })
  }
  return loggedIn
})

/** How long a code is good for. */
export const codeLasts = "2 minutes"

export const login = Effect.fnUntraced(function* (given: Redacted.Redacted<Credentials>, known: Trust | undefined) {
  const { password, user } = Redacted.value(given)
  const first = yield* post("/login", { user, password, ...(known === undefined ? {} : { device: known.device }) })
  if (first.state === "in") return yield* entered(first)
  const answer = yield* Challenges.ask({
    _tag: "Otp",
    name: "code",
    label: "The code on your phone",
    channel: "sms",
    hint: null,
    length: 6,
    expiresAt: DateTime.addDuration(yield* DateTime.now, codeLasts)
  })
  return yield* Effect.flatMap(post("/code", { user, code: Redacted.value(answer) }), entered)
})

export const resume = (held: Session) =>
  Effect.as(ask(held, "/me", z.object({ state: z.literal("in") }), "profile"), held)

export const collectedAccount = Effect.fnUntraced(function* (seen: z.output<typeof account>) {
  const collected: Records.CollectedAccount = {
    key: seen.number,
    handle: seen.id,
    type: "BANK",
    subtype: "CHECKING_ACCOUNT",
    number: seen.number,
    name: seen.name,
    marketingName: null,
    balance: yield* Amount.decimal(seen.balance, "accounts", Amount.point),
    currencyCode: seen.currency,
    taxNumber: null,
    owner: null,
    bankData: { transferNumber: seen.number },
    creditData: null
  }
  return collected
})

export const accounts = (held: Session): Connector.Rows<"ACCOUNTS"> =>
  Paging.whole({
    at: "accounts",
    first: 1,
    read: () =>
      Effect.gen(function* () {
        const { accounts } = yield* ask(held, "/accounts", z.object({ accounts: z.array(account).min(1) }), "accounts")
        return { records: yield* Effect.forEach(accounts, collectedAccount), next: Option.none<number>() }
      })
  })

export const collectedRow = Effect.fnUntraced(function* (seen: z.output<typeof row>) {
  const amount = yield* Amount.decimal(seen.amount, "statement", Amount.point)
  const collected: Records.CollectedTransaction = {
    institutionId: seen.id,
    date: seen.day as CivilDate.CivilDate, // zod has seen that it is a day
    status: "POSTED",
    type: BigDecimal.isNegative(amount) ? "DEBIT" : "CREDIT",
    amount,
    currencyCode: "BRL",
    description: seen.text,
    balance: yield* Amount.decimal(seen.balance, "statement", Amount.point),
    operationType: seen.kind
  }
  return collected
})

const none: Stream.Stream<never> = Stream.empty

export const transactions = (
  held: Session,
  { handle }: Records.CollectedAccount,
  window: Connector.Window
): Connector.Rows<"TRANSACTIONS"> =>
  window.from > window.to
    ? none
    : Paging.ofDays(
        {
          at: "statement",
          first: 1,
          read: (page: number) =>
            Effect.gen(function* () {
              const path = `/accounts/${handle}/rows?from=${window.from}&to=${window.to}&page=${page}`
              const { more, rows, total } = yield* ask(held, path, list, "statement")
              const records = yield* Effect.forEach(rows, collectedRow)
              return { records, total, next: more ? Option.some(page + 1) : Option.none<number>() }
            })
        },
        { window, states: ["POSTED", "PENDING"], dayOf: ({ date }) => date, asked: "days", order: "newest-first" }
      )

/** All of the good connector; a saboteur spreads it and replaces a piece. */
export const definition = {
  manifest,
  credentials,
  session,
  trust,
  login,
  resume,
  accounts,
  products: { TRANSACTIONS: transactions }
} as const

export const connector: Connector.Connector = Connector.make(definition)

export interface Recorded extends Options {
  readonly connector?: Connector.Connector
  /** The name of the cassette; unless the rest says otherwise it is recorded with the user and the answers that its name stands for. */
  readonly scenario?: string
  readonly parameters?: Readonly<Record<string, string>>
  readonly answers?: Stage.Answers
  /** Given instead of one of its own, so that the bank's log can be looked at. */
  readonly bank?: ModelBank
  /** Syncs after the first; one unless said. */
  readonly updates?: number
}

const users: Readonly<Record<string, string>> = {
  "two-step": "user-otp",
  "wrong-code": "user-otp",
  "late-code": "user-otp",
  locked: "user-locked",
  "action-needed": "user-terms",
  "change-password": "user-reset",
  device: "user-device"
}

const answersFor = (scenario: string): Stage.Answers =>
  scenario === "late-code"
    ? Stage.nobody
    : () => Effect.succeed(Redacted.make(scenario === "wrong-code" ? "000000" : code))

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

export const began = DateTime.makeUnsafe("2026-09-30T15:00:00Z")

/** Makes a cassette: the connector in the whole engine against the model bank. Nothing in it is anybody's, so it is not redacted. */
export const recorded = (options: Recorded = {}): Effect.Effect<Cassette.Cassette> =>
  Effect.gen(function* () {
    const { scenario = "ok", updates = 1 } = options
    const { answers = answersFor(scenario), bank = new ModelBank(options) } = options
    const made = options.connector ?? connector
    const parameters = options.parameters ?? {
      user: users[scenario] ?? "user-ok",
      password: scenario === "wrong-password" ? "wrong-password" : password
    }
    const recording = new Recording()
    const tap: Stage.Options["tap"] = (sent, exchange) => recording.tap(sent, bank.tap(sent, exchange))
    yield* TestClock.setTime(began.epochMilliseconds)
    let requests = 0
    const stage = yield* Stage.open({
      connector: made,
      tap: (sent, exchange) => Effect.suspend(() => ((requests += 1), tap(sent, exchange))),
      connectTo: { [host]: "127.0.0.1:9" },
      observation: new Observation(),
      answers: (challenge) =>
        Effect.tap(answers(challenge), (answer) =>
          Effect.map(DateTime.now, (at) => void recording.questions.push({ at, challenge, answer }))
        ),
      pause: Stage.untilIdle(() => requests)
    })
    const lines: Array<Cassette.Line> = []
    const sync = Effect.fnUntraced(function* (run: Effect.Effect<Stage.Ended>) {
      const clock = yield* DateTime.now
      const ended = yield* run
      const { exchanges, questions } = recording.take()
      const { error, executionStatus: status } = ended.item
      lines.push(
        {
          sync: lines.filter((line) => "sync" in line).length + 1,
          clock,
          trigger: lines.length === 0 ? "first" : "update",
          expects: { status, error: error?.code ?? null, records: Faithful.counts(ended.calls) }
        },
        ...questions.map(({ answer, challenge }) => ({
          asked: challenge,
          answer: answer === null ? null : Redacted.value(answer)
        })),
        ...exchanges.map(({ answered, at, sent, step, tap }) => ({
          tap,
          step,
          after: at.epochMilliseconds - clock.epochMilliseconds,
          method: sent.method,
          url: sent.url,
          body: sent.body,
          status: answered.status,
          headers: { "content-type": ["application/json"] },
          text: textOf(answered.bytes)
        }))
      )
      return ended
    })
    const { item } = yield* sync(stage.create(Redacted.make(parameters)))
    for (let number = 0; item.error === null && number < updates; number++) {
      yield* LeapingClock.leapTo((yield* DateTime.now).epochMilliseconds + 86_400_000)
      yield* sync(stage.update(item.id))
    }
    const { hosts, id, institution, slug, version } = made.manifest
    return {
      header: {
        cassette: 1,
        connector: { id, slug, version },
        scenario,
        redactor: 1,
        recordedAt: began,
        zone: institution.zone,
        hosts,
        parameters,
        products: null,
        volatile: [],
        keep: []
      },
      lines
    } satisfies Cassette.Cassette
  }).pipe(Effect.scoped, Effect.provide(LeapingClock.layer))
