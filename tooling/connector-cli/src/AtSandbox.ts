// Commands of `pnpm connector` at a sandbox bank of their own: what is typed comes from a scenario, and whoever has the phone in hand approves.
import { spawn } from "node:child_process"
import { join } from "node:path"

import { SandboxBank } from "@tomada/sandbox-bank"
import { Effect } from "effect"

import type { Scenario } from "./SandboxScenarios.ts"

const main = join(import.meta.dirname, "main.ts")

const ended = (args: ReadonlyArray<string>, { answers = [], form }: Scenario) =>
  Effect.callback<number>((resume) => {
    const child = spawn(process.execPath, [main, ...args], { stdio: ["pipe", "inherit", "inherit"] })
    child.on("close", (code) => resume(Effect.succeed(code ?? 1)))
    child.stdin.end([JSON.stringify(form), ...answers].join("\n"))
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

/** How the command ends for who banks so; `visits`: whether it goes to the bank at all. */
export const run = Effect.fnUntraced(function* (args: ReadonlyArray<string>, scenario: Scenario, visits = true) {
  const { url } = yield* SandboxBank
  const there = visits ? ["--connect-to", `bank.sandbox.test=${new URL(url).host}`] : []
  const command = [...args, "--parameters-from-stdin", ...there]
  return yield* Effect.raceFirst(ended(command, scenario), approving(scenario.phone))
})
