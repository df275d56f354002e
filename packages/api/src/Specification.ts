/**
 * What the generated OpenAPI document says wrongly, put right.
 *
 * The document is made from codecs that are stricter in words than in deed: unknown keys are ignored and answers may gain keys, a
 * repeated parameter is tolerated but not advertised, and a body beside an empty one is not required. Errors lose the suffix that
 * names their encoded side.
 */
import { Predicate } from "effect"

type Json = Record<string, unknown>

const isRepeatable = (value: Json): boolean =>
  Array.isArray(value["anyOf"]) &&
  value["anyOf"].length === 2 &&
  JSON.stringify(value["anyOf"]) === '[{"type":"string"},{"type":"array","items":{"type":"string"}}]'

const mend = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(mend)
  if (!Predicate.isObject(value)) return value
  const node: Json = { ...value }
  if (node["additionalProperties"] === false) delete node["additionalProperties"]
  if (isRepeatable(node)) {
    delete node["anyOf"]
    node["type"] = "string"
  }
  return Object.fromEntries(Object.entries(node).map(([key, entry]) => [key, mend(entry)]))
}

const plainNames = (document: Json): Json =>
  JSON.parse(JSON.stringify(document).replaceAll(/"(#\/components\/schemas\/)?([A-Za-z]+)Encoded"/g, '"$1$2"'))

/** For the whole document: open objects, parameters as plain text, errors under their own names. */
export const open = (document: Json): Json => plainNames(mend(document) as Json) // an object stays an object

/** For an operation that may be sent without a body. */
export const optionalBody = (operation: Json): Json => {
  const body = operation["requestBody"]
  return Predicate.isObject(body) ? { ...operation, requestBody: { ...body, required: false } } : operation
}
