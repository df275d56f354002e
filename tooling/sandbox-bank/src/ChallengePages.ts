// The second factor of the two-step channel: a code, a picture, a choice, a phone to choose first, or a phone that approves. What it asks is kept in
// the session; the answer is compared and forgotten.
import { DateTime, Effect } from "effect"
import { HttpServerResponse } from "effect/http"

import * as Challenges from "./Challenges.ts"
import * as DigitImage from "./DigitImage.ts"
import { markup, type Html } from "./Html.ts"
import * as LoginPages from "./LoginPages.ts"
import type * as Sessions from "./Sessions.ts"
import * as Trust from "./Trust.ts"
import { csrfField, goTo, type Handler, json, page, type Visit, withTrust } from "./Visit.ts"

const code = markup`<label>Code <input name="answer" inputmode="numeric" maxlength="6" autocomplete="one-time-code" required /></label>`

/** What a phone scans for a challenge of kind `qr`. */
export const qrPayload = (challenge: Sessions.Challenge): string => `tomada-qr:${challenge.approval ?? ""}`

const question = (challenge: Sessions.Challenge): Html => {
  switch (challenge.kind) {
    case "code":
      return markup`<p>We sent a code of 6 digits to <span data-field="sent-to">${challenge.sentTo}</span>.</p>
        ${code}`
    case "image":
      return markup`<p>Type the digits of the picture.</p>
        <img id="challenge-image" src="/challenge/image" alt="Digits to type" />${code}`
    case "select":
      return markup`<label>
        Which of these does your token show?
        <select name="answer">${Challenges.choices.map((choice) => markup`<option value="${choice}">${choice}</option>`)}</select>
      </label>`
    case "phone":
      return markup`<p>Where shall we send the code?</p>
        ${Object.entries(Challenges.phones).map(([value, phone]) => markup`<label data-phone="${value}"><input type="radio" name="answer" value="${value}" required /> ${phone}</label>`)}`
    case "qr":
      return markup`<p>Scan this with the bank's app, then go on.</p>
        <p><code id="qr-payload" data-field="qr-payload">${qrPayload(challenge)}</code></p>`
    case "approve":
      return markup`<p>We asked your phone <span data-field="sent-to">${challenge.sentTo}</span>. Approve there, then go on.</p>`
  }
}

const trustBox = markup`<label><input type="checkbox" name="trust" value="1" /> Remember this device for 90 days</label>`

const challengePage = (
  visit: Visit,
  session: Sessions.Session,
  stage: Challenges.Standing,
  error?: keyof typeof messages
) =>
  page(
    visit,
    {
      name: "challenge",
      title: "One more step",
      error,
      message: error === undefined ? undefined : messages[error],
      data: {
        kind: stage.challenge.kind,
        "expires-at": DateTime.formatIso(DateTime.makeUnsafe(stage.challenge.expiresAt))
      },
      body: markup`<form id="challenge-form" class="panel narrow" method="post" action="/challenge">
          ${csrfField(session)}${question(stage.challenge)}${trustBox}<button type="submit">Go on</button>
        </form>
        <form id="cancel-form" class="narrow" method="post" action="/challenge/cancel">
          ${csrfField(session)}<button type="submit">Cancel</button>
        </form>`
    },
    error === undefined ? 200 : error === "wrong-code" ? 401 : 409
  )

const messages = {
  "wrong-code": "That is not right. Please try again.",
  "still-waiting": "Your phone has not answered yet."
} as const

/** The challenge that the visitor stands before. */
export const standing = (visit: Visit) => {
  const { session } = visit
  return session?.stage._tag === "Challenge" ? { session, stage: session.stage } : undefined
}

const elsewhere = (visit: Visit) =>
  goTo(
    visit.session?.stage._tag === "Open"
      ? "/accounts"
      : visit.session === undefined && visit.hadCookie
        ? "/login?expired=1"
        : "/login"
  )

const take = Effect.fnUntraced(function* (visit: Visit, given: string, trust: boolean, silent: boolean) {
  const here = standing(visit)
  if (here === undefined) return elsewhere(visit)
  const outcome = yield* Challenges.answer(visit, here.session, here.stage, given)
  switch (outcome._tag) {
    case "In": {
      if (!trust) return goTo(outcome.location)
      const cookie = yield* visit.bank.sessions.trust.remember(here.stage.user.name)
      return withTrust(goTo(outcome.location), cookie, Trust.trustSeconds)
    }
    case "Next":
      return goTo("/challenge")
    case "Wrong":
      return challengePage(visit, here.session, outcome.stage, "wrong-code")
    case "Waiting":
      return challengePage(visit, here.session, here.stage, silent ? undefined : "still-waiting")
    case "Over":
      return yield* LoginPages.again(visit, outcome.error)
  }
})

/** GET /challenge: asks, or goes on when the phone has decided. */
export const show: Handler = Effect.fnUntraced(function* (visit) {
  const here = standing(visit)
  if (here === undefined) return elsewhere(visit)
  const says = yield* Challenges.phoneSays(visit, here.stage)
  return says === "waiting" ? challengePage(visit, here.session, here.stage) : yield* take(visit, "", false, true)
})

/** POST /challenge */
export const answer: Handler = (visit) =>
  take(visit, visit.form.get("answer") ?? "", visit.form.get("trust") === "1", false)

/** GET /challenge/status: what the phone says, for whoever waits. */
export const status: Handler = Effect.fnUntraced(function* (visit) {
  const here = standing(visit)
  if (here === undefined) return json({ error: "no-challenge" }, 404)
  const { challenge } = here.stage
  return json({
    kind: challenge.kind,
    state: yield* Challenges.phoneSays(visit, here.stage),
    expiresAt: DateTime.formatIso(DateTime.makeUnsafe(challenge.expiresAt))
  })
})

/** POST /challenge/cancel */
export const cancel: Handler = Effect.fnUntraced(function* (visit) {
  if (standing(visit) !== undefined && visit.session !== undefined) yield* visit.bank.sessions.end(visit.session.id)
  return goTo("/login")
})

/** GET /challenge/image */
export const image: Handler = (visit) =>
  Effect.succeed(
    standing(visit)?.stage.challenge.kind === "image"
      ? HttpServerResponse.uint8Array(DigitImage.draw(Challenges.rightCode), {
          contentType: "image/png",
          headers: { "cache-control": "no-store" }
        })
      : elsewhere(visit)
  )
