// Whose Item it is, and where its institution is: what every reader of products asks first.
import { ConnectorHost } from "@tomada/connector-kit"
import { Item } from "@tomada/core"
import { ItemStore } from "@tomada/store"
import { Effect } from "effect"

import { caller } from "./Authorized.ts"
import { reached } from "./Reach.ts"

export const zones = Effect.gen(function* () {
  const items = yield* ItemStore.ItemStore
  const host = yield* ConnectorHost.ConnectorHost
  /** The zone of the Item's institution; also proves that the Item is the caller's. */
  return Effect.fnUntraced(function* (itemId: string) {
    const item = yield* reached(yield* items.get(yield* caller, Item.ItemId.make(itemId)))
    const { institution } = yield* Effect.orDie(host.manifest(item.connectorId))
    return institution.zone
  })
})
