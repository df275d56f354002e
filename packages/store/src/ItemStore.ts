// Items and what is sealed for them. An update is refused by the database itself while a run is active (one active
// execution per Item), so two requests that race cannot both win.
import {
  type Consent,
  type CredentialVault,
  type Execution,
  type Fingerprints,
  Item,
  type UpdateRefusal,
  type UpdateRules
} from "@tomada/core"
import { Context, type DateTime, type Effect, type Option, Schema } from "effect"

import type { PageOf, PageRequest, Place, Slice } from "./Pagination.ts"
import type { NewEvent } from "./WebhookStore.ts"

export class ItemNotFound extends Schema.TaggedError<ItemNotFound>()("ItemNotFound", {}) {}

/** Other Items of the application have the same login; oldest first. */
export class LoginHeld extends Schema.TaggedError<LoginHeld>()("LoginHeld", { items: Schema.Array(Item.ItemId) }) {}

/** By what an Item's login is recognised: a hash under each key at hand; empty where the form has no login. */
export type Login = ReadonlyArray<Fingerprints.Keyed>

/** A sealed value; `name` tells several of one purpose apart (`CredentialVault.SealContext`). */
export interface Sealed {
  readonly purpose: CredentialVault.Purpose
  readonly name: string
  readonly blob: Uint8Array
}

/**
 * - `login`: none by default; `isAlone`: whether another Item of the same login stands in its way.
 * - `sealed`: what is sealed for its first run beside the credentials.
 */
export interface NewItem {
  readonly item: Item.Item
  readonly execution: Execution.Execution
  readonly consent: Consent.Consent
  readonly credentials: Sealed
  readonly login?: Login
  readonly isAlone?: boolean
  readonly sealed?: ReadonlyArray<Sealed>
}

/** The consent that an update gives: a person in the widget always, an application where the one before it has ended. */
export type Renewal = Pick<Consent.Consent, "expiresAt" | "id" | "source" | "textVersion"> &
  Partial<Pick<Consent.Consent, "hosts">>

/**
 * What an update changes beside starting a run; a field that is absent stays as it is.
 *
 * - `oneStepCodes`: what it brings for the connector's one-step codes; none by default.
 * - `login`: that of the new credentials.
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
  readonly login?: Login
  readonly clientUserId?: string | null
  readonly webhookUrl?: string | null
  readonly connectTokenUrl?: string | null
  readonly products?: Item.Item["products"]
}

/** What is absent leaves nothing out. */
export interface ItemFilter {
  readonly applicationId?: Item.ApplicationId
  /** Those whose last execution stands so. */
  readonly executionStatuses?: ReadonlyArray<Item.Item["executionStatus"]>
}

/** Of one application's Items. What is absent leaves nothing out; `updatedAtFrom`: those that changed then or later. */
export interface OwnItemFilter extends Omit<ItemFilter, "applicationId"> {
  readonly connectorId?: number
  readonly clientUserId?: string
  readonly updatedAtFrom?: DateTime.Utc
}

/** An Item's end: when, who asked for it as the audit names them, and what is told of it. */
export interface Removal {
  readonly at: DateTime.Utc
  readonly by: string
  readonly events?: (item: Item.Item) => ReadonlyArray<NewEvent>
}

/** What is kept of an Item that was deleted. */
export const Tombstone = Schema.Struct({
  itemId: Item.ItemId,
  applicationId: Item.ApplicationId,
  connectorId: Schema.Int,
  createdAt: Schema.DateTimeUtcFromString,
  deletedAt: Schema.DateTimeUtcFromString,
  deletedBy: Schema.String
})
export type Tombstone = typeof Tombstone.Type

/** The tombstone of an Item that was deleted at `deletedAt`. */
export const entombed = (
  { applicationId, connectorId, createdAt, id }: Item.Item,
  deletedAt: DateTime.Utc,
  deletedBy: string
): Tombstone => ({ itemId: id, applicationId, connectorId, createdAt, deletedAt, deletedBy })

export class ItemStore extends Context.Service<
  ItemStore,
  {
    /**
     * One transaction: the Item, its first execution, its consent, its sealed credentials. The application exists. Of two that ask
     * at once with one login only one succeeds, in whichever processes: the other meets its run, or itself where it must be alone.
     */
    create(created: NewItem): Effect.Effect<void, LoginHeld | UpdateRefusal.SameCredentialsUpdating>
    /** The application's Items with this login, oldest first, and whether one of them has a run; what `create` asks. */
    ofLogin(
      applicationId: Item.ApplicationId,
      login: Login
    ): Effect.Effect<{ readonly items: ReadonlyArray<Item.ItemId>; readonly inFlight: boolean }>
    get(applicationId: Item.ApplicationId, id: Item.ItemId): Effect.Effect<Item.Item, ItemNotFound>
    /** What `update` would be refused for, at this moment; answers the Item. `login`: that of new credentials. */
    mayUpdate(
      applicationId: Item.ApplicationId,
      id: Item.ItemId,
      request: UpdateRules.UpdateRequest & { readonly login?: Login },
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
    /** Newest first, behind a place. */
    after(
      applicationId: Item.ApplicationId,
      filter: OwnItemFilter,
      place: Option.Option<Place>,
      limit: number
    ): Effect.Effect<Slice<Item.Item>>
    /** The Item of whichever application. */
    find(id: Item.ItemId): Effect.Effect<Option.Option<Item.Item>>
    /**
     * Everything held for the Item goes with it, also what was told of it and is not delivered yet; an active execution ends with it.
     * A tombstone stays, and what is told of the end is kept in the same transaction. Answers the Item as it was.
     */
    remove(applicationId: Item.ApplicationId, id: Item.ItemId, removal: Removal): Effect.Effect<Item.Item, ItemNotFound>
    /** What is kept of an Item that the application has deleted. */
    tombstone(applicationId: Item.ApplicationId, id: Item.ItemId): Effect.Effect<Option.Option<Tombstone>>
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
