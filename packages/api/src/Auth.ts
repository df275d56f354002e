/** Trading an application's keys for an API key. The secret is `Redacted` from the first moment. */
import { Schema } from "effect"

/** Keys of an application. Unknown keys of the body, `nonExpiring` among them, are ignored. */
export const AuthRequest = Schema.Struct({
  clientId: Schema.NonEmptyString,
  clientSecret: Schema.RedactedFromValue(Schema.NonEmptyString, { label: "clientSecret" })
}).annotate({ identifier: "AuthRequest" })
export type AuthRequest = typeof AuthRequest.Type

/**
 * The API key, a JWT with a numeric `exp`: clients decode it to know when to ask again, and an opaque key crashes them on the
 * second call.
 */
export const AuthAnswer = Schema.Struct({ apiKey: Schema.String }).annotate({ identifier: "AuthAnswer" })
export type AuthAnswer = typeof AuthAnswer.Type
