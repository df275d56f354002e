/**
 * The methods of the SDK: one for each operation of the contract, in groups, as types that a person reads and as the table that the
 * client is made of. An answer with `results` is a list that can be iterated; how it goes on is seen in the answer and the query.
 */
import { header } from "./Barrel.ts"
import { comment, declaration, type Json, keyText, objectAt, typeText } from "./TypeText.ts"

/** An operation of the document as the SDK sees it. */
export interface Method {
  readonly group: string
  readonly name: string
  readonly http: string
  readonly path: string
  readonly about: string
  readonly parameters: ReadonlyArray<string>
  readonly query: ReadonlyArray<{ readonly name: string; readonly required: boolean }>
  readonly body: { readonly type: string; readonly required: boolean } | undefined
  readonly answer: string
  /** Of a list: the type of a row, and how the next page is asked for. */
  readonly list: { readonly row: string; readonly goesOn: "cursor" | "never" | "pages" | "since" } | undefined
}

/** Operations that are no methods, each with its reason. */
export const leftOut: Readonly<Record<string, string>> = {
  "auth.create": "the client asks for keys by itself",
  "connectTokens.createByAlias": "another path of connectTokens.create, for clients that know no other"
}

/** Where an answer depends on the kind of token: what it is for the API key that the SDK has. */
const byApiKey: Readonly<Record<string, string>> = { "accounts.list": "AccountPage" }

const textAt = (value: unknown): string => (typeof value === "string" ? value : "")
const listAt = (value: unknown): ReadonlyArray<unknown> => (Array.isArray(value) ? value : [])

const jsonSchema = (holder: unknown, where: string): unknown => {
  const content = objectAt(objectAt(holder, where)["content"], `${where}/content`)
  return objectAt(content["application/json"], `${where}/json`)["schema"]
}

const listOf = (answer: string, query: Method["query"], schemas: Json): Method["list"] => {
  const page = schemas[answer]
  const properties = page === undefined ? {} : objectAt(objectAt(page, answer)["properties"] ?? {}, answer)
  if (properties["results"] === undefined) return undefined
  const row = typeText(objectAt(properties["results"], answer)["items"], "Wire.")
  const asks = (name: string) => query.some((parameter) => parameter.name === name)
  const goesOn =
    properties["next"] !== undefined && asks("after")
      ? "cursor"
      : properties["totalPages"] !== undefined && asks("page")
        ? "pages"
        : properties["lastSequence"] !== undefined && asks("since")
          ? "since"
          : "never"
  return { row, goesOn }
}

const methodOf = (path: string, http: string, value: unknown, schemas: Json): Method => {
  const operation = objectAt(value, `${http} ${path}`)
  const id = textAt(operation["operationId"])
  const [group = "", name = ""] = id.split(".")
  const parameters = listAt(operation["parameters"]).map((parameter) => objectAt(parameter, id))
  const inside = (place: string) => parameters.filter((parameter) => parameter["in"] === place)
  const query = inside("query").map((parameter) => ({
    name: textAt(parameter["name"]),
    required: parameter["required"] === true
  }))
  const held = operation["requestBody"]
  const body =
    held === undefined
      ? undefined
      : { type: typeText(jsonSchema(held, id), "Wire."), required: objectAt(held, id)["required"] === true }
  if (body !== undefined && query.length > 0)
    throw new Error(`${id} has a body and a query: a method takes one of them`)
  const success = objectAt(operation["responses"], id)["200"]
  const answer = byApiKey[id] ?? typeText(jsonSchema(success, id))
  return {
    group,
    name,
    http: http.toUpperCase(),
    path,
    about: `${textAt(operation["summary"])}. ${textAt(operation["description"])}`,
    parameters: Array.from(path.matchAll(/\{(\w+)\}/g), ([, parameter]) => parameter ?? ""),
    query,
    body,
    answer: `Wire.${answer}`,
    list: listOf(answer, query, schemas)
  }
}

const schemasOf = (document: Json): Json =>
  objectAt(objectAt(document["components"], "components")["schemas"], "schemas")

/** All methods of a document, in its order. */
export const methods = (document: Json): ReadonlyArray<Method> =>
  Object.entries(objectAt(document["paths"], "paths")).flatMap(([path, item]) =>
    Object.entries(objectAt(item, path))
      .map(([http, operation]) => methodOf(path, http, operation, schemasOf(document)))
      .filter(({ group, name }) => leftOut[`${group}.${name}`] === undefined)
  )

