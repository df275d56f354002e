// The way in and the way back in. The form is sent once, also where its picture was misread: each login may count towards a lock, and with a
// wrong code the portal takes the whole login back.
import { Errors, Parse } from "@tomada/connector-kit"
import { Effect, Redacted } from "effect"
import { z } from "zod"

import { names } from "./accounts.ts"
import type { Credentials } from "./credentials.ts"
import * as Pages from "./pages.ts"
import { refusal } from "./refusals.ts"
import { code, picture } from "./second-factor.ts"
import type { Session } from "./session.ts"

const loginForm = "form#lform"
/** Both are small and only to be seen from inside. */
const home = "/accountnames"
const probe = "/version"

export const login = Effect.fn("lemonldap-hledger.login")(function* (credentials: Redacted.Redacted<Credentials>) {
  const { password, seed, user } = Redacted.value(credentials)
  const portal = yield* Pages.open(home)
  const shown = yield* picture(portal)
  const sent = { user: Redacted.make(user), password: Redacted.make(password), ...shown }
  const page = yield* Pages.send(portal, loginForm, sent)
  const inside = yield* code(page, seed === undefined ? null : Redacted.make(seed))
  const refused = inside.isPortal ? refusal(inside) : null
  if (refused !== null) return yield* refused
  if (inside.isPortal) return yield* new Errors.SiteChanged({ at: "login", expected: "the application" })
  yield* names(inside.text)
  return { session: { user } }
})

/** With the session that was kept; asks nobody. */
export const resume = Effect.fn("lemonldap-hledger.resume")(function* (session: Session) {
  const { text } = yield* Pages.inside(probe)
  yield* Parse.json(z.string(), text, "version")
  return session
})
