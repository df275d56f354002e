// The door to parameters that a client encrypts for the server: RSA-OAEP with SHA-1, which is what `crypto.publicEncrypt(pem, buffer)`
// does and clients of the wire send. Why a text does not open is never said: whoever learnt it could open texts by asking.
import { Context, type Effect, type Redacted, Schema } from "effect"

/** Both as PEM: the public one as SubjectPublicKeyInfo, the private one as PKCS #8. */
export interface KeyPair {
  readonly publicKey: string
  readonly privateKey: Redacted.Redacted<string>
}

/** The text is not base64, was encrypted for another key or in another way, or holds no parameters: one answer for every cause. */
export class ParametersUnreadable extends Schema.TaggedError<ParametersUnreadable>()("ParametersUnreadable", {}) {}

/** Makes keys and opens what was encrypted for them. That the cipher itself does not work is a defect. */
export class ParameterCipher extends Context.Service<
  ParameterCipher,
  {
    readonly newKeyPair: Effect.Effect<KeyPair>
    /** Tries all of these keys whichever opens it; `text`: base64 of one block. */
    open(
      privateKeys: ReadonlyArray<Redacted.Redacted<string>>,
      text: string
    ): Effect.Effect<Redacted.Redacted<string>, ParametersUnreadable>
  }
>()("@tomada/core/ParameterCipher") {}
