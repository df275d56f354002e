// Who the person is, one record per Item.
import type { Identity, Item } from "@tomada/core"
import { Context, type Effect, type Option, Schema } from "effect"

export class IdentityNotFound extends Schema.TaggedError<IdentityNotFound>()("IdentityNotFound", {}) {}

export class IdentityStore extends Context.Service<
  IdentityStore,
  {
    get(applicationId: Item.ApplicationId, id: Identity.IdentityId): Effect.Effect<Identity.Identity, IdentityNotFound>
    ofItem(itemId: Item.ItemId): Effect.Effect<Option.Option<Identity.Identity>>
  }
>()("@tomada/store/IdentityStore") {}
