/**
 * Where our answers differ from the document on purpose, each with its reason. Whatever is not here is a mistake.
 *
 * `absent`: a field of the document that we leave out when there is nothing to say. `renamed`: a field that live answers call by
 * another name. `wider`: values that we add to an enumeration. `added`: a field that the document lacks.
 */
export type Difference =
  | { readonly kind: "absent"; readonly schema: string; readonly field: string; readonly reason: string }
  | {
      readonly kind: "renamed"
      readonly schema: string
      readonly field: string
      readonly to: string
      readonly reason: string
    }
  | {
      readonly kind: "wider"
      readonly schema: string
      readonly field: string
      readonly values: ReadonlyArray<string>
      readonly reason: string
    }
  | { readonly kind: "added"; readonly schema: string; readonly fields: ReadonlyArray<string>; readonly reason: string }

const errors = "live error bodies leave out what they do not have, and clients test for the key"
const statements = "the official client knows this product; the document forgot it"
const live = "live answers have it; the document forgot it"
const client = "the official client's types have it; the document forgot it"

export const differences: ReadonlyArray<Difference> = [
  { kind: "absent", schema: "GlobalErrorResponse", field: "codeDescription", reason: errors },
  { kind: "absent", schema: "GlobalErrorResponse", field: "data", reason: errors },
  { kind: "absent", schema: "ItemCreationErrorResponse", field: "codeDescription", reason: errors },
  {
    kind: "renamed",
    schema: "ItemCreationErrorResponse",
    field: "errors",
    to: "details",
    reason: "the document's own examples and all clients say details"
  },
  { kind: "wider", schema: "Connector", field: "products", values: ["ACCOUNT_STATEMENTS"], reason: statements },
  { kind: "wider", schema: "Item", field: "products", values: ["ACCOUNT_STATEMENTS"], reason: statements },
  { kind: "wider", schema: "Consent", field: "products", values: ["ACCOUNT_STATEMENTS"], reason: statements },
  {
    kind: "wider",
    schema: "ConnectorCredential",
    field: "type",
    values: ["ethaddress", "hcaptcha"],
    reason: "the official client knows these kinds of field; the document forgot them"
  },
  {
    kind: "wider",
    schema: "ConnectorCredential",
    field: "type",
    values: ["file"],
    reason:
      "an addition of Tomada's: the value is a data URL or the text itself, for connectors that read statement files"
  },
  { kind: "added", schema: "GlobalErrorResponse", fields: ["errorId", "details", "items"], reason: live },
  { kind: "added", schema: "ParameterValidationError", fields: ["data"], reason: "the document's own example has it" },
  { kind: "added", schema: "Connector", fields: ["isSandbox"], reason: live },
  {
    kind: "added",
    schema: "ConnectorCredential",
    fields: ["optional", "instructions", "expiresAt"],
    reason: client
  },
  { kind: "added", schema: "ConnectorHealth.details", fields: ["error"], reason: client },
  { kind: "added", schema: "Item", fields: ["clientUserId", "autoSyncDisabledAt", "oauthRedirectUri"], reason: live },
  { kind: "added", schema: "ConnectorUserAction", fields: ["type"], reason: client },
  {
    kind: "added",
    schema: "StatusDetail",
    fields: ["investmentTransactions"],
    reason: "the official client spells it without the s; both are sent"
  },
  {
    kind: "added",
    schema: "Account",
    fields: ["accountSubtype"],
    reason: "announced for Open Finance accounts; the document forgot it"
  },
  { kind: "added", schema: "Merchant", fields: ["category"], reason: client },
  { kind: "added", schema: "IdentityResponse", fields: ["createdAt", "updatedAt"], reason: client }
]

/** Differences of meaning, which no schema can show. */
export const remarks: ReadonlyArray<{ readonly where: string; readonly what: string; readonly reason: string }> = [
  {
    where: "POST /connectors/{id}/validate",
    what: "the values of parameters come back empty",
    reason: "no answer ever carries a secret, not even to the one who sent it"
  },
  {
    where: "POST /items, PATCH /items/{id}",
    what: "parameters that the client encrypted (one string) are refused with 400",
    reason: "applications have no key pair"
  },
  {
    where: "every POST, PATCH and DELETE",
    what: "success is 200 even where the document prints another status",
    reason: "the official client rejects any other"
  }
]
