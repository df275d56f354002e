// `pnpm prove:process-host [--only <file>] [--visits 10] [--no-write]`: connectors in processes of their own. The contract suite behind
// `layerProcess`, a connector that tries what it can, one that does harm until a limit ends it, and what such a visit costs beside one in
// this process. The tests are vitest's; this runs them and writes what they came to into docs/proofs.md. Exit 1: one failed, or none ran.
import { spawn } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"

import * as Proofs from "@tomada/bench/Proofs"
import { Effect } from "effect"

import * as Cost from "./Cost.ts"

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    visits: { type: "string", default: "10" },
    "no-write": { type: "boolean", default: false }
  }
})
const root = fileURLToPath(new URL("../../..", import.meta.url))

/** What vitest's reporter of JSON says, as far as it is read here. Times are milliseconds. */
interface Told {
  readonly success: boolean
  readonly testResults: ReadonlyArray<{
    readonly name: string
    readonly startTime: number
    readonly endTime: number
    readonly assertionResults: ReadonlyArray<{ readonly status: string }>
  }>
}

const about: Readonly<Record<string, string>> = {
  "Contract.prove.ts": "The contract suite, each visit in a process",
  "Hostile.test.ts": "A connector that tries what it can",
  "Harms.test.ts": "Interrupted, killed and fallen down",
  "Harms.prove.ts": "Harm until a limit ends it",
  "Visit.test.ts": "What a visit reads, beside this process"
}

const tested = async (report: string): Promise<number | null> => {
  const files = values.only === undefined ? [] : [`tooling/hostile/test/${values.only}`]
  const options = ["-c", "tooling/hostile/vitest.prove.config.ts", "--reporter=default", "--reporter=json"]
  const vitest = join(root, "node_modules/vitest/vitest.mjs")
  const child = spawn(process.execPath, [vitest, "run", ...options, `--outputFile=${report}`, ...files], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"]
  })
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void child.kill(signal))
  return new Promise((resolve) => child.once("exit", resolve))
}

const visits = Number(values.visits)
if (!Number.isInteger(visits) || visits < 1) throw new Error("--visits takes numbers from 1 on")

const shownCost = (costs: ReadonlyArray<Cost.Cost>): ReadonlyArray<ReadonlyArray<string>> => {
  const [here] = costs
  return costs.map(({ cpu, host, wall }) => [
    `A visit in ${host}: wall, CPU`,
    `${wall.toFixed(0)} ms`,
    `${cpu.toFixed(0)} ms`,
    here === undefined ? "" : `${(cpu / here.cpu).toFixed(1)}x CPU`
  ])
}

const folder = mkdtempSync(join(tmpdir(), "tomada-process-host-"))
try {
  const report = join(folder, "report.json")
  const code = await tested(report)
  const { success, testResults } = JSON.parse(readFileSync(report, "utf8")) as Told // vitest's own
  const tests = testResults.map(({ assertionResults, endTime, name, startTime }) => {
    const ended = (status: string) => String(assertionResults.filter((test) => test.status === status).length)
    const file = name.slice(name.lastIndexOf("/") + 1)
    return [
      about[file] ?? file,
      `${ended("passed")} passed`,
      `${ended("failed")} failed`,
      `${((endTime - startTime) / 1_000).toFixed(0)} s`
    ]
  })
  const costs = shownCost(await Effect.runPromise(Cost.measure(visits)))
  for (const row of costs) console.log(row.join("  "))
  if (code !== 0 || !success || tests.length === 0) process.exitCode = 1
  else if (values.only === undefined && !values["no-write"])
    Proofs.write({
      name: "process-host",
      title: "Connectors in processes of their own",
      command: "pnpm prove:process-host",
      table: { head: ["What is run for real", "", "", ""], rows: [...tests, ...costs] },
      notes: [
        `The cost is of a login with a password and the list of accounts at the sandbox bank, the middle one of ${visits} visits after one that is not counted; CPU is of this process ` +
          "and of all that it starts, the bank's own work in it. A process is started for each visit and never used again."
      ]
    })
} finally {
  rmSync(folder, { recursive: true, force: true })
}
