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

export class KeyProvider extends Context.Service<
  KeyProvider,
  {
    /** Where the keys come from, for people: a path or the name of a variable. */
    readonly source: string
    /** What new things are wrapped with. */
    readonly current: KeyVersion
    /** Every key that can unwrap. */
    readonly available: ReadonlyArray<KeyVersion>
    /** Wraps 1 to 64 bytes under the current key, bound to `binding` and to the key's id and version. */
    wrap(secret: Redacted.Redacted<Uint8Array>, binding: Uint8Array): Effect.Effect<WrappedKey>
    unwrap(
      wrapped: WrappedKey,
      binding: Uint8Array
    ): Effect.Effect<Redacted.Redacted<Uint8Array>, KeyMissing | WrapBroken>
  }
>()("@tomada/vault/KeyProvider") {}
