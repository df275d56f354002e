// What became of the mutants, counted. A mutant that let the tests run on for ever was noticed and counts as killed; one that no
// test reaches counts against us like a survivor. What could not be run at all (it did not even load) says nothing and is left out.
import type { Proof, Table } from "@tomada/bench/Proofs"

import type { Group } from "./Groups.ts"

/** A mutant and its end; `line` from 1. */
export interface Mutant {
  readonly module: string
  readonly line: number
  readonly mutator: string
  readonly replacement: string
  readonly end: "killed" | "timed out" | "survived" | "not covered" | "not run"
}

export interface Figures {
  readonly mutants: number
  readonly killed: number
  readonly timedOut: number
  readonly survived: number
  readonly notCovered: number
  /** Of a hundred mutants how many were noticed; 0 where there were none. */
  readonly score: number
}

/** At least this score in every group. */
export const goal = 85

export const figures = (mutants: ReadonlyArray<Mutant>): Figures => {
  const count = (end: Mutant["end"]) => mutants.filter((mutant) => mutant.end === end).length
  const [killed, timedOut, survived, notCovered] = [
    count("killed"),
    count("timed out"),
    count("survived"),
    count("not covered")
  ]
  const all = killed + timedOut + survived + notCovered
  return {
    mutants: all,
    killed,
    timedOut,
    survived,
    notCovered,
    score: all === 0 ? 0 : (100 * (killed + timedOut)) / all
  }
}

/** Rounded down, so that no score is shown that was not reached. */
export const shown = (score: number): string => (Math.floor(score * 10 + 1e-9) / 10).toFixed(1)

export const reaches = (mutants: ReadonlyArray<Mutant>): boolean => figures(mutants).score >= goal

/** Those that no test noticed, in the order of the source. */
export const unnoticed = (mutants: ReadonlyArray<Mutant>): ReadonlyArray<Mutant> =>
  mutants
    .filter(({ end }) => end === "survived" || end === "not covered")
    .toSorted((a, b) => (a.module === b.module ? a.line - b.line : a.module < b.module ? -1 : 1))

const row = (title: string, mutants: ReadonlyArray<Mutant>): ReadonlyArray<string> => {
  const { killed, mutants: all, notCovered, score, survived, timedOut } = figures(mutants)
  return [title, ...[all, killed, timedOut, survived, notCovered].map(String), shown(score)]
}

/** A row for each module, the last for all of them. */
export const table = (mutants: ReadonlyArray<Mutant>): Table => ({
  head: ["Module", "mutants", "killed", "timed out", "survived", "not covered", "score"],
  rows: [
    ...[...Map.groupBy(mutants, ({ module }) => module)]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([module, of]) => row(module, of)),
    row("all", mutants)
  ]
})

export const proof = (group: Group, mutants: ReadonlyArray<Mutant>): Proof => ({
  name: `mutate-${group.name}`,
  title: `Mutants of ${group.title}`,
  command: `pnpm mutate --group ${group.name}`,
  table: table(mutants),
  notes: [
    `Goal: a score of ${goal} for the group${reaches(mutants) ? "" : ", missed"}. A mutant is the source with one small fault put in, and must make a test of the core fail; ` +
      "the score is of a hundred mutants how many did. Those that never ended count as noticed, those that no test reaches as not. " +
      "The tests are all of the core but its long histories, of which each mutant faces twenty-five short ones. What survives is in part no fault at all, " +
      "since it computes the same in another way; such mutants are counted like the others."
  ]
})
