// The key pairs by which clients encrypt parameters. An application has one that is current; the ones before it open what was
// encrypted for them until they end.
import type { Item } from "@tomada/core"
import { Context, type DateTime, type Effect, Schema } from "effect"

/** A UUID, never given twice: the private half is sealed under it. */
export const ParameterKeyId = Schema.String.check(Schema.isUUID()).pipe(Schema.brand("ParameterKeyId"))
export type ParameterKeyId = typeof ParameterKeyId.Type

/** - `publicKey`: PEM; `privateKey`: sealed; `endsAt`: null of the current one. */
export interface ParameterKey {
  readonly id: ParameterKeyId
  readonly applicationId: Item.ApplicationId
  readonly publicKey: string
  readonly privateKey: Uint8Array
  readonly createdAt: DateTime.Utc
  readonly endsAt: DateTime.Utc | null
}

export class ParameterKeyStore extends Context.Service<
  ParameterKeyStore,
  {
    /** The current one first; none before the first is put. Also those that have ended and were not removed yet. */
    ofApplication(applicationId: Item.ApplicationId): Effect.Effect<ReadonlyArray<ParameterKey>>
    /**
     * Makes this the current one in the place of `before`, null for the first, which ends at `endsAt`; removes those that were
     * there before that one. Answers those: null, and nothing is changed, where another than `before` is current.
     */
    put(
      key: Omit<ParameterKey, "endsAt">,
      before: ParameterKeyId | null,
      endsAt: DateTime.Utc
    ): Effect.Effect<ReadonlyArray<ParameterKeyId> | null>
  }
>()("@tomada/store/ParameterKeyStore") {}
