// The way in by a form of the institution's pages, and what it asks after the password.
import type { Plan } from "../Plan.ts"
import { secondFactor } from "./SecondFactor.ts"

const credentials = `// The form that a person fills in. What its rules refuse is refused before anything is asked of the institution.
import { Field } from "@tomada/connector-kit"

export const credentials = {
  user: Field.text({ label: "User", login: true }),
  password: Field.password({ label: "Password" })
}

export type Credentials = Field.Values<typeof credentials>
`

const session = `// What is kept of a login for minutes. The cookies are kept beside it by the kit.
import { z } from "zod"

export const session = z.object({ user: z.string() })

export type Session = z.output<typeof session>
`

const login = ({ challenges, slug, transport }: Plan): string => {
  const handsOver = transport === "browser-login-then-http"
  const asks = challenges.length > 0
  return `// The way in and the way back in. A form is sent once: each login may count towards a lock or send another code. The selectors
// and paths are invented until somebody has looked at the institution's pages.
import { ${handsOver ? "Browser, " : ""}Errors } from "@tomada/connector-kit"
import { Effect, Redacted } from "effect"

import type { Credentials } from "./credentials.ts"
import * as Pages from "./pages.ts"
${asks ? `import { answered } from "./second-factor.ts"\n` : ""}import type { Session } from "./session.ts"

const loginForm = "form#login"
const home = "main#home"

export const login = Effect.fn("${slug}.login")(function* (credentials: Redacted.Redacted<Credentials>) {
  const { password, user } = Redacted.value(credentials)
  const first = yield* Pages.open("/login")
  const page = yield* Pages.send(first, loginForm, { user: Redacted.make(user), password: Redacted.make(password) })
  if (Pages.has(page, loginForm)) return yield* new Errors.InvalidCredentials({ fields: ["user", "password"] })
  const inside = ${asks ? "yield* answered(page)" : "page"}
  if (!Pages.has(inside, home)) return yield* new Errors.SiteChanged({ at: "login", expected: home })
${handsOver ? "  yield* Browser.Browser.use((browser) => browser.handOver)\n" : ""}  return { session: { user } }
})

/** With the session that was kept; asks nobody. */
export const resume = Effect.fn("${slug}.resume")(function* (session: Session) {
  const page = yield* Pages.${handsOver ? "fetched" : "open"}("/home")
  if (Pages.has(page, loginForm)) return yield* new Errors.SessionExpired()
  if (!Pages.has(page, home)) return yield* new Errors.SiteChanged({ at: "home", expected: home })
  return session
})
`
}

export const files = (plan: Plan): ReadonlyArray<readonly [path: string, text: string]> => [
  ["src/credentials.ts", credentials],
  ["src/session.ts", session],
  ["src/login.ts", login(plan)],
  ...(plan.challenges.length === 0 ? [] : [["src/second-factor.ts", secondFactor(plan.challenges)] as const])
]
