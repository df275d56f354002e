// By what two Items with the same credentials are told: the fields that say who logs in, in one spelling, bound to the application
// and the connector. Only a keyed hash of these bytes is ever kept, and passwords are no part of them. The `clientUserId` is none
// either: it is a free text that an application may change or leave out, and the institution sees one login all the same.
import { Redacted } from "effect"

import type { CredentialField } from "./CredentialField.ts"

/** The version of the spelling: fingerprints compare only under the same one, and a new spelling is a new number. */
export const recipe = 1

/** A login and what it is bound to. `fields`: the form of the connector. */
export interface FingerprintRequest {
  readonly applicationId: string
  readonly connectorId: number
  readonly fields: ReadonlyArray<Pick<CredentialField, "login" | "mfa" | "name" | "secret">>
  readonly parameters: Redacted.Redacted<Readonly<Record<string, string>>>
}

/** Digits with the marks that people put between them, and the X that some banks use as a check digit. */
const numberLike = /^\+?\d[\d\s./()-]*[\dx]$|^\+?\([\d\s./()-]*\d$/

/**
 * One spelling of a login: Unicode form NFKC, without white space at its ends, in lower case; of a number such as a CPF, an
 * account or a telephone, its digits alone. Telephone numbers with and without a country code stay apart.
 */
export const normalise = (value: string): string => {
  const text = value.normalize("NFKC").trim().toLowerCase().normalize("NFKC")
  return numberLike.test(text) ? text.replaceAll(/[^\dx]/g, "") : text
}

/**
 * The bytes to be hashed, the same for all spellings of the same login and for no two logins; null when the form has no login
 * field, or none of them was filled in: then nothing can be a duplicate.
 */
export const bytes = (request: FingerprintRequest): Redacted.Redacted<Uint8Array> | null => {
  const { applicationId, connectorId, fields } = request
  const given = Redacted.value(request.parameters)
  const login = fields
    .filter((field) => field.login && !field.secret && !field.mfa && Object.hasOwn(given, field.name))
    .map(({ name }) => [name, normalise(given[name] ?? "")] as const)
    .filter(([, value]) => value !== "")
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  if (login.length === 0) return null
  const canonical = JSON.stringify(["fingerprint", recipe, applicationId, connectorId, login])
  return Redacted.make(new TextEncoder().encode(canonical))
}
