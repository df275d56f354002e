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
    /** None when it was destroyed, or was never put under this Item, purpose and name. */
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
    const entries = new Map<string, KeyringEntry>()
    const same = (a: SealContext, b: SealContext) =>
      a.itemId === b.itemId && a.purpose === b.purpose && a.name === b.name
    const remove = (obsolete: (entry: KeyringEntry) => boolean) => {
      for (const entry of entries.values()) if (obsolete(entry)) entries.delete(entry.reference)
    }
    return Keyring.of({
      put: (entry, { keep }) =>
        Effect.sync(() => {
          entries.set(entry.reference, entry)
          const references = [...entries.values()]
            .filter(({ context }) => same(context, entry.context))
            .map(({ reference }) => reference)
          for (const reference of supersededOf(references, entry.reference, keep)) entries.delete(reference)
        }),
      get: (context, reference) =>
        Effect.sync(() =>
          Option.fromNullishOr(entries.get(reference)).pipe(Option.filter((e) => same(e.context, context)))
        ),
      replace: (entry) =>
        Effect.sync(() => entries.has(entry.reference) && entries.set(entry.reference, entry) === entries),
      delete: (context) => Effect.sync(() => remove((entry) => same(entry.context, context))),
      deleteItem: (itemId) => Effect.sync(() => remove((entry) => entry.context.itemId === itemId)),
      list: Stream.suspend(() => Stream.fromIterable([...entries.values()])),
      count: Effect.sync(() => entries.size)
    })
  })
}

/** Which references of one context go when `newest` was put and `keep` stay. */
export const supersededOf = (references: ReadonlyArray<string>, newest: string, keep: number): ReadonlyArray<string> =>
  references
    .filter((reference) => reference !== newest)
    .sort()
    .slice(0, Math.max(0, references.length - keep))
