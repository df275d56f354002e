// Runs of an Item, for the application that it belongs to.
import { BesideRefusal } from "@tomada/api"
import { Item } from "@tomada/core"
import { ExecutionHistory, ItemStore } from "@tomada/store"
import { Effect, Option } from "effect"

import { caller } from "./Authorized.ts"
import * as ExecutionView from "./ExecutionView.ts"
import { group } from "./Group.ts"
import * as Places from "./Places.ts"
import { byTag, refuse } from "./Refusals.ts"

const sizeUnlessAsked = 20

const view = (run: ExecutionHistory.Past) => ExecutionView.view(run, run.steps, run.counts)

export const executionsHandlers = group(
  "executions",
  Effect.fnUntraced(function* (handlers) {
    const items = yield* ItemStore.ItemStore
    const history = yield* ExecutionHistory.ExecutionHistory
    return handlers.handleAll({
      list: Effect.fn("executions.list")(
        function* ({ params, query }) {
          const { after, pageSize = sizeUnlessAsked } = query
          const place = yield* Places.asked(after, Places.decode)
          const { id } = yield* items.get(yield* caller, Item.ItemId.make(params.id))
          const { next, rows } = yield* history.ofItem(yield* caller, id, place, pageSize)
          return { results: rows.map(view), next: Places.next(query, Option.map(next, Places.encode)) }
        },
        Effect.catchTags({ ItemNotFound: byTag.ItemNotFound })
      ),
      get: Effect.fn("executions.get")(
        function* ({ params }) {
          return view(yield* history.get(yield* caller, Item.ExecutionId.make(params.id)))
        },
        Effect.catchTags({ ExecutionNotFound: () => refuse(BesideRefusal.executionNotFound) })
      )
    })
  })
)
