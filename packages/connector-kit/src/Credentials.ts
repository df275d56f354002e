// Checks what a person typed against a form. Every problem is reported at once, in the wire's codes.
import { CredentialField } from "@tomada/core"
import { Effect, Predicate, Redacted } from "effect"

import type * as Field from "./Field.ts"

export const wireFields = (form: Field.Form): ReadonlyArray<CredentialField.CredentialField> =>
  Object.entries(form).map(([name, field]) => ({ name, ...field.wire }))

/** The fields whose value serves one login and must be fresh at the next: it is never kept. */
export const once = (fields: ReadonlyArray<CredentialField.CredentialField>): ReadonlyArray<string> =>
  fields.filter(({ mfa }) => mfa).map(({ name }) => name)

/** What may be kept of the parameters that a person gave: all but those of `once`. */
export const lasting = (
  fields: ReadonlyArray<CredentialField.CredentialField>,
  parameters: Redacted.Redacted<Readonly<Record<string, string>>>
): Redacted.Redacted<Readonly<Record<string, string>>> => {
  const fleeting = new Set(once(fields))
  const kept = Object.entries(Redacted.value(parameters)).filter(([name]) => !fleeting.has(name))
  return Redacted.make(Object.fromEntries(kept))
}

const size = (text: string): number => new TextEncoder().encode(text).length

const problem = (code: "001" | "002", parameter: string, message: string): CredentialField.FieldProblem => ({
  code,
  message,
  parameter
})

const check = (name: string, field: Field.Field, value: unknown): CredentialField.FieldProblem | { value: unknown } => {
  const { label, maxBytes, optional, validationMessage } = field.wire
  if (value === undefined || value === null || value === "") {
    return optional ? { value: undefined } : problem("001", name, `${label} is required.`)
  }
  if (typeof value !== "string") return problem("002", name, `${label} must be a text.`)
  if (size(value) > maxBytes) return problem("002", name, `${label} must have at most ${maxBytes} bytes.`)
  const parsed = field.schema.safeParse(value)
  return parsed.success
    ? { value: parsed.data }
    : problem("002", name, validationMessage ?? `${label} does not have the form that the institution asks for.`)
}

/** The checked values; names that the form does not have are ignored. */
export const decode =
  <F extends Field.Form>(form: F) =>
  (input: unknown): Effect.Effect<Redacted.Redacted<Field.Values<F>>, CredentialField.CredentialsRejected> =>
    Effect.suspend(() => {
      const given: Readonly<Record<string, unknown>> = Predicate.isReadonlyObject(input) ? { ...input } : {}
      const problems: Array<CredentialField.FieldProblem> = []
      const values: Record<string, unknown> = {}
      for (const [name, field] of Object.entries(form)) {
        const checked = check(name, field, Object.hasOwn(given, name) ? given[name] : undefined)
        if ("code" in checked) problems.push(checked)
        else values[name] = checked.value
      }
      return problems.length > 0
        ? Effect.fail(new CredentialField.CredentialsRejected({ problems }))
        : Effect.succeed(Redacted.make(values as Field.Values<F>)) // each value came out of its own field's schema
    })
