// Fields of a credentials form. An author writes a field once; the wire's form, the check of what a person typed and the
// list of what must be redacted are made from it. A value that breaks a rule is named by field and rule, never shown.
import type { CredentialField as Wire } from "@tomada/core"
import { Redacted } from "effect"
import { z } from "zod"

export interface Field<A = unknown> {
  readonly wire: Omit<Wire.CredentialField, "name">
  readonly schema: z.ZodType<A>
}

export type Form = Readonly<Record<string, Field>>

/** What a checked form holds. */
export type Values<F extends Form> = { readonly [K in keyof F]: F[K] extends Field<infer A> ? A : never }

interface Options {
  readonly label: string
  readonly validation?: RegExp
  readonly validationMessage?: string
  readonly placeholder?: string
  readonly help?: string
  readonly instructions?: string
  /** Says who the person is at the institution: what duplicates are found by. */
  readonly login?: boolean
}

const kilobyte = 1024

const make = (
  type: Wire.CredentialFieldType,
  options: Options,
  more: Partial<Omit<Wire.CredentialField, "name">> = {}
): Field<string> => ({
  wire: {
    label: options.label,
    type,
    mfa: false,
    optional: false,
    secret: false,
    login: options.login ?? false,
    placeholder: options.placeholder ?? null,
    assistiveText: options.help ?? null,
    validation: options.validation?.source ?? null,
    validationMessage: options.validationMessage ?? null,
    instructions: options.instructions ?? null,
    options: null,
    maxBytes: kilobyte,
    ...more
  },
  schema: options.validation === undefined ? z.string() : z.string().regex(options.validation)
})

export const text = (options: Options): Field<string> => make("text", options)

export const number = (options: Options): Field<string> =>
  make("number", { ...options, validation: options.validation ?? /^\d+$/ })

export const password = (options: Options): Field<string> => make("password", options, { secret: true })

/** A code that must be fresh at every login: one-step MFA. It is opened where it is sent, and never kept. */
export const otp = (options: Options): Field<Redacted.Redacted<string>> => {
  const { schema, wire } = make("number", options, { mfa: true, secret: true })
  return { wire, schema: schema.transform((code) => Redacted.make(code)) }
}

export const select = <const V extends string>(
  options: Options & { readonly options: ReadonlyArray<{ readonly value: V; readonly label: string }> }
): Field<V> => ({
  ...make("select", options, { options: options.options.map(({ label, value }) => ({ label, value })) }),
  schema: z.enum(options.options.map(({ value }) => value))
})

/** A file as a data URL or as its text. */
export const file = (options: Options & { readonly maxBytes: number }): Field<string> =>
  make("file", options, { secret: true, maxBytes: options.maxBytes })

/** The person may leave it out. */
export const optional = <A>(field: Field<A>): Field<A | undefined> => ({
  wire: { ...field.wire, optional: true },
  schema: field.schema.optional()
})
