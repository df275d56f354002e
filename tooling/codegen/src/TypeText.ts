/** TypeScript types of the JSON schemas that the contract's document is made of; a keyword that it never used is a fault, not a guess. */

export type Json = Readonly<Record<string, unknown>>

/** The object, or a fault that says where there is none. */
export const objectAt = (value: unknown, where: string): Json => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error(`${where} is no object`)
  return value as Json // checked in the line above
}

const listAt = (value: unknown): ReadonlyArray<unknown> => (Array.isArray(value) ? value : [])

/** Keywords that say less than a type can or more than one needs. */
const silent = new Set([
  "description",
  "format",
  "maximum",
  "minimum",
  "maxLength",
  "minLength",
  "maxProperties",
  "pattern"
])
const spoken = new Set([
  "type",
  "anyOf",
  "oneOf",
  "$ref",
  "enum",
  "properties",
  "required",
  "items",
  "additionalProperties"
])
const alsoSilent = new Set(["maxItems", "minItems", "allOf", "exclusiveMinimum", "title"])

const reference = "#/components/schemas/"

/** A key as it is written in a type. */
export const keyText = (key: string): string => (/^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key))

/** A comment above a line, indented; nothing where there is nothing to say. */
export const comment = (text: string | undefined, indent = ""): string =>
  text === undefined || text === "" ? "" : `${indent}/** ${text.replaceAll("*/", "*\\/")} */\n`

const objectText = (schema: Json, prefix: string, indent: string, where: string): string => {
  const properties = Object.entries(objectAt(schema["properties"] ?? {}, where))
  const rest = schema["additionalProperties"]
  if (properties.length === 0) {
    if (typeof rest !== "object" || rest === null) return `${prefix}JsonObject`
    return `Readonly<Record<string, ${typeText(rest, prefix, indent, `${where}/*`)}>>`
  }
  const required = new Set(listAt(schema["required"]))
  const lines = properties.map(([key, value]) => {
    const property = objectAt(value, `${where}/${key}`)
    const described = typeof property["description"] === "string" ? property["description"] : undefined
    const type = typeText(property, prefix, `${indent}  `, `${where}/${key}`)
    const mark = required.has(key) ? "" : "?"
    return `${comment(described, `${indent}  `)}${indent}  readonly ${keyText(key)}${mark}: ${type}\n`
  })
  return `{\n${lines.join("")}${indent}}`
}

/** The type of a schema; names of components are written after `prefix`. */
export const typeText = (value: unknown, prefix = "", indent = "", where = "schema"): string => {
  const schema = objectAt(value, where)
  for (const key of Object.keys(schema)) {
    if (!silent.has(key) && !spoken.has(key) && !alsoSilent.has(key))
      throw new Error(`${where}: no type is known for the keyword ${key}`)
  }
  const { $ref, enum: words, type } = schema
  const parts = schema["anyOf"] ?? schema["oneOf"]
  if (typeof $ref === "string") return `${prefix}${$ref.slice(reference.length)}`
  if (parts !== undefined)
    return [...new Set(listAt(parts).map((part, index) => typeText(part, prefix, indent, `${where}/${index}`)))].join(
      " | "
    )
  if (words !== undefined)
    return listAt(words)
      .map((word) => JSON.stringify(word))
      .join(" | ")
  if (type === "array") {
    const row = typeText(schema["items"] ?? {}, prefix, indent, `${where}/items`)
    return `ReadonlyArray<${row}>`
  }
  if (type === "object") return objectText(schema, prefix, indent, where)
  if (type === "integer" || type === "number") return "number"
  if (type === "string" || type === "boolean" || type === "null") return type
  if (type === undefined) return "unknown"
  throw new Error(`${where}: no type is known for ${JSON.stringify(type)}`)
}

/** A declaration with this name. */
export const declaration = (name: string, value: unknown): string => {
  const schema = objectAt(value, name)
  const text = typeText(schema, "", "", name)
  const described = comment(typeof schema["description"] === "string" ? schema["description"] : undefined)
  return text.startsWith("{") && text.endsWith("}") && schema["type"] === "object"
    ? `${described}export interface ${name} ${text}\n`
    : `${described}export type ${name} = ${text}\n`
}
