#!/usr/bin/env node
// `pnpm record:sandbox [slug ...]`: records anew what is checked in of the connectors of this repository, each with `pnpm connector record` against a
// sandbox bank of its own. Every recording has another disguise, so the files differ each time; what they show does not.
import { parseArgs } from "node:util"

import { NodeRuntime } from "@effect/platform-node"
import { SandboxBank } from "@tomada/sandbox-bank"
import { Console, Effect } from "effect"

import * as AtSandbox from "./AtSandbox.ts"
import { type Scenario, scenarios } from "./SandboxScenarios.ts"

const { positionals } = parseArgs({ allowPositionals: true })

const argsOf = ({ connector, keep, products, scenario }: Scenario): ReadonlyArray<string> => [
  "record",
  connector,
  scenario,
  ...(products === undefined ? [] : ["--products", products.join(",")]),
  ...(keep === undefined ? [] : ["--keep", keep.join(",")])
]

const program = Effect.gen(function* () {
  const wanted =
    positionals.length === 0 ? scenarios : scenarios.filter(({ connector }) => positionals.includes(connector))
  const failed: Array<string> = []
  for (const scenario of wanted) {
    const name = `${scenario.connector} ${scenario.scenario}`
    yield* Console.log(`\n${name}`)
    const code = yield* AtSandbox.run(argsOf(scenario), scenario, scenario.connector !== "statement-files")
    if (code !== 0) failed.push(name)
  }
  if (failed.length > 0) return yield* Effect.die(new Error(`not recorded: ${failed.join("; ")}`))
}).pipe(Effect.provide(SandboxBank.layer()))

NodeRuntime.runMain(program)
