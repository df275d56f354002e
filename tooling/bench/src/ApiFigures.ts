// From what the turns of the API's bench cost to its figures. A ratio is made inside its round, where what disturbed one side disturbed the
// other; goals are for the median.
import type { Goal, Line } from "./ActualFigures.ts"

/** Milliseconds of CPU for one request. */
export interface Cost {
  readonly node: number
  readonly postgres: number
}

/** What takes its turn in a round; by cursor and by number the first and the last tenth of the pages of a long list. */
export const turns = [
  "live",
  "raw",
  "category",
  "accounts",
  "byHand",
  "page",
  "slice",
  "bare",
  "cursorFirst",
  "cursorLast",
  "numberFirst",
  "numberLast"
] as const
export type Turn = (typeof turns)[number]

export type Round = Readonly<Record<Turn, Cost>>

/** How many times the requests of what is written by hand; how many times the first pages' cost the last ones'. */
export const goals = { typed: 0.6, accounts: 0.7, page: 0.4, flat: 1.25 } as const

const ofNode = ({ node }: Cost): number => node
const ofBoth = ({ node, postgres }: Cost): number => node + postgres

/** The first and the last tenth of a list, one at least. */
export const tenths = <A>(
  all: ReadonlyArray<A>
): { readonly first: ReadonlyArray<A>; readonly last: ReadonlyArray<A> } => {
  const size = Math.max(1, Math.floor(all.length / 10))
  return { first: all.slice(0, size), last: all.slice(-size) }
}

/** Every figure, in the order of the page. */
export const lines = (rounds: ReadonlyArray<Round>): ReadonlyArray<Line> => {
  const line = (what: string, of: (round: Round) => number, goal?: Goal): Line => ({
    what,
    values: rounds.map(of),
    ...(goal !== undefined && { goal })
  })
  const requests = (title: string, turn: Turn) =>
    line(`${title}: requests a CPU second`, (round) => 1000 / ofNode(round[turn]))
  const cost = (title: string, turn: Turn) => [
    line(`${title}: CPU of Node, ms`, (round) => round[turn].node),
    line(`${title}: CPU of PostgreSQL, ms`, (round) => round[turn].postgres)
  ]
  const times = (title: string, [ours, floor]: readonly [Turn, Turn], of: (cost: Cost) => number, least?: number) =>
    line(
      title,
      (round) => of(round[floor]) / of(round[ours]),
      least === undefined ? undefined : { is: "least", value: least }
    )
  const pages = (title: string, turn: Turn) => [
    ...cost(`${title}, 500 rows`, turn),
    times(`${title}, times the bare pages`, [turn, "bare"], ofNode, goals.page),
    times(`${title}, times the bare pages, with PostgreSQL's CPU`, [turn, "bare"], ofBoth, goals.page)
  ]
  const long = (title: string, [first, last]: readonly [Turn, Turn], most?: number) => [
    line(`${title}, first tenth: CPU a page, ms`, (round) => ofBoth(round[first])),
    line(`${title}, last tenth: CPU a page, ms`, (round) => ofBoth(round[last])),
    line(
      `${title}: the last tenth's CPU, times the first's`,
      (round) => ofBoth(round[last]) / ofBoth(round[first]),
      most === undefined ? undefined : { is: "most", value: most }
    )
  ]
  return [
    requests("GET /health/live", "live"),
    requests("node:http, the same bytes", "raw"),
    times("GET /health/live, times node:http's requests", ["live", "raw"], ofNode, goals.typed),
    requests("GET /categories/{id}, with its key", "category"),
    times("GET /categories/{id}, times node:http's requests", ["category", "raw"], ofNode),
    ...cost("GET /accounts", "accounts"),
    ...cost("GET /accounts by hand", "byHand"),
    times("GET /accounts, times the requests by hand", ["accounts", "byHand"], ofNode, goals.accounts),
    times("GET /accounts, times those by hand, with PostgreSQL's CPU", ["accounts", "byHand"], ofBoth),
    ...cost("Bare page, 500 rows", "bare"),
    ...pages("GET /transactions", "page"),
    ...pages("GET /v2/transactions", "slice"),
    ...long("By cursor", ["cursorFirst", "cursorLast"], goals.flat),
    ...long("By number", ["numberFirst", "numberLast"])
  ]
}
