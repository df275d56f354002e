// Where wrapped data keys lie: apart from the database and from its backups, so that destroying one here makes what it
// sealed unreadable everywhere. A data key has sealed exactly one blob, which names it by its reference.
import { Purpose, type SealContext } from "@tomada/core/CredentialVault"
import { ApplicationId, ItemId } from "@tomada/core/Item"
import { Context, Effect, Layer, Option, Schema, Stream } from "effect"

import { WrappedKey } from "./KeyProvider.ts"

/** 32 hex digits that grow with time: of two entries of one context the later one sorts last. */
export const Reference = Schema.String.check(Schema.isPattern(/^[0-9a-f]{32}$/))

export const KeyringEntry = Schema.Struct({
  reference: Reference,
  context: Schema.Struct({
    applicationId: ApplicationId,
    itemId: ItemId,
    purpose: Purpose,
    name: Schema.String
  }),
  wrapped: WrappedKey
})
export type KeyringEntry = typeof KeyringEntry.Type

/**
 * - `keep`: how many entries of this context stay, this one included; older ones are destroyed.
 * - `flush`: whether the entry survives the loss of power, and not only the death of the process.
 */
export interface PutOptions {
  readonly keep: number
  readonly flush: boolean
}

export class Keyring extends Context.Service<
  Keyring,
  {
    /** When this returns, `get` finds the entry, in this process and any other. */
    put(entry: KeyringEntry, options: PutOptions): Effect.Effect<void>
    /** None when it was destroyed, or was never put under this very context. */
    get(context: SealContext, reference: string): Effect.Effect<Option.Option<KeyringEntry>>
    /** Takes the place of an entry that exists; one destroyed meanwhile stays destroyed. True when it was replaced. */
    replace(entry: KeyringEntry): Effect.Effect<boolean>
    /** Destroys every entry of the Item with this purpose and name. */
    delete(context: SealContext): Effect.Effect<void>
    /** Destroys every entry of the Item. */
    deleteItem(itemId: ItemId): Effect.Effect<void>
    /** Every entry, in no order that means anything. */
    readonly list: Stream.Stream<KeyringEntry>
    /** How many entries there are. */
    readonly count: Effect.Effect<number>
  }
>()("@tomada/vault/Keyring") {
  /** Forgets everything with its scope. */
  static readonly layerMemory = Layer.sync(Keyring, () => {
    const items = new Map<string, Map<string, KeyringEntry>>()
    const ofItem = (itemId: string) => items.get(itemId) ?? new Map<string, KeyringEntry>()
    const same = (a: SealContext, b: SealContext) => a.purpose === b.purpose && a.name === b.name
    const ofContext = (context: SealContext) =>
      [...ofItem(context.itemId).values()].filter((entry) => same(entry.context, context))
    return Keyring.of({
      put: (entry, { keep }) =>
        Effect.sync(() => {
          const { context, reference } = entry
          const entries = ofItem(context.itemId)
          items.set(context.itemId, entries.set(reference, entry))
          const references = ofContext(context).map((held) => held.reference)
          for (const superseded of supersededOf(references, reference, keep)) entries.delete(superseded)
        }),
      get: (context, reference) =>
        Effect.sync(() =>
          Option.fromNullishOr(ofItem(context.itemId).get(reference)).pipe(
            Option.filter((entry) => sameContext(entry.context, context))
          )
        ),
      replace: (entry) =>
        Effect.sync(() => {
          const entries = ofItem(entry.context.itemId)
          return entries.has(entry.reference) && entries.set(entry.reference, entry) === entries
        }),
      delete: (context) =>
        Effect.sync(() => ofContext(context).forEach(({ reference }) => ofItem(context.itemId).delete(reference))),
      deleteItem: (itemId) => Effect.sync(() => void items.delete(itemId)),
      list: Stream.suspend(() => Stream.fromIterable([...items.values()].flatMap((entries) => [...entries.values()]))),
      count: Effect.sync(() => [...items.values()].reduce((sum, entries) => sum + entries.size, 0))
    })
  })
}

/** Whether both are of the same application, Item, purpose and name. */
export const sameContext = (a: SealContext, b: SealContext): boolean =>
  a.applicationId === b.applicationId && a.itemId === b.itemId && a.purpose === b.purpose && a.name === b.name

/** Which references of one context go when `newest` was put and `keep` stay. */
export const supersededOf = (references: ReadonlyArray<string>, newest: string, keep: number): ReadonlyArray<string> =>
  references
    .filter((reference) => reference !== newest)
    .sort()
    .slice(0, Math.max(0, references.length - keep))
