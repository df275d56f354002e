// Logins that the institution refuses: each refusal bears its own name, since what happens next hangs on it, and a password is tried
// once, because the second wrong one may lock somebody out.
import type { ConnectorError } from "@tomada/core"
import { Effect, Option } from "effect"

import type { Replayed } from "../Replay.ts"
import * as Attempts from "./Attempts.ts"
import { type Check, unaudited, verdict, withHosts } from "./Check.ts"
import * as Scenarios from "./Scenarios.ts"
import type { Subject } from "./Subject.ts"

const refusedFields = (subject: Subject, end: ReturnType<typeof Scenarios.loginOf>): ReadonlyArray<string> => {
  if (end?._tag !== "Failed" || end.error._tag !== "InvalidCredentials")
    return [`it ends ${Scenarios.wordsOf(end)}, and not as InvalidCredentials`]
  const names = new Set(subject.connector.manifest.credentials.map(({ name }) => name))
  return end.error.fields.flatMap((field) => (names.has(field) ? [] : [`it blames ${field}, which the form has not`]))
}

const keptSession = ({ kept }: Replayed): ReadonlyArray<string> =>
  Option.isSome(kept.session) ? ["a session is kept of it"] : []

const wrongPassword: Check = {
  id: "C-10",
  family: "login",
  title: "tries a wrong password once, says which fields are wrong, and keeps no session",
  mend: "fail with InvalidCredentials and the names of the form's fields when the institution refuses them; never send a password again",
  exempt: ({ credentials }) =>
    credentials.some(({ secret, type }) => secret && type !== "file") ? null : "it asks for no password",
  run: (subject) =>
    Effect.gen(function* () {
      const recorded = yield* Scenarios.logins(subject, "wrong-password")
      if (recorded.length === 0)
        return unaudited("a recording wrong-password: a login with a password that is not right")
      return verdict(
        recorded.flatMap(({ cassette, end, replayed, scenario }) => {
          if (replayed === undefined) return [`${scenario}: nothing was recorded`]
          const attempts = Attempts.of(subject.connector.manifest, cassette, replayed.part.exchanges)
          const times = attempts.count(replayed.player.made.map(({ request }) => request))
          return [
            ...refusedFields(subject, end),
            ...(times === 1 ? [] : [`the password is sent ${times} times`]),
            ...keptSession(replayed)
          ].map((found) => `${scenario}: ${found}`)
        })
      )
    })
}

type Expected = (error: ConnectorError.ConnectorError) => boolean

const actions =
  (...wanted: ReadonlyArray<string>): Expected =>
  (error) =>
    error._tag === "UserActionNeeded" && wanted.includes(error.action)

/** What stands in a person's way, by the names of the recordings. */
const obstacles: ReadonlyArray<readonly [scenario: string, wanted: string, isSo: Expected]> = [
  ["locked", "AccountLocked", ({ _tag }) => _tag === "AccountLocked"],
  [
    "action-needed",
    "UserActionNeeded with what is to be done",
    actions("accept-terms", "enable-mfa", "know-your-customer", "contact")
  ],
  ["change-password", "UserActionNeeded (change-password)", actions("change-password")],
  ["device", "UserActionNeeded (authorize-device)", actions("authorize-device")]
]

const ownNames: Check = {
  id: "C-11",
  family: "login",
  title: "calls a locked account, terms to accept, a password to change and a device to authorise by their names",
  mend: "look for the pages that stand in the way of a login and fail with AccountLocked or UserActionNeeded, before anything else is expected",
  exempt: withHosts,
  run: (subject) =>
    Effect.gen(function* () {
      const found: Array<string> = []
      let looked = 0
      for (const [scenario, wanted, isSo] of obstacles) {
        for (const recorded of yield* Scenarios.logins(subject, scenario)) {
          looked += 1
          const { end } = recorded
          if (end?._tag === "Failed" && isSo(end.error)) continue
          found.push(`${recorded.scenario}: it ends ${Scenarios.wordsOf(end)}, and not as ${wanted}`)
        }
      }
      return looked === 0
        ? unaudited(`a recording of at least one of ${obstacles.map(([scenario]) => scenario).join(", ")}`)
        : verdict(found)
    })
}

export const checks: ReadonlyArray<Check> = [wrongPassword, ownNames]
