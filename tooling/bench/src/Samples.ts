// How the samples of the proofs ended, as a table.

export interface Ending {
  /** Null when a signal ended it or it could not be started. */
  readonly code: number | null
  /** Whether it was stopped because its time was over. */
  readonly late: boolean
}

export interface Sampled {
  readonly name: string
  readonly outcome: "ok" | "failed" | "skipped"
  readonly seconds: number
}

/** What an ending means; `skips` is the exit code of a proof that lacked what it proves with. */
export const outcomeOf = ({ code, late }: Ending, skips?: number): Sampled["outcome"] => {
  if (late) return "failed"
  if (code === 0) return "ok"
  return code !== null && code === skips ? "skipped" : "failed"
}

/** One line for each. */
export const shown = (results: ReadonlyArray<Sampled>): string => {
  const width = Math.max("proof".length, ...results.map(({ name }) => name.length))
  const line = (name: string, outcome: string, seconds: string) =>
    `${name.padEnd(width)}  ${outcome.padEnd("skipped".length)}  ${seconds.padStart("seconds".length)}`
  return [
    line("proof", "outcome", "seconds"),
    ...results.map(({ name, outcome, seconds }) => line(name, outcome, seconds.toFixed(1)))
  ].join("\n")
}
