// One request to the bank: who asks, on which day, with which form, and the answers a page can give. Secrets live in the form and die with it;
// the log entry of the visit sees a user's name and a status, nothing else.
import { NodeHttpServerRequest } from "@effect/platform-node"
import { ByteSize, DateTime, Effect } from "effect"
import { HttpIncomingMessage, HttpServerRequest, HttpServerResponse } from "effect/http"

import * as CivilDay from "./CivilDay.ts"
import * as Html from "./Html.ts"
import type * as Ledger from "./Ledger.ts"
import type * as RequestLog from "./RequestLog.ts"
import type * as Sessions from "./Sessions.ts"

export const cookieName = "sandbox_session"
const bodyLimit = ByteSize.kibibytes(16)

/** What all visits share: the bank's books, sessions, log and calendar. */
export interface Bank {
  readonly seed: string
  readonly sessions: Sessions.Sessions
  readonly log: RequestLog.RequestLog
  readonly today: Effect.Effect<CivilDay.CivilDay>
  readonly setToday: (day: CivilDay.CivilDay | undefined) => Effect.Effect<void>
  readonly passwordPosts: Map<string, number>
  readonly book: (user: string, accountId: string) => Ledger.Book | undefined
}

export interface Visit {
  readonly bank: Bank
  readonly request: HttpServerRequest.HttpServerRequest
  readonly path: string
  readonly query: URLSearchParams
  readonly form: URLSearchParams
  readonly today: CivilDay.CivilDay
  readonly session: Sessions.Session | undefined
  readonly hadCookie: boolean
  /** Names the user of this visit in the bank's log. */
  readonly name: (user: string) => void
}

export type Answer = Effect.Effect<HttpServerResponse.HttpServerResponse>
export type Handler = (visit: Visit) => Answer

const headers = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; form-action 'self'",
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff"
}

/** A page of the bank. */
export const page = (
  visit: Visit,
  what: Html.Page,
  status = 200,
  extra: Readonly<Record<string, string>> = {}
): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.text(Html.document(what, visit.today), {
    status,
    contentType: "text/html; charset=utf-8",
    headers: { ...headers, ...extra }
  })

/** 303 to another page of the bank. */
export const goTo = (location: string): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.redirect(location, { status: 303, headers })

/** Hands the session's id to the browser. */
export const withSession = (
  response: HttpServerResponse.HttpServerResponse,
  session: Sessions.Session
): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.setCookieUnsafe(response, cookieName, session.id, { httpOnly: true, sameSite: "lax", path: "/" })

/** The hidden field that proves a form came from this bank's page. */
export const csrfField = (session: Sessions.Session): Html.Html =>
  Html.markup`<input type="hidden" name="_csrf" value="${session.csrf}">`

/** Resets the connection instead of answering. */
export const reset = (visit: Visit): Answer =>
  Effect.suspend(() => {
    NodeHttpServerRequest.toIncomingMessage(visit.request).socket.destroy()
    return Effect.never
  })

export const internalError = (visit: Visit): HttpServerResponse.HttpServerResponse =>
  page(
    visit,
    {
      name: "error",
      title: "Oops",
      error: "internal",
      message: "Something went wrong on our side. Please try again later."
    },
    500
  )

export const notFound = (visit: Visit): HttpServerResponse.HttpServerResponse =>
  page(visit, { name: "not-found", title: "Not found", error: "not-found", message: "There is no such page." }, 404)

const refusedForm = (visit: Visit, status: number, error: string, message: string) =>
  page(visit, { name: "forbidden", title: "Request refused", error, message }, status, { connection: "close" })

const readForm = (visit: Visit): Effect.Effect<URLSearchParams | HttpServerResponse.HttpServerResponse> => {
  const type = visit.request.headers["content-type"] ?? ""
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) {
    return Effect.succeed(refusedForm(visit, 415, "content-type", "Forms come as application/x-www-form-urlencoded."))
  }
  return visit.request.text.pipe(
    Effect.provideService(HttpIncomingMessage.MaxBodySize, bodyLimit),
    Effect.map((text) => new URLSearchParams(text)),
    Effect.catch((error) =>
      Effect.succeed(
        error.reason._tag === "RequestParseError" && error.reason.reason === "BodyTooLarge"
          ? refusedForm(visit, 413, "too-large", "The form is too large.")
          : refusedForm(visit, 400, "unreadable", "The form cannot be read.")
      )
    )
  )
}

/** False when a browser says that the form stood on another site. */
const fromHere = (request: HttpServerRequest.HttpServerRequest): boolean => {
  const { host, origin } = request.headers
  return origin === undefined || origin === `http://${host}`
}

export interface Rules {
  /** `form`: a POST whose CSRF token must match; `open-form`: a POST without a session; `none`: no body is read. */
  readonly body: "form" | "open-form" | "none"
  readonly logged: boolean
}

/** Runs a handler as a visit: day, session, form, CSRF and log around it. */
export const run = Effect.fnUntraced(function* (bank: Bank, rules: Rules, handler: Handler) {
  const request = yield* HttpServerRequest.HttpServerRequest
  const url = new URL(`http://bank.invalid${request.url.startsWith("/") ? "" : "/"}${request.url}`)
  const today = yield* bank.today
  const asked = { method: request.method, path: url.pathname, query: url.searchParams }
  const entry = rules.logged ? bank.log.begin(asked, yield* DateTime.now, CivilDay.toIso(today)) : undefined
  const cookie = request.cookies[cookieName]
  const session = yield* bank.sessions.find(cookie)
  const name = (user: string) => {
    if (entry !== undefined) entry.user = user
  }
  if (session !== undefined && session.stage._tag !== "Anonymous") name(session.stage.user.name)
  const bare: Visit = {
    bank,
    request,
    path: url.pathname,
    query: url.searchParams,
    form: new URLSearchParams(),
    today,
    session,
    hadCookie: cookie !== undefined,
    name
  }
  const response = yield* Effect.gen(function* () {
    if (rules.body === "none") return yield* handler(bare)
    if (rules.body === "open-form" && !fromHere(request)) {
      return refusedForm(bare, 403, "csrf", "This form was sent by another site.")
    }
    const form = yield* readForm(bare)
    if (HttpServerResponse.isHttpServerResponse(form)) return form
    if (rules.body === "form" && (session === undefined || form.get("_csrf") !== session.csrf)) {
      return refusedForm(bare, 403, "csrf", "This form is out of date. Go back, reload and try again.")
    }
    return yield* handler({ ...bare, form })
  })
  if (entry !== undefined) entry.status = response.status
  return response
})

/** The session's open account pages, or the way to the door that is next. */
export const signedIn =
  (handler: (visit: Visit, open: Extract<Sessions.Stage, { readonly _tag: "Open" }>) => Answer): Handler =>
  (visit) => {
    const stage = visit.session?.stage
    if (stage === undefined) return Effect.succeed(goTo(visit.hadCookie ? "/login?expired=1" : "/login"))
    switch (stage._tag) {
      case "Open":
        return handler(visit, stage)
      case "Anonymous":
        return Effect.succeed(goTo("/login"))
      case "Challenge":
        return Effect.succeed(goTo("/challenge"))
      case "Door":
        return Effect.succeed(goTo(stage.door === "refused" ? `/${stage.user.atLogin}` : `/${stage.door}`))
    }
  }
