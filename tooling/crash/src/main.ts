// `pnpm crash`: kills processes in every phase of a visit, and looks at what was lost. Exit 1: something was, or a cell is missing.
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"

import * as Proofs from "@tomada/bench/Proofs"

import * as Lanes from "./Lanes.ts"
import * as Plan from "./Plan.ts"
import * as Report from "./Report.ts"
import * as Stack from "./Stack.ts"

const help = `pnpm crash [options]

Kills -9 the server, a runner, a browser, a backend of PostgreSQL or PostgreSQL itself while a visit is in a phase that the
database has recorded, starts again what died, and compares what is held with what the bank shows.

  --kills N      how many (default 500); each cell at least 15 times from 375 on
  --seed N       whose choices to make (default 1)
  --cell T/P     only these cells, such as server/merge, server/* or */mfa; may be given more than once
  --lanes N      how many stacks side by side (default 3)
  --json         the figures as one line of JSON
  --no-write     leave docs/proofs.md as it is

Targets: ${Plan.targets.join(", ")}. Phases: ${Plan.phases.join(", ")}.
`

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "500" },
    seed: { type: "string", default: "1" },
    cell: { type: "string", multiple: true, default: ["*/*"] },
    lanes: { type: "string", default: "3" },
    json: { type: "boolean", default: false },
    "no-write": { type: "boolean", default: false },
    help: { type: "boolean", default: false }
  }
})

const count = (name: "kills" | "lanes" | "seed", least: number): number => {
  const number = Number(values[name])
  if (!Number.isInteger(number) || number < least) throw new Error(`--${name} is a number from ${least} on`)
  return number
}

const chosen = (): ReadonlyArray<Plan.Cell> => {
  const cells = new Set(
    values.cell.flatMap((name) => {
      const found = Plan.find(name)
      if (found.length === 0) throw new Error(`--cell ${name} is no cell`)
      return found
    })
  )
  return Plan.cells.filter((cell) => cells.has(cell))
}

/** Whether this version has runners apart from the server. */
const hasRunner = (): boolean => {
  const cli = fileURLToPath(new URL("../../../packages/cli/src/main.ts", import.meta.url))
  return /^ +runner\b/m.test(spawnSync(process.execPath, [cli, "--help"], { encoding: "utf8" }).stdout)
}

const main = async (): Promise<void> => {
  if (values.help) return void process.stdout.write(help)
  const [kills, lanes, seed] = [count("kills", 1), count("lanes", 1), count("seed", 0)]
  const cells = chosen()
  const runners = hasRunner()
  const queue = [...Plan.plan({ kills, seed, cells })]
  const planned = queue.length
  const take = (isRunner: boolean) => () => {
    const at = queue.findIndex(({ target }) => (target === "runner") === isRunner)
    return at === -1 ? undefined : queue.splice(at, 1)[0]
  }
  const results: Lanes.Results = {
    outcomes: [],
    failed: [],
    missed: 0,
    events: 0,
    again: 0,
    lostEvents: 0,
    redelivered: []
  }
  let stop = false
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (stop) return
      stop = true
      console.error("crash: stopped, no figures")
      void Stack.closeAll().finally(() => process.exit(1))
    })
  }
  const began = performance.now()
  const tell = (line: string) =>
    console.error(`${((performance.now() - began) / 1000).toFixed(0).padStart(5)} s  ${line}`)
  const kinds = Array.from({ length: lanes }, (_, lane) => runners && (lane === 1 || lanes === 1))
  const lane = (runner: boolean) => Lanes.run({ runner, next: take(runner), stopped: () => stop }, results, tell)
  await Promise.all(kinds.map((runner) => (lanes === 1 && runners ? lane(false).then(() => lane(true)) : lane(runner))))
  // A lane that is done early helps nobody of the other kind, so what is left was left by a stop or by a missing command.
  const left = queue.map(Plan.nameOf)
  const figures = { seed, planned, left, seconds: (performance.now() - began) / 1000, ...results }
  if (values.json) console.log(JSON.stringify(Report.json(figures)))
  else console.log(Report.shown(figures))
  if (!Report.isWell(figures)) process.exitCode = 1
  if (!values["no-write"]) Proofs.write(Report.proof(figures))
}

await main().catch((error: unknown) => {
  console.error(`crash: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
})
