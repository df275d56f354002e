// From what the rounds of the comparison cost to its figures. A ratio is made inside its round, where what disturbed one side disturbed the
// other; goals are for the median.
import { median, spread } from "./Spread.ts"

/** Milliseconds of CPU of both for the same rows. */
export interface Pair {
  readonly ours: number
  readonly peer: number
}

/** Rows that were merged into a history, a pair a round. */
export interface Loads {
  /** `10k`. */
  readonly into: string
  readonly rows: number
  readonly rounds: ReadonlyArray<Pair>
  /** How many times less CPU ours has to take; none when the history is not of the size that the goal is for. */
  readonly goal?: number
}

export interface Result {
  readonly first: Loads
  readonly small: Loads
  /** What is left out when there is no large history. */
  readonly large?: {
    /** Made once, so it is the only round. */
    readonly first: Loads
    readonly overlaps: Loads
  }
}

export interface Goal {
  readonly is: "least" | "most"
  readonly value: number
}

export interface Line {
  readonly what: string
  readonly values: ReadonlyArray<number>
  readonly goal?: Goal
}

/** At full size: how many times less CPU, and how much dearer a row may be in the large history than in the small one. */
export const goals = { first: 35, small: 100, large: 1000, growth: 1.5 } as const

const cost = (title: string, { goal, rounds }: Loads): ReadonlyArray<Line> => [
  { what: `${title}: ours, with PostgreSQL's, ms`, values: rounds.map(({ ours }) => ours) },
  { what: `${title}: Actual's, ms`, values: rounds.map(({ peer }) => peer) },
  {
    what: `${title}: times less`,
    values: rounds.map(({ ours, peer }) => peer / ours),
    ...(goal !== undefined && { goal: { is: "least", value: goal } as const })
  }
]

/** What a row cost in the large history, as a multiple of what it cost in the small one, in each round. */
const growth = (of: keyof Pair, small: Loads, large: Loads): ReadonlyArray<number> =>
  small.rounds.flatMap((pair, round) => {
    const other = large.rounds[round]
    return other === undefined ? [] : [(other[of] * small.rows) / (pair[of] * large.rows)]
  })

const overlap = (loads: Loads): ReadonlyArray<Line> => cost(`Overlap of ${loads.rows} into ${loads.into}`, loads)

const ofLarge = (small: Loads, { first, overlaps }: NonNullable<Result["large"]>): ReadonlyArray<Line> => {
  const title = `A row of an overlap into ${overlaps.into}, times one into ${small.into}`
  const isGoal = overlaps.goal !== undefined
  return [
    ...cost(`First ${first.into} rows, once`, first),
    ...overlap(overlaps),
    {
      what: `${title}: ours`,
      values: growth("ours", small, overlaps),
      ...(isGoal && { goal: { is: "most", value: goals.growth } as const })
    },
    { what: `${title}: Actual's`, values: growth("peer", small, overlaps) }
  ]
}

/** Every figure, in the order of the page. */
export const lines = ({ first, large, small }: Result): ReadonlyArray<Line> => [
  ...cost(`First ${first.into} rows`, first),
  ...overlap(small),
  ...(large === undefined ? [] : ofLarge(small, large))
]

/** Whether the median keeps the goal; a line without one keeps it. */
export const isMet = ({ goal, values }: Line): boolean =>
  goal === undefined || (goal.is === "least" ? median(values) >= goal.value : median(values) <= goal.value)

/** A row of the table: the figure, its median, least and greatest, and the goal with whether it was met. */
export const row = (line: Line): ReadonlyArray<string> => {
  const { goal, values, what } = line
  const digits =
    median(values) < 10
      ? [median(values), Math.min(...values), Math.max(...values)].map((value) => value.toFixed(2))
      : spread(values)
  return [what, ...digits, goal === undefined ? "" : `at ${goal.is} ${goal.value}${isMet(line) ? "" : " missed"}`]
}
