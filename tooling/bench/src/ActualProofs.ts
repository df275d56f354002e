// What the page of proofs says of the comparison: the figures, the histories, and under both what the peer is and what else it does, without
// which they would mislead.
import * as ActualFigures from "./ActualFigures.ts"
import * as ActualInstall from "./ActualInstall.ts"
import * as ActualRows from "./ActualRows.ts"
import * as ActualScenarios from "./ActualScenarios.ts"
import type * as Proofs from "./Proofs.ts"

const command = "pnpm bench:actual"

/** The figures of `rounds` after `warmUps` that do not count, in each of which ours loads `loads` histories, and both have `syncs` overlaps into the small one. */
export const ofFigures = (
  result: ActualFigures.Result,
  {
    loads,
    rounds,
    syncs,
    warmLoads,
    warmUps
  }: Readonly<Record<"loads" | "rounds" | "syncs" | "warmLoads" | "warmUps", number>>
): Proofs.Proof => ({
  name: "actual",
  title: "The same rows, and Actual",
  command,
  table: {
    head: ["CPU time", "median", "min", "max", "goal"],
    rows: ActualFigures.lines(result).map(ActualFigures.row)
  },
  notes: [
    `${rounds} rounds after ${warmUps} that are not counted, in each of which one side does all of its turn with the same rows, and then the other. A ratio is made inside its round; goals are for the ` +
      `median. Actual is \`importTransactions\` of @actual-app/api ${ActualInstall.version} (MIT) with better-sqlite3 ${ActualInstall.nativeVersion}, in a process of its own, ` +
      "without a server and with its messages turned off.",
    "It is an application for budgets, of which this is one function, and it does what ours does not: it runs the person's rules on each row, makes and finds payees " +
      "(300 here), looks for a row that resembles one without a counterpart, keeps an undo step, and writes each field of each row to a CRDT log from which other devices are " +
      "brought up to date. Ours does what it does not: it decides by the days that were read what is gone, keeps what was proven, and ends the execution. " +
      "The figures say what a sync costs its owner, not whose code is better.",
    `A history is one year in one account, every row with an id of its own; an overlap is ${ActualRows.overlapDays} days that are held and one that is new, of ` +
      `${syncs} such days a round after a first load of ${result.first.into}, the mean, as a first load of ours is the mean of ${loads} after ${warmLoads} that are not counted, since one is over before the process is warm` +
      (result.large === undefined
        ? ""
        : `, and of one a round into ${result.large.first.into}, which was loaded once, before the warm-up`) +
      ". Ours is read, merged and committed as in the benchmark of the merge, at the real PostgreSQL with fsync on, and its CPU is that of the whole client process and " +
      "of the backend that works for it; after a first load the database is vacuumed and analysed, as autovacuum would, which is not counted. Actual's CPU is " +
      "that of its whole process from the call to the answer; what it goes on to do by itself after that, and its start, count for nothing. Its garbage is collected before the call; what ours has to collect is its own to pay."
  ]
})

/** The amounts that both hold after the same reads. */
export interface Compared {
  readonly scenario: ActualScenarios.Scenario
  readonly ours: ReadonlyArray<number>
  readonly peer: ReadonlyArray<number>
}

/** Which rows both hold. */
export const ofHistories = (results: ReadonlyArray<Compared>): Proofs.Proof => {
  const cell = (amounts: ReadonlyArray<number>, scenario: ActualScenarios.Scenario): string =>
    `${ActualScenarios.isRight(amounts, scenario) ? "" : "not "}${ActualScenarios.shown(amounts)}`
  const right = (side: "ours" | "peer") =>
    results.filter((result) => ActualScenarios.isRight(result[side], result.scenario)).length
  return {
    name: "actual-rows",
    title: "Nine histories, and Actual",
    command,
    table: {
      head: ["What the institution shows", "wanted", "ours", "Actual"],
      rows: results.map(({ ours, peer, scenario }) => [
        scenario.name,
        ActualScenarios.shown(scenario.wanted),
        cell(ours, scenario),
        cell(peer, scenario)
      ])
    },
    notes: [
      `Rows that the account holds in the end, and their sum; "not" where they are others than are wanted. Right: ours ${right("ours")} of ${results.length}, ` +
        `\`importTransactions\` of @actual-app/api ${ActualInstall.version} ${right("peer")}. It takes rows and no days, so it cannot know that a row is gone, and by default it leaves ` +
        "the amount of a row that it knows as it was, which a person may have corrected: an import tool has other duties than a sync."
    ]
  }
}
