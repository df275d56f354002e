// The challenges of the second factor: what is asked, what is right, how long it lives, and what an answer leads to. Pages and scripts ask here, so
// both know the same rules.
import { Clock, Effect } from "effect"

import { doorOf } from "./Doors.ts"
import * as Sessions from "./Sessions.ts"
import type * as Users from "./Users.ts"
import type { Visit } from "./Visit.ts"

export const rightCode = "123456"

export const phones: Readonly<Record<string, string>> = { "1": "(11) 9****-1234", "2": "(21) 9****-8765" }
export const choices = ["204815", "123456", "790236"]

/** A fresh challenge; `now` in epoch milliseconds. */
export const begin = (
  { challengeMillis }: Users.User,
  kind: Users.ChallengeKind,
  now: number,
  sentTo = phones["1"] ?? "",
  attemptsLeft = Sessions.attempts
): Sessions.Challenge => ({ kind, sentTo, attemptsLeft, expiresAt: now + challengeMillis })

const sent = (visit: Visit, user: Users.User) => {
  visit.did("code-sent")
  visit.bank.codesSent.set(user.name, (visit.bank.codesSent.get(user.name) ?? 0) + 1)
}

/** Asks a user's own kind of challenge: a code is sent, a phone is asked. */
export const ask = Effect.fnUntraced(function* (visit: Visit, user: Users.User) {
  const challenge = begin(user, user.challenge, yield* Clock.currentTimeMillis)
  if (challenge.kind === "code") sent(visit, user)
  if (challenge.kind !== "qr" && challenge.kind !== "approve") return challenge
  visit.did("approval-asked")
  const { code } = yield* visit.bank.sessions.approvals.ask(user.name, challenge.kind, challenge.expiresAt)
  return { ...challenge, approval: code }
})

export type Standing = Extract<Sessions.Stage, { readonly _tag: "Challenge" }>

export type Outcome =
  /** Right; the stage is entered. */
  | { readonly _tag: "In"; readonly location: string }
  /** Another question follows. */
  | { readonly _tag: "Next"; readonly stage: Standing }
  | { readonly _tag: "Wrong"; readonly stage: Standing }
  /** The phone has not decided. */
  | { readonly _tag: "Waiting" }
  /** The session is over. */
  | { readonly _tag: "Over"; readonly error: "too-many-codes" | "code-expired" | "challenge-denied" }

/** What the phone says of a challenge; `waiting` for kinds that no phone decides. */
export const phoneSays = Effect.fnUntraced(function* (visit: Visit, { challenge }: Standing) {
  if ((yield* Clock.currentTimeMillis) >= challenge.expiresAt) return "expired"
  const { approval } = challenge
  return approval === undefined
    ? "waiting"
    : ((yield* visit.bank.sessions.approvals.find(approval))?.state ?? "expired")
})

const through = Effect.fnUntraced(function* (visit: Visit, sessionId: string, user: Users.User) {
  const door = yield* doorOf(visit, user)
  yield* visit.bank.sessions.enter(sessionId, door.stage)
  visit.did("login")
  return { _tag: "In", location: door.location } satisfies Outcome
})

/** Answers the challenge of a session; what a phone decides needs no answer. */
export const answer = Effect.fnUntraced(function* (
  visit: Visit,
  session: Sessions.Session,
  stage: Standing,
  given: string
): Effect.fn.Return<Outcome> {
  const { challenge, user } = stage
  const says = yield* phoneSays(visit, stage)
  if (says === "expired") return { _tag: "Over", error: "code-expired" }
  if (says === "denied") return { _tag: "Over", error: "challenge-denied" }
  if (says === "approved") return yield* through(visit, session.id, user)
  if (challenge.approval !== undefined) return { _tag: "Waiting" }
  const phone = Object.hasOwn(phones, given) ? phones[given] : undefined
  if (challenge.kind === "phone" && phone !== undefined) {
    const next = {
      ...stage,
      challenge: begin(user, "code", yield* Clock.currentTimeMillis, phone, challenge.attemptsLeft)
    }
    sent(visit, user)
    yield* visit.bank.sessions.enter(session.id, next)
    return { _tag: "Next", stage: next }
  }
  if (challenge.kind !== "phone" && given === rightCode) return yield* through(visit, session.id, user)
  const attemptsLeft = challenge.attemptsLeft - 1
  if (attemptsLeft === 0) return { _tag: "Over", error: "too-many-codes" }
  const wrong: Standing = { ...stage, challenge: { ...challenge, attemptsLeft } }
  yield* visit.bank.sessions.enter(session.id, wrong)
  return { _tag: "Wrong", stage: wrong }
})
