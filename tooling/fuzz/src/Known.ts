// Ids that the server has answered with, by the word of the path that they stand behind, so that a good part of all requests names what is
// there. What a request has made is known apart: only that is deleted, or soon nothing would be left to ask for.
import type { Dice } from "@tomada/crash/Dice"

import type { Contract, Operation } from "./Contract.ts"

/** So many of a word are remembered; a newer one takes the place of the oldest. */
const most = 60

export interface Known {
  /** One of the ids behind this word, if any is known. */
  readonly one: (word: string, dice: Dice) => string | undefined
  /** One that a request has made; it is forgotten. */
  readonly taken: (word: string) => string | undefined
  readonly learn: (operation: Operation, json: unknown) => void
}

/** The word before `{id}` in a path of these. */
const wordsOf = ({ operations }: Contract): ReadonlySet<string> =>
  new Set(operations.flatMap(({ path }) => Array.from(path.matchAll(/([^/]+)\/\{id\}/g), ([, word = ""]) => word)))

const idOf = (value: unknown): string | undefined => {
  if (typeof value !== "object" || value === null || !("id" in value)) return undefined
  return typeof value.id === "string" || typeof value.id === "number" ? String(value.id) : undefined
}

const listOf = (json: unknown): ReadonlyArray<unknown> =>
  typeof json === "object" && json !== null && "results" in json && Array.isArray(json.results) ? json.results : [json]

export const of = (contract: Contract): Known => {
  const words = wordsOf(contract)
  const all = new Map<string, Array<string>>()
  const made = new Map<string, Array<string>>()
  const keep = (where: Map<string, Array<string>>, word: string, id: string): void => {
    const ids = where.get(word) ?? []
    where.set(word, ids)
    if (ids.includes(id)) return
    ids.push(id)
    if (ids.length > most) ids.shift()
  }
  return {
    one: (word, dice) => {
      const [first, ...rest] = all.get(word) ?? []
      return first === undefined ? undefined : dice.oneOf([first, ...rest])
    },
    taken: (word) => {
      const id = made.get(word)?.pop()
      const ids = all.get(word)
      if (id !== undefined && ids !== undefined)
        all.set(
          word,
          ids.filter((one) => one !== id)
        )
      return id
    },
    learn: ({ method, path }, json) => {
      const word = path.split("/").at(-1) ?? ""
      // Those of an investment have no path of their own.
      if (!words.has(word) || path === "/investments/{id}/transactions") return
      for (const id of listOf(json).map(idOf)) {
        if (id === undefined) continue
        keep(all, word, id)
        if (method === "POST") keep(made, word, id)
      }
    }
  }
}
