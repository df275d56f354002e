// `pnpm prove:saboteurs [--every <n>] [--no-write]`: every saboteur of the contract (of every n-th one) meets every check, and fails its own
// and those that follow from it alone. Writes its section of docs/proofs.md when all were run. Exit 1: another check failed, or its own did not.
import { spawn } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"

import * as Proofs from "./Proofs.ts"

const { values } = parseArgs({
  options: { every: { type: "string", default: "1" }, "no-write": { type: "boolean", default: false } }
})
const every = Number(values.every)
if (!Number.isInteger(every) || every < 1) throw new Error("--every is a number from 1 on")

const root = fileURLToPath(new URL("../../..", import.meta.url))
const folder = mkdtempSync(join(tmpdir(), "tomada-saboteurs-"))
const report = join(folder, "report.json")

/** What vitest's reporter of that name writes, as far as it is read here. */
interface Report {
  readonly testResults: ReadonlyArray<{
    readonly assertionResults: ReadonlyArray<{
      readonly title: string
      readonly status: string
      readonly duration?: number
    }>
  }>
}

const run = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [
        join(root, "node_modules/vitest/vitest.mjs"),
        "run",
        "packages/connector-testing/test/Saboteurs.test.ts",
        "--reporter=json",
        `--outputFile=${report}`
      ],
      { cwd: root, env: { ...process.env, TOMADA_SABOTEURS: String(every) }, stdio: ["ignore", "ignore", "inherit"] }
    )
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => child.kill(signal))
    child.once("error", reject)
    child.once("exit", () => resolve())
  })

try {
  await run()
  const { testResults } = JSON.parse(readFileSync(report, "utf8")) as Report // written by the run above
  const all = testResults.flatMap(({ assertionResults }) => assertionResults)
  const met = all.flatMap(({ duration = 0, status, title }) => {
    const [, id, how] = /^only (C-\d\d) finds a connector that (.*)$/.exec(title) ?? []
    return id === undefined || how === undefined
      ? []
      : [{ id, how, seconds: duration / 1_000, well: status === "passed" }]
  })
  const failed = all.filter(({ status }) => status === "failed")
  for (const { title } of failed) console.error(`prove:saboteurs: not so: ${title}`)
  if (met.length === 0 || failed.length > 0) process.exitCode = 1
  const proof: Proofs.Proof = {
    name: "saboteurs",
    title: "Checks of the contract, each with who breaks it",
    command: "pnpm prove:saboteurs",
    table: {
      head: ["Check", "fails on a connector that", "and no other does", "s"],
      rows: met.map(({ how, id, seconds, well }) => [id, how, well ? "yes" : "no", seconds.toFixed(1)])
    },
    notes: [
      "Each is the good connector of a bank in the process, broken in one thing, and meets every check of the contract. Checks that follow from another one " +
        "are in `packages/connector-testing/test/saboteurs/implied.ts`, each with its reason."
    ]
  }
  for (const row of proof.table.rows) console.log(row.join("  "))
  console.log(`${met.filter(({ well }) => well).length} of ${met.length} are found by their own check alone`)
  if (every === 1 && failed.length === 0 && !values["no-write"]) Proofs.write(proof)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
