// Whether whatever one JSON Schema takes is taken by another: as far as zod writes schemas of what is kept, and where in doubt not, so
// that a change that nobody can judge is looked at by somebody.
import { Upsert } from "@tomada/core"
import { Schema } from "effect"

export type JsonSchema = Readonly<Record<string, unknown>>

const Objects = Schema.Record(Schema.String, Schema.Unknown)
const isObject = Schema.is(Objects)
const isTexts = Schema.is(Schema.Array(Schema.String))
const isSchemas = Schema.is(Schema.Array(Objects))

/** These say nothing of what is taken. */
const remarks = new Set(["$schema", "title", "description", "default", "examples", "readOnly", "deprecated"])

const bare = (schema: JsonSchema): JsonSchema =>
  Object.fromEntries(Object.entries(schema).filter(([name]) => !remarks.has(name)))

/** Of every object there is. */
const anyNames = Upsert.canonical({ type: "string" })

/** The schemas of which one must take a value. */
const alternatives = (schema: JsonSchema): ReadonlyArray<JsonSchema> => {
  const { anyOf, oneOf, type } = schema
  const either = oneOf ?? anyOf
  if (isSchemas(either)) return either.flatMap((each) => alternatives(bare(each)))
  if (isTexts(type)) return type.map((each) => ({ ...schema, type: each }))
  return [schema]
}

const values = ({ const: one, enum: some }: JsonSchema): ReadonlyArray<string> | null => {
  if (one !== undefined) return [Upsert.canonical(one)]
  return Array.isArray(some) ? some.map(Upsert.canonical) : null
}

const structure = new Set([
  "type",
  "properties",
  "required",
  "additionalProperties",
  "items",
  "prefixItems",
  "const",
  "enum",
  "anyOf",
  "oneOf"
])

const record = (value: unknown): JsonSchema => (isObject(value) ? value : {})
const names = (value: unknown): ReadonlyArray<string> => (isTexts(value) ? value : [])

const ofObjects = (before: JsonSchema, now: JsonSchema, path: string): ReadonlyArray<string> => {
  const had = record(before["properties"])
  const has = record(now["properties"])
  const others = now["additionalProperties"]
  const was = new Set(names(before["required"]))
  const lost = Object.entries(had).flatMap(([name, schema]) => {
    const to = Object.hasOwn(has, name) ? has[name] : others
    return isObject(to) ? unfit(record(schema), to, `${path}.${name}`) : [`${path}.${name} is not kept any more`]
  })
  const demanded = names(now["required"]).filter((name) => !was.has(name))
  const rest = before["additionalProperties"]
  return [
    ...lost,
    ...demanded.map((name) => `${path}.${name} is required now`),
    ...(isObject(rest)
      ? isObject(others)
        ? unfit(rest, others, `${path}.*`)
        : [`${path}.* is not kept any more`]
      : [])
  ]
}

const ofLists = (before: JsonSchema, now: JsonSchema, path: string): ReadonlyArray<string> => {
  if (Upsert.canonical(before["prefixItems"] ?? null) !== Upsert.canonical(now["prefixItems"] ?? null))
    return [`${path} has other items`]
  const { items } = before
  return isObject(now["items"]) ? unfit(record(items), now["items"], `${path}[]`) : []
}

const single = (before: JsonSchema, now: JsonSchema, path: string): ReadonlyArray<string> => {
  if (Object.keys(now).length === 0 || Upsert.canonical(before) === Upsert.canonical(now)) return []
  const isWider = before["type"] === "integer" && now["type"] === "number"
  if (before["type"] !== now["type"] && !isWider) return [`${path} is of another type`]
  const allowed = values(now)
  const were = values(before)
  if (allowed !== null && (were === null || were.some((value) => !allowed.includes(value))))
    return [`${path} takes fewer values`]
  const tighter = Object.keys(now).filter((rule) => {
    const text = Upsert.canonical(now[rule])
    const isFree = structure.has(rule) || (rule === "propertyNames" && text === anyNames)
    return !isFree && text !== Upsert.canonical(before[rule] ?? null)
  })
  if (tighter.length > 0) return [`${path} has another ${tighter.join(", ")}`]
  if (now["type"] === "object") return ofObjects(before, now, path)
  return now["type"] === "array" ? ofLists(before, now, path) : []
}

/** Where what `before` took is not taken, or not kept, by `now`; `path` is the name of the whole. */
export const unfit = (before: JsonSchema, now: JsonSchema, path: string): ReadonlyArray<string> => {
  const choices = alternatives(bare(now))
  return alternatives(bare(before)).flatMap((each) => {
    const problems = choices.map((choice) => single(bare(each), bare(choice), path))
    return problems.some((found) => found.length === 0)
      ? []
      : (problems.toSorted((one, other) => one.length - other.length)[0] ?? [`${path} takes nothing`])
  })
}
