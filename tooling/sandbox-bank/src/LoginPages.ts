// The way in by the form, on its three channels, and the pages that refuse.
import { Effect } from "effect"
import type { HttpServerResponse } from "effect/http"

import * as Attempts from "./Attempts.ts"
import { markup, type Html } from "./Html.ts"
import type * as Sessions from "./Sessions.ts"
import { csrfField, goTo, type Handler, internalError, page, reset, type Visit, withSession } from "./Visit.ts"

const messages = {
  "session-expired": "Your session has ended. Please log in again.",
  "invalid-credentials": "Invalid credentials.",
  "invalid-token": "The token is wrong or missing.",
  "token-used": "This token has been used. Please wait for the next one.",
  "too-many-codes": "Too many wrong codes. Please log in again.",
  "code-expired": "The code has expired. Please log in again.",
  "challenge-denied": "The login was refused on the phone."
} as const

const form = (session: Sessions.Session, channel: Attempts.Channel): Html =>
  markup`<form id="login-form" class="panel narrow" method="post" action="/login">
    ${csrfField(session)}<input type="hidden" name="channel" value="${channel}" />
    <label>User <input name="user" autocomplete="username" required /></label>
    <label>Password <input name="password" type="password" autocomplete="current-password" required /></label>
    ${channel === "otp" ? markup`<label>Token <input name="token" inputmode="numeric" maxlength="6" autocomplete="one-time-code" /></label>` : undefined}
    <button type="submit">Log in</button>
  </form>`

const loginPage = (visit: Visit, session: Sessions.Session, channel: Attempts.Channel, error?: keyof typeof messages) =>
  page(
    visit,
    {
      name: "login",
      title: "Log in",
      error,
      message: error === undefined ? undefined : messages[error],
      body: form(session, channel)
    },
    error === undefined || error === "session-expired" ? 200 : 401
  )

/** The login page of somebody whose session was ended for the given reason. */
export const again = Effect.fnUntraced(function* (
  visit: Visit,
  error: "too-many-codes" | "code-expired" | "challenge-denied"
) {
  if (visit.session !== undefined) yield* visit.bank.sessions.end(visit.session.id)
  const session = yield* visit.bank.sessions.create({ _tag: "Anonymous" })
  return withSession(loginPage(visit, session, "token", error), session)
})

/** GET / */
export const home: Handler = (visit) =>
  Effect.succeed(
    page(visit, {
      name: "home",
      title: "A bank to try things on",
      body: markup`<div class="panel">
        <p>Accounts, cards and every way in which a bank can go wrong – without a cent at risk.</p>
        <p><a id="login-link" class="button" href="/login">Log in</a></p>
      </div>`
    })
  )

/** GET /login */
export const show: Handler = Effect.fnUntraced(function* (visit) {
  const current = visit.session
  const session =
    current?.stage._tag === "Anonymous" ? current : yield* visit.bank.sessions.create({ _tag: "Anonymous" })
  if (current !== undefined && current.id !== session.id) yield* visit.bank.sessions.end(current.id)
  const expired = visit.query.get("expired") === "1" ? "session-expired" : undefined
  return withSession(loginPage(visit, session, Attempts.channelOf(visit.query.get("channel")), expired), session)
})

/** The answer of a bank that cannot answer. */
export const outage = Effect.fnUntraced(function* (
  visit: Visit,
  what: Attempts.Outage
): Effect.fn.Return<HttpServerResponse.HttpServerResponse> {
  switch (what) {
    case "connection-error":
      return yield* reset(visit)
    case "error":
      return internalError(visit)
    case "unavailable": {
      const message = "We are improving our services and will be back soon."
      const maintenance = { name: "maintenance", title: "Under maintenance", error: "unavailable", message }
      return page(visit, maintenance, 503, { "retry-after": "120" })
    }
  }
})

/** The page of a refusal that has nothing to do with what was typed. */
export const refused = (visit: Visit, error: "already-logged-in" | "account-locked") => {
  if (error === "already-logged-in") {
    const message = "You are already logged in on another device. Close that session first."
    return page(visit, { name: "already-logged-in", title: "Another session is open", error, message }, 409)
  }
  const message = "Your access is locked. Please call the bank to unlock it."
  return page(visit, { name: "locked", title: "Access locked", error, message }, 403)
}

/** POST /login */
export const submit: Handler = Effect.fnUntraced(function* (visit) {
  const { bank, form: fields, session } = visit
  const channel = Attempts.channelOf(fields.get("channel"))
  if (session === undefined) return goTo("/login")
  const outcome = yield* Attempts.make(visit, {
    channel,
    name: fields.get("user") ?? "",
    password: fields.get("password") ?? "",
    token: fields.get("token") ?? ""
  })
  switch (outcome._tag) {
    case "Outage":
      return yield* outage(visit, outcome.outage)
    case "Wrong":
      return loginPage(visit, session, channel, outcome.error)
    case "Refused":
      return refused(visit, outcome.error)
    case "In":
      yield* bank.sessions.end(session.id)
      return withSession(goTo(outcome.location), yield* bank.sessions.create(outcome.stage))
  }
})

/** GET and POST /logout */
export const logout: Handler = Effect.fnUntraced(function* (visit) {
  if (visit.session !== undefined) yield* visit.bank.sessions.end(visit.session.id)
  return goTo("/")
})
