// What an institution asks of the person during a login. A challenge is data that crosses processes; its answer is a
// secret that crosses sealed.
import { Schema } from "effect"

const expiry = { expiresAt: Schema.NullOr(Schema.DateTimeUtcFromString) }

/** `name` is the parameter under which the wire expects the answer. */
export const Challenge = Schema.TaggedUnion({
  Otp: {
    name: Schema.NonEmptyString,
    label: Schema.NonEmptyString,
    channel: Schema.Literals(["sms", "email", "app", "token", "unknown"]),
    hint: Schema.NullOr(Schema.String),
    length: Schema.NullOr(Schema.Int),
    ...expiry
  },
  Select: {
    name: Schema.NonEmptyString,
    label: Schema.NonEmptyString,
    options: Schema.Array(Schema.Struct({ value: Schema.String, label: Schema.String })),
    ...expiry
  },
  Image: { name: Schema.NonEmptyString, label: Schema.NonEmptyString, pngBase64: Schema.String, ...expiry },
  Approve: { label: Schema.NonEmptyString, where: Schema.String, ...expiry },
  Redirect: { label: Schema.NonEmptyString, url: Schema.String, ...expiry },
  QrCode: { label: Schema.NonEmptyString, payload: Schema.String, ...expiry }
})
export type Challenge = typeof Challenge.Type
