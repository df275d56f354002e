// Items of the application that asks, slice by slice. One whose connector is no longer installed is left out, as the wire has no way to show it.
import { type ItemListsApi } from "@tomada/api"
import { ConnectorHost } from "@tomada/connector-kit"
import { ExecutionStatus } from "@tomada/core"
import { ItemStore } from "@tomada/store"
import { Effect, Option } from "effect"

import { Addresses } from "./Addresses.ts"
import { caller } from "./Authorized.ts"
import { group } from "./Group.ts"
import * as ItemView from "./ItemView.ts"
import * as Places from "./Places.ts"

const sizeUnlessAsked = 20

/** The statuses of executions that these of Items come from. */
export const executionStatuses = (statuses: ReadonlyArray<ExecutionStatus.ItemStatus>) =>
  ExecutionStatus.ExecutionStatus.literals.filter((status) => statuses.includes(ExecutionStatus.itemStatus(status)))

export const itemListsHandlers = group(
  "itemLists",
  Effect.fnUntraced(function* (handlers) {
    const items = yield* ItemStore.ItemStore
    const host = yield* ConnectorHost.ConnectorHost
    const addresses = yield* Addresses
    const manifests = new Map(host.manifests.map((manifest) => [manifest.id, manifest] as const))

    const list = Effect.fnUntraced(function* (query: ItemListsApi.ItemListQuery) {
      const { after, clientUserId, connectorId, pageSize = sizeUnlessAsked, status, updatedAtFrom } = query
      const place = yield* Places.asked(after, Places.decode)
      const filter: ItemStore.OwnItemFilter = {
        ...(status === undefined || status.length === 0 ? {} : { executionStatuses: executionStatuses(status) }),
        ...(connectorId === undefined ? {} : { connectorId }),
        ...(clientUserId === undefined ? {} : { clientUserId }),
        ...(updatedAtFrom === undefined ? {} : { updatedAtFrom })
      }
      const { next, rows } = yield* items.after(yield* caller, filter, place, pageSize)
      const results = rows.flatMap((item) => {
        const manifest = manifests.get(item.connectorId)
        return manifest === undefined ? [] : [ItemView.view(item, manifest, addresses)]
      })
      return { results, next: Places.next(query, Option.map(next, Places.encode)) }
    })

    return handlers.handleAll({
      slice: Effect.fn("itemLists.slice")(function* ({ query }) {
        return yield* list(query)
      }),
      list: Effect.fn("itemLists.list")(function* ({ query }) {
        return yield* list(query)
      })
    })
  })
)
