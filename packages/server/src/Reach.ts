// How far a caller reaches: an application to all of its Items; a connect token to those that it made and to the one that it was made
// for. An Item beyond is one that does not exist. What a person does with the token is the application's doing under its options, so
// these come from the token alone: a browser cannot choose whose user it is, nor where an application hears of an Item that it has.
import { Authorization, ConsentHeader, Refusal } from "@tomada/api"
import { type Item, ItemLife } from "@tomada/core"
import type { Items } from "@tomada/engine"
import { ItemStore } from "@tomada/store"
import { Effect } from "effect"

import { refuse } from "./Refusals.ts"

type Caller = Authorization.Caller["Service"]

const reaches = (caller: Caller, item: Item.Item): boolean =>
  caller.kind === "api-key" || item.connectTokenId === caller.tokenId || item.id === caller.grant.itemId

/** The Item, if the caller reaches it. */
export const reached = (item: Item.Item) =>
  Effect.flatMap(Authorization.Caller, (caller) =>
    reaches(caller, item) ? Effect.succeed(item) : Effect.fail(new ItemStore.ItemNotFound())
  )

/**
 * Whether the caller may update the Item. A token that was made for it may. One that only made it may not start another update, but it
 * may try again what has not succeeded yet: whoever mistyped a password in the widget types it once more, with the same token.
 */
export const mayUpdate = Effect.fnUntraced(function* (item: Item.Item) {
  const caller = yield* Authorization.Caller
  yield* reached(item)
  if (caller.kind === "api-key" || item.id === caller.grant.itemId) return
  if (ItemLife.status(item) === "UPDATED") return yield* refuse(Refusal.invalidToken)
})

/** What the person agreed to, where it is a person who asks. */
export const agreedTo = (caller: Caller, headers: typeof ConsentHeader.ConsentHeader.Type): string | undefined =>
  caller.kind === "connect-token" ? headers[ConsentHeader.name] : undefined

interface Asked {
  readonly clientUserId?: string | null
  readonly oauthRedirectUri?: string | null
  readonly avoidDuplicates?: boolean | null
}

/** What of a new Item depends on who makes it; `asked` is the body. */
export const creation = (caller: Caller, asked: Asked) =>
  caller.kind === "api-key"
    ? ({
        clientUserId: asked.clientUserId ?? null,
        oauthRedirectUri: asked.oauthRedirectUri ?? null,
        avoidDuplicates: asked.avoidDuplicates === true,
        trigger: "CLIENT"
      } as const)
    : ({
        clientUserId: caller.grant.clientUserId,
        oauthRedirectUri: caller.grant.oauthRedirectUri,
        avoidDuplicates: asked.avoidDuplicates === true || caller.grant.avoidDuplicates,
        connectToken: { id: caller.tokenId, webhookUrl: caller.grant.webhookUrl },
        trigger: "USER"
      } as const)

type Change = Pick<Items.UpdateItem, "clientUserId" | "connectTokenUrl" | "trigger" | "webhookUrl">

/** What of an update depends on who asks for it: an option that the token does not have leaves the Item as it is. */
export const change = (caller: Caller, asked: Pick<Change, "clientUserId" | "webhookUrl">): Change => {
  if (caller.kind === "api-key") {
    return {
      ...(asked.clientUserId === undefined ? {} : { clientUserId: asked.clientUserId }),
      ...(asked.webhookUrl === undefined ? {} : { webhookUrl: asked.webhookUrl }),
      trigger: "CLIENT"
    }
  }
  const { clientUserId, webhookUrl } = caller.grant
  return {
    ...(clientUserId === null ? {} : { clientUserId }),
    ...(webhookUrl === null ? {} : { connectTokenUrl: webhookUrl }),
    trigger: "USER"
  }
}
