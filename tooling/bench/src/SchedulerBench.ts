// `pnpm bench:scheduler [--items 1000000] [--claimed 500] [--polls 200] [--rounds 12] [--no-write]`: what it costs to claim what is due among
// many Items and to find that nothing is, as multiples of one bare statement, in alternation. Writes its section of docs/proofs.md. Nothing
// passes or fails by time: a goal that is missed is said in the table. Exit 1: a claim found other than what was due.
import { mkdtempSync, rmSync } from "node:fs"
import { constants, tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"

import { EmbeddedPostgres } from "@tomada/server/EmbeddedPostgres"
import { type DateTime, Effect, ManagedRuntime } from "effect"

import * as MergeCpu from "./MergeCpu.ts"
import * as MergeFigures from "./MergeFigures.ts"
import * as MergeStored from "./MergeStored.ts"
import * as Proofs from "./Proofs.ts"
import * as SchedulerClaims from "./SchedulerClaims.ts"
import * as SchedulerFigures from "./SchedulerFigures.ts"
import * as SchedulerSeed from "./SchedulerSeed.ts"

const { values } = parseArgs({
  options: {
    items: { type: "string", default: "1000000" },
    claimed: { type: "string", default: "500" },
    polls: { type: "string", default: "200" },
    rounds: { type: "string", default: "12" },
    "no-write": { type: "boolean", default: false }
  }
})

const count = (name: "items" | "claimed" | "polls" | "rounds"): number => {
  const number = Number(values[name])
  if (!Number.isInteger(number) || number < 1) throw new Error(`--${name} takes numbers from 1 on`)
  return number
}

const [items, claimed, polls, rounds] = [count("items"), count("claimed"), count("polls"), count("rounds")]
/** The first rounds fill caches, plans and the paths of the compiler. */
const warmUps = 4

if (!Number.isInteger(Math.log10(items)) || claimed * (rounds + warmUps) > items) {
  throw new Error("--items takes a power of ten that is enough for all rounds")
}

const all = (answer: number): void => {
  if (answer !== claimed) throw new Error(`${answer} were claimed instead of ${claimed}`)
}

const idle = Effect.fnUntraced(function* <A, E, R>(pid: number, work: Effect.Effect<A, E, R>, nothing: A) {
  let sum = MergeCpu.none
  for (let turn = 0; turn < polls; turn++) {
    const { answer, cost } = yield* SchedulerClaims.measured(pid, work)
    if (answer !== nothing) throw new Error("something was due in an idle round")
    sum = MergeCpu.plus(sum, cost)
  }
  return { client: sum.client / polls, postgres: sum.postgres / polls }
})

const round = Effect.fnUntraced(function* (now: DateTime.Utc) {
  const pid = yield* SchedulerClaims.backend
  const one = Effect.fnUntraced(function* <E, R>(work: Effect.Effect<number, E, R>) {
    const { answer, cost } = yield* SchedulerClaims.measured(pid, work)
    all(answer)
    yield* SchedulerClaims.settle(now)
    return cost
  })
  const cost: SchedulerFigures.Round = {
    claim: yield* one(SchedulerClaims.claim(claimed, now)),
    bare: yield* one(SchedulerClaims.bareClaim(claimed, now)),
    withRuns: yield* one(SchedulerClaims.bareClaimWithRuns(claimed, now)),
    poll: yield* idle(pid, SchedulerClaims.poll(now), false),
    barePoll: yield* idle(pid, SchedulerClaims.bareClaim(claimed, now), 0)
  }
  return cost
})

const proofOf = (result: ReadonlyArray<SchedulerFigures.Round>): Proofs.Proof => ({
  name: "bench-scheduler",
  title: "What it costs to find what is due",
  command: "pnpm bench:scheduler",
  table: {
    head: ["CPU time", "median", "min", "max", "goal, at most"],
    rows: SchedulerFigures.lines(result, claimed).map(MergeFigures.row)
  },
  notes: [
    `${items.toLocaleString("en-US")} Items of ten connectors and twenty applications in the real PostgreSQL with its own settings and fsync on, each with an ended ` +
      `execution, a consent and sealed credentials, due one after the other within a day in an order that is not that of the tables. ${rounds} rounds after ` +
      `${warmUps} that are not counted; in each ${claimed} more are due and everything takes its turn. A ratio is made inside its round; goals are for the median. ` +
      "CPU is that of the whole client process and of the one backend that works for it, for both sides.",
    "The claim is a round of the scheduler without telling the runners: when the next Item is due, the connectors, and `UpkeepStore.due`. That counts the runs " +
      "of each connector, locks what is due and has a place, judges each Item by its own row, upkeep, application and connector, and writes Item, upkeep, execution and " +
      "first step in one transaction; what one statement cannot decide is left to core's rules, and here nothing is.",
    "The bare claim is one prepared statement, by the same driver: `update ... where id = any (array(select ... limit ... for update skip locked)) returning` over a table " +
      "of the same Items in which the row says itself when it is due. It knows no places, rules, consents or executions. The one with runs and steps also inserts an execution and its first " +
      "step for each, into the product's own tables. The idle poll asks when the next Item is due; beside it the bare claim finds nothing."
  ]
})

/** Closes what it opened, whichever way the run ends. */
const main = async (): Promise<void> => {
  const home = mkdtempSync(join(tmpdir(), "tomada-bench-scheduler-"))
  const remove = () => rmSync(home, { recursive: true, force: true })
  const opening = EmbeddedPostgres.start(home).then(({ stop, url }) => ({
    runtime: ManagedRuntime.make(MergeStored.stores(url)),
    stop
  }))
  const end = async () => {
    try {
      const { runtime, stop } = await opening
      await runtime.dispose().catch((error: unknown) => console.error(String(error)))
      await stop()
    } catch {
      // what did not open needs no end
    }
    remove()
  }
  let closed: Promise<void> | undefined
  const close = () => (closed ??= end())
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void close().finally(() => process.exit(128 + constants.signals[signal])))
  }
  try {
    const { runtime } = await opening
    console.error(`${items} Items are made`)
    await runtime.runPromise(SchedulerSeed.seed(items))
    const result: Array<SchedulerFigures.Round> = []
    for (let turn = 1; turn <= rounds + warmUps; turn++) {
      console.error(turn <= warmUps ? "warm-up" : `round ${turn - warmUps}`)
      const cost = await runtime.runPromise(round(SchedulerSeed.dueAt(items, turn * claimed)))
      if (turn > warmUps) result.push(cost)
    }
    const proof = proofOf(result)
    for (const row of [proof.table.head, ...proof.table.rows]) {
      console.log(row.map((cell, column) => (column === 0 ? cell.padEnd(62) : cell.padStart(14))).join(""))
    }
    if (!values["no-write"]) Proofs.write(proof)
  } finally {
    await close()
  }
}

await main().catch((error: unknown) => {
  console.error(`bench:scheduler: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
})
