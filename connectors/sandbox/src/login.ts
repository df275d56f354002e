// The ways in by the form: with user and password alone, with a token beside them, with a second factor after them, and with
// the session that was saved. A device that the bank knows is spared the second factor.
import { Challenges, type Connector, Errors, Html, Http } from "@tomada/connector-kit"
import { DateTime, Effect, Option, Redacted, Schema } from "effect"

import * as Challenge from "./challenge.ts"
import type { Credentials, CredentialsWithToken } from "./credentials.ts"
import { bank } from "./manifest.ts"
import * as Pages from "./pages.ts"
import type { Session, Trust } from "./session.ts"

type Arrival = { readonly _tag: "In" } | { readonly _tag: "Asked"; readonly page: Pages.BankPage }

type LoggedIn = Connector.LoggedIn<Session, Trust>

/** Where a login step led: in, to a question, or to what stands in the way. The account list is not opened yet. */
const arrive = Effect.fnUntraced(function* (response: Http.HttpResponse) {
  const location = response.headers["location"] ?? ""
  if (location === "/accounts") return { _tag: "In" } satisfies Arrival
  const page = location === "" ? yield* Pages.read(response) : yield* Pages.get(location)
  const refusal = Pages.refusal(page)
  if (Option.isSome(refusal)) return yield* refusal.value
  if (page.name === "challenge" || page.name === "companies") return { _tag: "Asked", page } satisfies Arrival
  return yield* Pages.unknown(page, "a page behind the login")
})

const enter = Effect.fnUntraced(function* (
  { password, token, user }: Credentials & { readonly token?: string },
  channel: string
) {
  const form = yield* Pages.get(`${bank}/login${channel}`)
  const typed = { user, password, ...(token === undefined ? {} : { token }) }
  const arrival: Arrival = yield* Effect.flatMap(Pages.send(form, "#login-form", typed), arrive)
  return arrival
})

/** For a connector that runs with nobody present: what the bank would ask is not supported. */
export const login = Effect.fn("sandbox.login")(function* (credentials: Redacted.Redacted<Credentials>) {
  const given = Redacted.value(credentials)
  const arrival = yield* enter(given, "")
  if (arrival._tag === "Asked") return yield* new Errors.Unsupported({ what: arrival.page.name })
  return { session: { user: given.user } }
})

const expiry = (page: Pages.BankPage) =>
  Option.getOrNull(
    Option.flatMap(Html.attribute(page.main, "data-expires-at"), (text) => DateTime.make(text))
  ) as DateTime.Utc | null // an instant with Z is UTC

const textAt = (page: Pages.BankPage, selector: string) =>
  Option.getOrNull(Option.map(Html.find(page.main, selector), Html.text))

const optionsOf = (page: Pages.BankPage, selector: string, label: (value: string, element: Html.Element) => string) =>
  Html.all(page.main, selector).flatMap((element) => {
    const value = Option.getOrElse(Html.attribute(element, "value"), () => "")
    return value === "" ? [] : [{ value, label: label(value, element) }]
  })

const question = Effect.fnUntraced(function* (page: Pages.BankPage, kind: string) {
  const expiresAt = expiry(page)
  switch (kind) {
    case "code":
      return Challenge.code(textAt(page, "[data-field='sent-to']"), expiresAt)
    case "image": {
      const source = yield* Html.attributeOf(page.main, "#challenge-image", "src", "challenge")
      const { bytes } = yield* Http.get(source)
      return Challenge.image(Buffer.from(bytes).toString("base64"), expiresAt)
    }
    case "select": {
      const options = optionsOf(page, "select[name=answer] option", (_, element) => Html.text(element))
      return Challenge.choice("select", options, expiresAt)
    }
    case "phone": {
      const label = (value: string) => textAt(page, `label[data-phone='${value}']`) ?? value
      return Challenge.choice("phone", optionsOf(page, "input[name=answer]", label), expiresAt)
    }
    case "companies": {
      const label = (value: string) =>
        textAt(page, `label[data-company='${value}'] [data-field='company-name']`) ?? value
      return Challenge.choice("company", optionsOf(page, "input[name=company]", label), expiresAt)
    }
    default:
      return yield* Pages.unknown(page, "a known kind of challenge")
  }
})

