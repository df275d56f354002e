/**
 * Both directions of a Schema without its checks, for values that were checked where they came in: rows that the store wrote, answers that
 * are made of such rows. The checks of each field of each row are most of what a Schema costs. It is made from the Schema itself, so a
 * new field needs no line here; for what it does not know it asks the Schema.
 *
 * The trap: a value that is not of the Schema is converted to something that is neither. Each use is held to its Schema by a test.
 */
import { Schema, type SchemaAST } from "effect"

/** How a value is converted; throws where it cannot be. */
export interface Conversion {
  decode(encoded: unknown): unknown
  encode(value: unknown): unknown
}

/** The fields of a struct; undefined: the field is the same on both sides. */
export type Fields = ReadonlyArray<readonly [name: string, conversion: Conversion | undefined]>

/** Conversions that know how some schemas are converted by hand, wherever these are met. */
export interface Conversions {
  /** Undefined: the value is the same on both sides. */
  of(ast: SchemaAST.AST): Conversion | undefined
  /** The fields of a struct. Keys of a record are none. */
  fieldsOf(ast: SchemaAST.Objects): Fields
}

// Each conversion is only asked for values of its own schema, which the compiler cannot follow through an AST.

/** What the Schema says. */
const checked = (ast: SchemaAST.AST): Conversion => {
  const schema = Schema.make<Schema.Codec<unknown>>(ast)
  return { decode: Schema.decodeUnknownSync(schema), encode: Schema.encodeUnknownSync(schema) }
}

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

/** `leaves`: the schemas that are converted by hand. */
export const make = (leaves: ReadonlyMap<SchemaAST.AST, Conversion>): Conversions => {
  const fieldsOf = (ast: SchemaAST.Objects): Fields =>
    ast.propertySignatures.map(({ name, type }) => [String(name), of(type)])

  const of = (ast: SchemaAST.AST): Conversion | undefined => {
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
        const inner = of(rest)
        return inner === undefined ? undefined : list(inner)
      }
      case "Union": {
        const members = ast.types.filter(({ _tag }) => _tag !== "Null").map(of)
        if (members.every((member) => member === undefined)) return undefined
        const [only] = members
        return members.length > 1 || only === undefined ? checked(ast) : nullable(only)
      }
      default:
        return checked(ast)
    }
  }
  return { of, fieldsOf }
}
