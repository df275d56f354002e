// What came over the wire, looked at once. A guard asks only for what the page reads, so that a newer server's further fields harm nothing.
import type { Connector, Entry, Grant, Item, Refusal } from "./Wire.ts"

type Fields = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const isText = (value: unknown): value is string => typeof value === "string"

const isTexts = (value: unknown): value is ReadonlyArray<string> => Array.isArray(value) && value.every(isText)

const isTextOrNull = (value: unknown): value is string | null => value === null || isText(value)

const isCredential = (value: unknown): boolean =>
  isObject(value) && isText(value["name"]) && isText(value["label"]) && isText(value["type"])

export const isConnector = (value: unknown): value is Connector =>
  isObject(value) &&
  typeof value["id"] === "number" &&
  isText(value["name"]) &&
  isText(value["type"]) &&
  isText(value["country"]) &&
  isText(value["primaryColor"]) &&
  isObject(value["health"]) &&
  isTexts(value["products"]) &&
  Array.isArray(value["credentials"]) &&
  value["credentials"].every(isCredential)

export const isConnectors = (value: unknown): value is { readonly results: ReadonlyArray<Connector> } =>
  isObject(value) && Array.isArray(value["results"]) && value["results"].every(isConnector)

export const isItem = (value: unknown): value is Item =>
  isObject(value) &&
  isText(value["id"]) &&
  isText(value["status"]) &&
  isText(value["executionStatus"]) &&
  isTexts(value["products"]) &&
  isConnector(value["connector"]) &&
  (value["parameter"] === null || isCredential(value["parameter"])) &&
  (value["userAction"] === null || (isObject(value["userAction"]) && isText(value["userAction"]["type"]))) &&
  (value["error"] === null || (isObject(value["error"]) && isText(value["error"]["code"])))

export const isGrant = (value: unknown): value is Grant =>
  isObject(value) &&
  isText(value["applicationName"]) &&
  isTexts(value["allowedOrigins"]) &&
  typeof value["allowsLoopback"] === "boolean" &&
  isTextOrNull(value["itemId"]) &&
  typeof value["avoidDuplicates"] === "boolean" &&
  typeof value["connectorSortAlphabetically"] === "boolean" &&
  (value["consentDays"] === null || typeof value["consentDays"] === "number")

export const isEntry = (value: unknown): value is Entry => isObject(value) && isTexts(value["hosts"])

const problemsOf = (details: unknown): Record<string, string> => {
  const problems: Record<string, string> = {}
  for (const detail of Array.isArray(details) ? details : [])
    if (isObject(detail) && isText(detail["parameter"]) && isText(detail["message"]))
      problems[detail["parameter"]] = detail["message"]
  return problems
}

/** A refusal from the body of an answer that is not a success; a body of another form is a refusal without a code. */
export const refusalOf = (status: number, body: unknown): Refusal => {
  const fields = isObject(body) ? body : {}
  const data = isObject(fields["data"]) ? fields["data"] : {}
  const code = fields["codeDescription"]
  const message = fields["message"]
  const items = fields["items"]
  const retryAfter = data["canRetryAfterDate"]
  return {
    status,
    code: isText(code) ? code : "",
    message: isText(message) ? message : "",
    problems: problemsOf(fields["details"]),
    items: isTexts(items) ? items : [],
    retryAfter: isText(retryAfter) ? retryAfter : null
  }
}
