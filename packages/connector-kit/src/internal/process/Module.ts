// Whether a value that a module exports is a connector: what `Connector.make` answered, of whichever copy of the kit.
import { Predicate } from "effect"

import type { Connector } from "../../Connector.ts"

const functions = ["decode", "login", "resume", "accounts"]

export const isConnector = (value: unknown): value is Connector => {
  if (!Predicate.isObject(value) || !("manifest" in value) || !Predicate.isObject(value["manifest"])) return false
  const own = new Map<string, unknown>(Object.entries(value))
  return functions.every((name) => typeof own.get(name) === "function")
}
