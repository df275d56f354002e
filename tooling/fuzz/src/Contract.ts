// The operations of the contract as the server gives it out, with what they take. Shapes are what JSON Schema has of use here; anything
// else of it is let be.

export interface Shape {
  readonly $ref?: string
  readonly type?: string
  readonly format?: string
  readonly enum?: ReadonlyArray<unknown>
  readonly anyOf?: ReadonlyArray<Shape>
  readonly items?: Shape
  readonly properties?: Readonly<Record<string, Shape>>
  readonly required?: ReadonlyArray<string>
  readonly additionalProperties?: Shape | boolean
}

interface Parameter {
  readonly name: string
  readonly in: string
  readonly required?: boolean
}

interface Described {
  readonly parameters?: ReadonlyArray<Parameter>
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Shape }>> }
}

export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Shape>> }
}

export interface Operation {
  readonly method: string
  /** With `{id}` where an id belongs. */
  readonly path: string
  readonly query: ReadonlyArray<Parameter>
  /** Of its JSON body; undefined when it takes none. */
  readonly body: Shape | undefined
}

export interface Contract {
  readonly operations: readonly [Operation, ...ReadonlyArray<Operation>]
  /** The shape itself where it is only named. */
  readonly resolved: (shape: Shape) => Shape
}

export const of = ({ components, paths }: Document): Contract => {
  const [first, ...rest] = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]): Operation => ({
      method: method.toUpperCase(),
      path,
      query: parameters.filter((parameter) => parameter.in === "query"),
      body: requestBody?.content["application/json"]?.schema
    }))
  )
  if (first === undefined) throw new Error("the contract has no operations")
  const resolved = (shape: Shape): Shape => {
    const name = shape.$ref?.split("/").at(-1)
    return name === undefined ? shape : (components.schemas[name] ?? {})
  }
  return { operations: [first, ...rest], resolved }
}
