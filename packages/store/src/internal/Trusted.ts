// Both directions of a Schema without its checks, for rows that only this package writes: what was checked where it came in
// is not checked again for each row of each sync, which was most of what a sync cost. It is made from the Schema itself, so a
// new field needs no line here; for what it does not know it asks the Schema. A test holds the two together.
import { BigDecimal, DateTime, Schema, type SchemaAST } from "effect"

/** How a value is converted; throws where it cannot be. */
export interface Conversion {
  decode(encoded: unknown): unknown
  encode(value: unknown): unknown
}

/** The fields of a struct; undefined: the field is the same on both sides. */
export type Fields = ReadonlyArray<readonly [name: string, conversion: Conversion | undefined]>

// Each is only asked for values of its own schema, which the compiler cannot follow through an AST.
const decimal: Conversion = {
  decode: (text) => BigDecimal.fromStringUnsafe(text as string),
  encode: (value) => BigDecimal.format(value as BigDecimal.BigDecimal)
}
/** What is written together mostly bears one instant. */
let formatted: readonly [at: unknown, text: string] = [undefined, ""]
const instant: Conversion = {
  decode: (at) => DateTime.makeUnsafe(at as Date | string),
  encode: (value) => {
    if (value !== formatted[0]) formatted = [value, DateTime.formatIso(value as DateTime.Utc)]
    return formatted[1]
  }
}

const leaves = new Map<SchemaAST.AST, Conversion>([
  [Schema.BigDecimalFromString.ast, decimal],
  [Schema.DateTimeUtcFromString.ast, instant]
])

/** What the Schema says. */
const checked = (ast: SchemaAST.AST): Conversion => {
  const schema = Schema.make<Schema.Codec<unknown>>(ast)
  return { decode: Schema.decodeUnknownSync(schema), encode: Schema.encodeUnknownSync(schema) }
}

/** The fields of a struct. Keys of a record are none. */
export const fieldsOf = (ast: SchemaAST.Objects): Fields =>
  ast.propertySignatures.map(({ name, type }) => [String(name), conversion(type)])

const struct = (fields: Fields): Conversion => {
  const convert = (direction: keyof Conversion) => (from: unknown) => {
    const source = from as Readonly<Record<string, unknown>>
    const target: Record<string, unknown> = {}
    for (const [name, inner] of fields) {
      const value = source[name]
      if (value !== undefined) target[name] = inner === undefined ? value : inner[direction](value)
    }
    return target
  }
  return { decode: convert("decode"), encode: convert("encode") }
}

const nullable = (inner: Conversion): Conversion => ({
  decode: (encoded) => (encoded === null ? null : inner.decode(encoded)),
  encode: (value) => (value === null ? null : inner.encode(value))
})

const list = (inner: Conversion): Conversion => ({
  decode: (encoded) => (encoded as ReadonlyArray<unknown>).map(inner.decode),
  encode: (values) => (values as ReadonlyArray<unknown>).map(inner.encode)
})

/** Undefined: the value is the same on both sides. */
export const conversion = (ast: SchemaAST.AST): Conversion | undefined => {
  const leaf = leaves.get(ast)
  if (leaf !== undefined) return leaf
  if (ast.encoding !== undefined) return checked(ast)
  switch (ast._tag) {
    case "String":
    case "Number":
    case "Boolean":
    case "Literal":
    case "Null":
      return undefined
    case "Objects":
      return ast.indexSignatures.length > 0 ? checked(ast) : struct(fieldsOf(ast))
    case "Arrays": {
      const [rest] = ast.rest
      if (rest === undefined || ast.rest.length > 1 || ast.elements.length > 0) return checked(ast)
      const inner = conversion(rest)
      return inner === undefined ? undefined : list(inner)
    }
    case "Union": {
      const members = ast.types.filter(({ _tag }) => _tag !== "Null").map(conversion)
      if (members.every((member) => member === undefined)) return undefined
      const [only] = members
      return members.length > 1 || only === undefined ? checked(ast) : nullable(only)
    }
    default:
      return checked(ast)
  }
}
