// What the outages and the load came to, for people, for the page of proofs and for programs.
import type { Proof } from "@tomada/bench/Proofs"

import * as Faults from "./OutagesFaults.ts"
import type * as Load from "./OutagesLoad.ts"
import type * as Trial from "./OutagesTrial.ts"

export interface Figures {
  readonly outages: ReadonlyArray<Trial.Outcome>
  readonly load: Load.Outcome | undefined
  /** Milliseconds that each fault lasted. */
  readonly hold: number
  readonly smallDisk: boolean
}

export const wrong = ({ load, outages }: Figures): ReadonlyArray<string> => [
  ...outages.flatMap((outage) => outage.wrong.map((each) => `${outage.fault}: ${each}`)),
  ...(load?.wrong ?? []).map((each) => `load: ${each}`)
]

const head = [
  "the database is",
  "visits and deliveries under way",
  "s to 503",
  "s to ready after it",
  "s to the last Item's end",
  "answers meanwhile",
  "503",
  "slowest, ms",
  "ends in error, tried again",
  "lost",
  "doubled"
]

const rows = ({ outages }: Figures): ReadonlyArray<ReadonlyArray<string>> =>
  outages.map(({ answers, fault, ready, refused, slowest, under, unready, verdict }) => [
    Faults.words[fault],
    String(under.length),
    unready.toFixed(1),
    ready.toFixed(1),
    Math.max(0, ...verdict.after).toFixed(1),
    String(answers),
    String(refused),
    String(Math.round(slowest)),
    String(verdict.ends.filter((end) => !end.endsWith("SUCCESS")).length),
    String(verdict.lost.length),
    String(verdict.doubled.length)
  ])

const told = (load: Load.Outcome): string => {
  const statuses = [...load.statuses].toSorted().map(([status, count]) => `${count} ${status}`)
  return (
    `Load: ${Math.round(load.sustained)} answers/s sustained by 8 clients that wait, then ${load.requests} requests at ` +
    `${Math.round(load.offered)}/s that wait for nobody (70 % GET /items/:id, 20 % POST /auth, 10 % POST /items): ${statuses.join(", ")}; of the accepted ones ` +
    `p50 ${Math.round(load.p50)} ms, p99 ${Math.round(load.p99)} ms. The server's memory went from ${Math.round(load.megabytesBefore)} MB to ` +
    `${Math.round(load.megabytes)} MB. ${load.items} Items were made; the last one's visit ended ${load.settled.toFixed(1)} s later; all came to a success, and the ${load.judged} that were compared hold the bank's rows.`
  )
}

const notes = (figures: Figures): ReadonlyArray<string> => [
  `Each fault lasts ${figures.hold / 1000} s, at one server with visits under way: first syncs, one of them in the middle of a request to the bank, syncs of the overlap, a question ` +
    "that is answered meanwhile, a webhook that its receiver has not answered. Readiness, liveness, GET /items/:id, POST /auth and POST /items are asked every second: liveness must be " +
    "200, readiness 503, the others 503 with Retry-After and a body within 8 s, or right. Rows are then compared with the bank's ledger, webhooks with what the receiver got; nobody restarts the server.",
  figures.smallDisk
    ? "The full disk is a small one of its own below all of PostgreSQL's files, in a private mount namespace, with every block taken."
    : "The full disk is not one: triggers raise SQLSTATE 53100, because this system lets us mount no small disk.",
  ...(figures.load === undefined ? [] : [told(figures.load)])
]

export const shown = (figures: Figures): string =>
  [
    ...rows(figures).map((cells) => cells.map((cell, column) => `${head[column]}: ${cell}`).join("; ")),
    ...notes(figures).slice(1),
    ...wrong(figures).map((each) => `WRONG ${each}`)
  ].join("\n")

export const proof = (figures: Figures): Proof => ({
  name: "outages",
  title: "The database fails, and too much is asked",
  command: "pnpm prove:outages",
  table: { head, rows: rows(figures) },
  notes: notes(figures)
})
