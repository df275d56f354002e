// The door to sealed secrets. Everybody who keeps or uses one goes through this interface, so that ciphers and keys stay
// in one room; what is sealed opens only under the very context it was sealed with.
import { Context, type Effect, type Redacted, Schema } from "effect"

import type { ApplicationId, ItemId } from "./Item.ts"

/**
 * - `credentials`: until the Item is deleted; `trust`: the device trust, for months; `session`: for minutes;
 * - `answer`: to a challenge, until it is read; `page`: a collected page, until its execution ends.
 */
export const Purpose = Schema.Literals(["credentials", "trust", "session", "answer", "page"])
export type Purpose = typeof Purpose.Type

/** What a sealed value is bound to. `name` tells several of one purpose apart: a version or an id. */
export interface SealContext {
  readonly applicationId: ApplicationId
  readonly itemId: ItemId
  readonly purpose: Purpose
  readonly name: string
}

/** The value is not what was sealed under this context, or its key has been destroyed. Says nothing of the content. */
export class SealBroken extends Schema.TaggedError<SealBroken>()("SealBroken", {
  purpose: Purpose,
  why: Schema.Literals(["tampered", "key-destroyed", "key-missing", "unknown-format"])
}) {}

/** Seals and opens secrets. `open` fails with `SealBroken`; that the vault itself does not work is a defect. */
export class CredentialVault extends Context.Service<
  CredentialVault,
  {
    /** A self-describing blob under a fresh data key. */
    seal(context: SealContext, secret: Redacted.Redacted<string>): Effect.Effect<Uint8Array>
    open(context: SealContext, sealed: Uint8Array): Effect.Effect<Redacted.Redacted<string>, SealBroken>
    /** Destroys one data key: what it sealed opens never again, in no backup of the database either. */
    destroy(context: SealContext): Effect.Effect<void>
    /** Destroys every data key of the Item. */
    destroyItem(itemId: ItemId): Effect.Effect<void>
  }
>()("@tomada/core/CredentialVault") {}
