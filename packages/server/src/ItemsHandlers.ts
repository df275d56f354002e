// Items: every answer is the Item as it stands after the request, with 200.
import { Api } from "@tomada/api"
import { ConnectorHost } from "@tomada/connector-kit"
import { Item } from "@tomada/core"
import { EgressGuard, Items } from "@tomada/engine"
import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"

import { Admission } from "./Admission.ts"
import { caller } from "./Authorized.ts"
import * as ItemView from "./ItemView.ts"
import * as Parameters from "./Parameters.ts"
import { byTag, ofUpdate } from "./Refusals.ts"

export const itemsHandlers = HttpApiBuilder.group(
  Api.Api,
  "items",
  Effect.fnUntraced(function* (handlers) {
    const items = yield* Items.Items
    const host = yield* ConnectorHost.ConnectorHost
    const guard = yield* EgressGuard.EgressGuard
    const admission = yield* Admission
    const judge = (webhookUrl: string | null | undefined) =>
      webhookUrl == null ? Effect.void : Effect.asVoid(guard.admit(webhookUrl))
    const show = (item: Item.Item) =>
      Effect.map(Effect.orDie(host.manifest(item.connectorId)), (manifest) => ItemView.view(item, manifest))

    return handlers.handleAll({
      create: Effect.fn("items.create")(
        function* ({ payload }) {
          yield* admission.visit
          yield* judge(payload.webhookUrl)
          const item = yield* items.create({
            applicationId: yield* caller,
            connectorId: payload.connectorId,
            parameters: Parameters.gathered(payload.parameters),
            products: payload.products ?? null,
            clientUserId: payload.clientUserId ?? null,
            webhookUrl: payload.webhookUrl ?? null,
            oauthRedirectUri: payload.oauthRedirectUri ?? null,
            trigger: "CLIENT"
          })
          return yield* show(item)
        },
        Effect.catchTags({
          ConnectorNotFound: byTag.ConnectorNotFound,
          CredentialsRejected: byTag.CredentialsRejected,
          ProductsNotSupported: byTag.ProductsNotSupported,
          EgressRefused: byTag.EgressRefused,
          ConnectorOffline: ofUpdate.ConnectorOffline,
          SameCredentialsUpdating: ofUpdate.SameCredentialsUpdating
        })
      ),
      get: Effect.fn("items.get")(
        function* ({ params }) {
          return yield* show(yield* items.get(yield* caller, Item.ItemId.make(params.id)))
        },
        Effect.catchTags({ ItemNotFound: byTag.ItemNotFound })
      ),
      update: Effect.fn("items.update")(
        function* ({ params, payload }) {
          const { clientUserId, parameters, products, webhookUrl } = payload ?? {}
          yield* admission.visit
          yield* judge(webhookUrl)
          const item = yield* items.update({
            applicationId: yield* caller,
            itemId: Item.ItemId.make(params.id),
            parameters: parameters ? Parameters.gathered(parameters) : null,
            products: products ?? null,
            ...(clientUserId === undefined ? {} : { clientUserId }),
            ...(webhookUrl === undefined ? {} : { webhookUrl }),
            trigger: "CLIENT"
          })
          return yield* show(item)
        },
        Effect.catchTags({
          ItemNotFound: byTag.ItemNotFound,
          CredentialsRejected: byTag.CredentialsRejected,
          ProductsNotSupported: byTag.ProductsNotSupported,
          EgressRefused: byTag.EgressRefused,
          ...ofUpdate
        })
      ),
      answer: Effect.fn("items.answer")(
        function* ({ params, payload }) {
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
          yield* items.remove(yield* caller, Item.ItemId.make(params.id))
          return { count: 1 }
        },
        Effect.catchTags({ ItemNotFound: byTag.ItemNotFound })
      )
    })
  })
)
