// What the sandbox bank says was asked of it, read from its desk. The bare flow repeats what a sync asked for, and this is how it is known
// that it did.

export interface Asked {
  readonly id: number
  readonly method: string
  /** With its query, as the bank's log shows it. */
  readonly target: string
}

const unescaped = (text: string): string => text.replaceAll("&#39;", "'").replaceAll("&amp;", "&")

/** The requests on a desk's page, oldest first. */
export const parse = (html: string): ReadonlyArray<Asked> =>
  Array.from(html.matchAll(/<tr data-request="(\d+)">(.*?)<\/tr>/gs), ([, id, row = ""]) => {
    const [, method = "", path = ""] = /<td>\s*([A-Z]+) (\S+)/.exec(row) ?? []
    const query = Array.from(row.matchAll(/<code>([^<]*)<\/code>/g), ([, pair = ""]) => unescaped(pair)).join("&")
    return { id: Number(id), method, target: query === "" ? path : `${path}?${query}` }
  }).toReversed()

/** What was asked of the bank after the request of this number; it shows its latest 200. */
export const since = async (bank: string, id: number): Promise<ReadonlyArray<Asked>> => {
  const answer = await fetch(`${bank}/_bank`)
  return parse(await answer.text()).filter((asked) => asked.id > id)
}

/** The number of the latest request, 0 before the first. */
export const latest = async (bank: string): Promise<number> => (await since(bank, 0)).at(-1)?.id ?? 0
