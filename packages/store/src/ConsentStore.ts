// What becomes of an Item when its consent ends. The end itself needs nobody: the rules read it off the clock. What it leaves
// behind, the rows that were collected and the credentials, is cleared by whoever sweeps, once for each consent.
import type { Consent, Item } from "@tomada/core"
import { Context, type DateTime, type Effect, Schema } from "effect"

import type { ItemNotFound } from "./ItemStore.ts"
import type { NewEvent } from "./WebhookStore.ts"

export class ConsentNotFound extends Schema.TaggedError<ConsentNotFound>()("ConsentNotFound", {}) {}

export class ConsentStore extends Context.Service<
  ConsentStore,
  {
    get(applicationId: Item.ApplicationId, id: Consent.ConsentId): Effect.Effect<Consent.Consent, ConsentNotFound>
    /** Newest first. */
    ofItem(itemId: Item.ItemId): Effect.Effect<ReadonlyArray<Consent.Consent>>
    /** Withdraws the one given last; no run comes unasked any more. The first withdrawal counts. */
    revoke(
      applicationId: Item.ApplicationId,
      id: Item.ItemId,
      now: DateTime.Utc
    ): Effect.Effect<Item.Item, ItemNotFound>
    /** Those whose end is to be announced now: one transaction marks them as announced and keeps what is told of each. */
    announce(
      now: DateTime.Utc,
      limit: number,
      events?: (consent: Consent.Consent, item: Item.Item) => ReadonlyArray<NewEvent>
    ): Effect.Effect<ReadonlyArray<Consent.Consent>>
    /** Items whose consent has ended and that have not been cleared. */
    ended(now: DateTime.Utc, limit: number): Effect.Effect<ReadonlyArray<Item.Item>>
    /**
     * One transaction: ends an active execution as USER_AUTHORIZATION_REVOKED, deletes what was collected, what is
     * sealed and what screenshots show, and plans no run. Does nothing, and answers false, when the consent stands (a newer one was given) or the Item is gone.
     */
    clear(id: Item.ItemId, now: DateTime.Utc): Effect.Effect<boolean>
  }
>()("@tomada/store/ConsentStore") {}
