// `pnpm prove:outages`: takes the database away in every way that it goes, and then asks ten times too much. Exit 1: something was wrong. As
// root on Linux it begins itself again in a mount namespace of its own, in which it may fill a small disk.
import { spawn, spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"

import * as Proofs from "@tomada/bench/Proofs"

import * as Faults from "./OutagesFaults.ts"
import * as Load from "./OutagesLoad.ts"
import * as Report from "./OutagesReport.ts"
import * as Trial from "./OutagesTrial.ts"
import * as Stack from "./Stack.ts"

const help = `pnpm prove:outages [options]

Takes the database away while visits are under way, looks at what everybody is answered meanwhile, and whether the server is back
unaided with nothing lost. Then offers ten times the load that the server sustains. Loopback only.

  --fault NAME   only these of ${Faults.faults.join(", ")}; may be given more than once; none for the load alone
  --hold N       seconds that a fault lasts (default 20)
  --syncs N      syncs of each kind that run freely (default 2)
  --load N       seconds of load, 0 to 20 (default 20)
  --json         the figures as one line of JSON
  --no-write     leave docs/proofs.md as it is
`

const { values } = parseArgs({
  options: {
    fault: { type: "string", multiple: true, default: [...Faults.faults] },
    hold: { type: "string", default: "20" },
    syncs: { type: "string", default: "2" },
    load: { type: "string", default: "20" },
    json: { type: "boolean", default: false },
    "no-write": { type: "boolean", default: false },
    help: { type: "boolean", default: false }
  }
})

const count = (name: "hold" | "load" | "syncs", least: number, most: number): number => {
  const number = Number(values[name])
  if (!Number.isInteger(number) || number < least || number > most)
    throw new Error(`--${name} is a number from ${least} to ${most}`)
  return number
}

const chosen = (): ReadonlyArray<Faults.Fault> => {
  for (const name of values.fault)
    if (name !== "none" && !Faults.faults.some((fault) => fault === name)) throw new Error(`--fault ${name} is none`)
  return Faults.faults.filter((fault) => values.fault.includes(fault))
}

const inside = "TOMADA_OUTAGES_MOUNTS"

/** Whether a mount namespace of one's own can be had. */
const mayMount = (): boolean =>
  process.platform === "linux" && process.getuid?.() === 0 && spawnSync("unshare", ["-m", "true"]).status === 0

/** Begins this program again in a mount namespace of its own, and ends as it does. */
const again = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const args = ["-m", process.execPath, fileURLToPath(import.meta.url), ...process.argv.slice(2)]
    const child = spawn("unshare", args, { stdio: "inherit", env: { ...process.env, [inside]: "1" } })
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void child.kill(signal))
    child.once("error", reject)
    child.once("exit", (code) => {
      process.exitCode = code ?? 1
      resolve()
    })
  })

const began = performance.now()
const tell = (line: string) =>
  console.error(`${((performance.now() - began) / 1000).toFixed(0).padStart(5)} s  ${line}`)

const main = async (): Promise<void> => {
  if (values.help) return void process.stdout.write(help)
  const [hold, load, syncs] = [count("hold", 4, 30) * 1000, count("load", 0, 20), count("syncs", 0, 10)]
  const faults = chosen()
  if (process.env[inside] === undefined && mayMount()) return again()
  const small = process.env[inside] === undefined ? undefined : Faults.disk()
  let stopped = false
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (stopped) return
      stopped = true
      console.error("outages: stopped, no figures")
      void Stack.closeAll().finally(() => process.exit(1))
    })
  }
  const ways = Faults.ways(small)
  const on = async <A>(options: Stack.Options, work: (stack: Stack.Stack) => Promise<A>): Promise<A> => {
    const stack = await Stack.open(options)
    try {
      return await work(stack)
    } finally {
      if (!stopped) await stack.close()
    }
  }
  const taken = async (stack: Stack.Stack) => {
    const outages: Array<Trial.Outcome> = []
    for (const fault of faults) {
      const outcome = await Trial.live(stack, fault, ways[fault], { hold, syncs })
      outages.push(outcome)
      const { after, ends } = outcome.verdict
      tell(
        `${fault}: ready after ${outcome.ready.toFixed(1)} s, Items after ${after.map((one) => one.toFixed(0)).join(", ")} s; ${outcome.under.join(", ")} became ${ends.join(", ")}` +
          outcome.wrong.map((each) => `\n  WRONG ${each}`).join("")
      )
    }
    return outages
  }
  const figures: Report.Figures = {
    outages:
      faults.length === 0 ? [] : await on({ runner: false, ...(small !== undefined && { disk: small.mount }) }, taken),
    // What ten times the load leaves behind would fill the small disk.
    load:
      load === 0
        ? undefined
        : await on({ runner: false }, async (stack) => Load.offer(stack, await Trial.keyOf(stack), load)),
    hold,
    smallDisk: small !== undefined
  }
  console.log(values.json ? JSON.stringify({ ...figures, wrong: Report.wrong(figures) }) : Report.shown(figures))
  if (Report.wrong(figures).length > 0) process.exitCode = 1
  if (!values["no-write"]) Proofs.write(Report.proof(figures))
}

await main().catch((error: unknown) => {
  console.error(`outages: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
})
