// Lists of the server's as one sequence of rows. Each page is asked for when the rows before it are read; a server that answers the same
// place twice ends the sequence with an error, not with an endless one.
import type { Listing, Operation, QueryValue } from "./Calling.ts"

/** A query. */
export type Asked = Readonly<Record<string, QueryValue | null | undefined>>

interface Page {
  readonly results: ReadonlyArray<unknown>
  readonly next?: string | null
  readonly totalPages?: number
  readonly lastSequence?: number
}

const afterIn = (next: string): string | undefined =>
  new URLSearchParams(next.slice(next.indexOf("?") + 1)).get("after") ?? undefined

const placed = ({ list }: Operation, query: Asked, place: string | number | null | undefined): Asked => {
  if (place === undefined || place === null) return query
  if (list === "cursor") return { ...query, after: afterIn(String(place)) ?? String(place) }
  if (list === "pages") return { ...query, page: place }
  if (list === "since") return { ...query, since: place }
  return query
}

/** The query of the next page; undefined where there is none. */
const following = ({ list }: Operation, query: Asked, { lastSequence, next, results, totalPages = 0 }: Page) => {
  if (list === "cursor") {
    const after = typeof next === "string" ? afterIn(next) : undefined
    return after === undefined ? undefined : { ...query, after }
  }
  if (list === "pages") {
    const page = Number(query["page"] ?? 1)
    return page < totalPages ? { ...query, page: page + 1 } : undefined
  }
  return list === "since" && results.length > 0 ? { ...query, since: lastSequence } : undefined
}

/** A list; `ask` has one page of it. */
export const listing = (
  operation: Operation,
  query: Asked,
  ask: (query: Asked) => Promise<unknown>
): Listing<unknown, unknown> => {
  const page = async (asked: Asked): Promise<Page> => (await ask(asked)) as Page // the contract's word
  const rows = async function* (): AsyncGenerator<unknown, void, undefined> {
    let asked: Asked | undefined = query
    while (asked !== undefined) {
      const answer: Page = await page(asked)
      yield* answer.results
      const next: Asked | undefined = following(operation, asked, answer)
      if (next !== undefined && JSON.stringify(next) === JSON.stringify(asked))
        throw new Error("The server's list does not go on")
      asked = next
    }
  }
  return {
    page: async (place) => page(placed(operation, query, place)),
    all: async () => {
      const all: Array<unknown> = []
      for await (const row of rows()) all.push(row)
      return all
    },
    [Symbol.asyncIterator]: rows
  }
}
