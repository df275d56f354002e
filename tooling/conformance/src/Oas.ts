/**
 * The published OpenAPI document of the API that Tomada is compatible with, made into a judge of answers.
 *
 * Two things are changed throughout: what is optional in the document may be null, and every field must be present, because that
 * is how live answers are. Moments must have milliseconds and Z, because the official client recognises no others.
 * Keys that the document does not know are allowed.
 */
import { existsSync, readFileSync } from "node:fs"

import { Ajv, type ErrorObject, type ValidateFunction } from "ajv"
import formats from "ajv-formats"

import { differences } from "./Differences.ts"

type Json = Readonly<Record<string, unknown>>

/** The document, with a validator for each schema that was asked for. */
export interface Oas {
  readonly document: Json
  readonly ajv: Ajv
}

/** An answer: the operation's method and path as the document writes them (`/items/{id}`), and the status. */
export interface Operation {
  readonly method: string
  readonly path: string
  readonly status: number
}

/** One thing that is wrong: where in the answer (a JSON pointer, empty for the whole) and what. */
export interface Problem {
  readonly at: string
  readonly message: string
}

const file = new URL("../../../../shared/reference/pluggy-oas3.json", import.meta.url)
const root = "https://conformance.test/oas"
const moment = "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$"

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value)
const entries = (value: unknown): ReadonlyArray<[string, unknown]> => (isObject(value) ? Object.entries(value) : [])
const nullable = (schema: Json): Json => ({ if: { type: "null" }, else: schema })
const at = (value: unknown, ...path: ReadonlyArray<string>): unknown =>
  path.reduce<unknown>((node, key) => (isObject(node) ? node[key] : undefined), value)

const object = (schema: Json, name: string): Json => {
  const required = Array.isArray(schema["required"]) ? schema["required"] : []
  const allowed = (kind: "absent" | "renamed", field: string) =>
    differences.some((entry) => entry.kind === kind && entry.schema === name && entry.field === field)
  const properties = Object.fromEntries(
    entries(schema["properties"]).map(([field, value]) => {
      const wider = differences.flatMap((entry) =>
        entry.kind === "wider" && entry.schema === name && entry.field === field ? entry.values : []
      )
      const strict = judge(value, `${name}.${field}`, wider)
      return [field, required.includes(field) && at(value, "nullable") !== true ? strict : nullable(strict)]
    })
  )
  const present = Object.keys(properties).filter((field) => !allowed("absent", field) && !allowed("renamed", field))
  const rest = schema["additionalProperties"]
  return {
    type: "object",
    properties,
    required: present,
    ...(isObject(rest) ? { additionalProperties: judge(rest, name) } : {})
  }
}

/** One schema of the document as a JSON Schema; `name` is its place, `wider` the values that we add to an enumeration. */
const judge = (schema: unknown, name: string, wider: ReadonlyArray<string> = []): Json => {
  if (!isObject(schema)) return {}
  const reference = schema["$ref"]
  if (typeof reference === "string") return { $ref: `${root}${reference}` }
  const parts = (["allOf", "anyOf", "oneOf"] as const).flatMap((key) => {
    const list = schema[key]
    return Array.isArray(list) ? [[key, list.map((part) => judge(part, name, wider))] as const] : []
  })
  if (parts.length > 0) return Object.fromEntries(parts)
  const values = Array.isArray(schema["enum"]) ? { enum: [...schema["enum"], ...wider] } : {}
  switch (schema["type"] ?? (isObject(schema["properties"]) ? "object" : undefined)) {
    case "object":
      return object(schema, name)
    case "array":
      return { type: "array", items: judge(schema["items"], name, wider) }
    case "number":
    case "integer":
      return { type: schema["format"] === "integer" ? "integer" : schema["type"], ...values }
    case "string": {
      const format = schema["format"]
      if (format === "date-time") return { type: "string", format, pattern: moment }
      return { type: "string", ...values, ...(typeof format === "string" ? { format } : {}) }
    }
    default:
      return { ...(schema["type"] === undefined ? {} : { type: schema["type"] }), ...values }
  }
}

/** Reads the document, or nothing where it is not at hand: what depends on it is then skipped. */
export const load = (): Oas | undefined =>
  existsSync(file) ? parse(JSON.parse(readFileSync(file, "utf8"))) : undefined

/** The judge for a document that has been read. */
export const parse = (document: Json): Oas => {
  const ajv = new Ajv({ allErrors: true, strict: false, inlineRefs: false })
  formats.default(ajv, ["date-time", "date", "uuid", "uri", "double", "float", "int32", "int64"])
  const schemas = entries(at(document, "components", "schemas")).map(([name, schema]) => [name, judge(schema, name)])
  ajv.addSchema({ $id: root, components: { schemas: Object.fromEntries(schemas) } })
  return { document, ajv }
}

const errorSchema = (status: number): Json | undefined => {
  if (status < 400) return undefined
  const name = status === 403 ? "NotAuthenticatedResponse" : "GlobalErrorResponse"
  return { $ref: `#/components/schemas/${name}` }
}

const compiled = new WeakMap<Oas, Map<string, ValidateFunction>>()

const validator = (oas: Oas, { method, path, status }: Operation): ValidateFunction | undefined => {
  const cache = compiled.get(oas) ?? new Map<string, ValidateFunction>()
  compiled.set(oas, cache)
  const key = `${method.toUpperCase()} ${path} ${status}`
  const known = cache.get(key)
  if (known !== undefined) return known
  const operation = at(oas.document, "paths", path, method.toLowerCase())
  if (operation === undefined) return undefined
  const statuses = status === 200 ? ["200", "201"] : [String(status)]
  const documented = statuses
    .map((each) => at(operation, "responses", each, "content", "application/json", "schema"))
    .find((found) => found !== undefined)
  const schema = documented ?? errorSchema(status)
  if (schema === undefined) return undefined
  const validate = oas.ajv.compile(judge(schema, key))
  cache.set(key, validate)
  return validate
}

const words = (error: ErrorObject): string => {
  const allowed: unknown = error.params["allowedValues"]
  return `${error.message ?? error.keyword}${Array.isArray(allowed) ? `: ${allowed.join(", ")}` : ""}`
}

/** What is wrong with an answer; nothing, when it is as the document says. A success is 200 where the document prints 201. */
export const check = (oas: Oas, operation: Operation, body: unknown): ReadonlyArray<Problem> => {
  const validate = validator(oas, operation)
  if (validate === undefined) {
    const { method, path, status } = operation
    return [{ at: "", message: `the document has no ${method.toUpperCase()} ${path} with status ${status}` }]
  }
  if (validate(body)) return []
  return (validate.errors ?? []).flatMap((error) => {
    if (error.keyword === "if") return []
    const missing: unknown = error.params["missingProperty"]
    const place = error.keyword === "required" ? `${error.instancePath}/${String(missing)}` : error.instancePath
    return [{ at: place, message: error.keyword === "required" ? "must be present" : words(error) }]
  })
}
