// Items and what is sealed for them. An update is refused by the database itself while a run is active (one active
// execution per Item), so two requests that race cannot both win.
import type { Consent, CredentialVault, Execution, Item, UpdateRefusal, UpdateRules } from "@tomada/core"
import { Context, type DateTime, type Effect, type Option, Schema } from "effect"

import type { PageOf, PageRequest } from "./Pagination.ts"
import type { NewEvent } from "./WebhookStore.ts"

export class ItemNotFound extends Schema.TaggedError<ItemNotFound>()("ItemNotFound", {}) {}

/** A sealed value; `name` tells several of one purpose apart (`CredentialVault.SealContext`). */
export interface Sealed {
  readonly purpose: CredentialVault.Purpose
  readonly name: string
  readonly blob: Uint8Array
}

/** `sealed`: what is sealed for its first run beside the credentials. */
export interface NewItem {
  readonly item: Item.Item
  readonly execution: Execution.Execution
  readonly consent: Consent.Consent
  readonly credentials: Sealed
  readonly sealed?: ReadonlyArray<Sealed>
}

/** The consent that an update gives where the one before it has ended. */
export type Renewal = Pick<Consent.Consent, "expiresAt" | "id" | "source" | "textVersion">

/**
 * What an update changes beside starting a run; a field that is absent stays as it is.
 *
 * - `oneStepCodes`: what it brings for the connector's one-step codes; none by default.
 * - `sealed`: what is sealed for this run beside the credentials.
 * - `brought`: as the rules have it (`UpdateRules.UpdateRequest`).
 */
export interface ItemUpdate {
  readonly execution: Execution.Execution
  readonly brought?: boolean
  readonly oneStepCodes?: ReadonlyArray<UpdateRules.OneStepCode>
  readonly renewal?: Renewal
  readonly sealed?: ReadonlyArray<Sealed>
  readonly credentials?: Sealed & { readonly version: number }
  readonly clientUserId?: string | null
  readonly webhookUrl?: string | null
  readonly products?: Item.Item["products"]
}

/** What is absent leaves nothing out. */
export interface ItemFilter {
  readonly applicationId?: Item.ApplicationId
  /** Those whose last execution stands so. */
  readonly executionStatuses?: ReadonlyArray<Item.Item["executionStatus"]>
}

export class ItemStore extends Context.Service<
  ItemStore,
  {
    /** One transaction: the Item, its first execution, its consent, its sealed credentials. The application exists. */
    create(created: NewItem): Effect.Effect<void>
    get(applicationId: Item.ApplicationId, id: Item.ItemId): Effect.Effect<Item.Item, ItemNotFound>
    /** What `update` would be refused for, at this moment; answers the Item. */
    mayUpdate(
      applicationId: Item.ApplicationId,
      id: Item.ItemId,
      request: UpdateRules.UpdateRequest,
      now: DateTime.Utc
    ): Effect.Effect<Item.Item, ItemNotFound | UpdateRefusal.UpdateRefusal>
    /**
     * One transaction: locks the Item, asks `UpdateRules.decide` with what the database knows, keeps the changes, inserts the
     * execution and follows it. New credentials take the place of the older ones, whatever their name, and the saved session
     * goes. A pass is used up; a consent that has ended is renewed.
     */
    update(
      applicationId: Item.ApplicationId,
      id: Item.ItemId,
      update: ItemUpdate,
      now: DateTime.Utc
    ): Effect.Effect<Item.Item, ItemNotFound | UpdateRefusal.UpdateRefusal>
    /** Newest first; of one application, or of all when it is null. */
    list(applicationId: Item.ApplicationId | null, limit: number): Effect.Effect<ReadonlyArray<Item.Item>>
    /** Newest first, of whichever application. */
    page(filter: ItemFilter, page: PageRequest): Effect.Effect<PageOf<Item.Item>>
    /** The Item of whichever application. */
    find(id: Item.ItemId): Effect.Effect<Option.Option<Item.Item>>
    /**
     * Everything held for the Item goes with it; an active execution ends with it. What is told of it is kept in the same
     * transaction. Answers the Item as it was.
     */
    remove(
      applicationId: Item.ApplicationId,
      id: Item.ItemId,
      events?: (item: Item.Item) => ReadonlyArray<NewEvent>
    ): Effect.Effect<Item.Item, ItemNotFound>
    /** The Item that was asked this, of whichever application, for as long as it is there. */
    asked(challengeId: string): Effect.Effect<Option.Option<Item.Item>>
    /** The one given last. */
    consent(applicationId: Item.ApplicationId, id: Item.ItemId): Effect.Effect<Consent.Consent, ItemNotFound>
    sealed(id: Item.ItemId, purpose: CredentialVault.Purpose, name: string): Effect.Effect<Option.Option<Uint8Array>>
    /**
     * Replaces sealed values outside of any execution, in one transaction: only while `last` is the Item's last execution
     * and has ended, and its consent stands. Answers whether it did; otherwise nothing is written.
     */
    resealAfter(
      last: Pick<Item.Item, "executionId" | "id">,
      sealed: ReadonlyArray<Sealed>,
      now: DateTime.Utc
    ): Effect.Effect<boolean>
    /** Whether any sealed value is held at all: then a missing keyring is a disaster, not a first start. */
    readonly holdsSealed: Effect.Effect<boolean>
  }
>()("@tomada/store/ItemStore") {}
