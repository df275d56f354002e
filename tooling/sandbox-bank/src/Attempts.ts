// An attempt to log in, whichever way it comes: by the form, by the application's script, by a program's consent page. The password is compared and
// forgotten; the bank counts that one was posted, because a test must be able to prove that none was.
import { Effect } from "effect"

import * as Challenges from "./Challenges.ts"
import { doorOf } from "./Doors.ts"
import type * as Sessions from "./Sessions.ts"
import * as Users from "./Users.ts"
import { trustCookieName, type Visit } from "./Visit.ts"

/** Whatever follows the plus is the person's own: a password that nobody else has, to be looked for where it must not be. */
const rightPassword = /^password-ok(\+.*)?$/
const onceTokens = /^12345\d$/

export const channels = ["", "otp", "token"] as const
export type Channel = (typeof channels)[number]

/** The channel of that name; an unknown one is the plain one. */
export const channelOf = (text: string | null | undefined): Channel =>
  channels.find((channel) => channel === text) ?? ""

export interface Attempt {
  readonly channel: Channel
  readonly name: string
  readonly password: string
  readonly token: string
}

export type Outage = "connection-error" | "error" | "unavailable"

export type Outcome =
  /** Nothing is wrong with what was typed; the bank cannot answer. */
  | { readonly _tag: "Outage"; readonly outage: Outage }
  | { readonly _tag: "Wrong"; readonly error: "invalid-credentials" | "invalid-token" | "token-used" }
  | { readonly _tag: "Refused"; readonly error: "already-logged-in" | "account-locked" }
  /** The stage that the user is let into, and where it is shown. */
  | { readonly _tag: "In"; readonly stage: Sessions.Stage; readonly location: string }

const outageOf = (user: Users.User): Outage | undefined =>
  user.atLogin === "connection-error" || user.atLogin === "error" || user.atLogin === "unavailable"
    ? user.atLogin
    : undefined

const tokenFault = (visit: Visit, user: Users.User, token: string): "invalid-token" | "token-used" | undefined => {
  if (!user.tokensOnce) return token === Challenges.rightCode ? undefined : "invalid-token"
  if (!onceTokens.test(token)) return "invalid-token"
  const used = visit.bank.tokensUsed.get(user.name) ?? new Set<string>()
  if (used.has(token)) return "token-used"
  visit.bank.tokensUsed.set(user.name, used.add(token))
  return undefined
}

/** Tries; the caller makes the session. A device that the user told the bank to remember is asked no second factor. */
export const make = Effect.fnUntraced(function* (visit: Visit, attempt: Attempt): Effect.fn.Return<Outcome> {
  const { bank } = visit
  const user = Users.find(attempt.name.slice(0, 60))
  const named = user === undefined ? "(unknown)" : user.name
  visit.name(named)
  if (attempt.password !== "") {
    visit.did("password")
    bank.passwordPosts.set(named, (bank.passwordPosts.get(named) ?? 0) + 1)
  }
  const outage = user === undefined ? undefined : outageOf(user)
  if (outage !== undefined) return { _tag: "Outage", outage }
  if (user === undefined || !rightPassword.test(attempt.password))
    return { _tag: "Wrong", error: "invalid-credentials" }
  const fault = attempt.channel === "otp" ? tokenFault(visit, user, attempt.token) : undefined
  if (fault !== undefined) return { _tag: "Wrong", error: fault }
  if (user.atLogin === "logged") return { _tag: "Refused", error: "already-logged-in" }
  if (user.atLogin === "locked") return { _tag: "Refused", error: "account-locked" }
  const trusted = yield* bank.sessions.trust.knows(visit.request.cookies[trustCookieName], user.name)
  if (attempt.channel === "token" && user.secondFactor && !trusted) {
    const challenge = yield* Challenges.ask(visit, user)
    return { _tag: "In", stage: { _tag: "Challenge", user, challenge }, location: "/challenge" }
  }
  visit.did("login")
  return { _tag: "In", ...(yield* doorOf(visit, user)) }
})
