// How the callback of a Redirect finds the question that it answers: the question's id is made from the `state` that the institution
// gives back with the person. No state can be made from an id, so the id may stand in tables and messages like any other; the state
// itself is kept nowhere.
import { Effect, Redacted } from "effect"

/** The id of the question with this state: a UUID of version 8 from its SHA-256. */
export const challengeId = (state: string): Effect.Effect<string> =>
  Effect.map(
    Effect.promise(() => crypto.subtle.digest("SHA-256", new TextEncoder().encode(state))),
    (digest) => {
      const hex = Array.from(new Uint8Array(digest, 0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("")
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`
    }
  )

/** The state in a callback's query; undefined when it is not there once, because then nobody can say which one counts. */
export const stateOf = (query: Redacted.Redacted<string>): string | undefined => {
  const [state, ...others] = new URLSearchParams(Redacted.value(query)).getAll("state")
  return state === "" || others.length > 0 ? undefined : state
}