const Status = Schema.fromJsonString(Schema.Struct({ state: Schema.String }))

/** Whether the phone has decided, for or against, or is too late. */
const decided = Effect.gen(function* () {
  const { text } = yield* Http.get("/challenge/status")
  const { state } = yield* Effect.mapError(
    Schema.decodeEffect(Status)(text),
    () => new Errors.SiteChanged({ at: "challenge/status", expected: "a state" })
  )
  return state === "waiting" ? Option.none() : Option.some(state)
})

const remembered = { trust: "1" }

/** One step on: a question with an answer, or what the person does on the phone. */
const step = Effect.fnUntraced(function* (page: Pages.BankPage) {
  const kind = Option.getOrElse(Html.attribute(page.main, "data-kind"), () => page.name)
  if (kind === "qr" || kind === "approve") {
    const shown =
      kind === "qr"
        ? Challenge.qrCode(yield* Html.textOf(page.main, "[data-field='qr-payload']", "challenge"), expiry(page))
        : Challenge.approve(textAt(page, "[data-field='sent-to']") ?? "", expiry(page))
    yield* Challenges.watch(shown, decided, { every: Challenge.every })
    return yield* Pages.send(page, "#challenge-form", remembered)
  }
  const answer = Redacted.value(yield* Challenges.ask(yield* question(page, kind)))
  return page.name === "companies"
    ? yield* Pages.send(page, "#company-form", { company: answer })
    : yield* Pages.send(page, "#challenge-form", { answer, ...remembered })
})

const deviceOf = ({ headers }: Http.HttpResponse): string | undefined =>
  /\bsandbox_device=([^;,\s]+)/.exec(headers["set-cookie"] ?? "")?.[1]

/** Asks until the bank lets in: a phone is chosen first and then sends the code. What it is when the device is remembered. */
const askThrough = Effect.fnUntraced(function* (first: Arrival) {
  let device: string | undefined
  let arrival = first
  while (arrival._tag === "Asked") {
    const response: Http.HttpResponse = yield* step(arrival.page)
    device = deviceOf(response) ?? device
    arrival = yield* arrive(response)
  }
  return device
})

const knownDevice = (trust: Trust | undefined) =>
  trust === undefined
    ? Effect.void
    : Http.Http.use((http) => http.adopt(bank, [`sandbox_device=${trust.device}; Path=/; HttpOnly`]))

export const loginWithSecondFactor = Effect.fn("sandbox.loginWithSecondFactor")(function* (
  credentials: Redacted.Redacted<Credentials>,
  trust: Trust | undefined
) {
  const given = Redacted.value(credentials)
  yield* knownDevice(trust)
  const device = yield* askThrough(yield* enter(given, "?channel=token"))
  const loggedIn: LoggedIn = {
    session: { user: given.user },
    ...(device === undefined ? {} : { trust: { device } })
  }
  return loggedIn
})

export const loginWithToken = Effect.fn("sandbox.loginWithToken")(function* (
  credentials: Redacted.Redacted<CredentialsWithToken>
) {
  const given = Redacted.value(credentials)
  const arrival = yield* enter({ ...given, token: Redacted.value(given.token) }, "?channel=otp")
  yield* askThrough(arrival)
  return { session: { user: given.user } }
})

export const resume = Effect.fn("sandbox.resume")(function* (session: Session) {
  const page = yield* Pages.get(`${bank}/profile`)
  if (Pages.isLogin(page)) return yield* new Errors.SessionExpired()
  return page.name === "profile" ? session : yield* Pages.unknown(page, "profile")
})
