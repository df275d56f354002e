// The way in and the way back in. A form is sent once: each login may count towards a lock or send another code. The selectors
// and paths are invented until somebody has looked at the institution's pages.
import { Errors } from "@tomada/connector-kit"
import { Effect, Redacted } from "effect"

import type { Credentials } from "./credentials.ts"
import * as Pages from "./pages.ts"
import { answered } from "./second-factor.ts"
import type { Session } from "./session.ts"

const loginForm = "form#login"
const home = "main#home"

export const login = Effect.fn("lemonldap-hledger.login")(function* (credentials: Redacted.Redacted<Credentials>) {
  const { password, user } = Redacted.value(credentials)
  const first = yield* Pages.open("/login")
  const page = yield* Pages.send(first, loginForm, { user: Redacted.make(user), password: Redacted.make(password) })
  if (Pages.has(page, loginForm)) return yield* new Errors.InvalidCredentials({ fields: ["user", "password"] })
  const inside = yield* answered(page)
  if (!Pages.has(inside, home)) return yield* new Errors.SiteChanged({ at: "login", expected: home })
  return { session: { user } }
})

/** With the session that was kept; asks nobody. */
export const resume = Effect.fn("lemonldap-hledger.resume")(function* (session: Session) {
  const page = yield* Pages.open("/home")
  if (Pages.has(page, loginForm)) return yield* new Errors.SessionExpired()
  if (!Pages.has(page, home)) return yield* new Errors.SiteChanged({ at: "home", expected: home })
  return session
})
