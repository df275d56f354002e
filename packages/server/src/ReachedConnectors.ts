// The connectors that the caller's application reaches: of all others it is told that they are not there.
import { ConnectorHost } from "@tomada/connector-kit"
import { ConnectorReach, type Manifest } from "@tomada/core"
import { Items } from "@tomada/engine"
import { ApplicationStore } from "@tomada/store"
import { Effect } from "effect"

import { caller } from "./Authorized.ts"

export const make = Effect.gen(function* () {
  const host = yield* ConnectorHost.ConnectorHost
  const applications = yield* ApplicationStore.ApplicationStore
  const reaches = Effect.gen(function* () {
    const { connectorReach } = yield* Effect.orDie(applications.get(yield* caller))
    return (manifest: Manifest.Manifest) => ConnectorReach.reaches(connectorReach, manifest)
  })
  return {
    all: Effect.map(reaches, (reached) => host.manifests.filter(reached)),
    get: Effect.fnUntraced(function* (id: number) {
      const manifest = yield* host.manifest(id)
      return (yield* reaches)(manifest) ? manifest : yield* new Items.BeyondReach()
    })
  }
})
