// From what the rounds cost to the figures of the proof. A ratio is made inside its round, where what disturbed one side disturbed the other.
import * as MergeCpu from "./MergeCpu.ts"
import type { PureCost } from "./MergePure.ts"
import { median, spread } from "./Spread.ts"

/** What storing one collection cost: the rows read and merged, the merge committed; and the bare upsert of the same rows. */
export interface StoredCost {
  readonly merged: MergeCpu.Cpu
  readonly committed: MergeCpu.Cpu
  readonly bare: MergeCpu.Cpu
}

export const ours = ({ committed, merged }: StoredCost): number => MergeCpu.total(MergeCpu.plus(merged, committed))

/** Of several. */
export const mean = (costs: ReadonlyArray<StoredCost>): StoredCost => {
  const of = (part: keyof StoredCost): MergeCpu.Cpu => {
    const sum = costs.reduce((all, cost) => MergeCpu.plus(all, cost[part]), MergeCpu.none)
    return { client: sum.client / costs.length, postgres: sum.postgres / costs.length }
  }
  return { merged: of("merged"), committed: of("committed"), bare: of("bare") }
}

/** One for each round. */
export interface Result {
  readonly pure: ReadonlyArray<{ readonly title: string; readonly rounds: ReadonlyArray<PureCost> }>
  readonly first: { readonly title: string; readonly rounds: ReadonlyArray<StoredCost> }
  readonly overlaps: ReadonlyArray<{ readonly title: string; readonly rounds: ReadonlyArray<StoredCost> }>
}

export const goals = { pure: 5, history: 1.5, bare: 3 } as const

/** How many times the cheapest the dearest of these is; NaN of none. */
export const unevenness = (costs: ReadonlyArray<number>): number =>
  costs.length === 0 ? Number.NaN : Math.max(...costs) / Math.min(...costs)

const transposed = (lists: ReadonlyArray<ReadonlyArray<number>>): ReadonlyArray<ReadonlyArray<number>> =>
  (lists[0] ?? []).map((_, round) => lists.flatMap((list) => list[round] ?? []))

const digits = (values: ReadonlyArray<number>): ReadonlyArray<string> =>
  median(values) < 10
    ? [median(values), Math.min(...values), Math.max(...values)].map((value) => value.toFixed(2))
    : spread(values)

export interface Line {
  readonly what: string
  readonly values: ReadonlyArray<number>
  /** At most this, by the median. */
  readonly goal?: number
}

const ofPure = ({ rounds, title }: Result["pure"][number]): ReadonlyArray<Line> => [
  { what: `${title}: CPU a row, µs`, values: rounds.map(({ merge }) => merge) },
  { what: `${title}: the bare Map pass, µs`, values: rounds.map(({ floor }) => floor) },
  {
    what: `${title}: times the bare Map pass`,
    values: rounds.map(({ floor, merge }) => merge / floor),
    goal: goals.pure
  },
  { what: `${title}: times the numbering Map pass`, values: rounds.map(({ merge, numbered }) => merge / numbered) }
]

const ofStored = ({ rounds, title }: Result["first"]): ReadonlyArray<Line> => [
  { what: `${title}: CPU with PostgreSQL's, ms`, values: rounds.map(ours) },
  { what: `${title}: of which to read and merge, ms`, values: rounds.map(({ merged }) => MergeCpu.total(merged)) },
  {
    what: `${title}: of which PostgreSQL, ms`,
    values: rounds.map(({ committed, merged }) => merged.postgres + committed.postgres)
  },
  { what: `${title}: the bare upsert, ms`, values: rounds.map(({ bare }) => MergeCpu.total(bare)) },
  {
    what: `${title}: times the bare upsert`,
    values: rounds.map((cost) => ours(cost) / MergeCpu.total(cost.bare)),
    goal: goals.bare
  }
]

/** Every figure, in the order of the page. */
export const lines = ({ first, overlaps, pure }: Result): ReadonlyArray<Line> => [
  ...pure.flatMap(ofPure),
  ...ofStored(first),
  ...overlaps.flatMap(ofStored),
  {
    what: "Overlap: the dearest history's times the cheapest's",
    values: transposed(overlaps.map(({ rounds }) => rounds.map(ours))).map(unevenness),
    goal: goals.history
  }
]

/** Whether the median keeps the goal; a line without one keeps it. */
export const isMet = ({ goal, values }: Line): boolean => goal === undefined || median(values) <= goal

/** A row of the table: the figure, its median, least and greatest, and the goal with whether it was met. */
export const row = (line: Line): ReadonlyArray<string> => [
  line.what,
  ...digits(line.values),
  line.goal === undefined ? "" : `${line.goal}${isMet(line) ? "" : " missed"}`
]
