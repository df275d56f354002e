// `pnpm proofs:ci`: a bounded sample of the proofs, one after the other, at most twenty minutes in all. It writes no figures: those of a
// sample on somebody's CI machine say nothing. Exit 1: a proof failed or did not end in time.
//   pnpm proofs:ci [<name> ...]   those alone
import { type ChildProcess, spawn } from "node:child_process"
import { fileURLToPath } from "node:url"

import { type Ending, outcomeOf, shown, type Sampled } from "./Samples.ts"

interface Sample {
  readonly name: string
  /** The program, seen from here, and its arguments. */
  readonly command: readonly [program: string, ...args: Array<string>]
  /** The exit code that says that there was nothing to prove it with. */
  readonly skips?: number
}

const samples: ReadonlyArray<Sample> = [
  { name: "bench", command: ["main.ts", "--items", "3", "--rounds", "1", "--warm-up", "1", "--no-write"] },
  { name: "prove", command: ["Prove.ts", "--histories", "400", "--from", "1000", "--worlds", "20", "--no-write"] },
  { name: "judge:ofx", command: ["OfxJudge.ts", "--no-write"], skips: 2 },
  {
    name: "prove:packages",
    command: ["../../repository/src/ProvePackages.ts", "--only", "@tomada/core", "--no-write"],
    skips: 2
  },
  { name: "prove:process", command: ["ProcessProve.ts", "--only", "Killed", "--no-write"] },
  { name: "prove:saboteurs", command: ["SaboteursProve.ts", "--every", "7", "--no-write"] },
  { name: "prove:contract", command: ["ContractProve.ts", "--only", "statement-files", "--no-write"] },
  { name: "prove:connectors", command: ["../../create-connector/src/ProveConnectors.ts", "--only", "1", "--no-write"] },
  { name: "prove:guide", command: ["../../create-connector/src/ProveGuide.ts", "--no-write"] },
  {
    name: "prove:process-host",
    command: ["../../hostile/src/main.ts", "--only", "Harms.prove.ts", "--visits", "3", "--no-write"]
  },
  {
    name: "prove:webhooks",
    command: [
      "WebhooksProve.ts",
      "--events",
      "800",
      "--receivers",
      "10",
      "--kill-every",
      "4",
      "--rounds",
      "1",
      "--cost-events",
      "1000",
      "--no-write"
    ]
  },
  {
    name: "bench:merge",
    command: [
      "MergeBench.ts",
      "--rows",
      "10000",
      "--held",
      "10000,100000",
      "--syncs",
      "3",
      "--rounds",
      "1",
      "--no-write"
    ]
  },
  {
    name: "bench:actual",
    command: ["ActualBench.ts", "--rows", "2000", "--large", "0", "--rounds", "1", "--no-write"],
    skips: 2
  },
  {
    name: "peers:llng",
    command: [
      "../../llng/src/main.ts",
      "--scenario",
      "plain",
      "--scenario",
      "connector",
      "--scenario",
      "connector-captcha",
      "--scenario",
      "connector-lock-out"
    ],
    skips: 2
  },
  { name: "peers:actual", command: ["PeersActual.ts", "--items", "2", "--no-write"], skips: 2 },
  {
    name: "simulate",
    command: [
      "../../simulate/src/main.ts",
      "--items",
      "1000",
      "--days",
      "8",
      "--sql-items",
      "30",
      "--sql-days",
      "3",
      "--no-write"
    ]
  },
  {
    name: "bench:scheduler",
    command: ["SchedulerBench.ts", "--items", "10000", "--rounds", "2", "--polls", "20", "--no-write"]
  },
  { name: "bench:table", command: ["TableBench.ts", "--rows", "500", "--pages", "2", "--rounds", "2", "--no-write"] },
  { name: "bench:vault", command: ["VaultBench.ts", "--values", "200", "--rounds", "1", "--no-write"] },
  {
    name: "fuzz",
    command: ["../../fuzz/src/main.ts", "--requests", "3000", "--malformed", "1500", "--seed", "2", "--no-write"]
  },
  {
    name: "bench:api",
    command: ["ApiBench.ts", "--rounds", "1", "--warm-up", "1", "--seconds", "0.3", "--rows", "5000", "--no-write"]
  },
  {
    name: "crash",
    command: ["../../crash/src/main.ts", "--kills", "25", "--no-write"]
  },
  {
    name: "prove:browser",
    command: ["BrowserProve.ts", "--executions", "12", "--deadline", "60", "--no-write"]
  },
  {
    name: "prove:widget",
    command: ["../../widget/src/main.ts", "--only", "password", "--no-write"]
  },
  {
    name: "bench:executions",
    command: ["ExecutionsBench.ts", "--rounds", "1", "--browsers", "2", "--http", "5", "--warm-up", "5", "--no-write"]
  },
  {
    name: "prove:outages",
    command: [
      "../../crash/src/Outages.ts",
      "--fault",
      "gone",
      "--hold",
      "4",
      "--syncs",
      "1",
      "--load",
      "0",
      "--no-write"
    ]
  },
  {
    name: "prove:runners",
    command: ["RunnersProve.ts", "--items", "6", "--stop", "20", "--no-write"]
  },
  {
    name: "mutate",
    command: ["../../mutate/src/main.ts", "--group", "item-life", "--only", "SameOwner"]
  }
]

const total = 1_200_000
/** What a program has to end by itself once it is told to. */
const grace = 35_000

let stopped = false
let running: ChildProcess | undefined
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    stopped = true
    running?.kill(signal)
  })
}

const ended = ([program, ...args]: Sample["command"], millis: number): Promise<Ending> =>
  new Promise((resolve) => {
    const path = fileURLToPath(new URL(program, import.meta.url))
    const child = spawn(process.execPath, [path, ...args], { stdio: ["ignore", "inherit", "inherit"] })
    running = child
    let late = false
    const stop = setTimeout(() => {
      late = true
      child.kill("SIGTERM")
    }, millis)
    const force = setTimeout(() => child.kill("SIGKILL"), millis + grace)
    const end = (code: number | null) => {
      clearTimeout(stop)
      clearTimeout(force)
      resolve({ code, late })
    }
    child.once("error", () => end(null))
    child.once("exit", end)
  })

const began = performance.now()
const results: Array<Sampled> = []
const named = process.argv.slice(2)
const unknown = named.filter((name) => !samples.some((sample) => sample.name === name))
if (unknown.length > 0) throw new Error(`there is no proof called ${unknown.join(", ")}`)
for (const { command, name, skips } of samples) {
  if (stopped) break
  if (named.length > 0 && !named.includes(name)) continue
  const start = performance.now()
  console.log(`proof: ${name}`)
  const ending = await ended(command, Math.max(0, total - grace - (start - began)))
  results.push({ name, outcome: outcomeOf(ending, skips), seconds: (performance.now() - start) / 1000 })
}
console.log(`\n${shown(results)}`)
if (stopped || results.some(({ outcome }) => outcome === "failed")) process.exitCode = 1
