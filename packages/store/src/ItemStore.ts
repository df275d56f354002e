// Items and what is sealed for them. An update is refused by the database itself while a run is active (one active
// execution per Item), so two requests that race cannot both win.
import type { Consent, CredentialVault, Execution, Item, ItemLife } from "@tomada/core"
import { Context, type DateTime, type Effect, type Option, Schema } from "effect"

export class ItemNotFound extends Schema.TaggedError<ItemNotFound>()("ItemNotFound", {}) {}

/** A sealed value; `name` tells several of one purpose apart (`CredentialVault.SealContext`). */
export interface Sealed {
  readonly purpose: CredentialVault.Purpose
  readonly name: string
  readonly blob: Uint8Array
}

export interface NewItem {
  readonly item: Item.Item
  readonly execution: Execution.Execution
  readonly consent: Consent.Consent
  readonly credentials: Sealed
}

/** What an update changes beside starting a run; a field that is absent stays as it is. */
export interface ItemUpdate {
  readonly execution: Execution.Execution
  readonly credentials?: Sealed & { readonly version: number }
  readonly clientUserId?: string | null
  readonly webhookUrl?: string | null
  readonly products?: Item.Item["products"]
}

export class ItemStore extends Context.Service<
  ItemStore,
  {
    /** One transaction: the Item, its first execution, its consent, its sealed credentials. The application exists. */
    create(created: NewItem): Effect.Effect<void>
    get(applicationId: Item.ApplicationId, id: Item.ItemId): Effect.Effect<Item.Item, ItemNotFound>
    /**
     * One transaction: locks the Item, asks `ItemLife.mayUpdate`, keeps the changes, inserts the execution and follows
     * it. New credentials take the place of the older ones, whatever their name, and the saved session goes.
     */
    update(
      applicationId: Item.ApplicationId,
      id: Item.ItemId,
      update: ItemUpdate,
      now: DateTime.Utc
    ): Effect.Effect<Item.Item, ItemNotFound | ItemLife.AlreadyUpdating | ItemLife.NewCredentialsNeeded>
    /** Everything held for the Item goes with it; an active execution ends with it. Answers the Item as it was. */
    remove(applicationId: Item.ApplicationId, id: Item.ItemId): Effect.Effect<Item.Item, ItemNotFound>
    /** The one given last. */
    consent(applicationId: Item.ApplicationId, id: Item.ItemId): Effect.Effect<Consent.Consent, ItemNotFound>
    sealed(id: Item.ItemId, purpose: CredentialVault.Purpose, name: string): Effect.Effect<Option.Option<Uint8Array>>
    /** Whether any sealed value is held at all: then a missing keyring is a disaster, not a first start. */
    readonly holdsSealed: Effect.Effect<boolean>
  }
>()("@tomada/store/ItemStore") {}
