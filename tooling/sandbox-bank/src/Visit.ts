// One request to the bank: who asks, on which day, with which form, and the answers a page can give. Secrets live in the form and die with it;
// the log entry of the visit sees a user's name and a status, nothing else.
import { NodeHttpServerRequest } from "@effect/platform-node"
import { ByteSize, DateTime, Effect, Schema } from "effect"
import { HttpIncomingMessage, HttpServerRequest, HttpServerResponse } from "effect/http"

import * as CivilDay from "./CivilDay.ts"
import type * as Faults from "./Faults.ts"
import * as Html from "./Html.ts"
import type * as Ledger from "./Ledger.ts"
import type * as OAuth from "./OAuth.ts"
import type * as RequestLog from "./RequestLog.ts"
import type * as Sessions from "./Sessions.ts"

export const cookieName = "sandbox_session"
export const trustCookieName = "sandbox_device"
const bodyLimit = ByteSize.kibibytes(16)

/** What all visits share: the bank's books, sessions, log and calendar. */
export interface Bank {
  readonly seed: string
  /** Whether the pages of the application weigh what a real bank's do. */
  readonly heavy: boolean
  readonly sessions: Sessions.Sessions
  readonly log: RequestLog.RequestLog
  readonly today: Effect.Effect<CivilDay.CivilDay>
  readonly setToday: (day: CivilDay.CivilDay | undefined) => Effect.Effect<void>
  readonly passwordPosts: Map<string, number>
  readonly codesSent: Map<string, number>
  /** The tokens of the one-step channel that are spent, by user. */
  readonly tokensUsed: Map<string, Set<string>>
  /** Faults that the desk put on a user, beside those in the user's name. */
  readonly faults: Map<string, ReadonlyArray<Faults.Fault>>
  readonly oauth: OAuth.OAuth
  readonly book: (user: string, accountId: string) => Ledger.Book | undefined
}

export interface Visit {
  readonly bank: Bank
  readonly request: HttpServerRequest.HttpServerRequest
  readonly path: string
  /** The path in parts, without the prefix of the JSON doors: the same for a page and its JSON. */
  readonly parts: ReadonlyArray<string>
  readonly query: URLSearchParams
  readonly form: URLSearchParams
  /** The body of a JSON request; undefined when there is none. */
  readonly json: unknown
  readonly today: CivilDay.CivilDay
  readonly session: Sessions.Session | undefined
  readonly hadCookie: boolean
  /** Names the user of this visit in the bank's log. */
  readonly name: (user: string) => void
  /** Says in the bank's log what the visit did. */
  readonly did: (deed: RequestLog.Deed) => void
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
  visit: Pick<Visit, "today">,
  what: Html.Page,
  status = 200,
  extra: Readonly<Record<string, string>> = {}
): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.text(Html.document(what, visit.today), {
    status,
    contentType: "text/html; charset=utf-8",
    headers: { ...headers, ...extra }
  })

