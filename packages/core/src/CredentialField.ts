// A field of a connector's credentials form, as the wire shows it. `file` is Tomada's addition:
// its value is a data URL or the text itself.
import { Schema } from "effect"

/** The kinds of input of the wire, and `file`. */
export const CredentialFieldType = Schema.Literals([
  "text",
  "password",
  "number",
  "image",
  "select",
  "ethaddress",
  "hcaptcha",
  "file"
])
export type CredentialFieldType = typeof CredentialFieldType.Type

/** What the form asks for under `name`; texts are in the institution's language. */
export const CredentialField = Schema.Struct({
  name: Schema.NonEmptyString,
  label: Schema.NonEmptyString,
  type: CredentialFieldType,
  /** Fresh at every execution: one-step MFA. */
  mfa: Schema.Boolean,
  optional: Schema.Boolean,
  /** Whether the value must never be shown again. */
  secret: Schema.Boolean,
  /** Whether the value says who the person is at the institution; what duplicates are found by. */
  login: Schema.Boolean,
  placeholder: Schema.NullOr(Schema.String),
  assistiveText: Schema.NullOr(Schema.String),
  /** A regular expression of the wire. */
  validation: Schema.NullOr(Schema.String),
  validationMessage: Schema.NullOr(Schema.String),
  instructions: Schema.NullOr(Schema.String),
  options: Schema.NullOr(Schema.Array(Schema.Struct({ value: Schema.String, label: Schema.String }))),
  /** Largest value in bytes that is accepted. */
  maxBytes: Schema.Int
})
export type CredentialField = typeof CredentialField.Type

/** The wire's codes: `001` a required parameter is missing, `002` a rule is violated. */
export const FieldProblem = Schema.Struct({
  code: Schema.Literals(["001", "002"]),
  message: Schema.String,
  parameter: Schema.String
})
export type FieldProblem = typeof FieldProblem.Type

/** The parameters do not fit the connector's form. Texts name fields and rules, never values. */
export class CredentialsRejected extends Schema.TaggedError<CredentialsRejected>()("CredentialsRejected", {
  problems: Schema.Array(FieldProblem)
}) {
  override get message() {
    return this.problems.map((problem) => problem.message).join("; ")
  }
}
