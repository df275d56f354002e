// The bank's pages: each names itself and its error in `main`, and every form carries a CSRF token. What a page means for
// a login is decided here once.
import { Errors, Html, Http } from "@tomada/connector-kit"
import { Effect, Option } from "effect"

export interface BankPage {
  readonly name: string
  readonly error: string | null
  readonly main: Html.Element
}

const orNull = (element: Html.Element, name: string) => Option.getOrNull(Html.attribute(element, name))

export const read = (response: Http.HttpResponse): Effect.Effect<BankPage, Errors.SiteChanged> =>
  Effect.map(Html.one(Http.html(response), "main[data-page]", Http.place(response.url)), (main) => ({
    name: orNull(main, "data-page") ?? "",
    error: orNull(main, "data-error"),
    main
  }))

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
      return Option.some(new Errors.ChallengeFailed({ why: "wrong" }))
    case "code-expired":
      return Option.some(new Errors.ChallengeFailed({ why: "timeout" }))
    default:
      return page.name === "device"
        ? Option.some(new Errors.UserActionNeeded({ action: "authorize-device", providerMessage: null }))
        : Option.none()
  }
}

export const unknown = (page: BankPage, expected: string) =>
  new Errors.SiteChanged({ at: `${page.name}${page.error === null ? "" : ` (${page.error})`}`, expected })

/** A page behind the login; the bank sends whoever has no session back to the login page. */
export const behindLogin = Effect.fnUntraced(function* (url: string, name: string) {
  const page = yield* get(url)
  if (page.name === name && page.error === null) return page
  if (page.name === "login") return yield* new Errors.SessionExpired()
  return yield* unknown(page, name)
})
