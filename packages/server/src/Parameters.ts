// Credentials between the wire and the engine: each value is Redacted from the moment that it is decoded, and so is the
// map of them that goes on.
import { ParameterKeys } from "@tomada/engine"
import { Effect, Redacted } from "effect"

import { caller } from "./Authorized.ts"

/** One Redacted map of all values; nothing sent is an empty one. */
export const gathered = (
  parameters: Readonly<Record<string, Redacted.Redacted<string>>> = {}
): Redacted.Redacted<Readonly<Record<string, string>>> =>
  Redacted.make(Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, Redacted.value(value)])))

type Given = Readonly<Record<string, Redacted.Redacted<string>>> | string

/** The same of parameters that may have been encrypted for the caller's application, as one string. */
export const reader = Effect.map(ParameterKeys.ParameterKeys, (keys) =>
  Effect.fnUntraced(function* (parameters: Given) {
    return typeof parameters === "string" ? yield* keys.read(yield* caller, parameters) : gathered(parameters)
  })
)
