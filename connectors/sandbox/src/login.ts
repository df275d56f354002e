// The ways in: with user and password alone, with a second factor after them, and with the session that was saved.
import { Challenges, Errors, Html, Http } from "@tomada/connector-kit"
import { DateTime, Effect, Option, Redacted } from "effect"

import type { Credentials } from "./credentials.ts"
import { bank } from "./manifest.ts"
import * as Pages from "./pages.ts"
import type { Session } from "./session.ts"

type Arrival = { readonly _tag: "In" } | { readonly _tag: "Asked"; readonly page: Pages.BankPage }

/** Where a login step led: in, to a question, or to what stands in the way. The account list is not opened yet. */
const arrive = Effect.fnUntraced(function* (response: Http.HttpResponse) {
  const location = response.headers["location"] ?? ""
  if (location === "/accounts") return { _tag: "In" } satisfies Arrival
  const page = location === "" ? yield* Pages.read(response) : yield* Pages.get(location)
  const refusal = Pages.refusal(page)
  if (Option.isSome(refusal)) return yield* Effect.fail(refusal.value)
  if (page.name === "challenge" || page.name === "companies") return { _tag: "Asked", page } satisfies Arrival
  return yield* Pages.unknown(page, "a page behind the login")
})

const enter = Effect.fnUntraced(function* (credentials: Redacted.Redacted<Credentials>, channel: string) {
  const { password, user } = Redacted.value(credentials)
  const form = yield* Pages.get(`${bank}/login${channel}`)
  const arrival: Arrival = yield* Effect.flatMap(Pages.send(form, "#login-form", { user, password }), arrive)
  return { arrival, loggedIn: { session: { user } } }
})

/** For a connector that runs with nobody present: what the bank would ask is not supported. */
export const login = Effect.fn("sandbox.login")(function* (credentials: Redacted.Redacted<Credentials>) {
  const { arrival, loggedIn } = yield* enter(credentials, "")
  if (arrival._tag === "Asked") return yield* new Errors.Unsupported({ what: arrival.page.name })
  return loggedIn
})

const expiry = (page: Pages.BankPage) =>
  Option.getOrNull(
    Option.flatMap(Html.attribute(page.main, "data-expires-at"), (text) => DateTime.make(text))
  ) as DateTime.Utc | null // an instant with Z is UTC

const optionsOf = (page: Pages.BankPage, selector: string, label: (value: string, element: Html.Element) => string) =>
  Html.all(page.main, selector).flatMap((element) => {
    const value = Option.getOrElse(Html.attribute(element, "value"), () => "")
    return value === "" ? [] : [{ value, label: label(value, element) }]
  })

const question = Effect.fnUntraced(function* (page: Pages.BankPage) {
  const expiresAt = expiry(page)
  const kind = Option.getOrElse(Html.attribute(page.main, "data-kind"), () => page.name)
  const textAt = (selector: string) => Option.getOrNull(Option.map(Html.find(page.main, selector), Html.text))
  switch (kind) {
    case "code":
      return Challenges.Challenge.cases.Otp.make({
        name: "token",
        label: "Token",
        channel: "sms",
        hint: textAt("[data-field='sent-to']"),
        length: 6,
        expiresAt
      })
    case "image": {
      const source = yield* Html.attributeOf(page.main, "#challenge-image", "src", "challenge")
      const image = yield* Http.get(source)
      return Challenges.Challenge.cases.Image.make({
        name: "image",
        label: "Image",
        pngBase64: Buffer.from(image.bytes).toString("base64"),
        expiresAt
      })
    }
    case "select":
      return Challenges.Challenge.cases.Select.make({
        name: "select",
        label: "Token",
        options: optionsOf(page, "select[name=answer] option", (_, element) => Html.text(element)),
        expiresAt
      })
    case "phone":
      return Challenges.Challenge.cases.Select.make({
        name: "phone",
        label: "Phone",
        options: optionsOf(page, "input[name=answer]", (value) => textAt(`label[data-phone='${value}']`) ?? value),
        expiresAt
      })
    case "companies":
      return Challenges.Challenge.cases.Select.make({
        name: "company",
        label: "Company",
        options: optionsOf(
          page,
          "input[name=company]",
          (value) => textAt(`label[data-company='${value}'] [data-field='company-name']`) ?? value
        ),
        expiresAt
      })
    default:
      return yield* Pages.unknown(page, "a known kind of challenge")
  }
})

const answerOnce = Effect.fnUntraced(function* (page: Pages.BankPage) {
  const challenges = yield* Challenges.Challenges
  const answer = Redacted.value(yield* challenges.ask(yield* question(page)))
  const sent =
    page.name === "companies"
      ? Pages.send(page, "#company-form", { company: answer })
      : Pages.send(page, "#challenge-form", { answer })
  return yield* Effect.flatMap(sent, arrive)
})

/** Asks until the bank lets in: a phone is chosen first and then sends the code. */
const askThrough = Effect.fnUntraced(function* (first: Pages.BankPage) {
  let page: Pages.BankPage | null = first
  while (page !== null) {
    const arrival: Arrival = yield* answerOnce(page)
    page = arrival._tag === "Asked" ? arrival.page : null
  }
})

export const loginWithSecondFactor = Effect.fn("sandbox.loginWithSecondFactor")(function* (
  credentials: Redacted.Redacted<Credentials>
) {
  const { arrival, loggedIn } = yield* enter(credentials, "?channel=token")
  if (arrival._tag === "Asked") yield* askThrough(arrival.page)
  return loggedIn
})

export const resume = Effect.fn("sandbox.resume")(function* (session: Session) {
  yield* Pages.behindLogin(`${bank}/profile`, "profile")
  return session
})
