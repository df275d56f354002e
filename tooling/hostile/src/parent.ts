// A parent that is killed: it opens a visit whose connector spins, says so, and waits.
import { ConnectorHost } from "@tomada/connector-kit"
import { ConnectorChildren } from "@tomada/engine"
import { Effect, Layer } from "effect"

import { module, opened } from "./Visited.ts"

const [isolation = "permissions"] = process.argv.slice(2)
const kind: ConnectorChildren.Isolation = isolation === "namespaces" ? "namespaces" : "permissions"

const program = Effect.gen(function* () {
  const visit = yield* opened("processor", "-")
  yield* Effect.forkScoped(visit.login)
  yield* Effect.sleep("300 millis")
  process.stdout.write("spinning\n")
  return yield* Effect.never
}).pipe(
  Effect.scoped,
  Effect.provide(
    ConnectorHost.ConnectorHost.layerProcess([module]).pipe(Layer.provide(ConnectorChildren.layer({ isolation: kind })))
  )
)
Effect.runFork(program)
