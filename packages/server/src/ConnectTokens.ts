// Connect tokens: signed here, kept by whoever has them. What they were made with stands in them.
import { type ConnectToken } from "@tomada/api"
import { Item } from "@tomada/core"
import { EgressGuard } from "@tomada/engine"
import { ItemStore } from "@tomada/store"
import { Signer } from "@tomada/vault"
import { Duration, Effect, Redacted } from "effect"

import { caller } from "./Authorized.ts"
import { group } from "./Group.ts"
import { byTag } from "./Refusals.ts"

/** As clients of the wire expect it: long enough for a login with a second factor. */
const lifetime = Duration.minutes(30)

export const connectTokensHandlers = group(
  "connectTokens",
  Effect.fnUntraced(function* (handlers) {
    const items = yield* ItemStore.ItemStore
    const guard = yield* EgressGuard.EgressGuard
    const signer = yield* Signer.Signer

    const create = Effect.fn("connectTokens.create")(
      function* ({ payload }: { readonly payload: ConnectToken.ConnectTokenRequest | void }) {
        const { itemId, options } = payload ?? {}
        const applicationId = yield* caller
        const item = itemId == null ? null : yield* items.get(applicationId, Item.ItemId.make(itemId))
        const webhookUrl = options?.webhookUrl ?? null
        if (webhookUrl !== null) yield* guard.admit(webhookUrl)
        const grant: ConnectToken.Grant = {
          itemId: item?.id ?? null,
          clientUserId: options?.clientUserId ?? null,
          webhookUrl,
          oauthRedirectUri: options?.oauthRedirectUri ?? null,
          avoidDuplicates: options?.avoidDuplicates === true,
          connectorSortAlphabetically: options?.connectorSortAlphabetically === true
        }
        const token = yield* signer.sign({
          purpose: "connect-token",
          applicationId,
          claims: grant,
          expiresIn: lifetime
        })
        return { accessToken: Redacted.value(token) }
      },
      Effect.catchTags({ ItemNotFound: byTag.ItemNotFound, EgressRefused: byTag.EgressRefused })
    )
    return handlers.handleAll({ create, createByAlias: create })
  })
)
