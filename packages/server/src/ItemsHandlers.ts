// Items: every answer is the Item as it stands after the request, with 200.
import { Authorization } from "@tomada/api"
import { ConnectorHost } from "@tomada/connector-kit"
import { Item } from "@tomada/core"
import { EgressGuard, Items } from "@tomada/engine"
import { Effect } from "effect"

import { Addresses } from "./Addresses.ts"
import { Admission } from "./Admission.ts"
import { caller } from "./Authorized.ts"
import { group } from "./Group.ts"
import * as ItemView from "./ItemView.ts"
import * as Parameters from "./Parameters.ts"
import * as Reach from "./Reach.ts"
import { byTag, ofUpdate } from "./Refusals.ts"

export const itemsHandlers = group(
  "items",
  Effect.fnUntraced(function* (handlers) {
    const items = yield* Items.Items
    const host = yield* ConnectorHost.ConnectorHost
    const addresses = yield* Addresses
    const guard = yield* EgressGuard.EgressGuard
    const admission = yield* Admission
    const parametersOf = yield* Parameters.reader
    const judge = (webhookUrl: string | null | undefined) =>
      webhookUrl == null ? Effect.void : Effect.asVoid(guard.admit(webhookUrl))
    /** The Item of an id, if the caller reaches it. */
    const find = Effect.fnUntraced(function* (id: string) {
      return yield* Reach.reached(yield* items.get(yield* caller, Item.ItemId.make(id)))
    })
    const show = (item: Item.Item) =>
      Effect.map(Effect.orDie(host.manifest(item.connectorId)), (manifest) => ItemView.view(item, manifest, addresses))

    return handlers.handleAll({
      create: Effect.fn("items.create")(
        function* ({ headers, payload }) {
          const by = yield* Authorization.Caller
          yield* admission.visit
          yield* judge(payload.webhookUrl)
          const item = yield* items.create({
            applicationId: yield* caller,
            connectorId: payload.connectorId,
            parameters: yield* parametersOf(payload.parameters),
            products: payload.products ?? null,
            webhookUrl: payload.webhookUrl ?? null,
            agreedTo: Reach.agreedTo(by, headers),
            ...Reach.creation(by, payload)
          })
          return yield* show(item)
        },
        Effect.catchTags({
          ConnectorNotFound: byTag.ConnectorNotFound,
          BeyondReach: byTag.BeyondReach,
          CredentialsRejected: byTag.CredentialsRejected,
          ProductsNotSupported: byTag.ProductsNotSupported,
          EgressRefused: byTag.EgressRefused,
          LoginHeld: byTag.LoginHeld,
          ParametersUnreadable: byTag.ParametersUnreadable,
          ConnectorOffline: ofUpdate.ConnectorOffline,
          SameCredentialsUpdating: ofUpdate.SameCredentialsUpdating
        })
      ),
      get: Effect.fn("items.get")(
        function* ({ params }) {
          return yield* show(yield* find(params.id))
        },
        Effect.catchTags({ ItemNotFound: byTag.ItemNotFound })
      ),
      update: Effect.fn("items.update")(
        function* ({ headers, params, payload }) {
          const { parameters, products } = payload ?? {}
          const by = yield* Authorization.Caller
          if (by.kind === "connect-token") yield* Reach.mayUpdate(yield* find(params.id))
          const change = Reach.change(by, payload ?? {})
          yield* admission.visit
          yield* judge(change.webhookUrl)
          const item = yield* items.update({
            applicationId: yield* caller,
            itemId: Item.ItemId.make(params.id),
            parameters: parameters == null ? null : yield* parametersOf(parameters),
            products: products ?? null,
            agreedTo: Reach.agreedTo(by, headers),
            ...change
          })
          return yield* show(item)
        },
        Effect.catchTags({
          ItemNotFound: byTag.ItemNotFound,
          BeyondReach: byTag.BeyondReach,
          CredentialsRejected: byTag.CredentialsRejected,
          ProductsNotSupported: byTag.ProductsNotSupported,
          EgressRefused: byTag.EgressRefused,
          ParametersUnreadable: byTag.ParametersUnreadable,
          ...ofUpdate
        })
      ),
      answer: Effect.fn("items.answer")(
        function* ({ params, payload }) {
          if ((yield* Authorization.Caller).kind === "connect-token") yield* find(params.id)
          const answered = yield* items.answer(
            yield* caller,
            Item.ItemId.make(params.id),
            Parameters.gathered(payload ?? {})
          )
          return yield* show(answered)
        },
        Effect.catchTags({
          ItemNotFound: byTag.ItemNotFound,
          ChallengeNotOpen: byTag.ChallengeNotOpen,
          AnswerMismatch: byTag.AnswerMismatch
        })
      ),
      disableAutoSync: Effect.fn("items.disableAutoSync")(
        function* ({ params }) {
          return yield* show(yield* items.disableAutoSync(yield* caller, Item.ItemId.make(params.id)))
        },
        Effect.catchTags({ ItemNotFound: byTag.ItemNotFound })
      ),
      delete: Effect.fn("items.delete")(
        function* ({ params }) {
          const { kind, tokenId } = yield* Authorization.Caller
          yield* items.remove(yield* caller, Item.ItemId.make(params.id), `${kind} ${tokenId}`)
          return { count: 1 }
        },
        Effect.catchTags({ ItemNotFound: byTag.ItemNotFound })
      )
    })
  })
)
