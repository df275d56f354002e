// What the kills came to, for people, for the page of proofs and for programs.
import type { Proof } from "@tomada/bench/Proofs"

import type { Results } from "./Lanes.ts"
import * as Plan from "./Plan.ts"

export interface Figures extends Results {
  readonly seed: number
  readonly planned: number
  /** Cells of kills that did not take place. */
  readonly left: ReadonlyArray<string>
  readonly seconds: number
}

const total = ({ outcomes }: Results, of: (outcome: Results["outcomes"][number]) => number): number =>
  outcomes.reduce((sum, outcome) => sum + of(outcome), 0)

export const isWell = ({ failed, left }: Figures): boolean => failed.length === 0 && left.length === 0

const words: Readonly<Record<Plan.Phase, string>> = {
  first: "first sync",
  overlap: "overlap sync",
  mfa: "MFA wait",
  merge: "merge",
  delivery: "delivery"
}

const seconds = (some: ReadonlyArray<number>): string => (some.length === 0 ? "none" : Math.max(...some).toFixed(1))

const facts = (figures: Figures): ReadonlyArray<readonly [string, string]> => [
  ["lost transactions", String(total(figures, ({ lost }) => lost.length))],
  ["doubled transactions", String(total(figures, ({ doubled }) => doubled.length))],
  ["lost webhooks", String(figures.lostEvents)],
  ["events of Items", String(figures.events)],
  ["of them received more than once", String(figures.again)],
  ["Items stuck over 60 s after a restart", String(total(figures, ({ stuck }) => Number(stuck)))],
  [
    "slowest end of a visit after the restart, all of it, in seconds",
    seconds(figures.outcomes.map(({ recovery }) => recovery))
  ],
  ["slowest delivery that was cut off, in seconds", seconds(figures.redelivered)],
  [
    "visits that the kill ended otherwise than whole, then tried again",
    String(total(figures, ({ end }) => Number(end !== "SUCCESS")))
  ],
  ["kills that came too late and were repeated", String(figures.missed)],
  ["kills that went wrong otherwise", String(figures.failed.length)]
]

const matrix = ({ outcomes }: Figures): ReadonlyArray<ReadonlyArray<string>> =>
  Plan.targets.map((target) => [
    target,
    ...Plan.phases.map((phase) =>
      String(outcomes.filter(({ planned }) => planned.target === target && planned.phase === phase).length)
    )
  ])

const head = ["kills of", ...Plan.phases.map((phase) => words[phase])]

const missing = ({ left }: Figures): string =>
  [...new Set(left)].map((name) => `${name} (${left.filter((other) => other === name).length})`).join(", ")

export const shown = (figures: Figures): string => {
  const line = (cells: ReadonlyArray<string>) =>
    cells.map((cell, column) => (column === 0 ? cell.padEnd(10) : cell.padStart(14))).join("")
  return [
    line(head),
    ...matrix(figures).map(line),
    "",
    ...facts(figures).map(([what, figure]) => `${what.padEnd(62)}${figure.padStart(10)}`),
    `${figures.outcomes.length} of ${figures.planned} kills in ${(figures.seconds / 60).toFixed(1)} minutes, seed ${figures.seed}`,
    ...(figures.left.length === 0 ? [] : [`missing: ${missing(figures)}`])
  ].join("\n")
}

/** Counts of equal words. */
const tally = (some: ReadonlyArray<string>): Readonly<Record<string, number>> =>
  Object.fromEntries([...Map.groupBy(some, (one) => one)].map(([one, all]) => [one, all.length]))

export const json = (figures: Figures) => ({
  kills: figures.outcomes.length,
  planned: figures.planned,
  missing: tally(figures.left),
  cells: tally(figures.outcomes.map(({ planned }) => Plan.nameOf(planned))),
  steps: tally(figures.outcomes.map(({ planned, step }) => `${planned.phase}: ${step}`)),
  ends: tally(figures.outcomes.map(({ end, planned }) => `${Plan.nameOf(planned)}: ${end}`)),
  figures: Object.fromEntries(facts(figures)),
  failed: figures.failed.map(({ planned, why }) => ({ cell: Plan.nameOf(planned), seed: planned.seed, why }))
})

export const proof = (figures: Figures): Proof => ({
  name: "crash",
  title: "kill -9 in every phase of a visit",
  command: "pnpm crash",
  table: {
    head,
    rows: [
      ...matrix(figures),
      ...facts(figures).map(([what, figure]) => [what, figure, ...Plan.phases.slice(1).map(() => "")])
    ]
  },
  notes: [
    `Seed ${figures.seed}, ${figures.outcomes.length} kills. Each is proven by what the database had recorded of the visit at the death: its step, for a delivery the event ` +
      "that the receiver had not answered. A request to the bank, an answer of the person, a lock in the middle of the merge's transaction or an answer of the receiver is held " +
      "back until somebody is dead. Rows are then compared with the bank's own ledger, and webhooks with what the receiver got.",
    "A backend is one that serves the visit; PostgreSQL then ends all of them and recovers. Browser kills are of visits that use one: in merge and delivery Chromium still waits for " +
      "the next visit, and its death must change nothing. A visit that loses its browser ends with an error and is tried again.",
    ...(figures.left.length === 0 ? [] : [`Missing: ${missing(figures)}.`])
  ]
})
