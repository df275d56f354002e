// Requests as the contract describes them, for what the server is known to hold.
import { randomUUID } from "node:crypto"

import type { Dice } from "@tomada/crash/Dice"

import type { Contract, Operation } from "./Contract.ts"
import type { Known } from "./Known.ts"
import { drawn, named, odd } from "./Values.ts"

export interface Request {
  readonly operation: Operation
  readonly method: string
  /** With its query, encoded. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** JSON text; undefined for none. */
  readonly body: string | undefined
}

/** Text of anything, as a part of an address. */
const encoded = (value: unknown): string =>
  encodeURIComponent((typeof value === "string" ? value : JSON.stringify(value)).toWellFormed().slice(0, 7_000))

const idFor = ({ method }: Operation, word: string, known: Known, dice: Dice): string => {
  const chance = dice.below(100)
  if (chance < 4) return encoded(dice.oneOf(odd))
  if (chance < 8) return randomUUID()
  const id = method === "DELETE" ? known.taken(word) : known.one(word, dice)
  return id === undefined ? randomUUID() : encoded(id)
}

const queryOf = ({ query }: Operation, known: Known, dice: Dice): string => {
  const pairs = query.flatMap(({ name, required }) => {
    if (required !== true && dice.below(4) > 0) return []
    const value = dice.below(100) < 4 ? dice.oneOf(odd) : named(name, known, dice)
    return [`${name}=${encoded(value)}`]
  })
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`
}

/** One request for this operation, with the key nearly always. */
export const of = (contract: Contract, operation: Operation, key: string, known: Known, dice: Dice): Request => {
  const path = operation.path.replaceAll(
    /([^/]+)\/\{id\}/g,
    (_, word: string) => `${word}/${idFor(operation, word, known, dice)}`
  )
  const token = dice.below(100) < 2 ? named("token", known, dice) : key
  const body =
    operation.body === undefined ? undefined : JSON.stringify(drawn(contract, operation.body, "", known, dice))
  return {
    operation,
    method: operation.method,
    path: `${path}${queryOf(operation, known, dice)}`,
    headers: { "x-api-key": token, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    body
  }
}
