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
  {
    kind: "added",
    schema: "ClientCategoryRule",
    fields: ["id", "matchType", "createdAt"],
    reason:
      "a rule is deleted by its id, which no answer of the document tells; the other two say what was sent and when"
  },
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
    where: "DELETE /categories/rules/{id}",
    what: "a rule of another application is answered with 404, not with 403 and CATEGORY_RULE_FORBIDDEN",
    reason: "no answer tells an application which ids others have"
  },
  {
    where: "GET /categories, GET /categories/rules",
    what: "a page, where the document has bare lists",
    reason: "live answers and the official client have a page"
  },
  {
    where: "GET /accounts/{id}/statements",
    what: "url is an address of the server itself, which fetches the document when it is opened",
    reason: "documents are kept nowhere, so there is no storage to sign an address of"
  },
  {
    where: "PATCH /transactions/{id}",
    what: "categoryId may be null, which takes the category back that was set",
    reason: "an addition of Tomada's: without it a pin could never be undone"
  },
  {
    where: "POST /webhooks",
    what: "item/all and item/consent_expiring may be listened to; events of payments may, and never happen",
    reason: "the first is in newer documentation, the second an addition; no money is moved here"
  },
  {
    where: "GET /merchants",
    what: "no company is ever found",
    reason: "no register of companies comes with the server"
  },
  {
    where: "payments, smart-transfers, boletos, boleto-connections",
    what: "every path answers 501 with the error body",
    reason: "no money is moved here"
  },
  {
    where: "every POST, PATCH and DELETE",
    what: "success is 200 even where the document prints another status",
    reason: "the official client rejects any other"
  }
]
