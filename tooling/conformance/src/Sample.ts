/** Answers made from an OpenAPI document with every field filled, and what can be done to one to make it wrong. */

type Json = Readonly<Record<string, unknown>>

/** A place in an answer. */
export type Path = ReadonlyArray<string | number>

/** A place as a JSON pointer. */
export const pointer = (path: Path): string => path.map((part) => `/${part}`).join("")

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value)

const texts: Readonly<Record<string, string>> = {
  "date-time": "2026-03-01T09:30:00.000Z",
  uuid: "5f0c9a3e-8f0a-4a3b-9f1c-2d4e6a8b0c1d",
  uri: "https://bank.example/"
}

/**
 * A value with nothing absent: each nullable field has a value, each list one element, each map none. Of an enumeration `pick`
 * chooses the member, so that counting it up meets them all.
 */
export const fullest = (document: Json, schema: unknown, pick = 0): unknown => {
  if (!isObject(schema)) return {}
  const reference = schema["$ref"]
  if (typeof reference === "string") {
    const target = reference.split("/").slice(1)
    return fullest(
      document,
      target.reduce<unknown>((node, key) => (isObject(node) ? node[key] : undefined), document),
      pick
    )
  }
  const union = schema["anyOf"] ?? schema["allOf"]
  if (Array.isArray(union)) {
    return fullest(
      document,
      union.find((part) => !isObject(part) || part["type"] !== "null"),
      pick
    )
  }
  const values = schema["enum"]
  if (Array.isArray(values)) return values[pick % values.length]
  switch (schema["type"]) {
    case "object":
      return Object.fromEntries(
        Object.entries(isObject(schema["properties"]) ? schema["properties"] : {}).map(([key, value]) => [
          key,
          fullest(document, value, pick)
        ])
      )
    case "array":
      return [fullest(document, schema["items"], pick)]
    case "integer":
      return 3
    case "number":
      return 12.5
    case "boolean":
      return true
    default:
      return texts[String(schema["format"])] ?? "text"
  }
}

/** Every place in a value, the value itself left out. */
export const places = (value: unknown, path: Path = []): ReadonlyArray<Path> => {
  const children: ReadonlyArray<readonly [string | number, unknown]> = Array.isArray(value)
    ? value.map((entry: unknown, index) => [index, entry] as const)
    : isObject(value)
      ? Object.entries(value)
      : []
  return children.flatMap(([key, child]) => {
    const place: Path = path.concat(key)
    const deeper: ReadonlyArray<Path> = places(child, place)
    return [place, ...deeper]
  })
}

const change = (value: unknown, path: Path, make: (old: unknown) => unknown): unknown => {
  const [head, ...rest] = path
  if (head === undefined) return make(value)
  if (Array.isArray(value)) {
    return value.map((entry: unknown, index) => (index === head ? change(entry, rest, make) : entry))
  }
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, entry]) => {
      const next = key === head ? change(entry, rest, make) : entry
      return next === undefined ? [] : [[key, next]]
    })
  )
}

/** The value without what is at this place. */
export const removed = (value: unknown, path: Path): unknown => change(value, path, () => undefined)

/** The value with something else at this place. */
export const replaced = (value: unknown, path: Path, other: unknown): unknown => change(value, path, () => other)

/** The value with something of another type at this place: a number where text was, text for anything else. */
export const retyped = (value: unknown, path: Path): unknown =>
  change(value, path, (old) => (typeof old === "string" ? 7 : "text"))
