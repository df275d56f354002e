// What a generated connector does about each kind of question that comes after the password.
import type { Plan } from "../Plan.ts"

type Kind = Exclude<Plan["challenges"][number], "Redirect">

interface Part {
  /** How the page calls it. */
  readonly called: string
  readonly calls: string
  readonly code: string
}

const sends = new Set<string>(["Otp", "Select", "Image"])
const watches = new Set<string>(["Approve", "QrCode"])

const parts: Readonly<Record<Kind, Part>> = {
  Otp: {
    called: "code",
    calls: "code(page)",
    code: `
const code = (page: Pages.Page) =>
  Challenges.retry(
    cases.Otp.make({ name: "code", label: "Code", channel: "sms", hint: null, length: 6, expiresAt: null }),
    (answer) => sent(page, answer),
    { times: 3, problem: "That code was not accepted." }
  )
`
  },
  Select: {
    called: "choice",
    calls: "choice(page)",
    code: `
const choice = Effect.fnUntraced(function* (page: Pages.Page) {
  const options = Html.all(page.document, \`\${question} option[value]\`).map((option) => ({
    value: Option.getOrElse(Html.attribute(option, "value"), () => ""),
    label: Html.text(option)
  }))
  const answer = yield* Challenges.ask(cases.Select.make({ name: "choice", label: "Choose", options, expiresAt: null }))
  if (!options.some(({ value }) => value === Redacted.value(answer)))
    return yield* new Errors.ChallengeFailed({ why: "wrong" })
  return yield* sent(page, answer)
})
`
  },
  Image: {
    called: "image",
    calls: "image(page)",
    code: `
const image = Effect.fnUntraced(function* (page: Pages.Page) {
  const source = yield* Html.attributeOf(page.document, \`\${question} img\`, "src", "second factor")
  const [, pngBase64] = /^data:image\\/png;base64,(.+)$/.exec(source) ?? []
  if (pngBase64 === undefined) return yield* new Errors.SiteChanged({ at: "second factor", expected: "an image" })
  const asked = cases.Image.make({ name: "image", label: "What the image shows", pngBase64, expiresAt: null })
  return yield* sent(page, yield* Challenges.ask(asked))
})
`
  },
  Approve: {
    called: "approval",
    calls: "approval",
    code: `
const approval = Challenges.watch(
  cases.Approve.make({ label: "Approve the login", where: "the institution's app", expiresAt: null }),
  decided,
  { every: "3 seconds" }
)
`
  },
  QrCode: {
    called: "qr-code",
    calls: "qrCode(page)",
    code: `
const qrCode = Effect.fnUntraced(function* (page: Pages.Page) {
  const payload = yield* Html.attributeOf(page.document, question, "data-payload", "second factor")
  const shown = cases.QrCode.make({ label: "Scan with the institution's app", payload, expiresAt: null })
  return yield* Challenges.watch(shown, decided, { every: "3 seconds" })
})
`
  }
}

const sent = `
/** Sends an answer; the same question again says that it was wrong. */
const sent = Effect.fnUntraced(function* (page: Pages.Page, answer: Redacted.Redacted<string>) {
  const next = yield* Pages.send(page, question, { answer })
  return Pages.has(next, question) ? yield* new Errors.ChallengeFailed({ why: "wrong" }) : next
})
`

const decided = `
/** Whether the person has done it elsewhere. */
const decided = Effect.map(Pages.open("/login/decision"), (page) =>
  Pages.has(page, question) ? Option.none<Pages.Page>() : Option.some(page)
)
`

export const secondFactor = (challenges: Plan["challenges"]): string => {
  const kinds = challenges.filter((kind) => kind !== "Redirect")
  const used = kinds.map((kind) => parts[kind])
  const needsRedacted = kinds.some((kind) => sends.has(kind))
  const redacted = kinds.includes("Select") ? ", Redacted" : needsRedacted ? ", type Redacted" : ""
  return `// What the institution asks after the password. A wrong answer is ChallengeFailed, and so is one that comes too late; a question
// of another kind is SiteChanged. Kinds and selectors are invented until somebody has looked at the institution's pages.
import { Challenges, Errors, Html } from "@tomada/connector-kit"
import { Effect, Option${redacted} } from "effect"

import * as Pages from "./pages.ts"

const { cases } = Challenges.Challenge
const question = "form#second-factor"
${needsRedacted ? sent : ""}${kinds.some((kind) => watches.has(kind)) ? decided : ""}${used.map(({ code }) => code).join("")}
/** Asks what this page asks, if it asks anything; the page after it. */
export const answered = Effect.fnUntraced(function* (page: Pages.Page) {
  const asked = Html.find(page.document, question)
  if (Option.isNone(asked)) return page
  switch (Option.getOrNull(Html.attribute(asked.value, "data-kind"))) {
${used.map(({ called, calls }) => `    case "${called}":\n      return yield* ${calls}\n`).join("")}    default:
      return yield* new Errors.SiteChanged({ at: "second factor", expected: "a question of a known kind" })
  }
})
`
}
