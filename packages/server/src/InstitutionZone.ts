// Whose Item it is, and where its institution is: what every reader of products asks first.
import { ConnectorHost } from "@tomada/connector-kit"
import { Item, type Manifest } from "@tomada/core"
import { ItemStore } from "@tomada/store"
import { Effect } from "effect"

import { caller } from "./Authorized.ts"
import { reached } from "./Reach.ts"

/** Items whose connector is remembered; beyond them all are forgotten. */
const most = 10_000

export const zones = Effect.gen(function* () {
  const items = yield* ItemStore.ItemStore
  const host = yield* ConnectorHost.ConnectorHost
  const connectors = new Map<string, Manifest.ConnectorId>()

  const zoneAt = (id: Manifest.ConnectorId) =>
    Effect.map(Effect.orDie(host.manifest(id)), ({ institution }) => institution.zone)

  /** The zone of the Item's institution; also proves that the Item is the caller's. */
  const proven = Effect.fnUntraced(function* (itemId: string) {
    const item = yield* reached(yield* items.get(yield* caller, Item.ItemId.make(itemId)))
    if (connectors.size >= most) connectors.clear()
    connectors.set(item.id, item.connectorId)
    return yield* zoneAt(item.connectorId)
  })

  /** The same for an application that was given a row of the Item, which proves it. An Item never changes its connector. */
  const known = Effect.fnUntraced(function* (itemId: string) {
    const connector = connectors.get(itemId)
    return yield* connector === undefined ? proven(itemId) : zoneAt(connector)
  })

  return { proven, known }
})
