// The way in: the form on its three channels, what each user finds behind a right password, and the refusals. The password is compared and
// forgotten; the bank counts that one was posted, because a test must be able to prove that none was.
import { Clock, Effect } from "effect"

import * as Challenges from "./Challenges.ts"
import { markup, type Html } from "./Html.ts"
import type * as Sessions from "./Sessions.ts"
import * as Users from "./Users.ts"
import {
  type Answer,
  csrfField,
  goTo,
  type Handler,
  internalError,
  page,
  reset,
  type Visit,
  withSession
} from "./Visit.ts"

const rightPassword = "password-ok"
const channels = ["", "otp", "token"] as const
type Channel = (typeof channels)[number]

const channelOf = (text: string | null): Channel => channels.find((channel) => channel === text) ?? ""

const messages = {
  "session-expired": "Your session has ended. Please log in again.",
  "invalid-credentials": "Invalid credentials.",
  "invalid-token": "The token is wrong or missing.",
  "too-many-codes": "Too many wrong codes. Please log in again.",
  "code-expired": "The code has expired. Please log in again."
} as const

const form = (session: Sessions.Session, channel: Channel): Html =>
  markup`<form id="login-form" class="panel narrow" method="post" action="/login">
    ${csrfField(session)}<input type="hidden" name="channel" value="${channel}" />
    <label>User <input name="user" autocomplete="username" required /></label>
    <label>Password <input name="password" type="password" autocomplete="current-password" required /></label>
    ${channel === "otp" ? markup`<label>Token <input name="token" inputmode="numeric" maxlength="6" autocomplete="one-time-code" /></label>` : undefined}
    <button type="submit">Log in</button>
  </form>`

const loginPage = (visit: Visit, session: Sessions.Session, channel: Channel, error?: keyof typeof messages) =>
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
export const again = Effect.fnUntraced(function* (visit: Visit, error: "too-many-codes" | "code-expired") {
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
  return withSession(loginPage(visit, session, channelOf(visit.query.get("channel")), expired), session)
})

const turnedAway = (visit: Visit, atLogin: Users.AtLogin): Answer | undefined => {
  switch (atLogin) {
    case "connection-error":
      return reset(visit)
    case "error":
      return Effect.succeed(internalError(visit))
    case "unavailable": {
      const message = "We are improving our services and will be back soon."
      const what = { name: "maintenance", title: "Under maintenance", error: "unavailable", message }
      return Effect.succeed(page(visit, what, 503, { "retry-after": "120" }))
    }
    default:
      return undefined
  }
}

const refused = (visit: Visit, atLogin: Users.AtLogin): Answer | undefined => {
  switch (atLogin) {
    case "logged": {
      const message = "You are already logged in on another device. Close that session first."
      const what = { name: "already-logged-in", title: "Another session is open", error: "already-logged-in", message }
      return Effect.succeed(page(visit, what, 409))
    }
    case "locked": {
      const message = "Your access is locked. Please call the bank to unlock it."
      const what = { name: "locked", title: "Access locked", error: "account-locked", message }
      return Effect.succeed(page(visit, what, 403))
    }
    default:
      return undefined
  }
}

/** Where a user stands once the login and its second factor are right, and the page that comes next. */
export const doorOf = Effect.fnUntraced(function* (visit: Visit, user: Users.User) {
  const door = (stage: Sessions.Stage, location: string) => ({ stage, location })
  switch (user.atLogin) {
    case "action-required":
    case "password-change":
    case "not-supported":
      return door({ _tag: "Door", user, door: "refused" }, `/${user.atLogin}`)
    case "companies":
      return door({ _tag: "Door", user, door: "companies" }, "/companies")
    case "device": {
      const device = yield* visit.bank.sessions.device(user.name)
      if (device.state === "approved") return door({ _tag: "Open", user, company: undefined }, "/accounts")
      if (device.state === "refused") {
        yield* visit.bank.sessions.decide(user.name, "forget")
        yield* visit.bank.sessions.device(user.name)
      }
      return door({ _tag: "Door", user, door: "device" }, "/device")
    }
    default:
      return door({ _tag: "Open", user, company: undefined }, "/accounts")
  }
})

/** POST /login */
export const submit: Handler = Effect.fnUntraced(function* (visit) {
  const { bank, form: fields, session } = visit
  const channel = channelOf(fields.get("channel"))
  const name = (fields.get("user") ?? "").slice(0, 60)
  const password = fields.get("password") ?? ""
  const user = Users.find(name)
  visit.name(user === undefined ? "(unknown)" : user.name)
  if (password !== "") {
    const counted = user === undefined ? "(unknown)" : user.name
    bank.passwordPosts.set(counted, (bank.passwordPosts.get(counted) ?? 0) + 1)
  }
  if (session === undefined) return goTo("/login")
  const outage = user === undefined ? undefined : turnedAway(visit, user.atLogin)
  if (outage !== undefined) return yield* outage
  if (user === undefined || password !== rightPassword) return loginPage(visit, session, channel, "invalid-credentials")
  if (channel === "otp" && fields.get("token") !== Challenges.rightCode) {
    return loginPage(visit, session, channel, "invalid-token")
  }
  const refusal = refused(visit, user.atLogin)
  if (refusal !== undefined) return yield* refusal
  yield* bank.sessions.end(session.id)
  if (channel === "token") {
    const challenge = Challenges.begin(user.challenge, yield* Clock.currentTimeMillis)
    const next = yield* bank.sessions.create({ _tag: "Challenge", user, challenge })
    return withSession(goTo("/challenge"), next)
  }
  const { location, stage } = yield* doorOf(visit, user)
  return withSession(goTo(location), yield* bank.sessions.create(stage))
})

/** GET and POST /logout */
export const logout: Handler = Effect.fnUntraced(function* (visit) {
  if (visit.session !== undefined) yield* visit.bank.sessions.end(visit.session.id)
  return goTo("/")
})
