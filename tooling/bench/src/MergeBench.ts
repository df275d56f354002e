// `pnpm bench:merge [--rows 100000] [--held 10000,100000,1000000] [--syncs 100] [--rounds 5] [--no-write]`: what the merge costs, alone and with
// PostgreSQL, as a multiple of the least that could do it, in alternation. Writes its section of docs/proofs.md. Nothing passes or fails by
// time: a goal that is missed is said in the table. Exit 1: a merge found other rows than it was given.
import { constants } from "node:os"
import { parseArgs } from "node:util"

import * as MergeFigures from "./MergeFigures.ts"
import * as MergePure from "./MergePure.ts"
import * as MergeRows from "./MergeRows.ts"
import * as MergeWorld from "./MergeWorld.ts"
import * as Proofs from "./Proofs.ts"

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "100000" },
    held: { type: "string", default: "10000,100000,1000000" },
    syncs: { type: "string", default: "100" },
    rounds: { type: "string", default: "5" },
    "no-write": { type: "boolean", default: false }
  }
})

const count = (name: string, text: string, least = 1): number => {
  const number = Number(text)
  if (!Number.isInteger(number) || number < least) throw new Error(`--${name} takes numbers from ${least} on`)
  return number
}

const options = {
  rows: count("rows", values.rows),
  held: values.held.split(",").map((text) => count("held", text, 1000)),
  syncs: count("syncs", values.syncs),
  rounds: count("rounds", values.rounds)
}

const firstLoad = 10_000
const daysOf = (rows: number): number => Math.round(rows / MergeRows.perDay)
const shown = (rows: number): string =>
  rows % 1e6 === 0 ? `${rows / 1e6}M` : rows % 1000 === 0 ? `${rows / 1000}k` : String(rows)

const measured = async (world: MergeWorld.World): Promise<MergeFigures.Result> => {
  const pure = [true, false].map((withIds) => ({
    title: `Merge of ${shown(options.rows)} with ${shown(options.rows)}, ${withIds ? "with ids" : "without ids"}`,
    measure: () => MergePure.round(options.rows, withIds),
    rounds: Array<MergePure.PureCost>()
  }))
  const stored = [
    { title: `First ${shown(firstLoad)} rows`, measure: await world.first(daysOf(firstLoad)) },
    ...(await Promise.all(
      options.held.map(async (rows) => ({
        title: `Overlap into ${shown(rows)}`,
        measure: await world.overlap(daysOf(rows), options.syncs)
      }))
    ))
  ].map((one) => ({ ...one, rounds: Array<MergeFigures.StoredCost>() }))
  for (let round = 0; round <= options.rounds; round++) {
    console.error(round === 0 ? "warm-up" : `round ${round}`)
    for (const { measure, rounds } of pure) {
      const cost = measure()
      if (round > 0) rounds.push(cost)
    }
    for (const { measure, rounds } of stored) {
      const cost = await measure()
      if (round > 0) rounds.push(cost)
    }
  }
  const [first, ...overlaps] = stored
  if (first === undefined) throw new Error("nothing was stored")
  return { pure, first, overlaps }
}

const proofOf = (result: MergeFigures.Result): Proofs.Proof => ({
  name: "merge",
  title: "What the merge costs",
  command: "pnpm bench:merge",
  table: {
    head: ["CPU time", "median", "min", "max", "goal, at most"],
    rows: MergeFigures.lines(result).map(MergeFigures.row)
  },
  notes: [
    `${options.rounds} rounds after one that is not counted, which warms both sides; everything takes its turn. A ratio is made inside its round; goals are for the median.`,
    "The merge alone: as many rows held as collected, of one year, all equal, newest first, in one process without storage; a row of the figures is " +
      "one held with one collected. The bare Map pass makes a text of day, amount, currency and description of each row, counts the " +
      "held rows by it and takes one off for each collected row; it knows no ids, states, instalments or coverage, and says only how many it found. " +
      "The numbering one adds to the text how many equal ones came before, puts the held rows into a Map by that and looks each collected row up.",
    `Stored: \`Transactions.needed\`, \`TransactionStore.forMerge\` of those rows alone, \`Transactions.merge\` and \`ExecutionStore.commit\`, which ` +
      "also ends the execution and moves the Item, at the real PostgreSQL with fsync on. CPU is that of the whole client process and of the one backend " +
      "that works for it; PostgreSQL's background processes, which serve both sides, count for neither. What a visit does before its merge is not counted.",
    `An overlap is ${MergeRows.overlapDays} days that are held and one new day, ${(MergeRows.overlapDays + 1) * MergeRows.perDay} rows of which ${MergeRows.perDay} are new, into a history of ` +
      `${MergeRows.perDay} rows a day that grows by that day; ${options.syncs} of them a round, each history in a database of its own. The bare upsert is one ` +
      "`insert ... on conflict` with the same rows as one array a column, by the same driver, into a table of ten columns with three indexes. It is given its rows as texts, " +
      "answers one number for each row that it wrote, and nothing else is done in its transaction."
  ]
})

/** Closes what it opened when the run ends, whichever way: also when it is told to stop, be it before all is open. */
const main = async (): Promise<void> => {
  const opening = MergeWorld.open()
  let closed: Promise<void> | undefined
  const close = () =>
    (closed ??= opening.then(
      (world) => world.close(),
      () => undefined
    ))
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void close().finally(() => process.exit(128 + constants.signals[signal])))
  }
  try {
    const proof = proofOf(await measured(await opening))
    for (const row of [proof.table.head, ...proof.table.rows]) {
      console.log(row.map((cell, column) => (column === 0 ? cell.padEnd(62) : cell.padStart(14))).join(""))
    }
    if (!values["no-write"]) Proofs.write(proof)
  } finally {
    await close()
  }
}

await main().catch((error: unknown) => {
  console.error(`bench:merge: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
})
