// The port behind which the key-encryption keys lie: a file, the environment, or a service that never gives them out.
// A provider only wraps and unwraps small keys. Which key wrapped something is recorded beside it, so an old version
// still unwraps after the current one has changed.
import { Context, type Effect, type Redacted, Schema } from "effect"

/** Names one version of a key. `id` comes from the key's own bytes and tells nothing about them. */
export const KeyVersion = Schema.Struct({ id: Schema.String, version: Schema.Int })
export type KeyVersion = typeof KeyVersion.Type

/** A small key, encrypted. `nonce` and `bytes` are what the provider made and understands. */
export const WrappedKey = Schema.Struct({
  key: KeyVersion,
  nonce: Schema.Uint8ArrayFromBase64,
  bytes: Schema.Uint8ArrayFromBase64
})
export type WrappedKey = typeof WrappedKey.Type

/** Something was sealed with key `keyId` (`unknown` when nothing says which), and that key is not in `source`. */
export class KeyMissing extends Schema.TaggedError<KeyMissing>()("KeyMissing", {
  keyId: Schema.String,
  source: Schema.String
}) {
  override get message() {
    return `Key ${this.keyId} is needed and is not in ${this.source}: restore that file or set TOMADA_KEY to that key; no new one is made in its place.`
  }
}

/** A key is there, but another one sealed what is kept. */
export class KeyWrong extends Schema.TaggedError<KeyWrong>()("KeyWrong", {
  neededKeyId: Schema.String,
  foundKeyId: Schema.String,
  source: Schema.String
}) {
  override get message() {
    return `Key ${this.neededKeyId} is needed, but ${this.source} holds key ${this.foundKeyId}: restore key ${this.neededKeyId}.`
  }
}

/** Other users of this machine may read the key. `mode` is octal, such as `644`. */
export class KeyExposed extends Schema.TaggedError<KeyExposed>()("KeyExposed", {
  path: Schema.String,
  mode: Schema.String
}) {
  override get message() {
    return `The key file ${this.path} has mode ${this.mode} and can be reached by other users: run chmod 600 on it.`
  }
}

/** The source holds something that is not a key. `problem` never repeats what it holds. */
export class KeyUnreadable extends Schema.TaggedError<KeyUnreadable>()("KeyUnreadable", {
  source: Schema.String,
  problem: Schema.String
}) {
  override get message() {
    return `The keys in ${this.source} cannot be used: ${this.problem}.`
  }
}

/** Why keys could not be made ready at start. */
export type KeyError = KeyMissing | KeyWrong | KeyExposed | KeyUnreadable

/** The wrapped key is not what was wrapped under this binding. */
export class WrapBroken extends Schema.TaggedError<WrapBroken>()("WrapBroken", {}) {}

/** The keys of `source` are kept and changed elsewhere. `advice` says what to do there. */
export class RotatedElsewhere extends Schema.TaggedError<RotatedElsewhere>()("RotatedElsewhere", {
  source: Schema.String,
  advice: Schema.String
}) {
  override get message() {
    return `The key in ${this.source} is not changed from here: ${this.advice}`
  }
}

/** - `current`: new things are sealed under it; - `wrapping`: it opens what nothing else does. */
export class KeyInUse extends Schema.TaggedError<KeyInUse>()("KeyInUse", {
  key: KeyVersion,
  why: Schema.Literals(["current", "wrapping"]),
  /** How much is still under it, where that was counted. */
  uses: Schema.Int
}) {
  override get message() {
    const { id, version } = this.key
    const named = `Version ${version} (${id}) of the key`
    return this.why === "current"
      ? `${named} is the current one: rotate first, and retire it when everything has moved to the new one.`
      : `${named} still opens ${this.uses} of what is kept: retire it when the move to the current one is done.`
  }
}

/** Whether two names are of the same version of the same key. */
export const sameKey = (a: KeyVersion, b: KeyVersion): boolean => a.id === b.id && a.version === b.version

export class KeyProvider extends Context.Service<
  KeyProvider,
  {
    /** Where the keys come from, for people: a path or the name of a variable. */
    readonly source: string
    /** What new things are wrapped with. It may change while the process runs, by this process or another. */
    readonly current: Effect.Effect<KeyVersion>
    /** Every key that can unwrap, the current one last. */
    readonly available: Effect.Effect<ReadonlyArray<KeyVersion>>
    /** Wraps 1 to 64 bytes under the current key, bound to `binding` and to the key's id and version. */
    wrap(secret: Redacted.Redacted<Uint8Array>, binding: Uint8Array): Effect.Effect<WrappedKey>
    unwrap(
      wrapped: WrappedKey,
      binding: Uint8Array
    ): Effect.Effect<Redacted.Redacted<Uint8Array>, KeyMissing | WrapBroken>
    /** The same secret under the current key. A service may do it without showing the secret. */
    rewrap(wrapped: WrappedKey, binding: Uint8Array): Effect.Effect<WrappedKey, KeyMissing | WrapBroken>
    /** Makes a new version, which is current when this returns; the ones before it go on opening what they wrapped. */
    readonly rotate: Effect.Effect<KeyVersion, RotatedElsewhere>
    /**
     * Gives a version up: it opens nothing afterwards, here or after a start. One that is not there is fine. Only the current
     * one is KeyInUse here; that nothing lies under another is for the caller to know, as `Rotation.retire` does.
     */
    retire(key: KeyVersion): Effect.Effect<void, RotatedElsewhere | KeyInUse>
  }
>()("@tomada/vault/KeyProvider") {}
