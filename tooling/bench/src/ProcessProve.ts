// `pnpm prove:process [--only <file>] [--no-write]`: real processes that are started, stopped, killed and refused, too slow for every `npm
// test`. Their tests are vitest's; this runs them and writes what they came to into docs/proofs.md. Exit 1: one failed, or none was run.
import { spawn } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"

import * as Proofs from "./Proofs.ts"

const { values } = parseArgs({ options: { only: { type: "string" }, "no-write": { type: "boolean", default: false } } })
const root = fileURLToPath(new URL("../../..", import.meta.url))

/** What vitest's reporter of JSON says, as far as it is read here. Times are milliseconds. */
interface Told {
  readonly success: boolean
  readonly testResults: ReadonlyArray<{
    readonly startTime: number
    readonly endTime: number
    readonly assertionResults: ReadonlyArray<{
      readonly ancestorTitles: ReadonlyArray<string>
      readonly status: string
    }>
  }>
}

const run = async (report: string): Promise<number | null> => {
  const files = values.only === undefined ? [] : [`packages/cli/test/process/${values.only}.prove.ts`]
  const options = ["-c", "packages/cli/vitest.process.config.ts", "--reporter=default", "--reporter=json"]
  const vitest = join(root, "node_modules/vitest/vitest.mjs")
  const child = spawn(process.execPath, [vitest, "run", ...options, `--outputFile=${report}`, ...files], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"]
  })
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void child.kill(signal))
  return new Promise((resolve) => child.once("exit", resolve))
}

const folder = mkdtempSync(join(tmpdir(), "tomada-process-"))
try {
  const report = join(folder, "report.json")
  const code = await run(report)
  const { success, testResults } = JSON.parse(readFileSync(report, "utf8")) as Told // vitest's own
  const rows = testResults.map(({ assertionResults, endTime, startTime }) => {
    const ended = (status: string) => String(assertionResults.filter((test) => test.status === status).length)
    const of = [...new Set(assertionResults.map(({ ancestorTitles }) => ancestorTitles[0] ?? ""))]
    return [of.join(", "), ended("passed"), ended("failed"), ((endTime - startTime) / 1_000).toFixed(0)]
  })
  if (code !== 0 || !success || rows.length === 0) process.exitCode = 1
  else if (values.only === undefined && !values["no-write"])
    Proofs.write({
      name: "process",
      title: "Processes",
      command: "pnpm prove:process",
      table: { head: ["What is run for real", "passed", "failed", "s"], rows },
      notes: [
        "Each test starts the program as a person does, as processes of their own, and looks for what it left behind."
      ]
    })
} finally {
  rmSync(folder, { recursive: true, force: true })
}