/** A JSON answer. */
export const json = (
  what: unknown,
  status = 200,
  extra: Readonly<Record<string, string>> = {}
): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.jsonUnsafe(what, {
    status,
    headers: { "cache-control": "no-store", "x-content-type-options": "nosniff", ...extra }
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

/** Hands a browser the cookie of a device that the bank will know again. */
export const withTrust = (
  response: HttpServerResponse.HttpServerResponse,
  cookie: string,
  maxAgeSeconds: number
): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.setCookieUnsafe(response, trustCookieName, cookie, {
    httpOnly: true,
    sameSite: "lax",
    path: "/",
    maxAge: `${maxAgeSeconds} seconds`
  })

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

type Body = { readonly form: URLSearchParams; readonly json: unknown }
const decodeJson = Schema.decodeEffect(Schema.fromJsonString(Schema.Unknown))

const readBody = (visit: Visit, kind: Rules["body"]): Effect.Effect<Body | HttpServerResponse.HttpServerResponse> => {
  const type = visit.request.headers["content-type"] ?? ""
  const wanted = kind === "json" ? /^application\/json\s*(;|$)/i : /^application\/x-www-form-urlencoded\s*(;|$)/i
  if (!wanted.test(type)) {
    const message = `This comes as ${kind === "json" ? "application/json" : "application/x-www-form-urlencoded"}.`
    return Effect.succeed(refusedForm(visit, 415, "content-type", message))
  }
  return visit.request.text.pipe(
    Effect.provideService(HttpIncomingMessage.MaxBodySize, bodyLimit),
    Effect.flatMap((text) =>
      kind === "json"
        ? decodeJson(text).pipe(
            Effect.map((json): Body | HttpServerResponse.HttpServerResponse => ({ form: new URLSearchParams(), json })),
            Effect.orElseSucceed(() => json({ error: "unreadable" }, 400))
          )
        : Effect.succeed<Body | HttpServerResponse.HttpServerResponse>({
            form: new URLSearchParams(text),
            json: undefined
          })
    ),
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
  /** `form`: a POST whose CSRF token must match; `open-form`: a POST without a session; `free-form`: from any program; `none`: no body is read. */
  readonly body: "form" | "open-form" | "free-form" | "json" | "none"
  readonly logged: boolean
  /** How the visitor is known: by the cookie of a browser or by a bearer token. */
  readonly door: "cookie" | "bearer"
}

const partsOf = (path: string): ReadonlyArray<string> =>
  path
    .replace(/^(\/app)?\/api\//, "/")
    .split("/")
    .slice(1)

const bearerOf = (request: HttpServerRequest.HttpServerRequest): string | undefined =>
  /^Bearer ([\w-]{8,200})$/i.exec(request.headers["authorization"] ?? "")?.[1]

/** Runs a handler as a visit: day, session, form, CSRF and log around it. */
export const run = Effect.fnUntraced(function* (bank: Bank, rules: Rules, handler: Handler) {
  const request = yield* HttpServerRequest.HttpServerRequest
  const url = new URL(`http://bank.invalid${request.url.startsWith("/") ? "" : "/"}${request.url}`)
  const today = yield* bank.today
  const asked = { method: request.method, path: url.pathname, query: url.searchParams }
  const entry = rules.logged ? bank.log.begin(asked, yield* DateTime.now, CivilDay.toIso(today)) : undefined
  const cookie = request.cookies[cookieName]
  const session =
    rules.door === "bearer" ? yield* bank.oauth.session(bearerOf(request)) : yield* bank.sessions.find(cookie)
  const name = (user: string) => {
    if (entry !== undefined) entry.user = user
  }
  if (session !== undefined && session.stage._tag !== "Anonymous") name(session.stage.user.name)
  const bare: Visit = {
    bank,
    request,
    path: url.pathname,
    parts: partsOf(url.pathname),
    query: url.searchParams,
    form: new URLSearchParams(),
    json: undefined,
    today,
    session,
    hadCookie: cookie !== undefined,
    name,
    did: (deed) => entry?.did.push(deed)
  }
  const response = yield* Effect.gen(function* () {
    if (rules.body === "none") return yield* handler(bare)
    if (rules.body === "open-form" && !fromHere(request)) {
      return refusedForm(bare, 403, "csrf", "This form was sent by another site.")
    }
    const body = yield* readBody(bare, rules.body)
    if (HttpServerResponse.isHttpServerResponse(body)) return body
    if (rules.body === "form" && (session === undefined || body.form.get("_csrf") !== session.csrf)) {
      return refusedForm(bare, 403, "csrf", "This form is out of date. Go back, reload and try again.")
    }
    return yield* handler({ ...bare, ...body })
  })
  if (entry !== undefined) entry.status = response.status
  return response
})

/** The session's open account pages, or the way to the door that is next. */
export const signedIn =
  (handler: (visit: Visit, open: Sessions.Open) => Answer): Handler =>
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
