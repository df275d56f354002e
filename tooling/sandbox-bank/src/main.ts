// Runs the bank alone: node tooling/sandbox-bank/src/main.ts --port 7070 [--host 127.0.0.1] [--seed tomada] [--today 2026-03-20] [--heavy]
import { parseArgs } from "node:util"

import { NodeRuntime } from "@effect/platform-node"
import { Console, Effect } from "effect"

import { SandboxBank } from "./SandboxBank.ts"

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "7070" },
    host: { type: "string", default: "127.0.0.1" },
    seed: { type: "string", default: "tomada" },
    today: { type: "string" },
    heavy: { type: "boolean", default: false }
  }
})

const program = Effect.gen(function* () {
  const bank = yield* SandboxBank
  yield* bank.setToday(values.today)
  yield* Console.log(`Banco Tomada is open at ${bank.url} (password: password-ok), its desk at ${bank.url}/_bank`)
  return yield* Effect.never
}).pipe(
  Effect.provide(
    SandboxBank.layer({ host: values.host, port: Number(values.port), seed: values.seed, heavy: values.heavy })
  )
)

NodeRuntime.runMain(program)
