// What the checks find by the names of recordings: `wrong-password`, and `wrong-password-business` just as well.
import type { ConnectorError } from "@tomada/core"
import { Effect } from "effect"

import type * as Cassette from "../Cassette.ts"
import type { Call } from "../Observed.ts"
import type { Subject } from "./Subject.ts"

export const named = ({ cassettes }: Subject, scenario: string): ReadonlyArray<Cassette.Cassette> =>
  cassettes.filter(({ header }) => header.scenario === scenario || header.scenario.startsWith(`${scenario}-`))

/** With its accounts alone, where only the way in is looked at. */
export const briefly = (cassette: Cassette.Cassette): Cassette.Cassette => ({
  ...cassette,
  header: { ...cassette.header, products: ["ACCOUNTS"] }
})

/** How the first login of these calls ended, in the words of the contract. */
export const loginOf = (calls: ReadonlyArray<Call>): Call["end"] | null =>
  calls.find(({ step }) => step === "login")?.end ?? null

export const wordsOf = (end: Call["end"] | null): string => {
  if (end === null) return "without a login"
  switch (end._tag) {
    case "Well":
      return "well"
    case "Interrupted":
      return "only when it was stopped"
    case "Failed":
      return `as ${describe(end.error)}`
    case "Died":
      return "in a defect"
  }
}

const describe = (error: ConnectorError.ConnectorError): string => {
  switch (error._tag) {
    case "ChallengeFailed":
      return `ChallengeFailed (${error.why})`
    case "UserActionNeeded":
      return `UserActionNeeded (${error.action})`
    default:
      return error._tag
  }
}

/** How the login of each recording of a scenario ends. */
export const logins = (subject: Subject, scenario: string) =>
  Effect.forEach(named(subject, scenario), (cassette) =>
    Effect.map(subject.replayed(cassette), ([first]) => ({
      scenario: cassette.header.scenario,
      cassette,
      replayed: first,
      end: first === undefined ? null : loginOf(first.calls)
    }))
  )
