// Writes a new connector into a checkout: its files, what is generated of all connectors, the lockfile; then its own tests. What fails
// half-way, or is stopped, leaves the checkout as it was.
import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

import * as Catalogue from "@tomada/codegen/Catalogue"
import { generated, stale } from "@tomada/codegen/Generated"
import { Schema } from "effect"

import { files, folderOf } from "./Files.ts"
import type { Plan } from "./Plan.ts"

export interface Outcome {
  readonly passed: number
  /** The names of the tests that say what nobody knows yet. */
  readonly todos: ReadonlyArray<string>
}

type Said = (what: string) => void

/** A program in the checkout; throws with the end of what it said. */
const run = (root: string, command: string, args: ReadonlyArray<string>): void => {
  const { error, signal, status, stderr, stdout } = spawnSync(command, args, {
    cwd: root,
    encoding: "utf8",
    shell: process.platform === "win32",
    maxBuffer: 2 ** 26
  })
  if (status === 0) return
  const why = error?.message ?? (signal === null ? `ended with ${status}` : `was stopped by ${signal}`)
  throw new Error(`${command} ${args.join(" ")}: ${why}\n${`${stdout}${stderr}`.slice(-3000)}`)
}

const install = (root: string): void => {
  const args = ["install", "--no-frozen-lockfile"]
  try {
    run(root, "pnpm", [...args, "--offline"])
  } catch {
    run(root, "pnpm", args) // what is not in this computer's store comes from the registry
  }
}

const put = (root: string, texts: ReadonlyMap<string, string>): void => {
  for (const [path, text] of texts) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
}

const Report = Schema.fromJsonString(
  Schema.Struct({
    testResults: Schema.Array(
      Schema.Struct({ assertionResults: Schema.Array(Schema.Struct({ title: Schema.String, status: Schema.String })) })
    )
  })
)

/** The connector's own tests; throws when one fails. */
const tested = (root: string, plan: Plan): Outcome => {
  const folder = mkdtempSync(join(tmpdir(), "tomada-new-connector-"))
  try {
    const file = join(folder, "outcome.json")
    run(root, "pnpm", ["exec", "vitest", "run", folderOf(plan), "--reporter=json", `--outputFile=${file}`])
    const told = Schema.decodeSync(Report)(readFileSync(file, "utf8")).testResults.flatMap(
      ({ assertionResults }) => assertionResults
    )
    return {
      passed: told.filter(({ status }) => status === "passed").length,
      todos: told.flatMap(({ status, title }) => (status === "todo" ? [title] : []))
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What every connector is written into beside its own folder. */
const before = (root: string): ReadonlyMap<string, string> =>
  new Map(
    ["pnpm-lock.yaml", Catalogue.path, ...generated(root).keys()].flatMap((path) =>
      existsSync(join(root, path)) ? [[path, readFileSync(join(root, path), "utf8")]] : []
    )
  )

/** Throws what went wrong; the checkout is as it was before. */
export const write = (root: string, plan: Plan, say: Said): Outcome => {
  const held = before(root)
  const own = files(plan)
  try {
    put(root, own)
    say("format and lint")
    run(root, "pnpm", ["exec", "oxfmt", folderOf(plan), `.changeset/connector-${plan.slug}.md`])
    run(root, "pnpm", ["exec", "oxlint", "--deny-warnings", folderOf(plan)])
    say("codegen")
    put(root, stale(root))
    say("pnpm install")
    install(root)
    run(root, process.execPath, ["tooling/codegen/src/main.ts"]) // what it must be loaded for
    say("the connector's tests")
    return tested(root, plan)
  } catch (error) {
    say("taken back")
    rmSync(join(root, folderOf(plan)), { recursive: true, force: true })
    rmSync(join(root, `.changeset/connector-${plan.slug}.md`), { force: true })
    put(root, held)
    try {
      install(root)
    } catch {
      say("node_modules may still name it: run pnpm install")
    }
    throw error
  }
}
