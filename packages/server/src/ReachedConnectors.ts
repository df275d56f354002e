// The connectors that the caller's application reaches: of all others it is told that they are not there. The house reads who
// the application is, as it does at the door.
import { ConnectorHost } from "@tomada/connector-kit"
import { ConnectorReach, type Manifest } from "@tomada/core"
import { Items } from "@tomada/engine"
import { ApplicationStore, Tenant } from "@tomada/store"
import { Effect } from "effect"

import { caller } from "./Authorized.ts"

export const make = Effect.gen(function* () {
  const host = yield* ConnectorHost.ConnectorHost
  const applications = yield* ApplicationStore.ApplicationStore
  const reaches = Effect.gen(function* () {
    const { connectorReach } = yield* Tenant.asHouse(Effect.orDie(applications.get(yield* caller)))
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
