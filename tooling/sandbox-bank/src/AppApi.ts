// What the application's scripts ask: the login, its second factor, and the views as JSON. Every request must carry a token that the page's script
// computed; whoever only reads the HTML gets nothing.
import { DateTime, Effect, Schema } from "effect"

import * as Attempts from "./Attempts.ts"
import * as ChallengePages from "./ChallengePages.ts"
import * as Challenges from "./Challenges.ts"
import * as LoginPages from "./LoginPages.ts"
import * as Trust from "./Trust.ts"
import { type Handler, json, type Visit, withSession, withTrust } from "./Visit.ts"

/** Refuses a request whose token is missing, wrong or spent. */
export const signed =
  (handler: Handler): Handler =>
  (visit) => {
    const { method, url } = visit.request
    const accepted = visit.session?.pageTokens.accept(visit.request.headers["x-page-token"], `${method} ${url}`)
    if (accepted === true) return handler(visit)
    return Effect.succeed(
      visit.session === undefined ? json({ error: "session-expired" }, 401) : json({ error: "page-token" }, 403)
    )
  }

const text = Schema.String.check(Schema.isMaxLength(200))
const LoginBody = Schema.Struct({
  channel: Schema.optionalKey(text),
  user: text,
  password: text,
  token: Schema.optionalKey(text)
})
const AnswerBody = Schema.Struct({ answer: text, trust: Schema.optionalKey(Schema.Boolean) })

const inApp = (location: string) => (location === "/accounts" ? "/app/accounts" : location)

const told = ({ challenge }: Challenges.Standing) => ({
  kind: challenge.kind,
  expiresAt: DateTime.formatIso(DateTime.makeUnsafe(challenge.expiresAt)),
  sentTo: challenge.kind === "code" || challenge.kind === "approve" ? challenge.sentTo : null,
  image: challenge.kind === "image" ? "/challenge/image" : null,
  payload: challenge.kind === "qr" ? ChallengePages.qrPayload(challenge) : null,
  options:
    challenge.kind === "select"
      ? Challenges.choices.map((value) => ({ value, label: value }))
      : challenge.kind === "phone"
        ? Object.entries(Challenges.phones).map(([value, label]) => ({ value, label }))
        : []
})

/** POST /app/api/login */
export const login = signed(
  Effect.fnUntraced(function* (visit) {
    const body = Schema.decodeUnknownOption(LoginBody)(visit.json)
    if (body._tag === "None") return json({ error: "unreadable" }, 400)
    const { channel, password, token = "", user } = body.value
    const outcome = yield* Attempts.make(visit, { channel: Attempts.channelOf(channel), name: user, password, token })
    switch (outcome._tag) {
      case "Outage":
        return outcome.outage === "connection-error"
          ? yield* LoginPages.outage(visit, outcome.outage)
          : json(
              { error: outcome.outage === "error" ? "internal" : "unavailable" },
              outcome.outage === "error" ? 500 : 503
            )
      case "Wrong":
        return json({ error: outcome.error }, 401)
      case "Refused":
        return json({ error: outcome.error }, outcome.error === "account-locked" ? 403 : 409)
      case "In": {
        if (visit.session !== undefined) yield* visit.bank.sessions.end(visit.session.id)
        const session = yield* visit.bank.sessions.create(outcome.stage, visit.session)
        const answer =
          outcome.stage._tag === "Challenge"
            ? json({ challenge: told(outcome.stage) })
            : json({ next: inApp(outcome.location) })
        return withSession(answer, session)
      }
    }
  })
)

const none = json({ error: "no-challenge" }, 404)

/** GET /app/api/challenge */
export const challenge = signed(
  Effect.fnUntraced(function* (visit) {
    const here = ChallengePages.standing(visit)
    if (here === undefined) return none
    return json({ ...told(here.stage), state: yield* Challenges.phoneSays(visit, here.stage) })
  })
)

const remembering = Effect.fnUntraced(function* (visit: Visit, user: string, next: string, trust: boolean) {
  const answer = json({ next: inApp(next) })
  return trust ? withTrust(answer, yield* visit.bank.sessions.trust.remember(user), Trust.trustSeconds) : answer
})

/** POST /app/api/challenge */
export const answer = signed(
  Effect.fnUntraced(function* (visit) {
    const here = ChallengePages.standing(visit)
    if (here === undefined) return none
    const body = Schema.decodeUnknownOption(AnswerBody)(visit.json)
    if (body._tag === "None") return json({ error: "unreadable" }, 400)
    const outcome = yield* Challenges.answer(visit, here.session, here.stage, body.value.answer)
    switch (outcome._tag) {
      case "In":
        return yield* remembering(visit, here.stage.user.name, outcome.location, body.value.trust ?? false)
      case "Next":
        return json({ challenge: told(outcome.stage) })
      case "Wrong":
        return json({ error: "wrong-code" }, 401)
      case "Waiting":
        return json({ error: "still-waiting" }, 409)
      case "Over":
        // The page stays; the session goes back to what it was before the login, so that the person can try again.
        yield* visit.bank.sessions.enter(here.session.id, { _tag: "Anonymous" })
        return json({ error: outcome.error }, 401)
    }
  })
)

/** POST /app/api/challenge/cancel */
export const cancel = signed(
  Effect.fnUntraced(function* (visit) {
    const here = ChallengePages.standing(visit)
    if (here !== undefined) yield* visit.bank.sessions.enter(here.session.id, { _tag: "Anonymous" })
    return json({})
  })
)

/** POST /app/api/logout */
export const logout = signed(
  Effect.fnUntraced(function* (visit) {
    if (visit.session !== undefined) yield* visit.bank.sessions.end(visit.session.id)
    return json({})
  })
)
