// Credentials between the wire and the engine: each value is Redacted from the moment that it is decoded, and so is the
// map of them that goes on.
import { Redacted } from "effect"

/** One Redacted map of all values; nothing sent is an empty one. */
export const gathered = (
  parameters: Readonly<Record<string, Redacted.Redacted<string>>> = {}
): Redacted.Redacted<Readonly<Record<string, string>>> =>
  Redacted.make(Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, Redacted.value(value)])))
