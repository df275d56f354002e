// The proof that a script ran: each page of the application carries a seed, scrambled; its script unscrambles it and signs every request with a
// count that never comes back. It keeps out whoever only reads the HTML. It is no secret, and is not meant to keep out whoever runs the script.
import { token } from "./Tokens.ts"

/** The hash that the page's script computes too; both are FNV-1a over UTF-16 units, twice, as 16 hexadecimal digits. */
export const sign = (text: string): string => {
  const hash = (start: number) => {
    let h = start
    for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 16777619)
    return (h >>> 0).toString(16).padStart(8, "0")
  }
  return hash(2166136261) + hash(40389)
}

/** A seed as it stands in the page: backwards, each character's code raised by its place. */
export const scramble = (seed: string): string =>
  [...seed]
    .map((character, index) => (character.charCodeAt(0) + index).toString(36))
    .toReversed()
    .join(".")

export interface PageTokens {
  /** The seed of a new page, scrambled. */
  readonly page: () => string
  /** Whether `<count>.<signature>` was made by a page of this session for this request, and is new. */
  readonly accept: (given: string | undefined, request: string) => boolean
}

const most = 20

/** No page yet. */
export const make = (): PageTokens => {
  const seeds = new Map<string, number>()
  return {
    page: () => {
      const seed = token()
      seeds.set(seed, 0)
      const oldest = seeds.keys().next().value
      if (seeds.size > most && oldest !== undefined) seeds.delete(oldest)
      return scramble(seed)
    },
    accept: (given, request) => {
      const [, counted = "", signature = ""] = /^(\d{1,9})\.([0-9a-f]{16})$/.exec(given ?? "") ?? []
      const count = Number(counted)
      for (const [seed, last] of seeds) {
        if (count > last && sign(`${seed}|${count}|${request}`) === signature) {
          seeds.set(seed, count)
          return true
        }
      }
      return false
    }
  }
}
