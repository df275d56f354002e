// The second factor of the two-step channel: a code, a picture, a choice, or a phone to choose first. What it asks is kept in the session; the answer
// is compared and forgotten.
import { Clock, DateTime, Effect } from "effect"
import { HttpServerResponse } from "effect/http"

import { begin, choices, phones, rightCode } from "./Challenges.ts"
import * as DigitImage from "./DigitImage.ts"
import { markup, type Html } from "./Html.ts"
import * as LoginPages from "./LoginPages.ts"
import type * as Sessions from "./Sessions.ts"
import { csrfField, goTo, type Handler, page, type Visit } from "./Visit.ts"

const code = markup`<label>Code <input name="answer" inputmode="numeric" maxlength="6" autocomplete="one-time-code" required /></label>`

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
        <select name="answer">${choices.map((choice) => markup`<option value="${choice}">${choice}</option>`)}</select>
      </label>`
    case "phone":
      return markup`<p>Where shall we send the code?</p>
        ${Object.entries(phones).map(([value, phone]) => markup`<label data-phone="${value}"><input type="radio" name="answer" value="${value}" required /> ${phone}</label>`)}`
  }
}

type Standing = Extract<Sessions.Stage, { readonly _tag: "Challenge" }>

const challengePage = (visit: Visit, session: Sessions.Session, stage: Standing, wrong: boolean) =>
  page(
    visit,
    {
      name: "challenge",
      title: "One more step",
      ...(wrong ? { error: "wrong-code", message: "That is not right. Please try again." } : {}),
      data: {
        kind: stage.challenge.kind,
        "expires-at": DateTime.formatIso(DateTime.makeUnsafe(stage.challenge.expiresAt))
      },
      body: markup`<form id="challenge-form" class="panel narrow" method="post" action="/challenge">
        ${csrfField(session)}${question(stage.challenge)}<button type="submit">Go on</button>
      </form>`
    },
    wrong ? 401 : 200
  )

const standing = (visit: Visit) => {
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

/** GET /challenge */
export const show: Handler = Effect.fnUntraced(function* (visit) {
  const here = standing(visit)
  if (here === undefined) return elsewhere(visit)
  if ((yield* Clock.currentTimeMillis) >= here.stage.challenge.expiresAt) {
    return yield* LoginPages.again(visit, "code-expired")
  }
  return challengePage(visit, here.session, here.stage, false)
})

/** GET /challenge/image */
export const image: Handler = (visit) =>
  Effect.succeed(
    standing(visit)?.stage.challenge.kind === "image"
      ? HttpServerResponse.uint8Array(DigitImage.draw(rightCode), {
          contentType: "image/png",
          headers: { "cache-control": "no-store" }
        })
      : elsewhere(visit)
  )

/** POST /challenge */
export const answer: Handler = Effect.fnUntraced(function* (visit) {
  const here = standing(visit)
  if (here === undefined) return elsewhere(visit)
  const { session, stage } = here
  const { challenge, user } = stage
  const now = yield* Clock.currentTimeMillis
  if (now >= challenge.expiresAt) return yield* LoginPages.again(visit, "code-expired")
  const given = visit.form.get("answer") ?? ""
  const phone = Object.hasOwn(phones, given) ? phones[given] : undefined
  if (challenge.kind === "phone" && phone !== undefined) {
    const next = begin("code", now, phone, challenge.attemptsLeft)
    yield* visit.bank.sessions.enter(session.id, { ...stage, challenge: next })
    return goTo("/challenge")
  }
  if (challenge.kind !== "phone" && given === rightCode) {
    const door = yield* LoginPages.doorOf(visit, user)
    yield* visit.bank.sessions.enter(session.id, door.stage)
    return goTo(door.location)
  }
  const attemptsLeft = challenge.attemptsLeft - 1
  if (attemptsLeft === 0) return yield* LoginPages.again(visit, "too-many-codes")
  const wrong: Standing = { ...stage, challenge: { ...challenge, attemptsLeft } }
  yield* visit.bank.sessions.enter(session.id, wrong)
  return challengePage(visit, session, wrong, true)
})