const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
const typeName = (group: string): string => `${capital(group)}Methods`
const queryName = ({ group, name }: Method): string => `${capital(group)}${capital(name)}Query`

const queryType = (method: Method): string => {
  const keys = method.query.map(({ name, required }) =>
    required ? `  readonly ${keyText(name)}: QueryValue\n` : `  readonly ${keyText(name)}?: QueryValue | undefined\n`
  )
  return keys.length === 0 ? "" : `export interface ${queryName(method)} {\n${keys.join("")}}\n\n`
}

const signature = (method: Method): string => {
  const { about, answer, body, http, list, name, parameters, path, query } = method
  const optional = query.every(({ required }) => !required) ? "?" : ""
  const input =
    body === undefined
      ? query.length === 0
        ? []
        : [`query${optional}: ${queryName(method)}`]
      : [`body${body.required ? "" : "?"}: ${body.type}`]
  const all = [...parameters.map((parameter) => `${parameter}: Id`), ...input, "options?: CallOptions"]
  const result = list === undefined ? `Promise<${answer}>` : `Listing<${list.row}, ${answer}>`
  return `${comment(`${about} \`${http} ${path}\``, "  ")}  readonly ${name}: (${all.join(", ")}) => ${result}\n`
}

const row = ({ body, http, list, name, path, query }: Method): string => {
  const fields = [`method: ${JSON.stringify(http)}`, `path: ${JSON.stringify(path)}`]
  if (body !== undefined) fields.push(`input: "body"`)
  else if (query.length > 0) fields.push(`input: "query"`)
  if (list !== undefined) fields.push(`list: ${JSON.stringify(list.goesOn)}`)
  return `    ${name}: { ${fields.join(", ")} }`
}

const groupsOf = (all: ReadonlyArray<Method>): ReadonlyMap<string, ReadonlyArray<Method>> =>
  Map.groupBy(all, ({ group }) => group)

/** Text of the module with the methods' types. */
export const methodTypes = (document: Json): string => {
  const abouts = new Map(
    listAt(document["tags"]).map((tag) => {
      const { description, name } = objectAt(tag, "tag")
      return [textAt(name).toLowerCase(), textAt(description)] as const
    })
  )
  const groups = groupsOf(methods(document))
  const aboutOf = (group: string) => abouts.get(group.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`))
  const interfaces = [...groups].map(
    ([group, own]) =>
      `${own.map(queryType).join("")}${comment(aboutOf(group))}export interface ${typeName(group)} {\n${own.map(signature).join("")}}\n`
  )
  const imports = `import type { CallOptions, Id, Listing, QueryValue } from "./Calling.ts"\nimport type * as Wire from "./Wire.generated.ts"\n`
  return [header + imports, ...interfaces].join("\n")
}

/** Text of the module with the table of the methods, and the class that has all groups. */
export const methodTable = (document: Json): string => {
  const groups = groupsOf(methods(document))
  const tables = [...groups].map(([group, own]) => `  ${group}: {\n${own.map(row).join(",\n")}\n  }`)
  const names = [...groups.keys()]
  const fields = names.map((name) => `  readonly ${name}: Methods.${typeName(name)}\n`)
  const values = names.map((name) => `    this.${name} = group(operations.${name})\n`)
  return [
    `${header}import type { Operation, Operations } from "./Calling.ts"\nimport type * as Methods from "./Methods.generated.ts"\n`,
    `export const operations = {\n${tables.join(",\n")}\n} as const satisfies Operations\n`,
    `/** Makes the methods of a group of their operations. */\nexport type Group = <Methods>(operations: Readonly<Record<string, Operation>>) => Methods\n`,
    `/** Every method that is made from the contract. */\nexport class Groups {\n${fields.join("")}\n  constructor(group: Group) {\n${values.join("")}  }\n}\n`
  ].join("\n")
}

/** What the document calls an object and says no more of. */
const json = `export type Json = null | number | boolean | string | JsonArray | JsonObject

export interface JsonArray extends ReadonlyArray<Json> {}

export interface JsonObject {
  readonly [key: string]: Json
}
`

/** Text of the module with the types of all that is sent and answered, and of the events that webhooks bring. */
export const wireTypes = (document: Json, event: { readonly name: string; readonly schema: Json }): string => {
  const schemas = Object.entries(schemasOf(document)).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return [
    header + json,
    ...schemas.map(([name, schema]) => declaration(name, schema)),
    declaration(event.name, event.schema)
  ].join("\n")
}
