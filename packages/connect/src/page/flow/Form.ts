// The rules of a connector's form: what a field's value has to be, how it is shown while it is typed, and what is sent of it.
import type { Credential, Parameters } from "../api/Wire.ts"
import type { Options } from "../host/Host.ts"

export type Problem = "missing" | "invalid"

export type Kind = "cpf" | "cnpj" | null

/** Which Brazilian number a field asks for. Where a field takes either, nothing is known of its form. */
export const kindOf = ({ name, label }: Pick<Credential, "name" | "label">): Kind => {
  const text = `${name} ${label}`
  const cpf = /(?:^|[^a-z])cpf(?:[^a-z]|$)/iu.test(text)
  const cnpj = /(?:^|[^a-z])cnpj(?:[^a-z]|$)/iu.test(text)
  return cpf === cnpj ? null : cpf ? "cpf" : "cnpj"
}

const put = (digits: string, pattern: string): string => {
  let rest = digits
  let shown = ""
  for (const sign of pattern) {
    if (rest === "") break
    if (sign === "0") {
      shown += rest.slice(0, 1)
      rest = rest.slice(1)
    } else shown += sign
  }
  return shown
}

/** A CNPJ has letters in its first twelve places since 2026. */
export const masked = (kind: Kind, value: string): string => {
  if (kind === "cpf") return put(value.replaceAll(/\D/gu, "").slice(0, 11), "000.000.000-00")
  if (kind === "cnpj")
    return put(
      value
        .replaceAll(/[^\da-z]/giu, "")
        .toUpperCase()
        .slice(0, 14),
      "00.000.000/0000-00"
    )
  return value
}

const matches = (validation: string | null, value: string): boolean => {
  if (validation === null) return true
  try {
    return new RegExp(validation, "u").test(value)
  } catch {
    return true // a rule that this browser cannot read is the server's to check
  }
}

/** What is sent for what is shown: without the mask where the rule knows only digits. */
export const sent = (field: Credential, shown: string): string => {
  const value = field.type === "password" || field.type === "file" ? shown : shown.trim()
  if (kindOf(field) === null || matches(field.validation, value)) return value
  return value.replaceAll(/[^\da-z]/giu, "")
}

export const problemOf = (field: Credential, shown: string): Problem | null => {
  const value = sent(field, shown)
  if (value === "") return field.optional === true ? null : "missing"
  if (field.type === "file") return null
  return matches(field.validation, value) ? null : "invalid"
}

/** The fields that this form asks for. */
export const asked = (fields: ReadonlyArray<Credential>, freshOnly: boolean): ReadonlyArray<Credential> =>
  freshOnly ? fields.filter((field) => field.mfa === true) : fields

/** What the application already knows of the person. */
export const prefilled = (fields: ReadonlyArray<Credential>, known: Options["openFinanceParameters"]): Parameters => {
  const values: Record<string, string> = {}
  for (const field of fields) {
    const kind = kindOf(field)
    const value = kind === null ? null : known[kind]
    if (value !== null) values[field.name] = masked(kind, value)
    else if (field.type === "select" && field.options?.length === 1) values[field.name] = field.options[0]?.value ?? ""
  }
  return values
}

/** What goes to the server: fields that were left empty are not sent, so that what it holds stays. */
export const parametersOf = (fields: ReadonlyArray<Credential>, values: Parameters): Parameters =>
  Object.fromEntries(
    fields.map((field) => [field.name, sent(field, values[field.name] ?? "")]).filter(([, value]) => value !== "")
  )

/** Bytes that a file may have. Its data URL is a third longer. */
export const largestFile = 8 * 1024 * 1024
