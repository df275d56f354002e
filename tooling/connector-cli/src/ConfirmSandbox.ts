#!/usr/bin/env node
// `pnpm confirm:sandbox [slug ...]`: has each recorded connector of the sandbox bank looked at with `pnpm connector doctor` at a bank that runs, as
// who logs in in its recording `ok`, and written down. A confirmation lasts for 30 days, so that this is done every month.
import { parseArgs } from "node:util"

import { NodeRuntime } from "@effect/platform-node"
import { SandboxBank } from "@tomada/sandbox-bank"
import { Console, Effect } from "effect"

import * as AtSandbox from "./AtSandbox.ts"
import { scenarios } from "./SandboxScenarios.ts"

const { positionals } = parseArgs({ allowPositionals: true })

/** The name under which this checkout looks. */
const instance = "sandbox-bank"

const program = Effect.gen(function* () {
  const failed: Array<string> = []
  for (const scenario of scenarios) {
    const { connector } = scenario
    // A file is nothing that could be looked at.
    if (scenario.scenario !== "ok" || connector === "statement-files") continue
    if (positionals.length > 0 && !positionals.includes(connector)) continue
    yield* Console.log(`\n${connector}`)
    const code = yield* AtSandbox.run(["doctor", connector, "--confirm", instance], scenario)
    if (code !== 0) failed.push(connector)
  }
  if (failed.length > 0) return yield* Effect.die(new Error(`not well at the bank: ${failed.join("; ")}`))
}).pipe(Effect.provide(SandboxBank.layer()))

NodeRuntime.runMain(program)
