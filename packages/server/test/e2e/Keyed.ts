// Requests of the world's application under its API key, and those of a stranger.
import { readFileSync } from "node:fs"
import { join } from "node:path"

import { assert } from "@effect/vitest"
import { Effect } from "effect"

import { apiKey, type Ask, http } from "./Client.ts"
import { World } from "./World.ts"

export type Json = Readonly<Record<string, unknown>>

const asked = Effect.fnUntraced(function* (path: string, { headers, ...ask }: Ask = {}) {
  return yield* http(path, { ...ask, headers: { "x-api-key": yield* apiKey(), ...headers } })
})

/** The answer to what is not refused. */
export const answer = Effect.fnUntraced(function* (path: string, ask: Ask = {}) {
  const { json, status, text } = yield* asked(path, ask)
  assert.strictEqual(status, 200, `${path}: ${text}`)
  return json as Json // every answer is an object
})

export const results = (json: Json) => json["results"] as ReadonlyArray<Json> // a list
export const post = (body?: unknown): Ask => ({ method: "POST", ...(body === undefined ? {} : { body }) })

/** Every slice of a list, by the addresses that the answers name. */
export const whole = Effect.fnUntraced(function* (path: string, query: string) {
  const slices: Array<ReadonlyArray<Json>> = []
  let next: unknown = query
  do {
    const slice = yield* answer(`${path}${String(next)}`)
    slices.push(results(slice))
    next = slice["next"]
  } while (next !== null)
  return slices
})

export const refusal = Effect.fnUntraced(function* (path: string, ask: Ask = {}) {
  const { json, status } = yield* asked(path, ask)
  const { codeDescription, message } = json as { readonly codeDescription?: string; readonly message: string } // the error body
  return [status, codeDescription ?? message]
})

/** The keys of another application, which an operator makes. */
export const otherApplication = Effect.gen(function* () {
  const { home } = yield* World
  const { token } = JSON.parse(readFileSync(join(home, "operator.json"), "utf8")) as { readonly token: string } // our own file
  const made = yield* http("/operator/applications", {
    method: "POST",
    body: { name: "other" },
    headers: { authorization: `Bearer ${token}` }
  })
  const { clientSecret, id } = made.json as { readonly clientSecret: string; readonly id: string } // as it was just made
  return { clientId: id, clientSecret }
})

/** A key of another application. */
export const foreignKey = Effect.flatMap(otherApplication, apiKey)

/** The id of nothing. */
export const nobody = "7b0d2f4e-3c1a-4b5d-8e6f-9a0b1c2d3e4f"
export const ids = (rows: ReadonlyArray<Json>) => rows.map(({ id }) => id)
