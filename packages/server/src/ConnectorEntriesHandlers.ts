// The connectors of this build with the tier of each at this moment.
import type { Manifest } from "@tomada/core"
import { ConnectorStore } from "@tomada/store"
import { DateTime, Effect } from "effect"

import * as ConnectorEntryView from "./ConnectorEntryView.ts"
import { ConnectorEvidence } from "./ConnectorEvidence.ts"
import { group } from "./Group.ts"
import * as ReachedConnectors from "./ReachedConnectors.ts"
import { byTag } from "./Refusals.ts"

export const connectorEntriesHandlers = group(
  "connectorEntries",
  Effect.fnUntraced(function* (handlers) {
    const reached = yield* ReachedConnectors.make
    const connectors = yield* ConnectorStore.ConnectorStore
    const evidence = yield* ConnectorEvidence

    const entry = (manifest: Manifest.Manifest, { status }: ConnectorStore.Health, now: DateTime.Utc) =>
      ConnectorEntryView.view(manifest, evidence.get(manifest.slug), status, now)

    return handlers.handleAll({
      list: Effect.fn("connectorEntries.list")(function* () {
        const now = yield* DateTime.now
        const held = new Map((yield* connectors.all).map((one) => [one.id, one]))
        const inOrder = (yield* reached.all).toSorted((one, other) => one.id - other.id)
        return {
          results: inOrder.map((manifest) =>
            entry(manifest, held.get(manifest.id) ?? ConnectorStore.unknown(manifest.id), now)
          ),
          next: null
        }
      }),
      get: Effect.fn("connectorEntries.get")(
        function* ({ params }) {
          const manifest = yield* reached.get(params.id)
          return entry(manifest, yield* connectors.get(manifest.id), yield* DateTime.now)
        },
        Effect.catchTags({ ConnectorNotFound: byTag.ConnectorNotFound, BeyondReach: byTag.BeyondReach })
      )
    })
  })
)
