// What the portal asks beside the password: what stands in a picture of the login page, and after it the code of an authenticator app. Each
// page takes one answer: to ask again would be another login.
import { Challenges, Errors, Html, Totp } from "@tomada/connector-kit"
import { Effect, Option, type Redacted } from "effect"

import * as Pages from "./pages.ts"

const { cases } = Challenges.Challenge
const codeForm = "form[action='/totp2fcheck']"

/** What is sent of the login page's picture: nothing where it has none. */
export const picture = Effect.fnUntraced(function* ({ document }: Pages.Page) {
  const image = Html.find(document, "form#lform img#captcha")
  if (Option.isNone(image)) return {}
  const source = Option.getOrElse(Html.attribute(image.value, "src"), () => "")
  const [, pngBase64] = /^data:image\/png;base64,(.*)$/s.exec(source) ?? []
  if (pngBase64 === undefined) return yield* new Errors.SiteChanged({ at: "login", expected: "a picture" })
  const asked = cases.Image.make({ name: "captcha", label: "What the picture shows", pngBase64, expiresAt: null })
  return { captcha: yield* Challenges.ask(asked) }
})

const asked = cases.Otp.make({
  name: "code",
  label: "Code",
  channel: "app",
  hint: null,
  length: 6,
  expiresAt: null
})

/** Gives the code that this page asks for, if it asks for one: that of the seed, or the person's; the page after it. */
export const code = Effect.fnUntraced(function* (page: Pages.Page, seed: Redacted.Redacted<string> | null) {
  if (Pages.has(page, "form[action^='/2fchoice']"))
    return yield* new Errors.Unsupported({ what: "a choice between second factors" })
  if (!Pages.has(page, codeForm)) return page
  const answer = yield* seed === null ? Challenges.ask(asked) : Totp.code(seed, { field: "seed" })
  return yield* Pages.send(page, codeForm, { code: answer })
})
