// `pnpm prove:connectors`: new connectors of every transport, challenge and product, each made for real in a fresh checkout: installed,
// generated, tested; then the types, lint and tests of the whole checkout with all of them in it. Refusals and a failure half-way must
// leave it as it was. Exit 1: something was not so.
//   pnpm prove:connectors [--no-write] [--only <n>]   the first n of them
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"

import * as Proofs from "@tomada/bench/Proofs"

import { folderOf } from "./Files.ts"
import type { Plan } from "./Plan.ts"
import { samples } from "./Samples.ts"
import { differing, type Ended, inTrial, type Trial } from "./Trial.ts"

const { values } = parseArgs({ options: { "no-write": { type: "boolean" }, only: { type: "string" } } })
const root = fileURLToPath(new URL("../../..", import.meta.url))
const began = performance.now()
const seconds = (since: number): string => ((performance.now() - since) / 1000).toFixed(1)
const log = (what: string): void => console.error(`${seconds(began).padStart(6)} s  ${what}`)

const must = (is: boolean, what: string, { stderr, stdout }: Pick<Ended, "stderr" | "stdout">): void => {
  if (!is) throw new Error(`${what}\n${`${stdout}${stderr}`.slice(-3000)}`)
}

const optionsOf = ({ challenges, country, name, products, transport }: Plan): ReadonlyArray<string> => [
  "--name",
  name,
  "--country",
  country,
  "--transport",
  transport,
  "--challenges",
  challenges.join(","),
  "--products",
  products.join(",")
]

const create = (trial: Trial, options: ReadonlyArray<string>): Ended =>
  trial.run("node", ["tooling/create-connector/src/main.ts", "--json", ...options])

interface Told {
  readonly files: ReadonlyArray<string>
  readonly passed: number
  readonly todos: ReadonlyArray<string>
}

/** What a new connector touches beside its own files, all of it generated. */
const touched = [
  "docs/connectors.md",
  "packages/server/package.json",
  "packages/server/src/ConnectorRegistry.generated.ts",
  "pnpm-lock.yaml"
]

const refusal = (trial: Trial, plan: Plan): void => {
  const before = differing(root, trial.root)
  const again = create(trial, optionsOf(plan))
  must(again.status === 1 && again.stdout.includes("already"), `${plan.slug} was made twice`, again)
  must(differing(root, trial.root).join() === before.join(), "a refusal wrote something", again)
}

/** The last step fails, when all is written and installed. */
const halfWay = (trial: Trial): void => {
  const before = differing(root, trial.root)
  const config = join(trial.root, "vitest.config.ts")
  const good = readFileSync(config, "utf8")
  writeFileSync(config, "throw new Error('no tests today')\n")
  const ended = create(trial, ["--name", "Half way", "--country", "BR"])
  writeFileSync(config, good)
  must(ended.status === 1 && ended.stderr.includes("no tests today"), "a failure half-way was none", ended)
  must(!existsSync(join(trial.root, "connectors/half-way")), "a failure half-way left a folder", ended)
  must(differing(root, trial.root).join() === before.join(), "a failure half-way left something", ended)
}

const whole: ReadonlyArray<readonly [what: string, command: string, ...args: ReadonlyArray<string>]> = [
  ["types", "pnpm", "types"],
  ["lint, format and arrows", "pnpm", "lint"],
  ["codegen", "pnpm", "codegen", "--check"],
  [
    "the repository's own tests",
    "pnpm",
    "unit",
    ...["Architecture", "Connectors", "Docs", "Generated", "Lockfile", "SourceRules"].map(
      (name) => `tooling/repository/test/${name}.test.ts`
    )
  ]
]

const prove = async (plans: ReadonlyArray<Plan>): Promise<ReadonlyArray<ReadonlyArray<string>>> =>
  inTrial(root, (trial) => {
    trial.run("git", ["init", "--quiet"])
    const rows = plans.map((plan) => {
      log(plan.slug)
      const since = performance.now()
      const ended = create(trial, optionsOf(plan))
      must(ended.status === 0, `${plan.slug} was not made`, ended)
      const { files, passed, todos } = JSON.parse(ended.stdout) as Told // what the program says with --json
      must(passed > 0 && todos.length > 0, `${plan.slug} has no tests or lists nothing`, ended)
      must(existsSync(join(trial.root, folderOf(plan), "src/index.ts")), `${plan.slug} is not there`, ended)
      const kinds = plan.challenges.join(", ") || "none"
      const figures = [plan.products.length, files.length, passed, todos.length].map(String)
      return [`${plan.transport}: ${kinds}`, ...figures, seconds(since)]
    })
    const changed = differing(root, trial.root)
    must(changed.join() === touched.join(), `other files were touched: ${changed.join(", ")}`, {
      stdout: "",
      stderr: ""
    })
    const [first] = plans
    log("refused, and taken back")
    if (first !== undefined) refusal(trial, first)
    halfWay(trial)
    for (const [what, command, ...args] of whole) {
      log(what)
      const ended = trial.run(command, args)
      must(ended.status === 0, `${what}: not well with new connectors`, ended)
    }
    return rows
  })

try {
  const rows = await prove(samples.slice(0, values.only === undefined ? samples.length : Number(values.only)))
  log("done")
  const proof: Proofs.Proof = {
    name: "connectors",
    title: "New connectors",
    command: "pnpm prove:connectors",
    notes: [
      "Each row is one `pnpm new:connector` in the same fresh checkout: its files formatted and linted, codegen, `pnpm install` without a network, its own tests. Todos are checks of the contract that lack a recording. Products count ACCOUNTS.",
      "With all of them in it the checkout typechecks as one program, has nothing that linter, formatter and arrows are against, is as codegen would write it, and passes the repository's own tests; of the files that were there before only the lockfile, the server's package.json, the generated registry and the table of connectors differ. The same name again is refused, and a run whose last step fails is taken back: both leave every file as it was."
    ],
    table: { head: ["Transport: challenges", "products", "files", "tests", "todos", "s"], rows }
  }
  if (values["no-write"] === true || values.only !== undefined)
    console.log(rows.map((row) => row.join("  ")).join("\n"))
  else Proofs.write(proof)
} catch (error) {
  console.error(`prove:connectors: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}
