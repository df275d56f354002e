// `pnpm prove:guide`: somebody follows docs/guides/write-a-connector.md and the page after it in a fresh checkout, block by block, against
// a sandbox bank on loopback. Every command must end well and say what the guide says it says. Exit 1: the guide is wrong.
//   pnpm prove:guide [--no-write]
import { spawn } from "node:child_process"
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"

import * as Proofs from "@tomada/bench/Proofs"
import * as Proving from "@tomada/bench/Proving"

import { stepsOf } from "./GuidePages.ts"
import { inTrial } from "./Trial.ts"

const { values } = parseArgs({ options: { "no-write": { type: "boolean" } } })
const root = fileURLToPath(new URL("../../..", import.meta.url))
/** Where the guide's bank listens; the one of this run is elsewhere. */
const told = "127.0.0.1:7070"

/** The command without what is the same in all, for people. */
const named = (line: string): string =>
  (line.split(" | ").at(-1) ?? "").replace(/ --parameters-from-stdin.*$/, "").replace(/ --name .*$/, "")

const follow = (port: number): Promise<ReadonlyArray<ReadonlyArray<string>>> =>
  inTrial(root, (trial) => {
    trial.run("git", ["init", "--quiet"])
    const rows: Array<ReadonlyArray<string>> = []
    for (const step of stepsOf(root)) {
      if (step._tag === "File") {
        mkdirSync(dirname(join(trial.root, step.path)), { recursive: true })
        writeFileSync(join(trial.root, step.path), step.text)
        continue
      }
      const since = performance.now()
      const { status, stderr, stdout } = trial.shell(step.line.replaceAll(told, `127.0.0.1:${port}`))
      const missing = step.says.filter((line) => !stdout.includes(line))
      console.error(`${status === 0 && missing.length === 0 ? "well" : "NOT "}  ${named(step.line)}`)
      if (status !== 0 || missing.length > 0)
        throw new Error(
          `${step.line}: ended with ${status}, does not say ${JSON.stringify(missing)}\n${`${stdout}${stderr}`.slice(-4000)}`
        )
      rows.push([named(step.line), String(step.says.length), ((performance.now() - since) / 1000).toFixed(1)])
    }
    for (const args of [["types"], ["lint"]]) {
      const { status, stderr, stdout } = trial.run("pnpm", args)
      if (status !== 0) throw new Error(`pnpm ${args.join(" ")} after the guide:\n${`${stdout}${stderr}`.slice(-4000)}`)
    }
    return rows
  })

/** A process of its own, as the guide has it in a terminal of its own. */
const openBank = async () => {
  const bank = spawn(process.execPath, [join(root, "tooling/sandbox-bank/src/main.ts"), "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"]
  })
  const close = async () => void bank.kill()
  for await (const line of createInterface({ input: bank.stdout })) {
    const [, port] = /127\.0\.0\.1:(\d+)/.exec(line) ?? []
    if (port !== undefined) return { port: Number(port), close }
  }
  throw new Error("the sandbox bank did not open")
}

await Proving.run("prove:guide", openBank, async ({ port }) => {
  const rows = await follow(port)
  const proof: Proofs.Proof = {
    name: "guide",
    title: "The guide, followed",
    command: "pnpm prove:guide",
    notes: [
      "Every file block of docs/guides/write-a-connector.md and docs/guides/prove-a-connector.md is written and every command is run, in their order, in a fresh checkout against a sandbox bank on loopback. Each command ends well and its answer holds the lines that the guide shows. Afterwards the checkout typechecks and has nothing that linter, formatter and arrows are against."
    ],
    table: { head: ["Command", "lines shown", "s"], rows }
  }
  if (values["no-write"] === true) console.log(rows.map((row) => row.join("  ")).join("\n"))
  else Proofs.write(proof)
  return true
})
