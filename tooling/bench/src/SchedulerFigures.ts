// From what the rounds cost to the figures of the proof. A ratio is made inside its round, where what disturbed one side disturbed the other.
import * as MergeCpu from "./MergeCpu.ts"
import { type Line } from "./MergeFigures.ts"

/** One round; a poll is the mean of many. */
export interface Round {
  readonly claim: MergeCpu.Cpu
  readonly bare: MergeCpu.Cpu
  readonly withRuns: MergeCpu.Cpu
  readonly poll: MergeCpu.Cpu
  readonly barePoll: MergeCpu.Cpu
}

export const goal = 3

const times = (rounds: ReadonlyArray<Round>, a: keyof Round, b: keyof Round): ReadonlyArray<number> =>
  rounds.map((round) => MergeCpu.total(round[a]) / MergeCpu.total(round[b]))

/** Every figure, in the order of the page. */
export const lines = (rounds: ReadonlyArray<Round>, claimed: number): ReadonlyArray<Line> => [
  { what: `Claim of ${claimed}: CPU with PostgreSQL's, ms`, values: rounds.map(({ claim }) => MergeCpu.total(claim)) },
  { what: `Claim of ${claimed}: of which PostgreSQL, ms`, values: rounds.map(({ claim }) => claim.postgres) },
  { what: `Claim of ${claimed}: the bare claim, ms`, values: rounds.map(({ bare }) => MergeCpu.total(bare)) },
  { what: `Claim of ${claimed}: times the bare claim`, values: times(rounds, "claim", "bare"), goal },
  {
    what: `Claim of ${claimed}: times the bare claim with runs and steps`,
    values: times(rounds, "claim", "withRuns")
  },
  { what: "Idle poll: CPU with PostgreSQL's, ms", values: rounds.map(({ poll }) => MergeCpu.total(poll)) },
  { what: "Idle poll: the bare claim of nothing, ms", values: rounds.map(({ barePoll }) => MergeCpu.total(barePoll)) },
  { what: "Idle poll: times the bare claim of nothing", values: times(rounds, "poll", "barePoll"), goal }
]
