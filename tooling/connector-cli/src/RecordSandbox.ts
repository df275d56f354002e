// `pnpm record:sandbox [slug ...]`: records anew what is checked in of the connectors of this repository, each with `pnpm connector record` against a
// sandbox bank of its own. Every recording has another disguise, so the files differ each time; what they show does not.
import { spawn } from "node:child_process"
import { join } from "node:path"
import { parseArgs } from "node:util"

import { NodeRuntime } from "@effect/platform-node"
import { SandboxBank } from "@tomada/sandbox-bank"
import { Console, Effect } from "effect"

import { type Scenario, scenarios } from "./SandboxScenarios.ts"

const { positionals } = parseArgs({ allowPositionals: true })

const main = join(import.meta.dirname, "main.ts")

const argsOf = ({ connector, keep, products, scenario }: Scenario, bank: string): ReadonlyArray<string> => [
  main,
  "record",
  connector,
  scenario,
  "--parameters-from-stdin",
  ...(connector === "statement-files" ? [] : ["--connect-to", `bank.sandbox.test=${bank}`]),
  ...(products === undefined ? [] : ["--products", products.join(",")]),
  ...(keep === undefined ? [] : ["--keep", keep.join(",")])
]

const run = (scenario: Scenario, bank: string) =>
  Effect.callback<number>((resume) => {
    const child = spawn(process.execPath, argsOf(scenario, bank), { stdio: ["pipe", "inherit", "inherit"] })
    child.on("close", (code) => resume(Effect.succeed(code ?? 1)))
    child.stdin.end([JSON.stringify(scenario.form), ...(scenario.answers ?? [])].join("\n"))
  })

const approving = (phone: string | undefined) =>
  phone === undefined
    ? Effect.never
    : Effect.gen(function* () {
        const bank = yield* SandboxBank
        for (;;) {
          yield* Effect.sleep("500 millis")
          yield* bank.decideOnPhone(phone, "approve")
        }
      })

const program = Effect.gen(function* () {
  const { url } = yield* SandboxBank
  const wanted =
    positionals.length === 0 ? scenarios : scenarios.filter(({ connector }) => positionals.includes(connector))
  const failed: Array<string> = []
  for (const scenario of wanted) {
    const name = `${scenario.connector} ${scenario.scenario}`
    yield* Console.log(`\n${name}`)
    const code = yield* Effect.raceFirst(run(scenario, new URL(url).host), approving(scenario.phone))
    if (code !== 0) failed.push(name)
  }
  if (failed.length > 0) return yield* Effect.die(new Error(`not recorded: ${failed.join("; ")}`))
}).pipe(Effect.provide(SandboxBank.layer()))

NodeRuntime.runMain(program)
