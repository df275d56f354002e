// What the institution asks after the password. A wrong answer is ChallengeFailed, and so is one that comes too late; a question
// of another kind is SiteChanged. Kinds and selectors are invented until somebody has looked at the institution's pages.
import { Challenges, Errors, Html } from "@tomada/connector-kit"
import { Effect, Option, type Redacted } from "effect"

import * as Pages from "./pages.ts"

const { cases } = Challenges.Challenge
const question = "form#second-factor"

/** Sends an answer; the same question again says that it was wrong. */
const sent = Effect.fnUntraced(function* (page: Pages.Page, answer: Redacted.Redacted<string>) {
  const next = yield* Pages.send(page, question, { answer })
  return Pages.has(next, question) ? yield* new Errors.ChallengeFailed({ why: "wrong" }) : next
})

const code = (page: Pages.Page) =>
  Challenges.retry(
    cases.Otp.make({ name: "code", label: "Code", channel: "sms", hint: null, length: 6, expiresAt: null }),
    (answer) => sent(page, answer),
    { times: 3, problem: "That code was not accepted." }
  )

const image = Effect.fnUntraced(function* (page: Pages.Page) {
  const source = yield* Html.attributeOf(page.document, `${question} img`, "src", "second factor")
  const [, pngBase64] = /^data:image\/png;base64,(.+)$/.exec(source) ?? []
  if (pngBase64 === undefined) return yield* new Errors.SiteChanged({ at: "second factor", expected: "an image" })
  const asked = cases.Image.make({ name: "image", label: "What the image shows", pngBase64, expiresAt: null })
  return yield* sent(page, yield* Challenges.ask(asked))
})

/** Asks what this page asks, if it asks anything; the page after it. */
export const answered = Effect.fnUntraced(function* (page: Pages.Page) {
  const asked = Html.find(page.document, question)
  if (Option.isNone(asked)) return page
  switch (Option.getOrNull(Html.attribute(asked.value, "data-kind"))) {
    case "code":
      return yield* code(page)
    case "image":
      return yield* image(page)
    default:
      return yield* new Errors.SiteChanged({ at: "second factor", expected: "a question of a known kind" })
  }
})
