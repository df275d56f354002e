// The challenges of the second factor as data: what is asked, what is right, how long it lives.
import * as Sessions from "./Sessions.ts"
import type * as Users from "./Users.ts"

export const rightCode = "123456"

export const phones: Readonly<Record<string, string>> = { "1": "(11) 9****-1234", "2": "(21) 9****-8765" }
export const choices = ["204815", "123456", "790236"]

/** A fresh challenge; `now` in epoch milliseconds. */
export const begin = (
  kind: Users.ChallengeKind,
  now: number,
  sentTo = phones["1"] ?? "",
  attemptsLeft = Sessions.attempts
): Sessions.Challenge => ({ kind, sentTo, attemptsLeft, expiresAt: now + Sessions.challengeMillis })
