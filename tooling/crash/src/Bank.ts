// The sandbox bank in a process of its own, which nobody kills. Its parent sets its day; everything else is as the bank always is.
import { NodeRuntime } from "@effect/platform-node"
import { SandboxBank } from "@tomada/sandbox-bank"
import { Console, Effect } from "effect"

const program = Effect.gen(function* () {
  const bank = yield* SandboxBank
  const runSync = Effect.runSyncWith(yield* Effect.context())
  process.on("message", (day: string) => {
    runSync(bank.setToday(day))
    process.send?.("set")
  })
  process.on("disconnect", () => process.exit())
  yield* Console.log(`open at ${bank.port} with ${bank.seed}`)
  return yield* Effect.never
}).pipe(Effect.provide(SandboxBank.layer()))

NodeRuntime.runMain(program)
