// The bank's pages: each names itself and its error in `main`, and every form carries a CSRF token. What a page means for
// a login is decided here once. A page without its footer did not arrive whole.
import { Errors, Html, Http } from "@tomada/connector-kit"
import { Effect, Option, Schema } from "effect"

import * as Balance from "./balance.ts"
import * as Facts from "./facts.ts"
import { bank } from "./manifest.ts"
import type { Session } from "./session.ts"
import * as Statements from "./statements.ts"
import * as View from "./view.ts"

export interface BankPage {
  readonly name: string
  readonly error: string | null
  readonly main: Html.Element
  /** All of it: a dialog stands beside `main`. */
  readonly document: Html.Document
}

const orNull = (element: Html.Element, name: string) => Option.getOrNull(Html.attribute(element, name))

/** Reads a document; `place` is where it was found. */
export const parse = Effect.fnUntraced(function* (text: string, place: string) {
  const document = Html.parse(text)
  const main = yield* Html.one(document, "main[data-page]", place)
  yield* Html.one(document, "#bank-today", place)
  const page: BankPage = { name: orNull(main, "data-page") ?? "", error: orNull(main, "data-error"), main, document }
  return page
})

export const read = (response: Http.HttpResponse): Effect.Effect<BankPage, Errors.SiteChanged> =>
  parse(response.text, Http.place(response.url))

export const get = (url: string): Effect.Effect<BankPage, Http.HttpError, Http.Http> =>
  Effect.flatMap(Http.get(url), read)

/** Sends a form of the page as a browser would, its hidden fields and what was typed; a redirect is not followed. */
export const send = Effect.fnUntraced(function* (
  page: BankPage,
  form: string,
  typed: Readonly<Record<string, string>>
) {
  const element = yield* Html.one(page.main, form, page.name)
  const url = yield* Html.attributeOf(page.main, form, "action", page.name)
  const values = { ...Html.formValues(element), ...typed }
  return yield* Http.Http.use((http) => http.request({ method: "POST", url, form: values, follow: false }))
})

const providerMessage = ({ main }: BankPage): string | null =>
  Option.getOrNull(Option.map(Html.find(main, "#provider-message"), Html.text))

/** What stands in the way of a login, where the page says so. */
export const refusal = (page: BankPage): Option.Option<Errors.LoginError> => {
  switch (page.error) {
    case "invalid-credentials":
      return Option.some(new Errors.InvalidCredentials({ fields: ["user", "password"] }))
    case "already-logged-in":
      return Option.some(new Errors.AlreadyLoggedIn())
    case "account-locked":
      return Option.some(new Errors.AccountLocked())
    case "action-required":
      return Option.some(
        new Errors.UserActionNeeded({ action: "accept-terms", providerMessage: providerMessage(page) })
      )
    case "credentials-reset":
      return Option.some(new Errors.UserActionNeeded({ action: "change-password", providerMessage: null }))
    case "not-supported":
      return Option.some(new Errors.Unsupported({ what: "account" }))
    case "wrong-code":
    case "too-many-codes":
    case "invalid-token":
    case "token-used":
      return Option.some(new Errors.ChallengeFailed({ why: "wrong" }))
    case "code-expired":
      return Option.some(new Errors.ChallengeFailed({ why: "timeout" }))
    case "challenge-denied":
    case "cancelled":
      return Option.some(new Errors.ChallengeFailed({ why: "cancelled" }))
    default:
      return page.name === "device"
        ? Option.some(new Errors.UserActionNeeded({ action: "authorize-device", providerMessage: null }))
        : Option.none()
  }
}

export const unknown = (page: BankPage, expected: string) =>
  new Errors.SiteChanged({ at: `${page.name}${page.error === null ? "" : ` (${page.error})`}`, expected })

/** Where the bank sends whoever has no session. */
export const isLogin = ({ name }: BankPage): boolean => name === "login" || name === "app-login"

/** What a page behind the login shows; none when the bank has nothing there. */
export const shown = Effect.fnUntraced(function* (page: BankPage, name: string) {
  if (page.name === name && page.error === null) return Option.some(View.ofPage(name, page.main))
  if (isLogin(page)) return yield* new Errors.SessionExpired()
  if (page.name === "not-found") return Option.none<View.View>()
  return yield* unknown(page, name)
})

/** Through the pages; the bank sends whoever has no session back to the login page. */
export const door: View.Door<Session> = (_, path, name) =>
  Effect.flatMap(get(`${bank}${path}`), (page) => shown(page, name))

/** What the bank tells a page's own script at an address. */
export const ask: Balance.Ask<Session> = (_, path) =>
  Effect.gen(function* () {
    const answer = yield* Http.Http.use((http) => http.request({ url: `${bank}${path}`, follow: false }))
    if (answer.status >= 300 && answer.status < 400) return yield* new Errors.SessionExpired()
    return yield* told(answer.text, path)
  })

const payload = Schema.fromJsonString(Schema.Record(Schema.String, Schema.Unknown))

/** A JSON answer as facts; `path` is where it was found. Where pages send to the login, JSON says so. */
export const told = Effect.fnUntraced(function* (text: string, path: string) {
  const at = placeOf(path)
  const found = yield* Effect.mapError(
    Schema.decodeEffect(payload)(text),
    () => new Errors.SiteChanged({ at, expected: "JSON" })
  )
  if (found["error"] === "session-expired") return yield* new Errors.SessionExpired()
  if (found["error"] === "not-found") return yield* Balance.gone
  return Facts.ofJson(found, at)
})

const placeOf = (path: string): string => path.split("/").at(-1) ?? path

/** The document of a statement. */
export const statement = (_: Session, handle: string) =>
  Effect.flatMap(
    Http.Http.use((http) => http.request({ url: `${bank}${handle}`, follow: false })),
    Statements.document
  )
