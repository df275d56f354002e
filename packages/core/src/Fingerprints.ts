// The door to the keyed hashes of logins. A login has few possible values, so a plain hash of it could be undone by trying them
// all; the key lies in the room of the vault. Several keys may be in use at once: what was kept under an older one is still found.
import { Context, type Effect, type Redacted } from "effect"

/** A login's hash in hex, and the key that it was made with. Hashes under different keys never compare. */
export interface Keyed {
  readonly keyId: string
  readonly hash: string
}

/** Hashes the bytes of `Fingerprint.bytes`. It has no errors: a key that does not work is a defect. */
export class Fingerprints extends Context.Service<
  Fingerprints,
  {
    /** The key that new hashes are to have. */
    readonly currentKeyId: string
    /** Under the current key. */
    current(login: Redacted.Redacted<Uint8Array>): Effect.Effect<Keyed>
    /** Under every key at hand, the current one first. */
    all(login: Redacted.Redacted<Uint8Array>): Effect.Effect<ReadonlyArray<Keyed>>
  }
>()("@tomada/core/Fingerprints") {}
